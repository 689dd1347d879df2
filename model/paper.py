"""A picture of writing on paper -> ink: whatever the light, the paper's colour and the pen's.

The paper is what lies under the ink (`contrast`). What differs from it is ink where it differs by
at least half as much as the strongest ink nearby, so that a stroke that fades is ink to its end,
and the blur around a dark one isn't. Where that leaves pieces with edges wider than the pen, they
are shadows.

OpenCV is imported with this module, which is imported with the first picture.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from model.contrast import (
    brightening,
    contrast_of,
    grain_in,
    paper_of,
    resized,
    strongest,
    without_medians,
)
from model.errors import UserError
from model.first_look import (
    HALF,
    LEAST_CONTRAST,
    WINDOWS,
    Look,
    look_at,
    look_share,
    window_of,
)
from model.picture_file import Picture
from model.pieces import means_of, pen_width
from model.preprocess import INK
from model.ruling import without_rules
from model.sheet import cut_to_sheet
from model.spots import spots_in

SMALL_SIZE = 64  # up to here the grey edges are part of the picture, as in MNIST itself
STROKES_WIDE = 6  # strokes that the window is wide which closes ink over
LEAST_SEEN = 12  # pixels of ink in the first look, to measure a pen by
COARSE = 3.5  # pixels of the first look: what is narrower there seems wider than it is
WIDE_PEN = 28  # pixels: a picture with a wider one is reduced, which loses nothing
FAINTEST = 0.16  # of the picture's strongest ink; fainter marks are paper
NOISES = 5.0  # standard deviations of the noise that ink must differ by

EDGE = 0.4  # of the pen's width, to both sides: within that a pen's edge rises
SHARP = 0.5  # of a piece's depth that its edges rise within that; a shadow's rise more slowly
DEEPEST = 0.02  # of all ink that the deepest pieces have
FAINT_PIECE = 0.5  # times as deep as these: a crumb, if it is fainter …
LOW_PIECE = 0.5  # … and lower than this, over the highest of the others …
FAINTER = 2.0  # … or than more: so many times by how much it is fainter still
HAIR = 0.12  # of the pen's width: what is thinner was drawn by none
SEEN = 0.1  # of a piece: if less of it is ink in the first look, that saw nothing of it
FAINT_EDGE = 16  # of 255: what is fainter in a small picture is no grey edge
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
    """Tell ink from paper, and leave out rules, frames, and the desk. Specks are ink, too.

    Raises:
        UserError: there is something, but too faint to be told from the paper.
    """
    own = picture.size[0] / picture.colours.shape[1]  # pixels of the file in one of the picture's
    sheet, (top, left) = cut_to_sheet(picture)
    shape = _shape(sheet)
    if shape is None:
        plane, look = _clearest(_planes(sheet))
    else:
        plane, look = shape, look_at(shape, only_light=True)
    spots = spots_in(look.ink)
    if spots is not None:
        look = replace(look, ink=look.ink & ~spots)
    pen = _pen_width(plane, look)
    share = min(1.0, WIDE_PEN / max(pen, 1.0))
    plane = resized(plane, share)
    small = max(plane.shape) <= SMALL_SIZE
    if small:
        ink = clear = without_rules(_small_ink(plane, look.dark))
    else:
        ink, clear = _cut(plane, look, pen * share)
        if spots is not None:
            ink, clear = (_without(each, spots) for each in (ink, clear))
    if sheet.colours.shape != picture.colours.shape:
        ink, clear = (_without_edges(each, pen * share) for each in (ink, clear))
    return Ink(ink, clear, (top * own, left * own), own / share)


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


def _clearest(planes: list[np.ndarray]) -> tuple[np.ndarray, Look]:
    """The plane in which ink and paper differ most, and a first look at it."""
    looks = [look_at(plane) for plane in planes]
    best = int(np.argmax([look.clearness for look in looks]))
    if looks[0].clearness >= MOSTLY * looks[best].clearness:
        best = 0  # brightness has the least noise
    return planes[best], looks[best]


def _pen_width(plane: np.ndarray, look: Look) -> float:
    """The usual width of strokes, in pixels of the plane.

    What reaches the border is looked at only if all does: it may be a thumb, or the desk.
    """
    ink = without_rules(look.ink.astype(np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    height, width = ink.shape
    left, top, wide, high = (stats[:, column] for column in range(4))
    at_border = (left == 0) | (top == 0) | (left + wide == width) | (top + high == height)
    inner = np.where(at_border[labels], 0, ink).astype(np.uint8)
    seen = inner if np.count_nonzero(inner) >= LEAST_SEEN else ink
    return pen_width(seen) / look_share(plane)


def _noise(plane: np.ndarray, contrast: np.ndarray) -> float:
    """The standard deviation of the paper's grain, in the plane's own grey levels."""
    return grain_in(without_medians(plane)[contrast < 0.3 * strongest(contrast)])


def _cut(plane: np.ndarray, look: Look, pen: float) -> tuple[np.ndarray, np.ndarray]:
    """(H, W) uint8 of 0 and 255: ink is what is at least half as strong as the ink around it.

    Neither shadows nor rules are. The second has only what is clear.
    """
    window = min(max(9, round(STROKES_WIDE * pen) + 3), window_of(plane, WINDOWS[-1]))
    # Seen as at first, so that ink which touches the border doesn't go on beyond it.
    small = resized(plane, look_share(plane))
    seen = paper_of(small, window_of(small, look.window), look.dark, small)
    beyond = cv2.resize(seen, plane.shape[::-1], interpolation=cv2.INTER_NEAREST)
    paper = paper_of(plane, window, look.dark, beyond)
    contrast = cv2.absdiff(plane, paper).astype(np.float32)
    contrast -= float(np.median(contrast))  # closing over takes the brightest grain for the paper
    bright = brightening(paper, look.dark)
    noise = NOISES * _noise(plane, contrast) * bright
    contrast *= bright
    peak, usual_noise = strongest(contrast), float(np.median(noise))
    if peak < max(LEAST_CONTRAST, usual_noise):
        if peak > max(LEAST_CONTRAST / 2, usual_noise):
            raise UserError("It is too faint: darker ink, or more light, would help.")
        nothing = np.zeros(plane.shape, np.uint8)
        return nothing, nothing
    coarse_pen = pen
    if pen * look_share(plane) < COARSE:
        strong = contrast >= np.maximum(noise, HALF * peak)
        pen = min(pen, max(2.0, pen_width(strong.astype(np.uint8))))
    reach = 2 * (int(np.ceil(pen / 2)) + 1) + 1
    nearby = cv2.dilate(contrast, np.ones((reach, reach), np.uint8))
    cut = np.maximum(HALF * nearby, np.maximum(noise, max(LEAST_CONTRAST, FAINTEST * peak)))
    ink = (contrast >= cut) * np.uint8(INK)
    ink = without_rules(_without_shadows(ink, contrast, pen), contrast)
    ink = _without_hairs(ink, coarse_pen)  # after the rules, which would be dashed by it
    kept, clear = _without_crumbs(ink, contrast), _without_unseen(ink, contrast, look)
    return kept, kept if clear is ink else _without_crumbs(clear, contrast)


def _without(ink: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Without what is in a mask, which is as large as a first look."""
    gone = cv2.resize(mask.astype(np.uint8), ink.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return np.where(gone > 0, 0, ink).astype(np.uint8)


def _without_unseen(ink: np.ndarray, contrast: np.ndarray, look: Look) -> np.ndarray:
    """Without pieces that are fainter than those that the first look saw, and that it didn't."""
    count, labels, _, depth = _depths(ink, contrast)
    seen = cv2.resize(look.ink.astype(np.uint8), ink.shape[::-1], interpolation=cv2.INTER_NEAREST)
    clear = means_of(labels, seen) >= SEEN
    clear[0] = False
    if count == 1 or not clear.any():
        return ink
    gone = ~clear & (depth < FAINT_PIECE * depth[clear].max())
    gone[0] = False
    if not gone.any():
        return ink
    return np.where(gone[labels], 0, ink).astype(np.uint8)


def _without_shadows(ink: np.ndarray, contrast: np.ndarray, pen: float) -> np.ndarray:
    """Without pieces whose edges are wider than the pen: what is left of soft shadows."""
    count, labels, _, depth = _depths(ink, contrast)
    if count == 1:
        return ink
    side = 2 * max(1, round(EDGE * pen)) + 1
    kernel = np.ones((side, side), np.uint8)
    rises = cv2.dilate(contrast, kernel) - cv2.erode(contrast, kernel)
    edge = (ink > 0) & (cv2.erode(ink, np.ones((3, 3), np.uint8)) == 0)
    edges = np.maximum(np.bincount(labels[edge], minlength=count), 1)
    rise = np.bincount(labels[edge], rises[edge], count) / edges
    soft = rise < SHARP * depth
    soft[0] = False
    return np.where(soft[labels], 0, ink).astype(np.uint8)


def _without_crumbs(ink: np.ndarray, contrast: np.ndarray) -> np.ndarray:
    """Without crumbs of rules and grain: what is low and faint beside something that is neither.

    It comes after the rules: of these, some would go as crumbs, and the rest be none any more.
    """
    count, labels, heights, depth = _depths(ink, contrast)
    if count == 1:
        return ink
    areas = np.bincount(labels.ravel())[1:]
    deepest = 1 + np.argsort(-depth[1:])
    few = np.searchsorted(np.cumsum(areas[deepest - 1]), DEEPEST * areas.sum())
    fainter = FAINT_PIECE - depth / depth[deepest[few]]
    strong = fainter <= 0
    strong[0] = False
    lowest = (LOW_PIECE + FAINTER * fainter) * heights[strong].max()
    crumbs = ~strong & (heights < lowest)
    crumbs[0] = False
    return np.where(crumbs[labels], 0, ink).astype(np.uint8)


def _depths(
    ink: np.ndarray, contrast: np.ndarray
) -> tuple[int, np.ndarray, np.ndarray, np.ndarray]:
    """How many pieces of ink there are and one more, which is whose, their heights, their depths.

    The depth of a piece is its mean contrast; the first of all is the paper.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats((ink > 0).astype(np.uint8))
    return count, labels, stats[:, cv2.CC_STAT_HEIGHT], means_of(labels, contrast)


def _without_hairs(ink: np.ndarray, pen: float) -> np.ndarray:
    """Without what is much thinner than the pen: the rest of a sharp shadow's edge."""
    side = 1 + round(HAIR * pen)
    if side < 2:
        return ink
    opened = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    reach = 2 * side + 1
    return cv2.min(ink, cv2.dilate(opened, np.ones((reach, reach), np.uint8)))


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


def _small_ink(plane: np.ndarray, dark: bool) -> np.ndarray:
    """(H, W) uint8 with grey edges, as MNIST's own; grain and what hangs on no ink are paper."""
    contrast = contrast_of(plane, window_of(plane, WINDOWS[-1]), dark)
    contrast -= float(np.median(contrast))
    peak = float(contrast.max())
    noise = _noise(plane, contrast)
    if peak < max(LEAST_CONTRAST, NOISES * noise):
        return np.zeros(plane.shape, np.uint8)
    levels = np.clip(np.rint(contrast * (INK / peak)), 0, INK).astype(np.uint8)
    inked = levels >= max(FAINT_EDGE, 3 * noise * INK / peak)
    count, labels = cv2.connectedComponents(inked.astype(np.uint8), connectivity=8)
    kept = np.zeros(count, bool)
    kept[np.unique(labels[levels >= HALF * INK])] = True
    kept[0] = False
    return np.where(kept[labels], levels, 0).astype(np.uint8)
