"""Development: feedback and dialogue all year round, and what is agreed to be learnt."""
