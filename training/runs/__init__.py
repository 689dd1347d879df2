"""What a run is, where it is kept, and what pages ask about it."""
