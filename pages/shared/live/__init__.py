"""Components whose part in the browser changes in place."""
