"""Unusual digits, and what is no digit, by the name of its kind: one image at a time.

Every kind is drawn with varied parameters. Where a kind needs something (pen digits, MNIST, fonts)
that there isn't, it isn't made.
"""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from PIL import Image, ImageDraw

from model.network import CLASSES
from model.preprocess import IMAGE_SIZE, INK
from training.pretraining import digit_shapes, doodles, glyphs, sketches
from training.pretraining.drawings import (
    add_national_shape,
    bent,
    drawn,
    mnist_form,
    unit_box,
    vary,
)
from training.pretraining.glyphs import Fonts
from training.pretraining.lines import with_gaps
from training.pretraining.strokes import CANVAS, Strokes, StrokeSet, draw

NO_DIGIT = CLASSES  # the label of an image that is no digit
DETAILED_BRUSH = (0.015, 0.11)  # of a drawing's longer side; thicker would close its details
MADE_UP = 0.35  # how often a style is given to a shape of `digit_shapes`, not to a pen digit


@dataclass(frozen=True, eq=False)
class Materials:
    """What kinds are made of.

    Attributes:
        digits: pen digits.
        x, y: MNIST, (N, 28, 28) uint8 and (N,) uint8.
        fonts: for letters, symbols and printed digits.
    """

    digits: StrokeSet | None = None
    x: np.ndarray = field(default_factory=lambda: np.empty((0, 28, 28), np.uint8))
    y: np.ndarray = field(default_factory=lambda: np.empty(0, np.uint8))
    fonts: Fonts = field(default_factory=Fonts)


# -> a (28, 28) uint8 image and its label, or None where the materials aren't enough
Maker = Callable[[Materials, np.random.Generator], tuple[np.ndarray, int] | None]
Made = tuple[np.ndarray, int]


def _shape(name: str, materials: Materials, rng: np.random.Generator) -> Made:
    label, shape = digit_shapes.SHAPES[name]
    return drawn(_by_hand(shape(rng), rng), rng, (0.03, 0.2)), label


