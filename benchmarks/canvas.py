"""What the pad's canvas sends of a drawing, made without a browser.

After each stroke the canvas sends the whole drawing, as Fabric.js JSON with a PNG. Here the
drawing changes, and everything else is as a real canvas sent it.
"""

import base64
import io
import json
import random
from typing import Any

import numpy as np
from PIL import Image, ImageColor, ImageDraw

from pages.shared.pad.drawing import DEFAULT_BRUSH, PAD_SIZE, Drawing, Point, Stroke
from pages.shared.pad.pad import PNG_PREFIX
from pages.shared.pad.pen_digits import SIZES, pen_digits, place

FINER = 4  # the picture is drawn so many times larger, and shrunk: a canvas has smooth edges
STEPS = 6  # lines in place of a curve


def growing_drawings(chance: random.Random) -> list[Drawing]:
    """A pen's digit as it grows: after its first stroke, its second, until it is complete.

    It has at least two strokes. So, when one digit follows the other, the number of strokes
    differs from stroke to stroke, and no answer can be taken for the one before.
    """
    strokes = chance.choice([strokes for _, strokes in pen_digits() if len(strokes) > 1])
    position = (chance.random(), chance.random())
    whole = place(strokes, DEFAULT_BRUSH, chance.uniform(*SIZES), position).strokes
    return [Drawing(whole[:count]) for count in range(1, len(whole) + 1)]


def canvas_value(recorded: dict[str, Any], drawing: Drawing) -> str:
    """The canvas's value for a drawing, as JSON.

    Args:
        recorded: the value that a real canvas sent, with at least one stroke:
            `{"drawing": {"raw": canvas JSON, "data": PNG as a data URL}}`.
        drawing: what is to be on the pad instead.
    """
    raw = recorded["drawing"]["raw"]
    like = raw["objects"][0]
    png = canvas_png(drawing, like["stroke"])
    sent = {
        "raw": {**raw, "objects": [{**like, **_fabric_path(each)} for each in drawing.strokes]},
        "data": PNG_PREFIX + base64.b64encode(png).decode(),
    }
    return json.dumps({**recorded, "drawing": sent}, separators=(",", ":"))


def canvas_png(drawing: Drawing, color: str) -> bytes:
    """A drawing as the canvas's PNG: RGBA, PAD_SIZE × PAD_SIZE, ink on transparent paper."""
    side = PAD_SIZE * FINER
    mask = Image.new("L", (side, side))
    pen = ImageDraw.Draw(mask)
    for stroke in drawing.strokes:
        _draw_line(pen, [(x * FINER, y * FINER) for x, y in points(stroke)], stroke.width * FINER)
    buffer = io.BytesIO()
    Image.fromarray(_as_kept(color, np.asarray(mask.reduce(FINER)))).save(
        buffer, "PNG", compress_level=1
    )
    return buffer.getvalue()


def _as_kept(color: str, alpha: np.ndarray) -> np.ndarray:
    """Ink of a colour, (H, W) uint8 thick, as (H, W, 4) uint8 in the shades that a canvas returns.

    It keeps colours multiplied by their alpha, so that thin ink comes back in a rounded shade. Such
    edges make a picture larger.
    """
    ink = np.array(ImageColor.getrgb(color)[:3])
    thick = alpha[:, :, None].astype(float)
    shades = np.rint(np.rint(ink * thick / 255) * 255 / np.maximum(thick, 1))
    return np.dstack([shades.astype(np.uint8), alpha])


def points(stroke: Stroke) -> list[Point]:
    """Points along a stroke, close enough that lines between them look like its curves."""
    found: list[Point] = []
    for letter, *numbers in stroke.path:
        end = (numbers[-2], numbers[-1])
        if letter == "Q":
            begin, control = np.array(found[-1]), np.array(numbers[:2])
            for t in np.linspace(0, 1, STEPS + 1)[1:-1]:
                point = (1 - t) ** 2 * begin + 2 * t * (1 - t) * control + t**2 * np.array(end)
                found.append((float(point[0]), float(point[1])))
        found.append(end)
    return found


def _draw_line(pen: ImageDraw.ImageDraw, path: list[Point], width: float) -> None:
    pen.line(path, fill=255, width=round(width), joint="curve")
    radius = width / 2
    for x, y in (path[0], path[-1]):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def _fabric_path(stroke: Stroke) -> dict[str, Any]:
    """What of a Fabric.js path is different in every stroke."""
    across, down = zip(*points(stroke), strict=True)
    return {
        "path": [list(command) for command in stroke.path],
        "strokeWidth": stroke.width,
        "left": round((min(across) + max(across)) / 2, 4),
        "top": round((min(down) + max(down)) / 2, 4),
        "width": round(max(across) - min(across), 4),
        "height": round(max(down) - min(down), 4),
    }
