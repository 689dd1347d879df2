"""What people write on: ruled paper, spiral pads, envelopes, boards; whole, crumpled or torn."""

from dataclasses import dataclass

import cv2
import numpy as np

from benchmarks.independent.surfaces import (
    WHITE,
    Colour,
    Shape,
    blurred,
    clouds,
    filled,
    one_of,
    pixels,
    polygon,
    print_line,
    smooth,
)

BINDING = (0.1, 0.08, 0.06)  # what is seen beside a spiral
BOARDS: tuple[Colour, ...] = ((0.02, 0.06, 0.035), (0.025, 0.025, 0.03), (0.05, 0.06, 0.05))
RULES: tuple[Colour, ...] = (
    *((0.35, 0.45, 0.72), (0.3, 0.3, 0.33)),
    *((0.5, 0.62, 0.78), (0.5, 0.5, 0.52)),
)
SQUARES: tuple[Colour, ...] = ((0.4, 0.5, 0.75), (0.45, 0.45, 0.47), (0.55, 0.7, 0.72))
Box = tuple[float, float, float, float]  # left, top, right, bottom, in pixels


@dataclass(frozen=True)
class Grid:
    """Where rules are: rows and columns, in millimetres, and from one to the next."""

    gap: float
    rows: np.ndarray
    columns: np.ndarray


def lined(surface: np.ndarray, box: Box, scale: float, rng: np.random.Generator) -> Grid:
    """Print rules, and often a red margin."""
    left, top, right, bottom = box
    gap, colour = rng.uniform(6.5, 9.5), one_of(RULES, rng)
    strength, width = rng.uniform(0.45, 0.95), rng.uniform(0.15, 0.35) * scale
    rows = np.arange(top / scale + rng.uniform(0.2, 1) * gap, bottom / scale, gap)
    for row in rows * scale:
        print_line(surface, (left, row), (right, row), colour, width, strength)
    if rng.random() < 0.7:
        share = rng.uniform(0.08, 0.2)
        at = left + (share if rng.random() < 0.6 else 1 - share) * (right - left)
        print_line(surface, (at, top), (at, bottom), (0.7, 0.2, 0.25), 1.1 * width, strength)
    return Grid(gap, rows, np.array([]))


def squared(surface: np.ndarray, box: Box, scale: float, rng: np.random.Generator) -> Grid:
    """Print squares, mostly of 5 mm."""
    left, top, right, bottom = box
    gap = 5.0 if rng.random() < 0.7 else rng.uniform(4, 10)
    how = one_of(SQUARES, rng), rng.uniform(0.13, 0.3) * scale, rng.uniform(0.4, 0.95)
    rows = np.arange(top / scale + rng.random() * gap, bottom / scale, gap)
    columns = np.arange(left / scale + rng.random() * gap, right / scale, gap)
    for row in rows * scale:
        print_line(surface, (left, row), (right, row), *how)
    for column in columns * scale:
        print_line(surface, (column, top), (column, bottom), *how)
    return Grid(gap, rows, columns)


def dotted(surface: np.ndarray, box: Box, scale: float, rng: np.random.Generator) -> None:
    """Print dots, 5 mm apart."""
    left, top, right, bottom = (each / scale for each in box)
    radius = rng.uniform(0.125, 0.225) * scale
    mask = np.zeros(surface.shape[:2], np.uint8)
    columns = np.arange(left + 5 * rng.random(), right, 5)
    for row in np.arange(top + 5 * rng.random(), bottom, 5):
        for column in columns:
            place = int(column * scale * 16), int(row * scale * 16)
            cv2.circle(mask, place, max(6, int(16 * radius)), 255, -1, cv2.LINE_AA, 4)
    cover = mask[:, :, None].astype(np.float32) / 255 * rng.uniform(0.35, 0.75)
    surface *= 1 - cover * (1 - 0.5 / WHITE)


def bind(
    surface: np.ndarray,
    box: Box,
    edge: float,
    on_left: bool,
    cover: bool,
    scale: float,
    rng: np.random.Generator,
) -> None:
    """Punch holes along the edge (in pixels from the left), with a spiral in them.

    With a cover, something dark is seen beyond the edge.
    """
    inwards = 5 * scale if on_left else -5 * scale
    thick = max(1, int(0.9 * scale))
    for row in np.arange(box[1], box[3], rng.uniform(8, 13) * scale):
        hole, end = pixels((edge + inwards, row)), pixels((edge - inwards, row - 1.5 * scale))
        radius = max(1, int(2.2 * scale))
        cv2.circle(surface, hole, radius, (0.04, 0.035, 0.03), -1, cv2.LINE_AA)
        cv2.line(surface, hole, end, (0.5, 0.5, 0.52), thick, cv2.LINE_AA)
    if cover and on_left:
        surface[:, : max(0, int(edge - scale))] = BINDING
    elif cover:
        surface[:, int(edge + scale) :] = BINDING


def address(surface: np.ndarray, box: Box, scale: float, rng: np.random.Generator) -> None:
    """Print an envelope's flap, or three lines of a sender."""
    left, top, right, bottom = box
    width = right - left
    if rng.random() < 0.6:
        tip = (left + right) / 2, top + rng.uniform(0.2, 0.45) * (bottom - top)
        for corner in ((left, top), (right, top)):
            print_line(surface, corner, tip, (0.35, 0.33, 0.3), max(1.0, 0.5 * scale), 0.5)
        return
    for row in bottom - np.array([8, 17, 26]) * scale:
        ends = (left + 0.1 * width, row), (left + 0.45 * width, row)
        print_line(surface, *ends, (0.3, 0.3, 0.3), 0.3 * scale, 0.8)


