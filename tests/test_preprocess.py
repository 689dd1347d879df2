"""MNIST's algorithm, step by step, on images whose answer can be worked out by hand."""

import numpy as np
import pytest

from model.preprocess import ink_from_alpha, squash, to_mnist, trace


def paper(height: int, width: int | None = None) -> np.ndarray:
    return np.zeros((height, width or height), np.uint8)


def with_block(size: int, top: int, left: int, height: int, width: int) -> np.ndarray:
    ink = paper(size)
    ink[top : top + height, left : left + width] = 255
    return ink


def test_no_ink_is_no_image():
    assert to_mnist(paper(280)) is None
    assert trace(paper(280)) is None
    assert squash(paper(280)) is None


def test_the_box_is_tight_and_half_open():
    assert trace(with_block(100, 30, 40, 25, 11)).box == (30, 40, 55, 51)


def test_faint_ink_counts_for_the_box():
    ink = with_block(100, 30, 40, 25, 11)
    ink[10, 90] = 1
    assert trace(ink).box == (10, 40, 55, 91)


def test_an_odd_cell_of_the_square_falls_to_the_right():
    # 20 high and 15 wide: floor(5 / 2) = 2 empty columns before, 3 after.
    square = trace(with_block(50, 0, 0, 20, 15)).square
    assert square.shape == (20, 20)
    assert not square[:, :2].any() and square[:, 2:17].all() and not square[:, 17:].any()


def test_an_odd_cell_of_the_square_falls_to_the_bottom():
    square = trace(with_block(50, 0, 0, 15, 20)).square
    assert not square[:2].any() and square[2:17].all() and not square[17:].any()


def test_a_tiny_drawing_sits_in_ten_pixels_and_is_doubled():
    # One pixel: a square of 10 with 4 empty cells before it, then each cell doubled.
    square = trace(with_block(50, 7, 7, 1, 1)).square
    assert square.shape == (20, 20)
    assert np.argwhere(square).tolist() == [[8, 8], [8, 9], [9, 8], [9, 9]]


def test_eleven_pixels_double_once():
    assert trace(with_block(50, 3, 3, 11, 4)).square.shape == (22, 22)


def test_twenty_pixels_are_kept_as_they_are():
    rng = np.random.default_rng(0)
    ink = rng.integers(1, 256, (20, 20), dtype=np.uint8)
    ink[3, 4] = 255
    assert np.array_equal(trace(ink).small, ink)


def test_halving_averages_four_pixels():
    ink = np.zeros((40, 40), np.uint8)
    ink[:20] = 255
    ink[20::2] = 255  # below, every target pixel covers a full line and an empty one
    ink[39, 0] = 255
    small = trace(ink).small
    assert (small[:10] == 255).all()
    assert (small[10:19] == 128).all()


def test_shrinking_by_a_fifth_follows_the_original_coverage():
    # m = 25, s = 0.8. Rows 0 and 24 each lie in one target row: 0.8, the peak. Row 3 covers
    # [2.4, 2.4 + 0.792): 3 - 2.4 = 0.6 of target 2, and 0.192 of target 3. As shares of the
    # peak, times 255: 191.25 and 61.2.
    ink = paper(25)
    ink[[0, 3, 24]] = 255
    small = trace(ink).small
    assert small[[0, 2, 3, 19], 8].tolist() == [255, 191, 61, 255]
    assert not small[4:19].any()


def test_the_peak_is_always_full_ink():
    ink = with_block(280, 100, 100, 100, 2)  # two pixels wide: a fifth of a target pixel
    assert to_mnist(ink).max() == 255
    assert to_mnist(ink // 3).max() == 255


@pytest.mark.parametrize("corner", [(0, 0), (0, 200), (200, 0), (200, 200), (97, 31)])
def test_where_a_digit_is_drawn_makes_no_difference(corner):
    seven = paper(80)
    seven[:12] = 255
    for row in range(80):
        seven[row, max(0, 68 - row // 2) : 80 - row // 2] = 255
    ink = paper(280)
    ink[corner[0] : corner[0] + 80, corner[1] : corner[1] + 80] = seven
    assert np.array_equal(to_mnist(ink), to_mnist(seven))


def test_a_full_square_is_centred_exactly():
    # The centre of mass of a full 20 x 20 is 10; int(15 - 10) = 5 of the margin's rows, so the
    # square starts at row 5: its middle, 15, is the far edge of pixel 14.
    steps = trace(with_block(280, 10, 10, 100, 100))
    assert steps.centre == (10, 10)
    assert steps.offset == (5, 5)
    assert steps.image[5:25, 5:25].all() and steps.image.sum() == 400 * 255


def test_the_centre_of_mass_counts_grey_levels():
    ink = paper(20)
    ink[0, 0] = 255
    ink[19, 19] = 85
    # Row: (0.5 * 255 + 19.5 * 85) / 340 = 5.25.
    assert trace(ink).centre == pytest.approx((5.25, 5.25))


def test_the_centre_of_mass_ends_in_the_middle():
    rng = np.random.default_rng(1)
    middles = np.arange(28) + 0.5
    for _ in range(50):
        ink = paper(200)
        for _ in range(4):
            top, left = rng.integers(0, 150, 2)
            height, width = rng.integers(5, 50, 2)
            ink[top : top + height, left : left + width] = 255
        image = to_mnist(ink).astype(float)
        row = image.sum(axis=1) @ middles / image.sum()
        column = image.sum(axis=0) @ middles / image.sum()
        assert 14 <= row <= 15 and 14 <= column <= 15


def test_a_lopsided_drawing_stays_inside_the_image():
    ink = paper(280)
    ink[40:60, 40:240] = 255  # nearly all mass on top ...
    ink[60:240, 239] = 255  # ... and a hair line far down
    steps = trace(ink)
    assert steps.image.shape == (28, 28)
    assert steps.image.max() == 255


def test_squashing_keeps_the_place_and_the_mean():
    ink = with_block(280, 0, 0, 10, 10)
    image = squash(ink)
    assert image[0, 0] == 255 and image.sum() == 255
    assert squash(with_block(280, 5, 0, 10, 10))[:2, 0].tolist() == [128, 128]


@pytest.mark.parametrize(
    "ink",
    [np.zeros((28, 28)), np.zeros((28, 28, 3), np.uint8), [[0]]],
    ids=["float", "rgb", "list"],
)
def test_other_arrays_are_refused(ink):
    with pytest.raises(ValueError, match="uint8"):
        to_mnist(ink)


def test_the_input_is_left_alone():
    ink = with_block(50, 3, 3, 11, 4)
    before = ink.copy()
    to_mnist(ink)
    assert np.array_equal(ink, before)


def test_a_canvas_is_cut_at_half_opacity():
    alpha = np.array([[127, 128], [0, 0]], np.uint8)
    assert ink_from_alpha(alpha).tolist() == [[0, 255], [0, 0]]


def test_mnist_survives_its_own_algorithm(mnist_test_images):
    again = np.stack([to_mnist(image) for image in mnist_test_images])
    difference = np.abs(again.astype(int) - mnist_test_images).max(axis=(1, 2))
    assert (difference <= 1).mean() >= 0.995
    assert (difference == 0).mean() >= 0.85
