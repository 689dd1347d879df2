"""Pens, what they leave on a surface, and whether that can be read by a person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np
from PIL import Image

from benchmarks.independent.surfaces import WHITE, Colour, Range, Shape, clouds, one_of, smooth
from training.pretraining.strokes import Strokes

Maker = Callable[[Strokes, np.random.Generator], Image.Image]
Attempt = Callable[[Strokes, np.random.Generator], Image.Image | None]


@dataclass(frozen=True)
class PenKind:
    """Pens of a kind."""

    width: Range
    opacity: Range  # how much of what is below it covers, 0 to 1
    colours: tuple[Colour, ...]
    digit: Range  # how high it writes one


BLACK, NEARLY_BLACK, GRAPHITE = (0.02, 0.02, 0.02), (0.03, 0.03, 0.035), (0.16, 0.16, 0.17)
BLUE, DARK_BLUE, INK_BLUE = (0.05, 0.09, 0.36), (0.03, 0.06, 0.3), (0.02, 0.03, 0.18)
RED, GREEN, FELT_BLUE = (0.5, 0.02, 0.03), (0.02, 0.25, 0.06), (0.02, 0.04, 0.37)
WAX = ((0.55, 0.03, 0.03), (0.03, 0.25, 0.07), (0.22, 0.04, 0.3), (0.2, 0.08, 0.03))
CHALK = (*((0.75, 0.75, 0.73),) * 8, (0.75, 0.7, 0.3), (0.75, 0.5, 0.5))  # it's mostly white
FELT = (BLACK, FELT_BLUE, RED, GREEN)
PENS: Mapping[str, PenKind] = {
    "blue ballpoint": PenKind((0.4, 0.65), (0.8, 0.97), (DARK_BLUE, BLUE), (5, 16)),
    "black ballpoint": PenKind((0.4, 0.65), (0.8, 0.97), (NEARLY_BLACK,), (5, 16)),
    "pencil": PenKind((0.5, 0.95), (0.6, 0.9), (GRAPHITE,), (6, 20)),
    "felt": PenKind((1, 2.4), (0.9, 1), FELT, (14, 50)),
    "fountain": PenKind((0.45, 0.95), (0.85, 0.98), (INK_BLUE, BLACK), (6, 16)),
    "gel": PenKind((0.5, 0.75), (0.95, 1), (INK_BLUE, BLACK), (6, 16)),
    "crayon": PenKind((2.5, 4.5), (0.75, 0.95), (*WAX, FELT_BLUE, BLACK), (25, 70)),
    "board marker": PenKind((3, 5), (0.85, 1), FELT, (50, 140)),
    "chalk": PenKind((5, 9), (0.65, 0.95), CHALK, (60, 170)),
}
HAND = ("blue ballpoint", "black ballpoint", "pencil", "felt", "fountain", "gel")
BALLPOINTS = HAND[:2]
OPAQUE = ("crayon", "chalk")  # the others let the surface shine through
GRAIN = {"pencil": 0.18, "crayon": 0.5, "chalk": 1.0}  # how large the gaps in its lines are
YIELDING = (*BALLPOINTS, "pencil", "crayon")  # wider where they are pressed


@dataclass(frozen=True)
class Pen:
    """One pen; what isn't in millimetres or radians is from 0 to 1."""

    name: str  # of `PENS`
    width: float
    opacity: float
    colour: np.ndarray
    nib: float  # the angle at which a fountain pen is thin
    uneven: float  # how much its pressure changes
    grain: float  # how strong the gaps in its lines are
    skips: bool  # fails now and then, if it is a ballpoint

    def at_most(self, width: float) -> "Pen":
        """The same pen, but no wider."""
        return replace(self, width=min(self.width, width))


def some_pen(name: str, rng: np.random.Generator) -> Pen:
    """Any pen of a kind."""
    kind = PENS[name]
    return Pen(
        name,
        rng.uniform(*kind.width),
        rng.uniform(*kind.opacity),
        np.array(one_of(kind.colours, rng), np.float32),
        nib=rng.uniform(0.3, 1.2),
        uneven=rng.uniform(0.1, 0.35),
        grain=rng.uniform(0.3, 0.8),
        skips=rng.random() < 0.4,
    )