def whiteboard(shape: Shape, scale: float, rng: np.random.Generator) -> np.ndarray:
    """White, with traces of what was wiped off."""
    board = filled(shape, np.array([0.82, 0.83, 0.84]) * rng.uniform(0.9, 1.05))
    rough = 0.02 * clouds(shape, 80 * scale, rng) + 0.006 * clouds(shape, 0.5 * scale, rng)
    traces = np.zeros(shape, np.float32)
    for _ in range(rng.integers(0, 5)):
        begin = rng.random(2) * shape[::-1]
        end = begin + rng.normal(0, 80 * scale, 2)
        thick = max(1, int(rng.uniform(10, 50) * scale))
        cv2.line(traces, pixels(begin), pixels(end), rng.uniform(0.02, 0.07), thick)
    return board * ((1 + rough) * (1 - blurred(traces, 6 * scale + 1)))[:, :, None]


def blackboard(shape: Shape, scale: float, rng: np.random.Generator) -> np.ndarray:
    """Green or black, with the dust of chalk in clouds and in streaks."""
    height, width = shape
    wiped = 0.02 * rng.uniform(0.3, 1.6) * (clouds(shape, 50 * scale, rng, 3) + 0.6)
    streaks = clouds((height, max(2, width // 10)), 3 * scale + 1, rng)
    dust = np.clip(wiped, 0, 0.1) + np.clip(0.006 * cv2.resize(streaks, (width, height)), 0, 0.04)
    return filled(shape, one_of(BOARDS, rng)) + dust[:, :, None]


def crumples(shape: Shape, rng: np.random.Generator) -> np.ndarray:
    """(H, W) around 1: the light on paper that was crumpled, in facets that slope."""
    height, width = (max(40, int(300 * side / max(shape))) for side in shape)
    seeds = np.full((height, width), 255, np.uint8)
    for _ in range(rng.integers(12, 60)):
        seeds[rng.integers(height), rng.integers(width)] = 0
    facet = cv2.distanceTransformWithLabels(seeds, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)[
        1
    ]
    count = int(facet.max()) + 1
    slopes = rng.normal(0, 3.2 / max(height, width), (2, count))
    shade = rng.normal(0, 0.55, count)[facet]
    size = np.maximum(np.bincount(facet.ravel(), minlength=count), 1)
    for slope, along in zip(slopes, np.mgrid[:height, :width], strict=True):
        middle = np.bincount(facet.ravel(), along.ravel(), count) / size
        shade += slope[facet] * (along - middle[facet])
    soft = blurred(shade.astype(np.float32), rng.uniform(0.6, 2.5))
    large = cv2.resize(soft, shape[::-1], interpolation=cv2.INTER_CUBIC)
    return np.clip(1 + rng.uniform(0.05, 0.14) * large, 0.5, 1.4)


def folds(shape: Shape, scale: float, rng: np.random.Generator) -> np.ndarray:
    """(H, W) around 1: the light on paper that was folded once or twice."""
    height, width = shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    light = np.ones(shape, np.float32)
    for _ in range(rng.integers(1, 3)):
        share, slant = rng.uniform(0.25, 0.75), rng.normal(0, 0.05)
        upright = x - share * width - slant * (y - height / 2)
        lying = y - share * height - slant * (x - width / 2)
        far = upright if rng.random() < 0.5 else lying
        step = rng.uniform(0.03, 0.12) * rng.choice([-1, 1])
        beside = np.sign(far) * np.exp(-np.abs(far) / (rng.uniform(10, 60) * scale))
        crease = np.exp(-((far / (rng.uniform(0.25, 0.6) * scale + 0.5)) ** 2))
        light *= 1 + step * beside - rng.uniform(-0.15, 0.25) * crease
    return light


def cut_out(
    shape: Shape,
    corners: np.ndarray,
    roughness: float,
    scale: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """(H, W) float32, 1 within a sheet whose edges are torn so roughly (mm), or straight if 0."""
    outline = []
    for begin, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = end - begin
        length = max(float(np.hypot(*along)), 1.0)
        count = max(6, int(length / (1.5 * scale)))
        rough = smooth(rng.normal(size=count), 2)[:, None] * roughness * scale
        across = np.array([-along[1], along[0]]) / length
        shares = np.linspace(0, 1, count, endpoint=False)[:, None]
        outline.append(begin + along * shares + across * rough)
    return polygon(shape, np.concatenate(outline))


def lay(
    desk: np.ndarray,
    sheet: np.ndarray,
    mask: np.ndarray,
    scale: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """A sheet, where its mask is 1, on a desk, with a narrow shadow beside it."""
    down, right = rng.uniform(-1.5 * scale, 1.5 * scale, 2).round().astype(int)
    shade = blurred(np.roll(mask, (down, right), (0, 1)), max(0.6, rng.uniform(0.4, 2) * scale))
    mask = mask[:, :, None]
    return desk * (1 - 0.55 * shade[:, :, None]) * (1 - mask) + sheet * mask
