"""Appraisals: one employee in one cycle, their scores, and the result computed from them."""
