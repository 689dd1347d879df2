"""The pad: the canvas, the drawing on it, and the pen digits."""
