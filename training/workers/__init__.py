"""Who trains: the queue, the processes, and what one of them does."""
