"""The command that makes what the app ships, on a MNIST of a few images."""

import hashlib
import json

import numpy as np
import pytest

from model import library
from model.weights import unpack
from training import data
from training.pretraining import pretrain


@pytest.fixture(params=[40])
def small_mnist(monkeypatch, request):
    """A few images of two kinds: a bar that stands is a 1, one that lies a 7."""
    rng = np.random.default_rng(0)

    def make(count: int) -> tuple[np.ndarray, np.ndarray]:
        y = rng.choice(np.array([1, 7], np.uint8), count)
        x = np.zeros((count, 28, 28), np.uint8)
        for image, label in zip(x, y, strict=True):
            bar = image if label == 1 else image.T
            bar[4:24, 13:16] = rng.integers(150, 256, (20, 3))
        return x, y

    x_train, y_train = make(request.param)
    x_test, y_test = make(request.param // 4)
    mnist = data.Mnist(x_train, y_train, x_test, y_test, "Bars.", is_sample=True, notes=())
    monkeypatch.setattr(pretrain, "load_mnist", lambda: mnist)
    for variable in ("PEN_DIGITS_PATH", "PEN_LETTERS_PATH"):
        monkeypatch.delenv(variable, raising=False)
    return mnist


def trained(tmp_path, name: str) -> tuple[dict, bytes]:
    card = json.loads((tmp_path / f"{name}.json").read_text())
    return card, (tmp_path / f"{name}.npz").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("small_mnist", [400], indirect=True)  # so many teach it something
def test_the_default_learns_and_the_seed_repeats_it(small_mnist, tmp_path, capsys):
    for folder in ("first", "again"):
        out = ["--no-finish", "--out", str(tmp_path / folder)]
        code = pretrain.main(["default", "--passes", "6", *out])
        assert code == 0
    card, weights = trained(tmp_path / "first", "default")
    assert card["measured"]["mnist_test_accuracy"] > 0.3  # by chance: 0.1
    assert card["trained_on_sources"] == []
    assert trained(tmp_path / "again", "default")[1] == weights
    assert "mnist_test_accuracy" in capsys.readouterr().out


@pytest.mark.slow
def test_the_default_is_made(small_mnist, tmp_path):
    out = ["--no-finish", "--out", str(tmp_path)]
    assert pretrain.main(["default", "--passes", "1", *out]) == 0
    card, weights = trained(tmp_path, "default")
    assert 0 < card["measured"]["mnist_test_accuracy"] <= 1 and weights
    assert card["trained_on_sources"] == []


def test_a_recipe_is_trained_as_it_is_written(small_mnist, tmp_path, monkeypatch):
    assert pretrain.main(["first-network", "--out", str(tmp_path)]) == 0
    card, _ = trained(tmp_path, "first-network")
    assert card["parameters"] == 407_050
    assert len(card["measured"]["training_accuracy"]) == 5
    monkeypatch.setattr(library, "FOLDER", tmp_path)
    library._card.cache_clear()
    assert library.card("first-network")["title"] == "First network"
    library._card.cache_clear()


def test_an_unknown_network_and_a_missing_file_are_refused(small_mnist, tmp_path, capsys):
    with pytest.raises(SystemExit):
        pretrain.main(["nonsense"])
    missing = str(tmp_path / "none.npz")
    assert pretrain.main(["default", "--digits", missing, "--out", str(tmp_path)]) == 1
    assert "no stroke file" in capsys.readouterr().err


@pytest.mark.parametrize("content", [None, b"no weights"])
@pytest.mark.parametrize(
    ("option", "complaint"),
    [
        ("--teacher", "teacher’s weights can’t be read"),
        ("--start", "former weights can’t be read"),
    ],
)
def test_weights_that_cannot_be_read_are_refused(
    small_mnist, tmp_path, capsys, option, complaint, content
):
    file = tmp_path / "weights.npz"
    if content:
        file.write_bytes(content)
    out = str(tmp_path / "out")
    assert pretrain.main(["default", option, str(file), "--out", out]) == 1
    assert complaint in capsys.readouterr().err


@pytest.mark.slow
def test_a_network_that_has_learned_is_only_finished_and_the_seed_repeats_it(small_mnist, tmp_path):
    start = library.FOLDER / "default.npz"
    for folder in ("first", "again"):
        few = ["--unit", "1", "--last-finishes", "1", "--temperature", "2"]
        few += ["--out", str(tmp_path / folder)]
        assert pretrain.main(["default", "--start", str(start), *few]) == 0
    card, weights = trained(tmp_path / "first", "default")
    assert card["finished_from"] == hashlib.sha256(start.read_bytes()).hexdigest()
    assert len(card["plan"]["finishes"]) == 1 and card["plan"]["temperature"] == 2
    assert weights != start.read_bytes()
    assert trained(tmp_path / "again", "default")[1] == weights
    assert [each["name"] for each in card["data"]] == ["MNIST"]


def test_the_temperature_divides_the_logits(small_mnist, tmp_path):
    start = library.FOLDER / "default.npz"
    few = ["--no-finish", "--temperature", "2"]
    command = ["default", "--start", str(start), *few, "--out", str(tmp_path)]
    assert pretrain.main(command) == 0
    before, after = (unpack(path.read_bytes()) for path in (start, tmp_path / "default.npz"))
    for old, new in zip(before[:-2], after[:-2], strict=True):
        assert np.array_equal(old, new)
    assert after[-1] == pytest.approx(before[-1] / 2) and after[-2] == pytest.approx(before[-2] / 2)


def test_a_folder_of_fonts_that_is_not_there_is_named(small_mnist, tmp_path, capsys):
    command = ["default", "--fonts", str(tmp_path / "none"), "--out", str(tmp_path)]
    assert pretrain.main(command) == 1
    assert "no folder of fonts" in capsys.readouterr().err


def test_sources_that_are_not_there_cannot_be_held_out(small_mnist, tmp_path, capsys):
    assert pretrain.main(["default", "--hold-out", "mars", "--out", str(tmp_path)]) == 1
    assert "no source 'mars'" in capsys.readouterr().err


@pytest.mark.parametrize("passes", ["0", "-1", "many"])
def test_a_training_makes_at_least_one_pass(small_mnist, passes):
    with pytest.raises(SystemExit):
        pretrain.main(["default", "--passes", passes])


def test_what_the_app_ships_is_not_overwritten_from_a_sample(small_mnist, capsys):
    assert pretrain.main(["ten-lines"]) == 1
    assert "name another --out" in capsys.readouterr().err
