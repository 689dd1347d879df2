"""Prediction: its shapes, its judgement, many threads, and weights that were tampered with."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from model import library, weights
from model.errors import UserError
from model.network import NetworkSpec, build
from model.recogniser import Recogniser, Verdict, judge


def probabilities(**values: float) -> np.ndarray:
    """Ten probabilities: those given as d3=0.9, the rest shared evenly."""
    rest = (1 - sum(values.values())) / (10 - len(values))
    row = np.full(10, rest, np.float32)
    for name, value in values.items():
        row[int(name[1:])] = value
    return row


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (64, 28, 28), dtype=np.uint8)


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return library.load()


def test_a_confident_answer_is_a_digit():
    reading = judge(probabilities(d3=0.9))
    assert (reading.verdict, reading.digit) == (Verdict.DIGIT, 3)
    assert reading.probability == pytest.approx(0.9)


def test_two_good_guesses_are_unsure():
    reading = judge(probabilities(d4=0.5, d9=0.45))
    assert (reading.verdict, reading.digit, reading.second) == (Verdict.UNSURE, 4, 9)
    assert reading.second_probability == pytest.approx(0.45)


def test_belief_that_is_spread_is_no_digit():
    assert judge(probabilities()).verdict is Verdict.NO_DIGIT
    assert judge(probabilities(d3=0.5)).verdict is Verdict.NO_DIGIT


def test_every_row_of_predictions_adds_up_to_one(recogniser, images):
    rows = recogniser.predict(images)
    assert rows.shape == (64, 10) and rows.dtype == np.float32
    assert rows.sum(axis=1) == pytest.approx(np.ones(64), abs=1e-5)
    assert (rows >= 0).all()


def test_no_images_give_no_rows(recogniser):
    assert recogniser.predict(np.empty((0, 28, 28), np.uint8)).shape == (0, 10)


def test_a_large_request_gives_what_single_ones_give(recogniser, images):
    many = np.concatenate([images] * 9)  # more than one batch
    singles = np.concatenate([recogniser.predict(image[None]) for image in images])
    assert recogniser.predict(many)[-64:] == pytest.approx(singles, abs=1e-5)


def test_reading_is_predicting_and_judging(recogniser, images):
    reading = recogniser.read(images[0])
    assert reading.probabilities == pytest.approx(recogniser.predict(images[:1])[0])
    assert reading.digit == reading.probabilities.argmax()


@pytest.mark.parametrize(
    "wrong",
    [np.zeros((28, 28), np.uint8), np.zeros((1, 28, 28)), np.zeros((1, 28, 27), np.uint8)],
    ids=["one image", "float", "27 columns"],
)
def test_other_arrays_are_refused(recogniser, wrong):
    with pytest.raises(ValueError, match="uint8"):
        recogniser.predict(wrong)


def test_eight_threads_get_the_same_answers(recogniser, images):
    alone = recogniser.predict(images[:1])

    def ask(_: int) -> np.ndarray:
        return recogniser.predict(images[:1])

    with ThreadPoolExecutor(8) as threads:
        for answer in threads.map(ask, range(400)):
            assert np.array_equal(answer, alone)


def test_a_card_cannot_be_changed(recogniser):
    with pytest.raises(TypeError):
        recogniser.card["name"] = "mine"


def test_weights_of_another_architecture_are_refused():
    other = build(NetworkSpec(hidden_units=(3,))).get_weights()
    with pytest.raises(UserError, match="don't fit"):
        Recogniser(NetworkSpec(hidden_units=(4,)), other)


@pytest.mark.parametrize("name", library.names())
def test_every_network_loads_and_reads_mnist_as_its_card_says(name, mnist_path):
    with np.load(mnist_path) as file:
        x, y = file["x_test"], file["y_test"]
    network = library.load(name)
    accuracy = (network.predict(x).argmax(axis=1) == y).mean()
    assert accuracy == pytest.approx(network.card["measured"]["mnist_test_accuracy"], abs=0.001)
    assert network.card["parameters"] == sum(
        array.size for array in weights.read_weights(library.FOLDER, network.card)
    )


def test_the_default_is_small_and_good(mnist_path):
    assert (library.FOLDER / "default.npz").stat().st_size <= 2 * 2**20
    assert library.card()["measured"]["mnist_test_accuracy"] >= 0.993


def test_a_network_is_loaded_once():
    with ThreadPoolExecutor(8) as threads:
        loaded = list(threads.map(lambda _: library.load("ten-lines"), range(8)))
    assert len(set(map(id, loaded))) == 1


def test_an_unknown_network_is_refused_with_the_names_there_are():
    with pytest.raises(UserError, match="'nonsense'.*no-hidden-layer, .*default"):
        library.load("nonsense")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of one shipped network, and a library that has loaded nothing."""
    for kind in ("npz", "json"):
        shutil.copy(library.FOLDER / f"ten-lines.{kind}", tmp_path)
    monkeypatch.setattr(library, "FOLDER", tmp_path)
    for cached in (library._card, library._load):
        cached.cache_clear()
    yield tmp_path
    for cached in (library._card, library._load):
        cached.cache_clear()


def test_missing_weights_are_named(folder):
    (folder / "ten-lines.npz").unlink()
    with pytest.raises(UserError, match="Ten lines are missing"):
        library.load("ten-lines")


def test_cut_weights_are_refused(folder):
    path = folder / "ten-lines.npz"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(UserError, match="SHA-256"):
        library.load("ten-lines")


def test_altered_weights_are_refused_and_mended_ones_load(folder):
    path = folder / "ten-lines.npz"
    sound = path.read_bytes()
    path.write_bytes(sound[:5000] + bytes([sound[5000] ^ 1]) + sound[5001:])
    with pytest.raises(UserError, match="altered"):
        library.load("ten-lines")
    path.write_bytes(sound)
    assert library.load("ten-lines").name == "ten-lines"


def test_pickled_weights_are_refused_even_with_the_right_hash(folder):
    card = json.loads((folder / "ten-lines.json").read_text())
    np.savez(folder / "ten-lines.npz", np.array([{"an": "object"}], dtype=object))
    digest = weights.hashlib.sha256((folder / "ten-lines.npz").read_bytes()).hexdigest()
    (folder / "ten-lines.json").write_text(json.dumps(card | {"sha256": digest}))
    with pytest.raises(UserError, match="can't be read"):
        library.load("ten-lines")


@pytest.mark.parametrize("text", ["{", "[]", '{"name": "ten-lines"}'])
def test_a_damaged_card_is_refused(folder, text):
    (folder / "ten-lines.json").write_text(text)
    with pytest.raises(UserError, match="card of the network 'ten-lines'"):
        library.load("ten-lines")
