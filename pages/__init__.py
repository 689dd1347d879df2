"""The pages of the app: views that read widgets, call one function and draw the result."""
