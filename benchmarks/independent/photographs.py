"""Twenty kinds of photographs of a digit, as somebody takes them with a telephone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import cv2
import numpy as np
from PIL import Image

from benchmarks.independent import sheets
from benchmarks.independent.camera import taken
from benchmarks.independent.desks import desk
from benchmarks.independent.hands import thumb
from benchmarks.independent.ink import (
    HAND,
    PENS,
    Maker,
    Pen,
    contrast,
    ends_within,
    sized,
    some_pen,
    until_read,
    write,
)
from benchmarks.independent.surfaces import Range, Shape, log_uniform, one_of, paper, rectangle
from training.pretraining.strokes import Strokes

LITTLE_CONTRAST = (16, 4)  # grey levels, times the noise: no person reads less for sure
SMALLEST = 22  # pixels that a digit is high or wide
ASPECTS = (4 / 3, 3 / 4, 1, 16 / 9, 9 / 16)
ASPECT_SHARES = (0.3, 0.4, 0.15, 0.05, 0.1)
SMOOTH_PENS = ("blue ballpoint", "black ballpoint", "felt", "gel", "fountain")


@dataclass(frozen=True)
class Scene:
    """What is photographed; what is named twice among pens, papers and desks is twice as likely."""

    features: frozenset[str] = frozenset()  # glare stands for a whiteboard, chalk for a blackboard
    pens: tuple[str, ...] = HAND
    papers: tuple[str, ...] = ("white", "white", "ivory")
    desks: tuple[str, ...] = ("wood", "cloth", "plain", "plain")
    on_desk: float = 0  # a share of all cases; in the others the sheet fills the picture
    folded: float = 0  # a share of all cases
    filled: Range = (0.04, 0.8)  # how much of the picture's height a digit fills


@dataclass(frozen=True)
class View:
    """Where everything is, in pixels of the surface, which is larger than what the camera sees.

    `seen` and `free` are left, top, right and bottom.
    """

    shape: Shape  # of the surface
    scale: float
    seen: np.ndarray  # by the camera
    free: np.ndarray  # where there may be writing
    corners: np.ndarray | None  # (4, 2), of the sheet, if it lies on a desk

    @property
    def box(self) -> sheets.Box:
        """What the sheet's corners span, as far as there is a surface."""
        wide = np.array(self.shape[::-1])
        if self.corners is None:
            return (0, 0, *wide)
        low, high = self.corners.min(axis=0), self.corners.max(axis=0)
        return (*np.maximum(low, 0), *np.minimum(high, wide))


_AT_TIMES, _LARGE = 0.35, (0.08, 0.6)
_on_a_desk = partial(Scene, on_desk=1, filled=_LARGE)
SCENES: Mapping[str, Scene] = {
    "plain paper": Scene(folded=0.15),
    "on wood": _on_a_desk(desks=("wood",)),
    "on a patterned cloth": _on_a_desk(desks=("cloth",)),
    "on a keyboard": _on_a_desk(desks=("keyboard",)),
    "crumpled": Scene(frozenset({"crumpled"}), on_desk=_AT_TIMES),
    "folded": Scene(folded=1, on_desk=_AT_TIMES),
    "a sticky note": _on_a_desk(
        frozenset({"sticky"}), SMOOTH_PENS, papers=("yellow", "yellow", "pink", "green")
    ),
    "torn off": _on_a_desk(frozenset({"torn"})),
    "lined": Scene(frozenset({"lined"}), on_desk=_AT_TIMES, folded=0.15),
    "a spiral pad": Scene(frozenset({"lined", "spiral"}), on_desk=_AT_TIMES),
    "squared": Scene(frozenset({"squared"}), on_desk=_AT_TIMES, folded=0.15),
    "dotted": Scene(frozenset({"dotted"})),
    "an envelope": Scene(
        frozenset({"envelope"}), SMOOTH_PENS, ("white", "kraft", "ivory"), on_desk=_AT_TIMES
    ),
    "a whiteboard": Scene(frozenset({"glare"}), ("board marker",)),
    "a blackboard": Scene(frozenset({"chalk"}), ("chalk",)),
    "held by a thumb": Scene(frozenset({"thumb"})),
    "in a shadow": Scene(frozenset({"shadow"}), on_desk=_AT_TIMES),
    "in a lamp's light": Scene(frozenset({"lamp"}), on_desk=_AT_TIMES),
    "coloured paper": Scene(
        frozenset({"coloured"}),
        pens=("blue ballpoint", "black ballpoint", "felt", "gel", "pencil"),
        papers=("grey", "kraft", "pink", "green", "blue"),
        on_desk=_AT_TIMES,
        folded=0.15,
    ),
    "crayon": Scene(pens=("crayon",)),
}
RULED = frozenset({"lined", "squared", "dotted"})