def sized(strokes: Strokes, height: float) -> tuple[Strokes, np.ndarray]:
    """A digit so high, but at most 1.7 times as wide, from (0, 0); and its (width, height)."""
    points = np.concatenate(strokes)
    low, size = points.min(axis=0), np.ptp(points, axis=0)
    factor = height / max(size[1], 0.6 * size[0], 0.001)
    return [(stroke - low) * factor for stroke in strokes], size * factor


def write(
    surface: np.ndarray, strokes: Strokes, pen: Pen, scale: float, rng: np.random.Generator
) -> np.ndarray:
    """Write strokes, in pixels of the surface, on it.

    Returns:
        (H, W) float32, 0 to 1: where the pen went.
    """
    went = np.zeros(surface.shape[:2], np.float32)
    width = max(pen.width * scale, 0.8)
    points, margin = np.concatenate(strokes), int(2 * width + 4)
    low = np.maximum(np.floor(points.min(axis=0)).astype(int) - margin, 0)
    high = np.minimum(np.ceil(points.max(axis=0)).astype(int) + margin, went.shape[::-1])
    if (high <= low).any():
        return went
    part = np.s_[low[1] : high[1], low[0] : high[0]]
    covers, went[part] = _lines([stroke - low for stroke in strokes], high - low, width, pen, rng)
    covers = np.clip(covers * _gaps(covers.shape, pen, scale, rng) * pen.opacity, 0, 1)[:, :, None]
    below = surface[part]
    ink = pen.colour if pen.name in OPAQUE else below * pen.colour / WHITE
    surface[part] = below * (1 - covers) + covers * ink
    return went


