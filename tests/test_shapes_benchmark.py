"""The benchmark of shapes counts what is right, refused, and firm and wrong."""

import argparse
import json
import sys

import numpy as np
import pytest

from benchmarks import shapes
from training.pretraining.kinds import Materials

OPTIONS = argparse.Namespace(count=6, seed=0)


class Says:
    """Gives every image the same ten probabilities."""

    def __init__(self, **values: float) -> None:
        self.row = np.full(10, (1 - sum(values.values())) / (10 - len(values)), np.float32)
        for name, value in values.items():
            self.row[int(name[1:])] = value

    def predict(self, images: np.ndarray) -> np.ndarray:
        assert images.shape[1:] == (28, 28) and images.dtype == np.uint8
        return np.tile(self.row, (len(images), 1))


@pytest.mark.parametrize(
    ("reader", "key"),
    [
        (Says(d4=0.9), "right"),
        (Says(d9=0.9), "firmly_wrong"),
        (Says(d4=0.5, d9=0.4), "unsure"),
        (Says(), "no_digit"),
    ],
)
def test_a_digit_is_right_refused_or_firmly_wrong(reader, key):
    report = shapes._read(reader, "closed 4", Materials(), OPTIONS)
    assert report == dict.fromkeys(("right", "firmly_wrong", "unsure", "no_digit"), 0) | {key: 1}


def test_what_is_no_digit_may_be_shown_as_one():
    assert shapes._read(Says(d0=0.9), "heart", Materials(), OPTIONS)["shown_as_digit"] == 1
    assert shapes._read(Says(), "heart", Materials(), OPTIONS)["shown_as_digit"] == 0


def test_a_kind_without_materials_is_left_out():
    assert shapes._read(Says(), "letters of fonts", Materials(), OPTIONS) is None


@pytest.mark.slow
def test_the_command_prints_and_writes_every_kind(tmp_path, monkeypatch, capsys, mnist_path):
    file = tmp_path / "shapes.json"
    monkeypatch.setattr(sys, "argv", ["shapes", "--count", "2", "--json", str(file)])
    monkeypatch.delenv("PEN_DIGITS_PATH", raising=False)
    assert shapes.main() == 0
    printed = capsys.readouterr().out
    results = json.loads(file.read_text())
    for name in ("closed 4", "heart", "mushroom", "digits mirrored or on their heads"):
        assert name in printed and name in results["kinds"]
    assert 0 <= results["firmly_wrong"] <= 1 and 0 <= results["right"] <= 1
    assert results["shown_as_digit"]["letters, punctuation and symbols"] is None