def _attempt(scene: Scene, strokes: Strokes, rng: np.random.Generator) -> Image.Image | None:
    """A photograph, or nothing if it's too small, or hidden, or can hardly be seen."""
    pen = some_pen(one_of(scene.pens, rng), rng)
    if pen.name == "felt" and "coloured" in scene.features:  # it would be too pale
        pen = replace(pen, colour=0.6 * pen.colour)
    height = rng.uniform(*PENS[pen.name].digit)
    if scene.features & RULED and pen.name != "felt" and rng.random() < 0.6:
        height = rng.uniform(4.5, 8)
    digit, needs = sized(strokes, height)
    pen = pen.at_most(0.15 * height)
    size = _size(rng)
    filled = min(log_uniform(scene.filled, rng), 0.75)
    if filled * size[0] < 24 or filled * size[0] * pen.width / height < 1.1:
        return None
    view = _view(scene, needs, size, filled, rng)
    scale = view.scale
    if height * scale < SMALLEST or pen.width * scale < 1 or max(needs) * scale < SMALLEST:
        return None
    written = _written(scene, view, digit, needs, pen, rng)
    if written is None:
        return None
    surface, went = written
    if "thumb" in scene.features:
        surface, covered = thumb(surface, view.seen, scale, rng)
        around = np.ones((max(3, int(0.3 * height * scale)) | 1,) * 2)
        if (covered[cv2.dilate((went > 0.3).astype(np.uint8), around) > 0] > 0.05).any():
            return None
    picture, went = taken(surface, went, view.seen, size, pen.width * scale, scene.features, rng)
    found = contrast(picture, went)
    if found is None or not ends_within(went, 3):
        return None
    return picture if min(np.array(found) / LITTLE_CONTRAST) >= 1 else None


def _size(rng: np.random.Generator) -> Shape:
    """(height, width) of a picture: seldom small, seldom large."""
    chance = rng.random()
    if chance < 0.2:
        side = log_uniform((300, 600), rng)
    else:
        side = rng.uniform(600, 2000) if chance < 0.92 else rng.uniform(2200, 3000)
    aspect = rng.choice(ASPECTS, p=ASPECT_SHARES)
    return int(side / max(aspect, 1)), int(side * min(aspect, 1))


def _view(
    scene: Scene, needs: np.ndarray, size: Shape, filled: float, rng: np.random.Generator
) -> View:
    """Where the sheet lies and what is seen of it, for writing of so many millimetres."""
    wide = np.array(size[::-1])
    field = wide / size[0] * max(needs[1] / filled, 1.15 * needs[0] * size[0] / size[1])
    sheet = None
    if rng.random() < scene.on_desk:
        sheet = field * rng.uniform(0.5, 1.05) * (1, rng.uniform(0.85, 1.1))
        if "sticky" in scene.features:
            sheet[:] = min(sheet.max(), rng.uniform(1, 1.2) * sheet.min())
        sheet = np.maximum(sheet, 1.25 * needs)
        if (sheet > field).any():
            field = field * (sheet / field).max() * rng.uniform(0.95, 1.2)
    scale = float(size[0] / field[1])
    whole = (1.3 * wide).astype(int)
    middle, half = whole / 2, wide / 2
    seen = np.concatenate([middle - half, middle + half])
    shape, margin = (int(whole[1]), int(whole[0])), 0.06 * wide.min()
    corners, low, high = None, seen[:2], seen[2:]
    if sheet is not None:
        sheet = sheet * scale
        middle = middle + rng.uniform(-0.08, 0.08, 2) * wide
        corners = rectangle(middle, sheet, rng.normal(0, 4))
        low, high = np.maximum(low, middle - 0.4 * sheet), np.minimum(high, middle + 0.4 * sheet)
    return View(shape, scale, seen, np.concatenate([low + margin, high - margin]), corners)


def _written(
    scene: Scene,
    view: View,
    digit: Strokes,
    needs: np.ndarray,
    pen: Pen,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray] | None:
    """The sheet with the digit, on its desk, and where the pen went; nothing if it's beyond it."""
    sheet, grid, free = _sheet(scene, view, rng)
    middle = _place(grid, free / view.scale, needs, rng)
    strokes = [(stroke + middle - needs / 2) * view.scale for stroke in digit]
    went = write(sheet, strokes, pen, view.scale, rng)
    _bend(sheet, scene, view, rng)
    if view.corners is None:
        return sheet, went
    is_torn = "torn" in scene.features
    roughness = rng.uniform(0.6, 1.8) if is_torn else 0
    mask = sheets.cut_out(view.shape, view.corners, roughness, view.scale, rng)
    if is_torn:  # its edges are lighter
        wide = max(3, int(1.2 * view.scale)) | 1
        sheet += 0.06 * (mask - cv2.erode(mask, np.ones((wide, wide))))[:, :, None]
    if went[mask < 0.9].sum() > 1:
        return None
    below = desk(one_of(scene.desks, rng), view.shape, view.scale, rng)
    return sheets.lay(below, sheet, mask, view.scale, rng), went


