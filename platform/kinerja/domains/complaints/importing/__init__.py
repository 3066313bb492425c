"""How an export of the complaint system becomes complaints, their history and service levels."""
