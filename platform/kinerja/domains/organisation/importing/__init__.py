"""How a file of employees becomes an organisation: read, checked, staged, loaded, reported."""
