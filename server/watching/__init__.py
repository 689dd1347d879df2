"""Many watch one run: what they see is computed once, and goes out as server-sent events."""
