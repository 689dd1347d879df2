"""Training images for drawings: digits varied as people vary them, and things that aren't digits.

Everything here turns strokes or MNIST images into (28, 28) images by `model.preprocess`, with
the variety that MNIST lacks: any size, brush and slant, slashed zeros, crossed sevens, ones
with an upstroke or a foot.
"""

import math

import numpy as np
from PIL import Image

from model.preprocess import to_mnist
from training.pretraining.strokes import CANVAS, Strokes, StrokeSet, draw

BRUSH_RANGE = (6.0, 38.0)  # pixels on a 280-pixel canvas
BRUSH_SHARE = (0.03, 0.28)  # of the digit's longer side; a thicker brush closes an 8's holes
FRACTION_RANGE = (0.22, 0.92)  # of the canvas, for the longer side of the digit
MNIST_ENLARGED = 84  # pixels; MNIST images are varied at three times their size


def drawn(
    strokes: Strokes,
    rng: np.random.Generator,
    brush_share: tuple[float, float] = BRUSH_SHARE,
) -> np.ndarray:
    """Strokes drawn with a random brush, size and place -> (28, 28) uint8.

    Args:
        strokes: in a box whose longer side is 1.
        rng: what chance comes from.
        brush_share: the least and the greatest width of the brush, of the longer side.
    """
    fraction = rng.uniform(*FRACTION_RANGE)
    share = math.exp(rng.uniform(*np.log(brush_share)))
    brush = float(np.clip(share * fraction * CANVAS, *BRUSH_RANGE))
    return mnist_form(draw(strokes, CANVAS, brush, fraction, tuple(rng.random(2))))


def mnist_form(ink: np.ndarray) -> np.ndarray:
    """`to_mnist` of what has ink."""
    image = to_mnist(ink)
    if image is None:
        raise ValueError("a drawing without ink has no form")
    return image


def digit_image(strokes: Strokes, label: int, rng: np.random.Generator) -> np.ndarray:
    """A pen digit, drawn a little differently each time -> (28, 28) uint8."""
    strokes = add_national_shape(strokes, label, rng)
    return drawn(unit_box(vary(strokes, rng)), rng)


def unit_box(strokes: Strokes) -> Strokes:
    """Move and scale strokes so that their box starts at 0 and its longer side is 1."""
    points = np.concatenate(strokes)
    low = points.min(axis=0)
    side = max(float((points.max(axis=0) - low).max()), 1e-6)
    return [(stroke - low) / side for stroke in strokes]


