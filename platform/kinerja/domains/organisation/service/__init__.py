"""Changing the organisation: in the actor's agency, in the caller's transaction.

A failure raises, and the caller undoes whatever was written. Lists answer item by item: what is
wrong with one undoes that one alone.
"""
