"""What agencies let API clients read: granted with a legal basis, for a purpose, for a time."""
