"""An MNIST image on the pad: the network must see the same image again."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.preprocess import to_mnist
from pages.shared.pad.drawing import MAX_NUMBERS, PAD_SIZE, Drawing
from pages.shared.pad.image_to_strokes import image_to_strokes


def difference(image: np.ndarray) -> float:
    """The mean difference in grey levels between an image and its redrawing."""
    _, ink = image_to_strokes(image)
    return float(np.abs(to_mnist(ink).astype(int) - image).mean())


def rendered(drawing: Drawing) -> np.ndarray:
    """The pad's ink, as a browser would draw the runs: butt ends here, round ones there."""
    canvas = Image.new("L", (PAD_SIZE, PAD_SIZE))
    pen = ImageDraw.Draw(canvas)
    (stroke,) = drawing.strokes
    for (_, left, y), (_, right, _) in zip(stroke.path[::2], stroke.path[1::2], strict=True):
        pen.line([(round(left - 0.4), int(y)), (round(right + 0.4) - 1, int(y))], fill=255)
    return np.asarray(canvas)


@pytest.mark.parametrize("count", [8, pytest.param(200, marks=pytest.mark.slow)])
def test_mnist_digits_come_back_within_a_grey_level(mnist_test_images, count):
    differences = [difference(image) for image in mnist_test_images[:count]]
    assert np.mean(differences) < 0.8
    assert max(differences) < 3


def test_the_strokes_are_that_ink(mnist_test_images):
    for image in mnist_test_images[:3]:
        drawing, ink = image_to_strokes(image)
        np.testing.assert_array_equal(rendered(drawing), ink)


def test_a_drawing_can_be_sent_and_kept_like_any_other(mnist_test_images):
    drawing, _ = image_to_strokes(mnist_test_images[0])
    assert Drawing.from_stored(drawing.to_stored()) == drawing
    assert Drawing.from_canvas(drawing.to_canvas("black")) == drawing
    assert sum(len(command) for command in drawing.strokes[0].path) < MAX_NUMBERS / 4


def test_an_empty_image_is_an_empty_drawing():
    drawing, ink = image_to_strokes(np.zeros((28, 28), np.uint8))
    assert drawing == Drawing() and not ink.any()


@pytest.mark.parametrize("place", [(0, 0), (27, 27), (0, 27), (14, 14)])
def test_a_single_pixel_anywhere_is_drawn(place):
    image = np.zeros((28, 28), np.uint8)
    image[place] = 255
    assert image_to_strokes(image)[0].strokes


def test_noise_is_drawn_as_well_as_can_be():
    image = np.random.default_rng(0).integers(0, 256, (28, 28), np.uint8)
    assert image_to_strokes(image)[1].any()
