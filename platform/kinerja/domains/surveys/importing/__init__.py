"""How collected sheets become responses: read, checked, loaded all together or not at all."""
