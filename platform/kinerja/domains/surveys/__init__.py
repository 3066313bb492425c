"""Satisfaction surveys (SKM, PermenPANRB 14/2017): campaigns, citizens' answers, their index."""
