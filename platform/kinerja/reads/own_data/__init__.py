"""The copy of everything that an agency stores about one person, for that person."""
