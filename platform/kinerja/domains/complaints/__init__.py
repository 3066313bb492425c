"""Complaints of citizens (JAKI, CRM): what came in, what became of it, and the service level."""