def _by_hand(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    return unit_box(vary(unit_box(strokes), rng))


def _boxy(materials: Materials, rng: np.random.Generator) -> Made:
    label = 6 if rng.random() < 0.4 else int(rng.choice(digit_shapes.BOXY))
    return drawn(_by_hand(digit_shapes.boxy(label, rng), rng), rng, (0.03, 0.2)), label


def _seven_segments(materials: Materials, rng: np.random.Generator) -> Made:
    label = int(rng.integers(CLASSES))
    strokes = digit_shapes.seven_segments(label, rng)
    # Half of them by hand; the rest straight, as on a display.
    strokes = _by_hand(strokes, rng) if rng.random() < 0.5 else unit_box(strokes)
    return drawn(strokes, rng, (0.04, 0.22)), label


def _pen_digit(materials: Materials, rng: np.random.Generator) -> tuple[Strokes, int] | None:
    """Strokes of a digit in a unit box: somebody's, or of `digit_shapes`."""
    digits = materials.digits
    if digits is None or rng.random() < 0.15:
        label, shape = list(digit_shapes.SHAPES.values())[
            int(rng.integers(len(digit_shapes.SHAPES)))
        ]
        return _by_hand(shape(rng), rng), label
    index = int(rng.integers(len(digits)))
    label = int(digits.labels[index])
    return _by_hand(add_national_shape(digits[index], label, rng), rng), label


def _hollow(materials: Materials, rng: np.random.Generator) -> Made | None:
    """The outline of a digit with a thick pen, or of a printed one."""
    if materials.fonts.outlines and rng.random() < 0.3:
        return _printed(materials, rng, outlined=1.0)
    strokes, label = _pen_digit(materials, rng)  # type: ignore[misc]
    thick, fraction = rng.uniform(26, 62), rng.uniform(0.55, 0.76)
    line = rng.uniform(4, 9)
    # In the middle of the pad, where the brush doesn't move what it draws.
    outer = draw(strokes, CANVAS, thick, fraction)
    inner = draw(strokes, CANVAS, max(thick - 2 * line, 8), fraction)
    return mnist_form(outer & ~inner), label


def _with_gaps(materials: Materials, rng: np.random.Generator) -> Made | None:
    strokes, label = _pen_digit(materials, rng)  # type: ignore[misc]
    share = math.exp(rng.uniform(*np.log((0.025, 0.12))))
    gap = share + rng.uniform(0.02, 0.1)
    length = sum(float(np.hypot(*np.diff(stroke, axis=0).T).sum()) for stroke in strokes)
    most = max(1, int(0.3 * length / gap))
    broken = with_gaps(strokes, rng, gap, int(rng.integers(1, most + 1)))
    return drawn(broken, rng, (share, share * 1.01)), label


def _cut_off(materials: Materials, rng: np.random.Generator) -> Made | None:
    """Up to a quarter of the digit lies beyond an edge of the pad."""
    strokes, label = _pen_digit(materials, rng)  # type: ignore[misc]
    ink = draw(strokes, CANVAS, rng.uniform(8, 26), rng.uniform(0.45, 0.9), tuple(rng.random(2)))
    ink = np.rot90(ink, turns := int(rng.integers(4))).copy()
    rows = np.flatnonzero(ink.any(axis=1))
    ink[: rows[0] + round(len(rows) * rng.uniform(0.05, 0.25))] = 0
    return mnist_form(np.rot90(ink, -turns)), label


def _tiny(materials: Materials, rng: np.random.Generator) -> Made | None:
    """Four to twelve hundredths of the pad."""
    strokes, label = _pen_digit(materials, rng)  # type: ignore[misc]
    fraction = rng.uniform(0.04, 0.12)
    brush = max(1.0, fraction * CANVAS * math.exp(rng.uniform(*np.log((0.06, 0.22)))))
    return mnist_form(draw(strokes, CANVAS, brush, fraction, tuple(rng.random(2)))), label


def _pixels(materials: Materials, rng: np.random.Generator) -> Made | None:
    """Lines one pixel wide on a canvas of 20 to 60 pixels."""
    strokes, label = _pen_digit(materials, rng)  # type: ignore[misc]
    side = int(rng.integers(20, 61)) if rng.random() < 0.6 else 28
    image = Image.new("L", (side, side))
    pen = ImageDraw.Draw(image)
    size = rng.uniform(0.5, 0.95) * (side - 1)
    for stroke in strokes:
        pen.line((stroke * size).ravel().tolist(), fill=INK)
    ink = np.asarray(image)
    return (mnist_form(ink), label) if ink.any() else None


def _rotated(materials: Materials, rng: np.random.Generator) -> Made | None:
    """Turned by 25 to 45 degrees."""
    strokes, label = _pen_digit(materials, rng)  # type: ignore[misc]
    angle = math.radians(rng.uniform(25, 45)) * rng.choice([-1, 1])
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    return drawn(unit_box([stroke @ turn.T for stroke in strokes]), rng), label


def _printed(materials: Materials, rng: np.random.Generator, outlined: float = 0.1) -> Made | None:
    found = glyphs.glyph(materials.fonts, glyphs.DIGITS, rng, outlined)
    return found and (bent(found[0], rng), int(found[1]))


def _print(characters: str, materials: Materials, rng: np.random.Generator) -> Made | None:
    """A character of a font, bent a little; often only its outline, as people draw signs."""
    outlined = 0.4 if characters is glyphs.SYMBOLS else 0.12
    found = glyphs.glyph(materials.fonts, characters, rng, outlined)
    return found and (bent(found[0], rng), NO_DIGIT)


def _line_letter(materials: Materials, rng: np.random.Generator) -> Made | None:
    if not materials.fonts.lines:
        return None
    return drawn(_by_hand(glyphs.line_letter(materials.fonts, rng), rng), rng), NO_DIGIT


def _line_sign(materials: Materials, rng: np.random.Generator) -> Made | None:
    if not materials.fonts.signs:
        return None
    strokes = _by_hand(glyphs.line_sign(materials.fonts, rng), rng)
    return drawn(strokes, rng, DETAILED_BRUSH), NO_DIGIT


def _thing(thing: doodles.Thing, materials: Materials, rng: np.random.Generator) -> Made:
    strokes = doodles.by_hand(thing(rng), rng)
    if rng.random() < 0.1:
        strokes = [stroke * (-1, 1) for stroke in strokes]
    return drawn(_by_hand(strokes, rng), rng, DETAILED_BRUSH), NO_DIGIT


def _mixed(names: Collection[str], materials: Materials, rng: np.random.Generator) -> Made:
    return _thing(partial(sketches.mixed, tuple(names)), materials, rng)


def _sign(thing: doodles.Thing, materials: Materials, rng: np.random.Generator) -> Made:
    """As `_thing`, for what has no details that a thick brush would close."""
    return drawn(_by_hand(thing(rng), rng), rng, (0.03, 0.2)), NO_DIGIT


def _mirrored(materials: Materials, rng: np.random.Generator) -> Made | None:
    """A 3, 4, 6 or 9 in a mirror, or a 3, 4 or 7 that stands on its head."""
    upside_down = rng.random() < 0.35
    image = _of_mnist(materials, (3, 4, 7) if upside_down else (3, 4, 6, 9), rng)
    if image is None:
        return None
    return bent(image[::-1, ::-1] if upside_down else image[:, ::-1], rng), NO_DIGIT


def _of_mnist(
    materials: Materials, labels: tuple[int, ...], rng: np.random.Generator
) -> np.ndarray | None:
    if not len(materials.x):
        return None
    for _ in range(100):
        index = int(rng.integers(len(materials.x)))
        if materials.y[index] in labels:
            return np.asarray(materials.x[index])
    return None


def _put_together_wrongly(materials: Materials, rng: np.random.Generator) -> Made | None:
    """Quarters of a digit, or of two, none where it belongs; or the halves of one, changed."""
    halves = rng.random() < 0.35  # those of a 2, 3 or 5 may make a digit again
    image = _of_mnist(materials, (4, 6, 7, 9) if halves else (2, 3, 4, 5, 6, 7, 9), rng)
    other = _of_mnist(materials, (0, 2, 3, 4, 5, 6, 8), rng)
    if image is None or other is None:
        return None
    image, other = (each[4:24, 4:24] for each in (image, other))  # without MNIST's margins
    if halves:
        wrong = np.roll(image, 10, axis=int(rng.integers(2)))
    else:
        wrong = np.empty_like(image)
        order = np.roll(np.arange(4), int(rng.integers(1, 4)))
        for to, (place, source) in enumerate(zip(order, (image, other, image, other), strict=True)):
            row, column = divmod(int(place), 2)
            new_row, new_column = divmod(to, 2)
            piece = source[10 * row : 10 * row + 10, 10 * column : 10 * column + 10]
            wrong[10 * new_row : 10 * new_row + 10, 10 * new_column : 10 * new_column + 10] = piece
    wrong = np.pad(wrong, 6)
    return (bent(wrong, rng), NO_DIGIT) if wrong.any() else None


def _touching_pair(materials: Materials, rng: np.random.Generator) -> Made | None:
    """Two digits of MNIST side by side that touch, or nearly."""
    pair = [_of_mnist(materials, tuple(range(10)), rng) for _ in range(2)]
    if pair[0] is None or pair[1] is None:
        return None
    left, right = (image[:, image.any(axis=0)] for image in pair if image is not None)
    overlap = int(rng.integers(-2, 4))
    both = np.zeros((28, left.shape[1] + right.shape[1] + 4), np.uint8)
    both[:, : left.shape[1]] = left
    begin = max(left.shape[1] - overlap, 1)
    part = both[:, begin : begin + right.shape[1]]
    np.maximum(part, right, out=part)
    side = max(both.shape)
    square = np.zeros((side, side), np.uint8)
    square[(side - 28) // 2 :][:28, : both.shape[1]] = both
    return bent(square, rng), NO_DIGIT


SIGNS = (
    doodles.question_mark,
    doodles.exclamation_mark,
    doodles.greater_or_less,
    doodles.ampersand,
    doodles.bracket,
)


def _maker(thing: doodles.Thing) -> Maker:
    return partial(_sign if thing in SIGNS else _thing, thing)


DIGIT_KINDS: Mapping[str, Maker] = {
    **{name: partial(_shape, name) for name in digit_shapes.SHAPES},
    "boxy digits": _boxy,
    "lines of one pixel": _pixels,
    "seven segments": _seven_segments,
    "hollow digits": _hollow,
    "strokes with gaps": _with_gaps,
    "printed digits": _printed,
    "cut off at the edge": _cut_off,
    "tiny": _tiny,
    "rotated by 25 to 45°": _rotated,
}
THINGS: Mapping[str, Maker] = {name: _maker(thing) for name, thing in doodles.THINGS.items()}
OTHER_THINGS: Mapping[str, Maker] = {
    name: _maker(thing) for name, thing in doodles.OTHER_THINGS.items()
}
SKETCHES: Mapping[str, Maker] = {
    **{name: partial(_thing, partial(sketches.sketch, name)) for name in sketches.TAUGHT_TO_TWIN},
    "parts of several things": partial(_mixed, sketches.TAUGHT_TO_TWIN),
    "symmetric outline": partial(_thing, sketches.symmetric),
}
OTHER_SKETCHES: Mapping[str, Maker] = {
    **{name: partial(_thing, partial(sketches.sketch, name)) for name in sketches.HELD_OUT},
    "parts of several other things": partial(_mixed, sketches.HELD_OUT),
}
PRINT: Mapping[str, Maker] = {
    "letters of fonts": partial(_print, glyphs.LETTERS),
    "punctuation of fonts": partial(_print, glyphs.PUNCTUATION),
    "symbols of fonts": partial(_print, glyphs.SYMBOLS),
    "letters of pen lines": _line_letter,
}
LINE_SIGNS: Mapping[str, Maker] = {"signs of pen lines": _line_sign}
FALSE_DIGITS: Mapping[str, Maker] = {
    "digits mirrored or on their heads": _mirrored,
    "digits put together wrongly": _put_together_wrongly,
    "two digits that touch": _touching_pair,
}
NON_DIGIT_KINDS: Mapping[str, Maker] = {
    **THINGS,
    **SKETCHES,
    **PRINT,
    **LINE_SIGNS,
    **FALSE_DIGITS,
}
# Never shown to the twin of the default network, so that it can be measured on them.
HELD_OUT_KINDS: Mapping[str, Maker] = {**OTHER_THINGS, **OTHER_SKETCHES}
KINDS: Mapping[str, Maker] = {**DIGIT_KINDS, **NON_DIGIT_KINDS, **HELD_OUT_KINDS}
# How many images of a kind there are for each of another.
SHARES: Mapping[str, float] = {
    "1 with a hook": 1.5,
    "0 that doesn't close": 1.5,
    "boxy digits": 1.5,
    "seven segments": 2,
    "hollow digits": 4,
    "strokes with gaps": 4,
    "printed digits": 3,
    "lines of one pixel": 2,
    "tiny": 1.5,
    "cut off at the edge": 2.5,
    "rotated by 25 to 45°": 2,
    **dict.fromkeys(sketches.NAMES, 0.25),
    "parts of several things": 5,
    "parts of several other things": 1,
    "symmetric outline": 3,
    "signs of pen lines": 4,
    "outline with details": 5,
    "thrown together": 3,
    "letters of fonts": 9,
    "punctuation of fonts": 2,
    "symbols of fonts": 9,
    "letters of pen lines": 10,
    "digits mirrored or on their heads": 2,
    "digits put together wrongly": 4,
    "two digits that touch": 3,
}


def how_many(names: Collection[str], unit: int) -> np.ndarray:
    """`unit` times each kind's share, as a list of names in order: (N,) of text."""
    return np.concatenate([np.full(round(unit * SHARES.get(name, 1)), name) for name in names])


def make(
    names: np.ndarray, materials: Materials, start: int, stop: int, rng: np.random.Generator
) -> np.ndarray:
    """An image of each kind `names[start:stop]`, for `make_images`.

    Returns:
        (N, 785) uint8, each image flat with its label after it; without the kinds that the
        materials aren't enough for.
    """
    made = [KINDS[name](materials, rng) for name in names[start:stop]]
    rows = [np.append(image.ravel(), np.uint8(label)) for image, label in filter(None, made)]
    return np.array(rows, np.uint8).reshape(len(rows), IMAGE_SIZE**2 + 1)
