"""A drawing in an address: the points of its strokes, compressed to text that a link can carry.

The pad curves a pen's path through its points (`Stroke.through`), so points and width are all that
is needed. They are whole pixels, each as its distance from the one before.
"""

import base64
import binascii
import zlib
from collections.abc import Iterator, Sequence

from model.errors import UserError
from pages.shared.pad.drawing import MAX_COORDINATE, MAX_NUMBERS, Drawing, Point, Stroke

PARAMETER = "drawing"
LONGEST = 2000  # characters
MOST_BYTES = 4 * MAX_NUMBERS  # unpacked
THINNINGS = range(1, 9)  # each keeps one of so many points; with fewer, it is another drawing
WIDTH_STEPS = 4  # for a pixel

UNREADABLE = "The drawing in this link can’t be read, so the pad is as it was."

Line = tuple[float, list[Point]]  # a stroke's width and points


def write(drawing: Drawing) -> tuple[str, bool]:
    """A drawing as text of at most `LONGEST` characters, and whether points were left out.

    The text is empty if there are too many.
    """
    lines = [(stroke.width, _points(stroke)) for stroke in drawing.strokes]
    for every in THINNINGS:
        text = _packed([(width, _thinned(points, every)) for width, points in lines])
        if len(text) <= LONGEST:
            return text, every > 1
    return "", True


def read(text: str) -> Drawing:
    """The inverse of `write`; anybody may have written the text.

    Raises:
        UserError: it is no drawing.
    """
    try:
        packed = base64.urlsafe_b64decode(text[: LONGEST + 4] + "=" * (-len(text) % 4))
        content = zlib.decompressobj().decompress(packed, MOST_BYTES)
        lines = list(_lines(_numbers(content)))
        if not lines:
            raise ValueError("a drawing has strokes")
    except (binascii.Error, ValueError, zlib.error, StopIteration, RuntimeError) as error:
        raise UserError(UNREADABLE) from error
    strokes = tuple(Stroke.through(points, width) for width, points in lines)
    try:
        return Drawing.from_stored(Drawing(strokes).to_stored())  # which checks all there is
    except UserError as error:
        raise UserError(UNREADABLE) from error


def _points(stroke: Stroke) -> list[Point]:
    """What a pen's path was curved through: the first two numbers of each of its commands."""
    points = [(float(x), float(y)) for _, x, y, *_ in stroke.path]
    return points if len(points) > 1 else points * 2


def _thinned(points: list[Point], every: int) -> list[Point]:
    return [*points[:-1:every], points[-1]]


def _packed(lines: Sequence[Line]) -> str:
    numbers = [len(lines)]
    for width, points in lines:
        numbers += [round(width * WIDTH_STEPS), len(points)]
        before = (0, 0)
        for x, y in points:
            here = (round(x), round(y))
            numbers += [here[0] - before[0], here[1] - before[1]]
            before = here
    content = b"".join(map(_number, numbers))
    return base64.urlsafe_b64encode(zlib.compress(content, 9)).decode().rstrip("=")


def _number(value: int) -> bytes:
    """A whole number in as few bytes as it needs: seven bits in each, the sign in the lowest."""
    rest = 2 * value if value >= 0 else -2 * value - 1
    found = bytearray()
    while rest > 127:
        found.append(rest & 127 | 128)
        rest >>= 7
    return bytes([*found, rest])


def _numbers(content: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in content:
        if shift > 28:
            raise ValueError("a number has five bytes at most")
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield -(value + 1) // 2 if value & 1 else value // 2
            value = shift = 0


def _lines(numbers: Iterator[int]) -> Iterator[Line]:
    count = next(numbers)
    for _ in range(count):
        width, length = next(numbers) / WIDTH_STEPS, next(numbers)
        if not 0 < length <= MAX_NUMBERS:
            raise ValueError("a stroke has points")
        x = y = 0
        points = []
        for _ in range(length):
            x, y = x + next(numbers), y + next(numbers)
            if max(abs(x), abs(y)) > MAX_COORDINATE:
                raise ValueError("a point lies near the pad")
            points.append((float(x), float(y)))
        yield width, points
