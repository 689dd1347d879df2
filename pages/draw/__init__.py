"""The Draw page, and what only it shows."""
