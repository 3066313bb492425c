"""The organisation in the database: every statement names the agency, every change is guarded.

`allowed` is the actor's row filter; a change that touches nothing answers None or False, and the
service finds out why.
"""
