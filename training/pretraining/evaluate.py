"""How well a recogniser reads pen drawings: five ways to draw, centred and not."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from model.network import CLASSES
from model.preprocess import IMAGE_SIZE, squash, to_mnist
from model.recogniser import CONFIDENT, Recogniser, Verdict, judge
from training.data import Mnist
from training.pretraining.parallel import make_images
from training.pretraining.strokes import StrokeSet, draw

BINS = 15  # of probabilities, to see how honest they are


@dataclass(frozen=True)
class Condition:
    """One way to draw: the brush in pixels on a 280-pixel canvas, and the share it fills."""

    name: str
    brush: float
    fraction: float


CONDITIONS = (
    Condition("canonical", 20, 0.60),
    Condition("thin", 8, 0.60),
    Condition("thick", 36, 0.70),
    Condition("small", 16, 0.25),
    Condition("large", 20, 0.90),
)


def drawn_images(
    strokes: StrokeSet, condition: Condition, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Draw digits (or letters) at random positions of the canvas.

    Returns:
        Two (len(strokes), 28, 28) uint8 arrays: centred by MNIST's algorithm, and the whole
        canvas squashed.
    """
    work = partial(_draw_both, strokes, condition)
    both = make_images(work, len(strokes), (seed, CONDITIONS.index(condition)))
    return both[:, 0], both[:, 1]


def _draw_both(
    strokes: StrokeSet,
    condition: Condition,
    start: int,
    stop: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """(stop - start, 2, 28, 28) uint8: for each drawing the centred and the squashed image."""
    both = np.empty((stop - start, 2, IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    for place, index in enumerate(range(start, stop)):
        ink = draw(
            strokes[index],
            brush=condition.brush,
            fraction=condition.fraction,
            position=tuple(rng.random(2)),
        )
        centred, squashed = to_mnist(ink), squash(ink)
        assert centred is not None and squashed is not None  # every drawing has ink
        both[place] = centred, squashed
    return both


def mnist_accuracy(recogniser: Recogniser, mnist: Mnist) -> float:
    """The share of the test images whose best guess is right, 0 to 1."""
    guesses = recogniser.predict(mnist.x_test).argmax(axis=1)
    return round(float((guesses == mnist.y_test).mean()), 4)


def drawings_report(
    recogniser: Recogniser, digits: StrokeSet, letters: StrokeSet | None, seed: int
) -> dict[str, Any]:
    """Measure a recogniser on pen digits, and on letters that it should refuse.

    Accuracy counts every digit, refused or not, by its best guess. A digit is refused, and a
    letter accepted, by `judge`.

    Its answers "digit" are honest when, of all with p %, p % are right: see `reliability`.

    Returns:
        Shares from 0 to 1: `mean_accuracy` over the five conditions, `uncentred_accuracy`
        likewise, `digits_refused`, `letters_accepted` (None without letters), `conditions`
        (name -> `accuracy`, `uncentred_accuracy`, `digits_refused`, `letters_accepted`),
        `sources` (name -> `digits`, how many, and `accuracy`), `calibration_error` of the answers
        "digit", `calibration_error_of_all`, whatever the verdict, `best_temperature` (see
        `best_temperature`) and `reliability` (the bins of the answers "digit").
    """
    conditions = {}
    right = np.empty((len(CONDITIONS), len(digits)), bool)
    answers = np.empty((len(CONDITIONS), len(digits), CLASSES), np.float32)
    for row, condition in enumerate(CONDITIONS):
        centred, squashed = drawn_images(digits, condition, seed)
        probabilities = answers[row] = recogniser.predict(centred)
        right[row] = probabilities.argmax(axis=1) == digits.labels
        uncentred = recogniser.predict(squashed).argmax(axis=1) == digits.labels
        conditions[condition.name] = {
            "accuracy": right[row].mean(),
            "uncentred_accuracy": uncentred.mean(),
            "digits_refused": 1 - _accepted(probabilities),
            "letters_accepted": None
            if letters is None
            else _accepted(recogniser.predict(drawn_images(letters, condition, seed)[0])),
        }
    sources = {
        name: {
            "digits": int((digits.sources == number).sum()),
            "accuracy": right[:, digits.sources == number].mean(),
        }
        for number, name in enumerate(digits.source_names)
        if (digits.sources == number).any()
    }
    means = {key: _mean(conditions, key) for key in next(iter(conditions.values()))}
    report = {"mean_accuracy": means.pop("accuracy")} | means
    report |= _calibration(answers.reshape(-1, CLASSES), np.tile(digits.labels, len(CONDITIONS)))
    rounded: dict[str, Any] = _rounded(report | {"conditions": conditions, "sources": sources})
    return rounded


def _calibration(probabilities: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    best = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    firm = best >= CONFIDENT
    error, bins = reliability(best[firm], right[firm])
    return {
        "calibration_error": error,
        "calibration_error_of_all": reliability(best, right)[0],
        "best_temperature": best_temperature(probabilities, labels),
        "reliability": bins,
    }


def reliability(
    confidence: np.ndarray, right: np.ndarray, bins: int = BINS
) -> tuple[float, list[dict[str, Any]]]:
    """How honest probabilities are: of all answers given with p, a share of p should be right.

    The expected calibration error of Guo et al., "On Calibration of Modern Neural Networks", 2017.

    Args:
        confidence: (N,) the probability of each answer, 0 to 1.
        right: (N,) bool, whether it was right.
        bins: of equal width between 0 and 1.

    Returns:
        The mean distance between a bin's confidence and its share of right answers, weighted by
        its answers; and the bins that have some: `from`, `to`, `answers`, `confidence`, `right`.
    """
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    rows = []
    for number in np.unique(place):
        mine = place == number
        rows.append(
            {
                "from": float(number / bins),
                "to": float((number + 1) / bins),
                "answers": int(mine.sum()),
                "confidence": float(confidence[mine].mean()),
                "right": float(right[mine].mean()),
            }
        )
    gaps = [row["answers"] * abs(row["confidence"] - row["right"]) for row in rows]
    return sum(gaps) / max(1, len(confidence)), rows


def best_temperature(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """What logits should be divided by for the right answers to be the most probable.

    Above 1 the network is too sure of itself, below 1 not sure enough; found to a hundredth.

    Args:
        probabilities: (N, 10), as the network gives them.
        labels: (N,) what was right.
    """
    logits = np.log(np.maximum(probabilities.astype(np.float64), 1e-30))
    temperatures = np.arange(50, 201) / 100

    def surprise(temperature: float) -> float:
        scaled = logits / temperature
        scaled -= np.log(np.exp(scaled).sum(axis=1, keepdims=True))
        return -float(scaled[np.arange(len(labels)), labels].mean())

    return float(min(temperatures, key=surprise))


def _accepted(probabilities: np.ndarray) -> float:
    """The share of (N, 10) probabilities that count as a digit."""
    return float(np.mean([judge(row).verdict is Verdict.DIGIT for row in probabilities]))


def _mean(conditions: dict[str, dict[str, float | None]], key: str) -> float | None:
    values = [value for each in conditions.values() if (value := each[key]) is not None]
    return float(np.mean(values)) if len(values) == len(conditions) else None


def _rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [_rounded(inner) for inner in value]
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return round(float(value), 4) if isinstance(value, float) else value