def _lines(
    strokes: Strokes, size: np.ndarray, width: float, pen: Pen, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """How strong the ink is, and where the pen went: (H, W) float32 each, 0 to 1."""
    finer = 4 if width < 4 else 2 if width < 12 else 1
    strong = np.zeros((size[1] * finer, size[0] * finer), np.uint8)
    went = np.zeros_like(strong)
    step = max(0.3 * width, 0.6)
    reach = max(1, int(0.02 * np.ptp(np.concatenate(strokes), axis=0).max() / step))
    for stroke in strokes:
        path = np.stack([smooth(along, reach) for along in _in_steps(stroke, step).T], axis=1)
        pressure = _pressure(len(path), width / step, pen, rng)
        widths = _widths(path, pressure, pen) * width * finer
        corners = np.rint(path * finer * 8 + finer * 4).astype(int).tolist()
        for begin, end, pressed, wide in zip(corners, corners[1:], pressure, widths, strict=False):
            how = max(1, round(float(wide))), cv2.LINE_8, 3
            cv2.line(strong, begin, end, int(255 * pressed), *how)
            cv2.line(went, begin, end, 255, *how)
    small = (int(size[0]), int(size[1]))
    strong, went = (cv2.resize(each, small, None, 0, 0, cv2.INTER_AREA) for each in (strong, went))
    return strong.astype(np.float32) / 255, went.astype(np.float32) / 255


def _in_steps(stroke: np.ndarray, step: float) -> np.ndarray:
    """The same line with points at equal distances; a dot is a very short one."""
    far = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
    if far[-1] < 0.001:
        return stroke[:1] + np.array([[0, 0], [0.01, 0.01]])
    places = np.linspace(0, far[-1], max(2, int(np.ceil(far[-1] / step)) + 1))
    return np.stack([np.interp(places, far, along) for along in stroke.T], axis=1)


def _pressure(count: int, width: float, pen: Pen, rng: np.random.Generator) -> np.ndarray:
    """(count,) from 0 to 1 for points of which so many are a line's width."""
    if pen.name == "felt":
        return np.ones(count)
    turns = rng.uniform(-1, 0.35, count // 12 + 4)
    along = np.linspace(0, max(2, count / 12), count)
    pressure = np.clip(1 + pen.uneven * np.interp(along, np.arange(len(turns)), turns), 0.35, 1)
    if pen.skips and pen.name in BALLPOINTS and count > 15:
        for _ in range(rng.integers(1, 3)):
            begin, length = rng.integers(count), max(1, int(rng.uniform(0.5, 2) * width))
            pressure[begin : begin + length] *= rng.uniform(0.25, 0.6)
    return pressure


def _widths(path: np.ndarray, pressure: np.ndarray, pen: Pen) -> np.ndarray:
    """How much of the pen's width each step of the path is."""
    if pen.name == "fountain":
        way = np.arctan2(*np.diff(path, axis=0).T[::-1])
        return 0.5 + 0.5 * np.abs(np.sin(way - pen.nib))
    return 0.75 + 0.25 * pressure if pen.name in YIELDING else np.ones(len(path))


def _gaps(shape: Shape, pen: Pen, scale: float, rng: np.random.Generator) -> np.ndarray | float:
    """How much of the ink there is: chalk and pencils leave gaps, inks are a little cloudy."""
    if pen.name in GRAIN:
        rough = clouds(shape, GRAIN[pen.name] * scale, rng, 2, 0.7)
        return np.clip(1 - 0.55 * pen.grain * np.clip(rough + 0.2, 0, 2), 0.05, 1)
    if pen.name == "board marker":
        return np.clip(1 - 0.18 * np.abs(clouds(shape, 1.2 * scale, rng)), 0.4, 1)
    if pen.name == "gel":
        return 1.0
    return np.clip(1 - 0.08 * clouds(shape, 0.4 * scale, rng), 0.5, 1)


def until_read(attempt: Attempt, strokes: Strokes, rng: np.random.Generator) -> Image.Image:
    """A picture of a digit (strokes in any units, y down) that a person can read.

    Args:
        attempt: makes one, or nothing where none could.
    """
    while True:
        picture = attempt(strokes, rng)
        if picture is not None:
            return picture


def ends_within(went: np.ndarray, margin: int) -> bool:
    """Whether all of the writing is at least so many pixels from the picture's edges."""
    height, width = went.shape
    middle = went[margin : height - margin, margin : width - margin]
    return int((went > 0.3).sum()) == int((middle > 0.3).sum())


def contrast(picture: Image.Image, went: np.ndarray) -> tuple[float, float] | None:
    """How much the ink differs from what is beside it.

    Args:
        picture: of H × W pixels.
        went: (H, W), 0 to 1: where the pen went.

    Returns:
        The difference in grey levels, in the channel in which it is largest, and how many times
        the noise it is; nothing if there is too little ink, or nothing beside it.
    """
    core = went > 0.75 if (went > 0.75).sum() > 20 else went > 0.4
    rows, columns = np.nonzero(core)
    if len(rows) < 15:
        return None
    height = int(np.ptp(rows)) + 1
    gap, room = max(3, int(0.04 * height)), int(0.5 * height) + 3
    near = np.s_[
        max(0, rows.min() - room) : rows.max() + room,
        max(0, columns.min() - room) : columns.max() + room,
    ]
    soft = (went[near] > 0.05).astype(np.uint8)
    close, far = (cv2.dilate(soft, np.ones((n * gap + 1, n * gap + 1))) for n in (2, 6))
    beside = (far > 0) & (close == 0)
    if beside.sum() < 10:
        return None
    seen = np.asarray(picture.convert("RGB"), np.float32)[near]
    found = []
    for channel in (*np.moveaxis(seen, 2, 0), seen.mean(axis=2)):
        calm = cv2.medianBlur(channel.astype(np.uint8), 3)
        noise = 1.25 * np.abs(channel - calm)[beside].mean() + 0.3
        difference = abs(np.median(channel[core[near]]) - np.median(channel[beside]))
        found.append((float(difference), float(difference / noise)))
    return max(found)
