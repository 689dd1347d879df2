"""`python -m model.recogniser`, as it is called in a shell."""

import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from model import command_line
from training.pretraining.strokes import draw, load_strokes


@pytest.fixture
def pictures(tmp_path, pen_digits_path):
    """Three pen digits as pictures of different kinds, and what they are."""
    digits = load_strokes(pen_digits_path)
    chosen = [int(np.flatnonzero(digits.labels == label)[5]) for label in (2, 5, 8)]
    paths = [tmp_path / name for name in ("dark.png", "light.png", "transparent.png")]
    inks = [draw(digits[index], fraction=0.3, position=(0.9, 0.1)) for index in chosen]
    Image.fromarray(255 - inks[0]).convert("RGB").save(paths[0])
    Image.fromarray(inks[1]).save(paths[1])
    rgba = np.zeros((280, 280, 4), np.uint8)
    rgba[:, :, 3] = inks[2]
    Image.fromarray(rgba).save(paths[2])
    return [str(path) for path in paths], [2, 5, 8]


def test_pictures_are_read_whatever_their_colours(pictures, capsys):
    paths, labels = pictures
    assert command_line.main([*paths, "--json"]) == 0
    answers = json.loads(capsys.readouterr().out)
    assert [answer["digit"] for answer in answers] == labels
    assert [answer["verdict"] for answer in answers] == ["digit"] * 3
    for answer in answers:
        assert len(answer["probabilities"]) == 10
        assert sum(answer["probabilities"]) == pytest.approx(1, abs=0.001)


def test_the_table_has_a_line_for_each_picture(pictures, capsys):
    paths, labels = pictures
    assert command_line.main(paths) == 0
    _, *lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [
        [path, str(label)] for path, label in zip(paths, labels, strict=True)
    ]


def test_a_bad_file_does_not_keep_the_others_from_being_read(pictures, tmp_path, capsys):
    (tmp_path / "text.png").write_text("no picture")
    Image.new("L", (100, 100), 255).save(tmp_path / "blank.png")
    bad = [str(tmp_path / name) for name in ("none.png", "text.png", "blank.png")]
    assert command_line.main([*bad, pictures[0][0], "--json"]) == 1
    *errors, answer = json.loads(capsys.readouterr().out)
    for error, words in zip(errors, ("no file", "not an image", "blank"), strict=True):
        assert words in error["error"]
    assert answer["digit"] == 2


def test_a_letter_is_no_digit(tmp_path, pen_letters_path, capsys):
    letters = load_strokes(pen_letters_path)
    capital_e = int(np.flatnonzero(letters.labels == ord("E"))[0])
    Image.fromarray(255 - draw(letters[capital_e])).save(tmp_path / "letter.png")
    command_line.main([str(tmp_path / "letter.png"), "--json"])
    assert json.loads(capsys.readouterr().out)[0]["verdict"] != "digit"


def test_it_runs_as_a_module(pictures):
    finished = subprocess.run(
        [sys.executable, "-m", "model.recogniser", pictures[0][0], "--model", "ten-lines"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "reads" in finished.stdout
