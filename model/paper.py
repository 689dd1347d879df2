"""A picture of writing on paper -> ink: whatever the light, the paper's colour and the pen's.

The paper is what is left when everything narrower than a few pen strokes is closed over
(morphological closing for dark ink, opening for light ink; Serra, 1982): unlike a mean, that
keeps the edge of a shadow, of a sheet and of a black bar where it is. What differs from the paper
is ink where it differs by at least half as much as the strongest ink nearby, so that a stroke that
fades is ink to its end, and the blur around a dark one isn't.

OpenCV is imported with this module, which is imported with the first picture.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from model.errors import UserError
from model.picture_file import Picture
from model.pieces import pen_width
from model.preprocess import INK
from model.ruling import without_rules
from model.sheet import cut_to_sheet

SMALL_SIZE = 64  # up to here the grey edges are part of the picture, as in MNIST itself
FIRST_LOOK = 320  # pixels, longer side: enough to tell ink from paper and to measure the pen
WIDEST = 0.75  # of the shorter side: what is wider is no stroke
WRITING = 0.35  # of the shorter side: wider than most strokes, narrower than most paper
STROKES_WIDE = 6  # strokes that the window is wide which closes ink over
WIDE_PEN = 28  # pixels: a picture with a wider one is reduced, which loses nothing
HALF = 0.5  # of the strongest ink nearby
FAINTEST = 0.16  # of the picture's strongest ink; fainter marks are paper
LEAST_CONTRAST = 10.0  # grey levels of 255 between ink and paper
NOISES = 5.0  # standard deviations of the noise that ink must differ by
DARKEST_LIGHT = 48.0  # paper darker than this isn't made brighter, or its noise would be ink

HAIR = 0.12  # of the pen's width: what is thinner was drawn by none
FAINT_EDGE = 16  # of 255: what is fainter in a small picture is no grey edge
MOSTLY = 0.7  # of the contrast in the clearest colour; brightness is taken from there on
CARD = 0.85  # of its box that an opaque card fills
MOST_OF_A_CARD = 0.5  # that can be written on


@dataclass(frozen=True, eq=False)
class Ink:
    """What is written in a picture.

    Attributes:
        ink: (H, W) uint8, 0 = paper, 255 = ink. Grey edges in pictures up to `SMALL_SIZE`.
        corner: (row, column) in the file's own picture of the ink's top left corner.
        scale: how many of the file's own pixels one of the ink's is wide.
    """

    ink: np.ndarray
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
    plane = _shape(sheet)
    if plane is None:
        plane, dark = _clearest(_planes(sheet))
    else:
        dark = False
    pen = _pen_width(plane, dark)
    share = min(1.0, WIDE_PEN / max(pen, 1.0))
    plane = _resized(plane, share)
    small = max(plane.shape) <= SMALL_SIZE
    ink = _small_ink(plane, dark) if small else _cut(plane, dark, pen * share)
    ink = without_rules(ink)
    if sheet.colours.shape != picture.colours.shape:
        ink = _without_edges(ink, pen * share)
    return Ink(ink, (top * own, left * own), own / share)


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
        plane, dark = _clearest(_planes(picture))
        written = _first_ink(plane, dark)
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


def _clearest(planes: list[np.ndarray]) -> tuple[np.ndarray, bool]:
    """The plane in which ink and paper differ most, and whether the ink is dark in it."""
    looks = [_resized(plane, _look_share(plane)) for plane in planes]
    dark = [_is_dark(look) for look in looks]
    peaks = [
        _strongest(_contrast(look, _widest(look), each))
        for look, each in zip(looks, dark, strict=True)
    ]
    best = int(np.argmax(peaks))
    if peaks[0] >= MOSTLY * peaks[best]:
        best = 0  # brightness has the least noise
    return planes[best], dark[best]


def _look_share(plane: np.ndarray) -> float:
    longer: int = max(plane.shape)
    return min(1.0, FIRST_LOOK / longer)


def _resized(plane: np.ndarray, share: float) -> np.ndarray:
    if share == 1:
        return plane
    height, width = (max(1, round(share * side)) for side in plane.shape)
    return cv2.resize(plane, (width, height), interpolation=cv2.INTER_AREA)


def _widest(plane: np.ndarray) -> int:
    shorter: int = min(plane.shape)
    return max(3, round(WIDEST * shorter))


def _is_dark(look: np.ndarray) -> bool:
    """Whether the ink is darker than the paper.

    Closed over in the right direction, paper is smooth; in the wrong one a blot takes the
    writing's place.
    """
    window = max(3, round(WRITING * min(look.shape)))
    papers = [_paper(look, window, dark, look).astype(np.int16) for dark in (True, False)]
    rough = [np.abs(np.diff(p, axis=0)).sum() + np.abs(np.diff(p, axis=1)).sum() for p in papers]
    return bool(rough[0] <= rough[1])


def _paper(plane: np.ndarray, window: int, dark: bool, beyond: np.ndarray) -> np.ndarray:
    """The plane without what is narrower than a window, in pixels, and darker (or lighter).

    Args:
        beyond: (H, W) uint8, of which the border goes on beyond the picture: a shadow that ends
            there isn't narrow.
    """
    around = cv2.copyMakeBorder(beyond, window, window, window, window, cv2.BORDER_REPLICATE)
    inside = slice(window, -window)
    around[inside, inside] = plane
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (window, window))
    closed = cv2.morphologyEx(around, cv2.MORPH_CLOSE if dark else cv2.MORPH_OPEN, kernel)
    return closed[inside, inside]


def _contrast(
    plane: np.ndarray, window: int, dark: bool, beyond: np.ndarray | None = None
) -> np.ndarray:
    """(H, W) float32: how much each pixel differs from the paper; as in full light."""
    paper = _paper(plane, window, dark, plane if beyond is None else beyond)
    if not dark:
        return cv2.subtract(plane, paper).astype(np.float32)
    light = np.maximum(paper, DARKEST_LIGHT)
    contrast: np.ndarray = cv2.subtract(paper, plane) * (INK / light.astype(np.float32))
    return contrast


def _strongest(contrast: np.ndarray) -> float:
    """The contrast that more than a few pixels have."""
    few = max(4, contrast.size // 4000)
    few = min(few, contrast.size)
    return float(np.partition(contrast, contrast.size - few, axis=None)[contrast.size - few])


def _first_ink(plane: np.ndarray, dark: bool) -> np.ndarray:
    """(h, w) bool at the size of a first look."""
    look = _resized(plane, _look_share(plane))
    contrast = _contrast(look, _widest(look), dark)
    return contrast >= max(HALF * _strongest(contrast), LEAST_CONTRAST)


def _pen_width(plane: np.ndarray, dark: bool) -> float:
    """The usual width of strokes, in pixels of the plane."""
    ink = without_rules(_first_ink(plane, dark).astype(np.uint8))
    return pen_width(ink) / _look_share(plane)


def _noise(plane: np.ndarray, contrast: np.ndarray, strongest: float) -> float:
    """The standard deviation of the paper's grain, in grey levels."""
    grain = cv2.absdiff(plane, cv2.medianBlur(plane, 3))[contrast < 0.3 * strongest]
    return 1.25 * float(grain.mean()) if grain.size else 0.0


