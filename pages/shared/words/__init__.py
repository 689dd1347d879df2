"""Numbers, digits, runs and settings in words."""
