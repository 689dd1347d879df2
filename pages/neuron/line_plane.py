"""The plane of squares and circles, as the browser draws in it."""

from pages.neuron.plot import Plane

PLANE = Plane("line", (-1.15, 1.15), (-1.15, 1.15), 400, 410)
_TICKS = (-1, -0.5, 0, 0.5, 1)
_NUMBERS = (-1, 0, 1)

MOVING_PLANE = PLANE.moving(PLANE.grid(_TICKS, _TICKS), PLANE.labels(_NUMBERS, _NUMBERS, "x", "y"))