def _bend(sheet: np.ndarray, scene: Scene, view: View, rng: np.random.Generator) -> None:
    """Make a sheet lighter and darker where it's crumpled, folded or curled."""
    if "crumpled" in scene.features:
        sheet *= sheets.crumples(view.shape, rng)[:, :, None]
    if rng.random() < scene.folded:
        sheet *= sheets.folds(view.shape, view.scale, rng)[:, :, None]
    if "sticky" in scene.features:
        top, bottom = view.box[1], view.box[3]
        curl = (np.arange(view.shape[0]) - top) / max(1, bottom - top) - 0.5
        sheet *= np.clip(1 + 0.12 * curl, 0.7, 1.3)[:, None, None]


def _sheet(
    scene: Scene, view: View, rng: np.random.Generator
) -> tuple[np.ndarray, sheets.Grid | None, np.ndarray]:
    """What is written on, where its rules are, and where there may be writing."""
    scale, box, free = view.scale, view.box, view.free
    if "glare" in scene.features:
        return sheets.whiteboard(view.shape, scale, rng), None, free
    if "chalk" in scene.features:
        return sheets.blackboard(view.shape, scale, rng), None, free
    colour = one_of(scene.papers, rng)
    sheet = paper(view.shape, colour, scale, 3 if colour in ("kraft", "grey") else 1, rng)
    grid = None
    if "lined" in scene.features:
        grid = sheets.lined(sheet, box, scale, rng)
    if "squared" in scene.features:
        grid = sheets.squared(sheet, box, scale, rng)
    if "dotted" in scene.features:
        sheets.dotted(sheet, box, scale, rng)
    if "envelope" in scene.features:
        sheets.address(sheet, box, scale, rng)
    if "spiral" in scene.features:
        free = _bound(sheet, view, rng)
    return sheet, grid, free


def _bound(sheet: np.ndarray, view: View, rng: np.random.Generator) -> np.ndarray:
    """Bind a sheet with a spiral at one side; returns where there may be writing now."""
    free, on_left = view.free.copy(), rng.random() < 0.5
    fills = view.corners is None
    left, _, right, _ = view.box
    seen_left, _, seen_right, _ = view.seen
    width = seen_right - seen_left
    if fills:  # its edge must be seen
        inwards = rng.uniform(0.02, 0.06) * width
        left, right = seen_left + inwards, seen_right - inwards
    sheets.bind(sheet, view.box, left if on_left else right, on_left, fills, view.scale, rng)
    holes = 14 * view.scale
    beyond = 0.06 * width + 10 * view.scale
    if on_left:
        free[0] = max(free[0], seen_left + beyond, view.box[0] + holes)
    else:
        free[2] = min(free[2], seen_right - beyond, view.box[2] - holes)
    return free


def _place(
    grid: sheets.Grid | None, free: np.ndarray, needs: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """(x, y) of the writing's middle, all in millimetres; small writing keeps to the rules."""
    low, high = free[:2], free[2:]
    room = high - low
    away = np.minimum(np.maximum(room - needs, 0) / 2, 0.3 * room)
    middle = (low + high) / 2 + rng.uniform(-1, 1, 2) * away
    if grid is None or not len(grid.rows) or needs[1] >= 1.05 * grid.gap:
        return middle
    if not len(grid.columns):
        lowest = middle[1] + needs[1] / 2
        middle[1] = _nearest(grid.rows, lowest) - needs[1] / 2 + rng.normal(0, 0.04) * grid.gap
        return middle
    half, moved = grid.gap / 2, rng.normal(0, 0.06, 2) * grid.gap
    row = _nearest(grid.rows, middle[1] + needs[1] / 2)
    return np.array([_nearest(grid.columns, middle[0] - half) + half, row - half]) + moved


def _nearest(lines: np.ndarray, to: float) -> float:
    return float(lines[np.abs(lines - to).argmin()])


KINDS: Mapping[str, Maker] = {
    name: partial(until_read, partial(_attempt, each)) for name, each in SCENES.items()
}
