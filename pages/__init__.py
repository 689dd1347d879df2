"""The pages of the app: views that read controls, call one function and draw the result."""