def vary(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    """Slant, turn, stretch and bend strokes, and let the pen wander a little."""
    angle = rng.normal(0, math.radians(7))
    slant = float(np.clip(rng.normal(0, 0.22), -0.6, 0.6))
    stretch = math.exp(rng.normal(0, 0.2))
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    matrix = turn @ np.array([[stretch, -slant], [0, 1]])
    waves = rng.normal(0, 0.022, (3, 2))
    directions = rng.normal(0, 3.0, (3, 2))
    phases = rng.uniform(0, 2 * math.pi, 3)
    varied = []
    for stroke in strokes:
        centred = (stroke - 0.5) @ matrix.T
        bend = np.sin(stroke @ directions.T + phases) @ waves
        varied.append(centred + bend + rng.normal(0, 0.015, 2))
    return varied


def add_national_shape(strokes: Strokes, label: int, rng: np.random.Generator) -> Strokes:
    """Now and then slash a zero, cross a seven, or give a one its upstroke and foot."""
    chance = rng.random()
    if label == 0 and chance < 0.12:
        return [*strokes, _slash(strokes, rng)]
    if label == 7 and len(strokes) == 1 and chance < 0.2:
        return [*strokes, _bar(strokes[0], rng)]
    if label == 1 and len(strokes) == 1 and chance < 0.3 and _is_plain_line(strokes[0]):
        return _dress_one(strokes[0], rng)
    return strokes


def _slash(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    """A line from corner to corner of a zero, inside it or beyond; mostly to the upper right."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    reach = rng.uniform(-0.15, 0.2, 2)
    begin = low + (high - low) * (-reach[0], 1 + reach[0])
    end = low + (high - low) * (1 + reach[1], -reach[1])
    if rng.random() < 0.3:
        begin[1], end[1] = end[1], begin[1]
    return np.stack([begin, end])


def _bar(seven: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A short bar across the stem of a seven."""
    low, high = seven.min(axis=0), seven.max(axis=0)
    level = low[1] + (high[1] - low[1]) * rng.uniform(0.4, 0.65)
    stem = seven[len(seven) // 2 :]
    middle = stem[np.abs(stem[:, 1] - level).argmin()]
    half, tilt = rng.uniform(0.12, 0.32), rng.normal(0, 0.06)
    return np.stack([middle + (-half, tilt), middle + (half, -tilt)])


def _is_plain_line(one: np.ndarray) -> bool:
    width, height = one.max(axis=0) - one.min(axis=0)
    return bool(width < 0.35 * height)


def _dress_one(one: np.ndarray, rng: np.random.Generator) -> Strokes:
    top, bottom = one[one[:, 1].argmin()], one[one[:, 1].argmax()]
    length = float(bottom[1] - top[1])
    upstroke = top + (-length * rng.uniform(0.15, 0.55), length * rng.uniform(0.1, 0.6))
    dressed = [one, np.stack([upstroke, top])]
    if rng.random() < 0.35:
        half = length * rng.uniform(0.12, 0.3)
        dressed.append(np.stack([bottom - (half, 0), bottom + (half, 0)]))
    return dressed


def bent(ink: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A picture of ink slanted, turned, stretched and bent a little -> (28, 28) uint8."""
    side = max(ink.shape)
    square = Image.new("L", (side, side))
    square.paste(Image.fromarray(ink), ((side - ink.shape[1]) // 2, (side - ink.shape[0]) // 2))
    size = MNIST_ENLARGED
    large = square.resize((size, size), Image.Resampling.BICUBIC) if side != size else square
    angle, slant = rng.normal(0, math.radians(6)), rng.normal(0, 0.12)
    stretch = math.exp(rng.normal(0, 0.1))
    matrix = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    matrix = matrix @ np.array([[stretch, slant], [0, 1]])
    corners = np.linspace(0, size, 4)
    grid = np.stack(np.meshgrid(corners, corners), axis=-1) - size / 2
    source = grid @ matrix.T + size / 2 + rng.normal(0, 1.6, grid.shape)
    mesh = [
        (
            (int(corners[c]), int(corners[r]), int(corners[c + 1]), int(corners[r + 1])),
            (*source[r, c], *source[r + 1, c], *source[r + 1, c + 1], *source[r, c + 1]),
        )
        for r in range(3)
        for c in range(3)
    ]
    warped = large.transform((size, size), Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)
    pixels = np.asarray(warped)
    # Bicubic enlarging leaves a faint ring around the ink, which must not widen its box.
    return mnist_form(np.where(pixels > 24, pixels, 0).astype(np.uint8))


def non_digit_image(
    digits: StrokeSet | None, letters: StrokeSet | None, rng: np.random.Generator
) -> np.ndarray:
    """Something that isn't one digit -> (28, 28) uint8: a letter, a scribble, two digits ..."""
    kind = rng.random()
    if letters is not None and kind < 0.6:
        strokes = vary(letters[int(rng.integers(len(letters)))], rng)
    elif digits is not None and kind < 0.75:
        strokes = _two_digits(digits, rng)
    elif digits is not None and kind < 0.8:
        strokes = _lying_digit(digits, rng)
    else:
        strokes = scribble(rng)
    return drawn(unit_box(strokes), rng)


def _two_digits(digits: StrokeSet, rng: np.random.Generator) -> Strokes:
    """Two or three digits beside one another, as in a number."""
    strokes: Strokes = []
    left = 0.0
    for _ in range(rng.choice([2, 3], p=[0.8, 0.2])):
        digit = unit_box(vary(digits[int(rng.integers(len(digits)))], rng))
        scale = rng.uniform(0.8, 1.1)
        lift = rng.normal(0, 0.06)
        strokes += [stroke * scale + (left, lift) for stroke in digit]
        left = max(float(stroke[:, 0].max()) for stroke in strokes) + rng.uniform(0.15, 0.5)
    return strokes


def _lying_digit(digits: StrokeSet, rng: np.random.Generator) -> Strokes:
    """A 2, 3, 4 or 5 on its side: the others look much like digits when turned."""
    lying = np.flatnonzero(np.isin(digits.labels, (2, 3, 4, 5)))
    digit = vary(digits[int(rng.choice(lying))], rng)
    return [stroke[:, ::-1] * rng.choice([-1, 1]) * (1, -1) for stroke in digit]


def scribble(rng: np.random.Generator) -> Strokes:
    """A scrawl, a zigzag, a spiral, a bundle of lines, a cross, a star, a dot or a dash."""
    makers = (_scrawl, _scrawl, _zigzag, _spiral, _lines, _cross, _star, _dot, _dash, _face)
    return makers[int(rng.integers(len(makers)))](rng)


def _scrawl(rng: np.random.Generator) -> Strokes:
    """A long line that wanders, crossing itself."""
    strokes = []
    for _ in range(int(rng.integers(1, 3))):
        turns = np.cumsum(rng.normal(0, rng.uniform(0.5, 1.1), int(rng.integers(25, 90))))
        steps = np.stack([np.cos(turns), np.sin(turns)], axis=1)
        strokes.append(np.cumsum(steps * 0.12, axis=0) + rng.uniform(0, 0.6, 2))
    return strokes


def _zigzag(rng: np.random.Generator) -> Strokes:
    count = int(rng.integers(6, 16))
    along = np.linspace(0, 1, count) + rng.normal(0, 0.03, count)
    across = np.where(np.arange(count) % 2, 1, 0) * rng.uniform(0.3, 1) + rng.normal(0, 0.06, count)
    path = np.stack([along, across], axis=1)
    return [path if rng.random() < 0.5 else path[:, ::-1]]


def _spiral(rng: np.random.Generator) -> Strokes:
    """At least two and a half turns, so that it is no 6 and no 9."""
    angle = np.linspace(0, 2 * math.pi * rng.uniform(2.5, 5), 90) * rng.choice([-1, 1])
    radius = np.linspace(0.05, 0.5, 90)[:, None]
    return [0.5 + radius * np.stack([np.cos(angle), np.sin(angle) * rng.uniform(0.6, 1)], axis=1)]


def _lines(rng: np.random.Generator) -> Strokes:
    """Three to seven straight lines, anywhere."""
    return list(rng.random((int(rng.integers(3, 8)), 2, 2)))


def _cross(rng: np.random.Generator) -> Strokes:
    """A plus or an x, or a fence."""
    angle = rng.uniform(0, math.pi / 2)
    along = np.array([math.cos(angle), math.sin(angle)])
    across = np.array([-along[1], along[0]]) * rng.uniform(0.8, 1)
    if rng.random() < 0.6:
        return [np.stack([-along, along]) / 2, np.stack([-across, across]) / 2]
    shifts = (-0.18, 0.18)
    first = [np.stack([s * across - along / 2, s * across + along / 2]) for s in shifts]
    return first + [np.stack([s * along - across / 2, s * along + across / 2]) for s in shifts]


def _star(rng: np.random.Generator) -> Strokes:
    """Five points or more in one line, or a triangle."""
    corners, jump = [(3, 1), (5, 2), (7, 3), (7, 2)][int(rng.integers(4))]
    angle = 2 * math.pi * jump / corners * np.arange(corners + 1) - math.pi / 2
    path = np.stack([np.cos(angle), np.sin(angle)], axis=1) / 2
    return [path + rng.normal(0, 0.03, path.shape)]


def _dot(rng: np.random.Generator) -> Strokes:
    """One to four dots. Their size on the canvas comes from the brush."""
    return [rng.random((1, 2)) for _ in range(rng.integers(1, 5))]


def _dash(rng: np.random.Generator) -> Strokes:
    """One to three strokes that lie: minus, equals, or a wave."""
    wave = rng.choice([0, 0.08]) * np.sin(np.linspace(0, 2 * math.pi * rng.uniform(0.5, 3), 20))
    level = np.linspace(0, 1, 20)
    count = int(rng.integers(1, 4))
    tilt = rng.normal(0, 0.12)
    return [np.stack([level, wave + tilt * level + 0.3 * row], axis=1) for row in range(count)]


def _face(rng: np.random.Generator) -> Strokes:
    """A circle with eyes and a mouth, or a circle with something in it."""
    angle = np.linspace(0, 2 * math.pi, 40)
    circle = 0.5 + 0.5 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    eyes = [np.array([[x, 0.32], [x, 0.38]]) for x in (0.35, 0.65)]
    bow = np.linspace(0.25, 0.75, 12)
    mouth = np.stack([bow, 0.65 + rng.choice([-0.5, 0.5]) * (0.2 - (bow - 0.5) ** 2)], axis=1)
    return [circle, *eyes, mouth]
