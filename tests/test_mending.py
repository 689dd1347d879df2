"""Why a drawing isn't read as a digit: what is told, and that the remedy is the right one."""

import numpy as np
import pytest

from benchmarks.no_digit import on_pad
from model.preprocess import to_mnist
from pages.draw.mending import THIN, TURNS, Cause, Mend, find_mend
from pages.shared.pad.drawing import BRUSH_RANGE, PAD_SIZE, Drawing, Stroke
from pages.shared.pad.image_to_strokes import image_to_strokes
from pages.shared.pad.pen_digits import pen_digits
from pages.shared.pad.redrawing import box_of, ink_of, lines_of, placed
from training.pretraining.doodles import turned

CLOSE = 9.0  # grey levels, the mean over an image's pixels: of the same digit drawn once more


def four() -> list[np.ndarray]:
    return next(
        [np.array(each) for each in strokes] for digit, strokes in pen_digits() if digit == 4
    )


def image_of(drawing: Drawing) -> np.ndarray:
    return to_mnist(ink_of(lines_of(drawing)))


class Knows:
    """Reads a 4 in images that look like those it knows, and nothing in any other."""

    def __init__(self, *drawings: Drawing) -> None:
        self.images = [image_of(each).astype(float) for each in drawings]
        self.asked = 0

    def __call__(self, images: np.ndarray) -> np.ndarray:
        self.asked += 1
        rows = np.full((len(images), 10), 0.1, np.float32)
        for row, image in zip(rows, images, strict=True):
            if min(np.abs(image - each).mean() for each in self.images) < CLOSE:
                row[:] = 0.002
                row[4] = 0.982
        return rows


def told(drawing: Drawing, known: Drawing) -> Mend:
    """What is told of a drawing by who knows another; mended, it must look like that one."""
    mend = find_mend(drawing, Knows(known))
    assert mend is not None
    mended = mend.change.drawing(drawing)
    low, high = box_of(lines_of(mended))
    assert low.min() >= -0.1 and high.max() <= PAD_SIZE + 0.1
    assert np.abs(image_of(mended).astype(float) - image_of(known)).mean() < CLOSE
    assert np.abs(to_mnist(mend.ink).astype(float) - image_of(mended)).mean() < 1
    return mend


def test_what_is_drawn_in_a_mirror_is_mirrored():
    mend = told(on_pad([each * (-1, 1) for each in four()]), on_pad(four()))
    assert mend.cause is Cause.MIRRORED
    assert mend.sentence == "Mirrored, it would be a 4." and mend.button == "Mirror it"


@pytest.mark.parametrize("degrees", TURNS)
def test_what_lies_on_its_side_is_turned_back(degrees):
    mend = told(on_pad(turned(four(), np.radians(-degrees))), on_pad(four()))
    assert mend.cause is Cause.TURNED and mend.turn == degrees
    assert mend.sentence == f"Turned {TURNS[degrees]}, it would be a 4."


def test_what_is_too_small_for_the_brush_gets_a_thinner_one():
    known = on_pad(four(), 0.25, THIN)
    mend = told(on_pad(four(), 0.25, 40), known)
    assert mend.cause is Cause.BRUSH and mend.change.brush == THIN
    assert mend.sentence == "Too small for this brush. Thinner, it would be a 4."


def test_what_is_too_small_for_any_brush_is_drawn_larger():
    mend = told(on_pad(four(), 0.08, THIN), on_pad(four(), 0.6, THIN))
    assert mend.cause is Cause.SIZE
    assert mend.sentence == "Too small for this brush. Larger, it would be a 4."


def test_what_is_partly_off_the_pad_is_moved_in():
    whole = on_pad(four(), 0.6)
    for place in ((1.6, 0.5), (0.5, -0.7), (-0.5, 1.5)):
        mend = told(on_pad(four(), 0.6, place=place), whole)
        assert mend.cause is Cause.OUTSIDE
    larger = on_pad(four(), 1.3, 40)
    assert told(larger, on_pad(four(), 0.9, 40)).cause is Cause.OUTSIDE


def test_a_hollow_outline_is_filled():
    # A bar drawn as its outline; what knows a 4 knows the full bar as one.
    corners = [(150, 80), (250, 80), (250, 320), (150, 320), (150, 80)]
    outline = Drawing((Stroke(14, (("M", *corners[0]), *(("L", *each) for each in corners[1:]))),))
    full = Drawing((Stroke(114, (("M", 200, 130), ("L", 200, 270))), *outline.strokes))
    mend = told(outline, full)
    assert mend.cause is Cause.HOLLOW and mend.button == "Fill it"
    assert mend.sentence == "A hollow outline. Filled, it would be a 4."
    opened = Drawing((Stroke(14, outline.strokes[0].path[:-1]),))
    assert find_mend(opened, Knows(full)) is None


def test_nothing_is_told_of_what_nothing_mends():
    nobody = Knows(on_pad([np.array([(0.0, 0.0), (1.0, 0.1)])]))
    for drawing in (
        on_pad(four()),
        on_pad(four(), 0.08),
        on_pad(four(), place=(1.7, 0)),
        image_to_strokes(image_of(on_pad(four())))[0],
    ):
        assert find_mend(drawing, nobody) is None


def test_everything_is_read_at_once():
    reader = Knows(on_pad(four()))
    find_mend(on_pad(four(), 0.1, place=(1.7, 0)), reader)
    assert reader.asked == 1


@pytest.mark.parametrize(
    "strokes",
    [
        (),
        (Stroke(28, ()),),
        (Stroke(28, (("M", 5, 5),)),),
        (Stroke(28, (("Q", 5, 5, 5, 5),)),),
        (Stroke(200, (("M", -4000, -4000), ("L", 4000, 4000))),),
        (Stroke(1e-9, (("M", 4000, 4000), ("L", 3990, 4000))),),
    ],
)
def test_the_oddest_drawings_do_no_harm(strokes):
    find_mend(Drawing(strokes), Knows(on_pad(four())))


def test_lines_are_drawn_as_wide_as_they_are_and_where_they_are():
    drawing = Drawing((Stroke(20, (("M", 100, 50), ("L", 300, 50))),))
    rows, columns = np.nonzero(ink_of(lines_of(drawing)))
    assert (rows.min(), rows.max() + 1) == pytest.approx((40, 60), abs=1)
    assert (columns.min(), columns.max() + 1) == pytest.approx((90, 310), abs=1)
    dot = ink_of(lines_of(Drawing((Stroke(30, (("M", 200, 200),)),))))
    assert np.count_nonzero(dot) == pytest.approx(np.pi * 15**2, rel=0.1)


def test_a_change_is_the_same_for_a_drawing_as_for_its_lines():
    drawing = on_pad(four(), 0.4, BRUSH_RANGE[1])
    lines = lines_of(drawing)
    change = placed(lines, np.array([[0.0, -1.5], [1.5, 0.0]]), THIN)
    one, other = ink_of(change.lines(lines)), ink_of(lines_of(change.drawing(drawing)))
    assert np.count_nonzero(one != other) < 0.01 * np.count_nonzero(one)
