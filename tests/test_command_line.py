"""`python -m model.recogniser`, as it is called in a shell."""

import json
import os
import subprocess
import sys
from pathlib import Path

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


@pytest.mark.parametrize("name", ["a" * 300, "*" + "a" * 300])
def test_a_name_that_is_too_long_is_a_bad_file(name, capsys):
    assert command_line.main([name, "--json"]) == 1
    (answer,) = json.loads(capsys.readouterr().out)
    assert "can't be read" in answer["error"] or "No file matches" in answer["error"]


def test_a_folder_that_can_not_be_looked_into_is_named(tmp_path, monkeypatch, capsys):
    def refuse(_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert command_line.main([str(tmp_path), "--json"]) == 1
    assert "no image in the folder" in json.loads(capsys.readouterr().out)[0]["error"]


def test_any_name_stays_on_its_line(inks, tmp_path, capsys):
    path = number_picture(tmp_path / "odd\x1b[1m\n.png", inks[0])
    assert command_line.main([path]) == 0
    _, line = capsys.readouterr().out.splitlines()
    assert line.startswith(str(tmp_path / r"odd\x1b[1m\n.png"))


def test_it_speaks_to_a_terminal_that_knows_ascii_only(inks, tmp_path):
    path = number_picture(tmp_path / "für.png", inks[0])
    for arguments in (["--help"], [path], [path, "--json"]):
        finished = subprocess.run(
            [sys.executable, "-m", "model.recogniser", *arguments],
            capture_output=True,
            encoding="ascii",
            env=os.environ | {"PYTHONIOENCODING": "ascii"},
        )
        assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout)[0]["image"] == path


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


def number_picture(path, *inks: np.ndarray) -> str:
    """Digits beside one another, dark on light."""
    beside = np.concatenate([np.pad(ink, ((0, 0), (10, 10))) for ink in inks], axis=1)
    Image.fromarray(255 - beside).save(path)
    return str(path)


@pytest.fixture
def inks(pen_digits_path):
    """Drawings of a 2, a 5 and an 8."""
    digits = load_strokes(pen_digits_path)
    chosen = [int(np.flatnonzero(digits.labels == label)[5]) for label in (2, 5, 8)]
    return [draw(digits[index], 140, 12, 0.8) for index in chosen]


def test_a_number_is_read_where_there_is_one(inks, tmp_path, capsys):
    path = number_picture(tmp_path / "number.png", *inks)
    assert command_line.main([path, "--json"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    assert answer["verdict"] == "number"
    assert answer["number"] == "258" and answer["lines"] == ["258"]
    assert [digit["digit"] for digit in answer["digits"]] == [2, 5, 8]
    lefts = [digit["box"][1] for digit in answer["digits"]]
    assert lefts == sorted(lefts)
    assert command_line.main([path]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[:2] == [path, "258"]


def test_how_many_digits_to_look_for_can_be_said(inks, pictures, tmp_path, capsys):
    number = number_picture(tmp_path / "number.png", *inks)
    command_line.main([number, "--digits", "one", "--json"])
    assert json.loads(capsys.readouterr().out)[0]["verdict"] != "number"
    command_line.main([pictures[0][0], "--digits", "many", "--json"])
    assert json.loads(capsys.readouterr().out)[0]["number"] == "2"


def test_folders_and_patterns_mean_their_files(pictures, tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("no picture")
    paths, _ = pictures
    for given in (str(tmp_path), str(tmp_path / "*.png")):
        assert command_line.main([given, "--json"]) == 0
        answers = json.loads(capsys.readouterr().out)
        assert [answer["image"] for answer in answers] == sorted(paths)


@pytest.mark.parametrize("suffix", ["jpg", "jpeg", "jpe", "jfif", "JPG"])
def test_a_folder_has_a_jpeg_whatever_its_suffix(inks, tmp_path, capsys, suffix):
    path = tmp_path / f"digit.{suffix}"
    Image.fromarray(255 - inks[1]).save(path, "JPEG")
    assert command_line.main([str(tmp_path), "--json"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    assert answer["image"] == str(path) and answer["digit"] == 5


def test_a_folder_that_a_pattern_matches_is_read_once(inks, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    paths = [number_picture("a.png", inks[0]), number_picture("sub/b.png", inks[1])]
    for pattern in ("*", "**"):
        assert command_line.main([pattern, "--json"]) == 0
        answers = json.loads(capsys.readouterr().out)
        assert [answer["image"] for answer in answers] == paths


def test_an_empty_folder_and_an_idle_pattern_are_named(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert command_line.main([str(tmp_path / "empty"), str(tmp_path / "*.gif"), "--json"]) == 1
    folder, pattern = json.loads(capsys.readouterr().out)
    assert "no image in the folder" in folder["error"] and "No file matches" in pattern["error"]


def test_what_the_network_saw_can_be_saved(inks, pictures, tmp_path, capsys):
    number = number_picture(tmp_path / "number.png", *inks)
    saved = tmp_path / "deep" / "saved"
    assert command_line.main([number, pictures[0][1], "--save", str(saved)]) == 0
    names = ["light.png", "number-1.png", "number-2.png", "number-3.png"]
    assert sorted(path.name for path in saved.iterdir()) == names
    for name in names:
        with Image.open(saved / name) as image:
            assert image.size == (28, 28) and image.getextrema()[1] == 255


def test_nothing_that_was_there_is_written_over(inks, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    number = number_picture("number.png", *inks)
    number_picture("number-1.png", inks[0])
    (tmp_path / "number_2-3.png").write_text("somebody's")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    # What the first saves matches the pattern of the second.
    assert command_line.main([number, "number-*.png", "--save", ".", "--json"]) == 0
    answers = json.loads(capsys.readouterr().out)
    assert [answer["image"] for answer in answers] == ["number.png", "number-1.png"]
    assert [answer["saved"] for answer in answers] == [
        ["number_3-1.png", "number_3-2.png", "number_3-3.png"],
        ["number-1_2.png"],
    ]
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert before.items() < after.items() and len(after) == len(before) + 4


def test_no_two_pictures_are_saved_as_one(inks, tmp_path, capsys):
    number = number_picture(tmp_path / "number.png", *inks)
    digit = number_picture(tmp_path / "number-1.png", inks[0])
    (tmp_path / "other").mkdir()
    same_name = number_picture(tmp_path / "other" / "number-1.png", inks[1])
    saved = tmp_path / "saved"
    assert command_line.main([digit, number, same_name, "--save", str(saved)]) == 0
    *_, last = capsys.readouterr().out.splitlines()
    names = ("number-1", "number_2-1", "number_2-2", "number_2-3", "number-1_2")
    assert last == "Saved: " + ", ".join(str(saved / f"{name}.png") for name in names)
    assert len(list(saved.iterdir())) == len(names)


def test_a_folder_that_can_not_be_made_is_refused(pictures, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert command_line.main([pictures[0][0], "--save", str(tmp_path / "file" / "in")]) == 1
    assert "can't be made" in capsys.readouterr().err
