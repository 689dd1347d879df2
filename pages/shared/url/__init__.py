"""A page's state, and how its address says it."""
