"""What was found out, and what it means in plain words. Pure."""
