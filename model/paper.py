"""A picture of writing on paper -> ink: whatever the light, the paper's colour and the pen's.

A first look tells what to look for, `cutting` then cuts it from the paper. Where nobody can read
what comes of it, there are other ways to look.

OpenCV is imported with this module, which is imported with the first picture.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from model.contrast import grain_in, resized, without_medians
from model.cutting import cut, small_ink
from model.first_look import Look, look_at, look_share
from model.picture_file import Picture
from model.pieces import inner_ink, pen_width
from model.ruling import without_rules
from model.sheet import cut_to_sheet
from model.spots import spots_in

SMALL_SIZE = 64  # up to here the grey edges are part of the picture, as in MNIST itself
LEAST_SEEN = 12  # pixels of ink in the first look, to measure a pen by
WIDE_PEN = 28  # pixels: a picture with a wider one is reduced, which loses nothing
GRAINY = 0.025  # of the ink's contrast: so much grain in all of the picture may hide it
AFAR = 320  # pixels, longer side: so far away that grain and dots are grey …
NEARER = 0.75  # … if it was seen from nearer than that
HALO = 3  # pixels of a first look, around what is hidden
MOSTLY = 0.7  # of the contrast in the clearest colour; brightness is taken from there on
CARD = 0.85  # of its box that an opaque card fills
MOST_OF_A_CARD = 0.5  # that can be written on


@dataclass(frozen=True, eq=False)
class Ink:
    """What is written in a picture.

    Attributes:
        ink: (H, W) uint8, 0 = paper, 255 = ink. Grey edges in pictures up to `SMALL_SIZE`.
        clear: the same without faint pieces of which a first look saw nothing: an envelope's flap,
            a stamp, pale lines; or a pale digit.
        corner: (row, column) in the file's own picture of the ink's top left corner.
        scale: how many of the file's own pixels one of the ink's is wide.
    """

    ink: np.ndarray
    clear: np.ndarray
    corner: tuple[float, float]
    scale: float

    def in_picture(self, box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """A (top, left, bottom, right) box of the ink in the file's own pixels."""
        row, column = self.corner
        top, left, bottom, right = (
            round(self.scale * each + start)
            for each, start in zip(box, (row, column, row, column), strict=True)
        )
        return top, left, bottom, right


def ink_in(picture: Picture) -> Ink:
    """What is seen at first; as `looks_at` says, with its errors."""
    return next(looks_at(picture))()


def looks_at(picture: Picture) -> Iterator[Callable[[], Ink]]:
    """Tell ink from paper, and leave out rules, frames, and the desk. Specks are ink, too.

    Yields:
        Functions that give what is seen at first; then, for who can't read that, and if there is
        any, what is seen if all is hidden that reaches in from beyond the picture: a thumb, the
        edge of the sheet; or a digit that is cut off; at last what is seen from afar, where grain
        and dots are grey. Each raises a UserError if there is something, but too faint to be told
        from the paper.
    """
    own = picture.size[0] / picture.colours.shape[1]  # pixels of the file in one of the picture's
    sheet, (top, left) = cut_to_sheet(picture)
    is_cut = sheet.colours.shape != picture.colours.shape
    shape = _shape(sheet)
    planes = _planes(sheet) if shape is None else [shape]

    def seen(plane: np.ndarray, look: Look, afar: float = 1.0) -> Ink:
        pen = _pen_width(plane, look)
        share = min(1.0, WIDE_PEN / max(pen, 1.0))
        ink, clear = _inks(resized(plane, share), look, pen * share)
        if is_cut:
            ink, clear = (_without_edges(each, pen * share) for each in (ink, clear))
        return Ink(ink, clear, (top * own, left * own), own / (share * afar))

    only_light = shape is not None
    first = _look(planes, only_light)
    yield lambda: seen(*first)
    look = first[1]
    beyond = look.ink & ~inner_ink(look.ink)
    if beyond.any() and max(first[0].shape) > SMALL_SIZE:
        second = _look(planes, only_light, _with(_grown(beyond), look.hidden))
        if second[1].ink.any():
            yield lambda: seen(*second)
    afar = AFAR / max(first[0].shape)
    if afar < NEARER and _is_grainy(*first):
        third = _look([resized(plane, afar) for plane in planes], only_light)
        yield lambda: seen(*third, afar)


def _inks(plane: np.ndarray, look: Look, pen: float) -> tuple[np.ndarray, np.ndarray]:
    """All that may be ink, and what of it is clear."""
    if max(plane.shape) > SMALL_SIZE:
        return cut(plane, look, pen)
    ink = without_rules(small_ink(plane, look.dark))
    return ink, ink