def _cut(plane: np.ndarray, dark: bool, pen: float) -> np.ndarray:
    """(H, W) uint8 of 0 and 255: ink is what is at least half as strong as the ink around it."""
    window = min(max(9, round(STROKES_WIDE * pen) + 3), _widest(plane))
    # Seen with the widest window, so that ink which touches the border doesn't go on beyond it.
    look = _resized(plane, _look_share(plane))
    seen = _paper(look, _widest(look), dark, look)
    beyond = cv2.resize(seen, plane.shape[::-1], interpolation=cv2.INTER_NEAREST)
    contrast = _contrast(plane, window, dark, beyond)
    contrast -= float(np.median(contrast))  # closing over takes the brightest grain for the paper
    strongest = _strongest(contrast)
    noise = NOISES * _noise(plane, contrast, strongest)
    if strongest < max(LEAST_CONTRAST, noise):
        if strongest > max(LEAST_CONTRAST / 2, noise):
            raise UserError("It is too faint: darker ink, or more light, would help.")
        return np.zeros(plane.shape, np.uint8)
    reach = 2 * (int(np.ceil(pen / 2)) + 1) + 1
    nearby = cv2.dilate(contrast, np.ones((reach, reach), np.uint8))
    cut = np.maximum(HALF * nearby, max(LEAST_CONTRAST, noise, FAINTEST * strongest))
    return _without_hairs((contrast >= cut) * np.uint8(INK), pen)


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
    contrast = _contrast(plane, _widest(plane), dark)
    contrast -= float(np.median(contrast))
    strongest = float(contrast.max())
    noise = _noise(plane, contrast, strongest)
    if strongest < max(LEAST_CONTRAST, NOISES * noise):
        return np.zeros(plane.shape, np.uint8)
    levels = np.clip(np.rint(contrast * (INK / strongest)), 0, INK).astype(np.uint8)
    inked = levels >= max(FAINT_EDGE, 3 * noise * INK / strongest)
    count, labels = cv2.connectedComponents(inked.astype(np.uint8), connectivity=8)
    kept = np.zeros(count, bool)
    kept[np.unique(labels[levels >= HALF * INK])] = True
    kept[0] = False
    return np.where(kept[labels], levels, 0).astype(np.uint8)
