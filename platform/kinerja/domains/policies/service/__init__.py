"""Changing an agency's policies and roles: in the actor's agency, in the caller's transaction.

A failure raises, and the caller undoes whatever was written.
"""
