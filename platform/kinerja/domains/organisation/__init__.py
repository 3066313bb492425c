"""Who works where, and who appraises whom, at which date."""
