"""What becomes of a picture of one digit when it is read as the command line reads it."""

import io

import numpy as np
from PIL import Image

from model.digits_in_picture import read_picture
from model.errors import UserError
from model.picture_file import picture_from_bytes
from model.preprocess import to_mnist
from model.recogniser import Reading, Recogniser, Verdict, judge
from training.pretraining.strokes import StrokeSet, draw

BRUSH = 12  # pixels of the pad: a usual pen
OUTCOMES = ("right", "refused", "unsure", "firmly_wrong")


def outcome(picture: Image.Image, label: int, recogniser: Recogniser) -> str:
    """One of `OUTCOMES`; several digits in place of one are firmly wrong."""
    try:
        decoded = picture_from_bytes(png(picture), "picture")
        page = read_picture(decoded, recogniser.predict)
    except UserError:
        return "refused"
    if len(page.digits) > 1:
        return "firmly_wrong"
    return judged(page.digits[0].reading, label)


def judged(reading: Reading, label: int) -> str:
    """One of `OUTCOMES`, for the reading of a single digit."""
    if reading.verdict is Verdict.DIGIT:
        return "right" if reading.digit == label else "firmly_wrong"
    return "unsure" if reading.verdict is Verdict.UNSURE else "refused"


def unseen(digits: StrokeSet, recogniser: Recogniser) -> StrokeSet:
    """The digits of sources that the network wasn't trained on; all, where there are none."""
    return digits.without(recogniser.card.get("trained_on_sources", ())) or digits


def readable(digits: StrokeSet, recogniser: Recogniser) -> np.ndarray:
    """(N,) bool: which digits the network reads right when they are drawn on the pad."""
    images = [to_mnist(draw(digits[index], brush=BRUSH)) for index in range(len(digits))]
    answers = recogniser.predict(np.stack(images))  # a digit has ink
    labelled = zip(answers, digits.labels, strict=True)
    return np.array([judged(judge(answer), int(label)) == "right" for answer, label in labelled])


def png(picture: Image.Image) -> bytes:
    """A picture as a file's content."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