def _shape(picture: Picture) -> np.ndarray | None:
    """The alpha as a plane with light ink, where what is opaque is the drawing; None where not.

    Whatever its colours, a drawing on transparent paper is what is opaque. A card, opaque in all of
    its box, is paper, and what is on it counts.
    """
    alpha = picture.alpha
    if alpha is None or alpha.min() >= alpha.max() / 2:
        return None
    opaque = alpha >= alpha.max() / 2
    rows, columns = np.flatnonzero(opaque.any(axis=1)), np.flatnonzero(opaque.any(axis=0))
    inside = opaque[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if inside.mean() >= CARD:
        written = _clearest(_planes(picture))[1].ink
        if 0 < written.mean() < MOST_OF_A_CARD * inside.mean():
            return None
    levels: np.ndarray = np.minimum(alpha.astype(np.uint16) * 255 // int(alpha.max()), 255)
    return levels.astype(np.uint8)


def _planes(picture: Picture) -> list[np.ndarray]:
    """Brightness, then red, green and blue; or only the brightness, without colours."""
    colours = picture.colours
    if picture.alpha is not None:
        # What nobody sees gets the colour of the paper around.
        opaque = picture.alpha >= max(1, int(picture.alpha.max()) // 2)
        paper = np.median(colours[opaque], axis=0) if opaque.any() else np.zeros(3)
        colours = np.where(opaque[:, :, None], colours, paper.astype(np.uint8))
    red, green, blue = (np.ascontiguousarray(colours[:, :, each]) for each in range(3))
    if np.array_equal(red, green) and np.array_equal(green, blue):
        return [red]
    return [cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY), red, green, blue]


def _look(
    planes: Sequence[np.ndarray], only_light: bool, hidden: np.ndarray | None = None
) -> tuple[np.ndarray, Look]:
    """The clearest plane and a first look at it, in which spots are hidden, too."""
    plane, look = _clearest(planes, only_light, hidden)
    spots = spots_in(look.ink)
    if spots is None:
        return plane, look
    hidden = _with(spots, hidden)
    rest = look.ink & ~spots
    if np.count_nonzero(rest) >= LEAST_SEEN:
        return plane, replace(look, ink=rest, hidden=hidden)
    return _clearest(planes, only_light, hidden)


def _clearest(
    planes: Sequence[np.ndarray], only_light: bool = False, hidden: np.ndarray | None = None
) -> tuple[np.ndarray, Look]:
    """The plane in which ink and paper differ most, and a first look at it."""
    looks = [look_at(plane, only_light, hidden) for plane in planes]
    best = int(np.argmax([look.clearness for look in looks]))
    if looks[0].clearness >= MOSTLY * looks[best].clearness:
        best = 0  # brightness has the least noise
    return planes[best], looks[best]


def _pen_width(plane: np.ndarray, look: Look) -> float:
    """The usual width of strokes, in pixels of the plane."""
    ink = without_rules(look.ink.astype(np.uint8))
    inner = inner_ink(ink)
    seen = inner if np.count_nonzero(inner) >= LEAST_SEEN else ink
    return pen_width(seen) / look_share(plane)


def _with(mask: np.ndarray, other: np.ndarray | None) -> np.ndarray:
    """(h, w) bool: what is in either."""
    return mask if other is None else mask | other


def _is_grainy(plane: np.ndarray, look: Look) -> bool:
    """Whether the paper's grain, or dots that are printed, may hide the ink."""
    if not look.ink.any() or look.ink.all():
        return True
    seen = resized(plane, look_share(plane))
    contrast = abs(float(np.median(seen[look.ink])) - float(np.median(seen[~look.ink])))
    return grain_in(without_medians(plane)) >= GRAINY * contrast


def _grown(seen: np.ndarray) -> np.ndarray:
    """(h, w) bool: with what is so near that it is blurred by it."""
    side = 2 * HALO + 1
    return cv2.dilate(seen.astype(np.uint8), np.ones((side, side), np.uint8)) > 0


def _without_edges(ink: np.ndarray, pen: float) -> np.ndarray:
    """Without what is left of a sheet's edges: pieces along the border, no wider than the pen."""
    height, width = ink.shape
    _, labels, stats, _ = cv2.connectedComponentsWithStats((ink > 0).astype(np.uint8))
    left, top, wide, high = (stats[:, column] for column in range(4))
    beside = (left <= pen) | (left + wide >= width - pen)
    below = (top <= pen) | (top + high >= height - pen)
    edges = (beside & (wide <= pen) & (high > wide)) | (below & (high <= pen) & (wide > high))
    edges[0] = False
    return np.where(edges[labels], 0, ink).astype(np.uint8)
