"""A first look at a picture of writing: is the ink dark or light, and how wide is the pen?

Nobody knows yet how wide the window must be that closes over the ink and leaves a shadow. So
several are tried, for dark ink and for light, and what each takes for ink is judged by its edges: a
pen's are sharp, a shadow's, and those of dim corners, are soft.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from model.contrast import (
    brightening,
    grain_in,
    paper_of,
    resized,
    strongest,
    without_medians,
)

LOOK = 320  # pixels, longer side: enough to tell ink from paper and to measure the pen
WINDOWS = (0.04, 0.08, 0.16, 0.32, 0.75)  # of the shorter side; what is wider is no stroke
ROUGHLY = 40  # pixels, longer side: enough to see how bright the paper is where
COARSE = 0.2  # with a wider window, the paper is looked for in half the size
HALF = 0.5  # of the strongest ink: what has less is paper
LEAST_CONTRAST = 10.0  # grey levels of 255 between ink and paper
SHARP = 0.6  # of its height, that an edge rises within a few pixels
REDUCED = 0.6  # of its size: a smaller look has sharp edges, whatever the picture’s
GRAINS = 4.0  # standard deviations of the paper's grain that an edge must rise more
MOSTLY_PAPER = 0.9  # of a picture's pixels
MOST_INK = 0.5  # of a picture
LIGHTER = 1.2  # times as clear as dark ink must light ink be


@dataclass(frozen=True, eq=False)
class Look:
    """What a picture looks like at first.

    Attributes:
        dark: whether the ink is darker than the paper.
        ink: (h, w) bool, what was taken for ink.
        window: the share of the picture's shorter side that closes over it.
        clearness: the more, the more of it has sharp edges, and above all the higher these are.
        hidden: (h, w) bool, where no ink counts; None if it does everywhere.
    """

    dark: bool
    ink: np.ndarray
    window: float
    clearness: float
    hidden: np.ndarray | None = None


def look_at(plane: np.ndarray, only_light: bool = False, hidden: np.ndarray | None = None) -> Look:
    """The clearest of all ways to see ink in a plane.

    Args:
        plane: (H, W) uint8.
        only_light: it is known that the ink is lighter than the paper.
        hidden: (h, w) bool, of a look's size: where not to look for any.
    """
    share = look_share(plane)
    look = resized(plane, share)
    # How much it differs within a few pixels; a picture that isn't reduced may have wider edges.
    nearby = np.ones((3, 3) if share < REDUCED else (5, 5), np.uint8)
    rises = (cv2.dilate(look, nearby) - cv2.erode(look, nearby)).astype(np.float32)
    rises -= GRAINS * _grain_of(look)
    dark, light = (_clearest(look, each, rises, hidden) for each in (True, False))
    if only_light:
        return light

    def is_clearer(light: Look) -> bool:
        # What dark lines enclose, the squares of paper or the loop of a 9, is light and has edges.
        return light.clearness > LIGHTER * max(dark.clearness, 0) and light.ink.mean() < MOST_INK

    # In a slanting light the brighter paper looks light beside the darker paper that isn't far.
    if is_clearer(light) and is_clearer(_clearest(look, False, rises, hidden, False)):
        return light
    return dark


def _grain_of(plane: np.ndarray) -> float:
    """The standard deviation of the paper's grain, in the plane's own grey levels."""
    rest = without_medians(plane)
    return grain_in(rest[rest <= np.quantile(rest, MOSTLY_PAPER)])


def look_share(plane: np.ndarray) -> float:
    """How much smaller a first look is than the plane, 0 to 1."""
    return float(min(1.0, LOOK / max(plane.shape)))


def window_of(plane: np.ndarray, share: float) -> int:
    """A share of a plane's shorter side in pixels, as a window to close with."""
    return int(max(3, round(share * min(plane.shape))))


def _usual_around(look: np.ndarray, dark: bool, strokes_may_be_most: bool) -> np.ndarray:
    """(h, w) uint8, what is usual around each pixel: the paper, however broad the strokes are."""
    share = min(1.0, ROUGHLY / max(look.shape))
    small = resized(look, share)
    side = max(3, min(small.shape) // 2 | 1)
    usual = cv2.medianBlur(small, side)
    if strokes_may_be_most:  # then there is paper not far from there
        usual = (cv2.dilate if dark else cv2.erode)(usual, np.ones((side, side), np.uint8))
    return cv2.resize(usual, look.shape[::-1], interpolation=cv2.INTER_LINEAR)


def _clearest(
    look: np.ndarray,
    dark: bool,
    rises: np.ndarray,
    hidden: np.ndarray | None,
    strokes_may_be_most: bool = True,
) -> Look:
    """The clearest of what each window takes for dark ink, or for light ink."""
    usual = _usual_around(look, dark, strokes_may_be_most)
    seen = [_seen(look, window, dark, rises, usual, hidden) for window in WINDOWS]
    return max(seen, key=lambda each: each.clearness)


def _seen(
    look: np.ndarray,
    window: float,
    dark: bool,
    rises: np.ndarray,
    usual: np.ndarray,
    hidden: np.ndarray | None,
) -> Look:
    """What a window takes for ink, judged by its edges that are higher than the paper's grain."""
    plane = resized(look, 0.5) if window > COARSE else look
    paper = paper_of(plane, window_of(plane, window), dark, plane)
    if plane is not look:
        paper = cv2.resize(paper, look.shape[::-1], interpolation=cv2.INTER_LINEAR)
    differs = cv2.subtract(paper, look) if dark else cv2.subtract(look, paper)
    # The halo beside a stroke, or what strokes enclose, differs from these, but not from the paper.
    beyond = cv2.subtract(usual, look) if dark else cv2.subtract(look, usual)
    differs = cv2.min(differs, cv2.add(beyond, beyond))
    if hidden is not None:
        differs[hidden] = 0
    contrast = differs * brightening(paper, dark)
    ink = contrast >= max(HALF * strongest(contrast), LEAST_CONTRAST)
    around = cv2.copyMakeBorder(ink.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    edge = ink & (cv2.erode(around, np.ones((3, 3), np.uint8))[1:-1, 1:-1] == 0)
    height = cv2.dilate(differs, np.ones((5, 5), np.uint8))[edge].astype(np.float32)
    sharpness = np.minimum(rises[edge], height) - SHARP * height
    clearness = float((sharpness * height).sum())  # what is as sharp but fainter was ruled
    return Look(dark, ink, window, clearness, hidden)
