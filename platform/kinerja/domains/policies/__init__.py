"""The policies that an agency owns: proposed by one person, put into force by another; its roles.

The tables and what decides stand below, in `tenants` and `policies`; here is how they change.
"""
