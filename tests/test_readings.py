"""What networks answer, computed before and computed now, and what follows from it."""

import numpy as np
import pytest

from model import library
from model.recogniser import Recogniser
from training import readings as readings_module
from training.classes import class_counts, class_means
from training.confusion import Share, accuracy, behind, by_class, confusion, mistakes
from training.data import Mnist, load_sample, read_mnist
from training.readings import Readings, load_reader, main, read_images, save, shipped_readings

LABELS = np.array([4, 4, 4, 9, 9, 0], np.uint8)
READ = Readings(
    np.array([4, 9, 9, 9, 4, 0], np.uint8),
    np.array([0.9, 0.6, 0.8, 0.7, 0.95, 1.0], np.float32),
)


class Brightest(Recogniser):
    """Reads a digit from how bright an image's first pixel is."""

    def __init__(self) -> None:
        self._card = {"name": "brightest", "title": "Brightest"}
        self.calls: list[int] = []

    def predict(self, images: np.ndarray) -> np.ndarray:
        self.calls.append(len(images))
        return 0.1 + 0.9 * np.eye(10, dtype=np.float32)[images[:, 0, 0]]


def images_of(count: int) -> np.ndarray:
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 0, 0] = np.arange(count) % 10
    return images


@pytest.fixture(scope="module")
def mnist(mnist_path) -> Mnist:
    return read_mnist(mnist_path)


@pytest.mark.parametrize("name", library.names())
def test_what_is_shipped_agrees_with_the_network_and_its_card(name, mnist):
    shipped = shipped_readings(name, mnist.x_test)
    measured = library.card(name)["measured"]["mnist_test_accuracy"]
    assert accuracy(mnist.y_test, shipped).value == pytest.approx(measured, abs=2e-4)
    if library.card(name)["spec"]["kind"] == "dense":
        now = read_images(load_reader(name), mnist.x_test[:300])
        assert (now.digits == shipped.digits[:300]).mean() > 0.99
        np.testing.assert_allclose(now.probabilities, shipped.probabilities[:300], atol=2e-3)


def test_training_images_and_the_sample_are_shipped_too(mnist):
    sample = load_sample()
    for images in (mnist.x_train, sample.x_train, sample.x_test):
        assert len(shipped_readings("ten-lines", images)) == len(images)


def test_other_images_have_no_shipped_readings():
    assert shipped_readings("ten-lines", images_of(5)) is None


def test_what_was_saved_is_read_again(tmp_path):
    images = images_of(7)
    kept = read_images(Brightest(), images)
    save(tmp_path, "ten-lines", library.card("ten-lines")["sha256"], [(images, kept)])
    found = shipped_readings("ten-lines", images, tmp_path)
    np.testing.assert_array_equal(found.digits, kept.digits)
    np.testing.assert_allclose(found.probabilities, kept.probabilities, atol=1e-3)
    with pytest.raises(ValueError, match="read-only"):
        found.digits[0] = 1


@pytest.mark.parametrize(
    "damage", ["other weights", "cut", "altered", "no zip", "too large", "missing"]
)
def test_what_cannot_be_used_is_computed_again(tmp_path, damage, monkeypatch):
    images = images_of(7)
    sha256 = "0" if damage == "other weights" else library.card("ten-lines")["sha256"]
    save(tmp_path, "ten-lines", sha256, [(images, read_images(Brightest(), images))])
    path = tmp_path / "ten-lines.readings.npz"
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:200])
    elif damage == "altered":  # within a member, whose compressed data then makes no sense
        content = bytearray(path.read_bytes())
        middle = len(content) // 2
        content[middle : middle + 20] = b"\xff" * 20
        path.write_bytes(bytes(content))
    elif damage == "no zip":
        path.write_bytes(b"no zip")
    elif damage == "too large":
        monkeypatch.setattr(readings_module, "LARGEST_FILE", 10)
    elif damage == "missing":
        path.unlink()
    assert shipped_readings("ten-lines", images, tmp_path) is None


def test_images_are_read_in_batches_and_progress_is_told():
    told: list[int] = []
    reader = Brightest()
    found = read_images(reader, images_of(1200), told.append)
    assert reader.calls == [500, 500, 200] and told == [500, 1000, 1200]
    assert found.digits.tolist() == [n % 10 for n in range(1200)]


def test_the_command_refuses_to_ship_readings_of_a_sample(monkeypatch, capsys):
    monkeypatch.setattr(readings_module, "load_mnist", load_sample)
    assert main([]) == 1
    assert "name another --out" in capsys.readouterr().err


def test_the_command_writes_a_file_for_each_network(monkeypatch, tmp_path):
    monkeypatch.setattr(readings_module, "load_mnist", load_sample)
    assert main(["ten-lines", "--out", str(tmp_path)]) == 0
    assert len(shipped_readings("ten-lines", load_sample().x_test, tmp_path)) == 1000


def test_a_matrix_counts_digits_by_row_and_answers_by_column():
    matrix = confusion(LABELS, READ)
    assert matrix[4, 9] == 2 and matrix[9, 4] == 1 and matrix[4, 4] == 1
    assert matrix.sum() == len(LABELS)
    assert by_class(matrix)[4] == Share(1, 3) and by_class(matrix)[7] == Share(0, 0)
    assert accuracy(LABELS, READ) == Share(3, 6)


def test_the_surest_come_first():
    assert behind(LABELS, READ, 4, 9).tolist() == [2, 1]
    assert mistakes(LABELS, READ).tolist() == [4, 2, 1]


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [  # from R's binom::binom.confint(x, n, methods = "wilson")
        (Share(9931, 10_000), 0.9913, 0.9945),
        (Share(0, 10), 0.0, 0.2775),
        (Share(10, 10), 0.7225, 1.0),
        (Share(50, 100), 0.4038, 0.5962),
    ],
)
def test_wilsons_interval(share, low, high):
    assert share.interval == pytest.approx((low, high), abs=1e-4)


def test_nothing_measured_may_be_anything():
    assert Share(0, 0).value == 0 and Share(0, 0).interval == (0.0, 1.0)


def test_an_average_is_that_of_its_class():
    rng = np.random.default_rng(3)
    images = rng.integers(0, 256, (2_500, 28, 28), np.uint8)
    labels = rng.integers(0, 9, 2_500).astype(np.uint8)  # no nines
    means = class_means(images, labels)
    for digit in range(9):
        expected = images[labels == digit].mean(axis=0)
        np.testing.assert_allclose(means[digit], expected, atol=0.51)
    assert not means[9].any()
    assert class_counts(labels)[9] == 0 and sum(class_counts(labels)) == 2_500
