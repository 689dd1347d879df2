"""`python -m benchmarks.training_speed`: how long an epoch of each recipe takes.

Plain Keras `fit` as the recipes print it, the app's engine and, where it happens to be installed,
a plain PyTorch loop take turns, epoch by epoch, in one process on the same images, so that what
else runs on the machine slows all of them. Every epoch includes the validation on the test
images; the first, in which things are compiled, isn't counted. "Ready" is how long a warmed-up
process takes to build and compile an engine, with its first batch and its first validation.
"""

import argparse
import importlib
import importlib.util
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.report import machine, print_table, write_json
from model import backend
from model.errors import UserError
from model.network import CLASSES, PIXELS
from training.config import TrainingConfig
from training.data import Mnist, load_mnist
from training.engine import Engine, warm_up
from training.pretraining.shipped_networks import fit
from training.recipes import RECIPES, recipe

EPOCHS = 5  # that count, or
FEWEST_EPOCHS = 3  # if a recipe has taken
PATIENCE = 50.0  # seconds
RATIOS = {"shallow-net": 8, "first-network": 2.7, "ten-lines": 11, "raw-inputs": 20}  # to reach

Epoch = Callable[[], object]


def main() -> int:
    """Measure, print and write; 0 if all went well, 1 if there are no images."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.training_speed", description=__doc__
    )
    names = [each.name for each in RECIPES]
    parser.add_argument(
        "recipes",
        nargs="*",
        default=list(RATIOS),
        metavar="RECIPE",
        help=f"from {', '.join(names)}",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    options = parser.parse_args()
    try:
        chosen = [recipe(name) for name in options.recipes]
        mnist = load_mnist()
        warm_up()
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    results: dict[str, Any] = {
        "machine": machine(),
        "load_at_start": os.getloadavg()[0],
        "mnist_source": mnist.source,
        "recipes": {each.name: measure(each.config, mnist) for each in chosen},
    }
    print(f"{results['machine']}\n{mnist.source}\nSeconds per epoch, validation included:\n")
    print_table(
        ["recipe", "engine", "PyTorch", "plain fit", "fit / engine", "to reach", "ready"],
        [_row(name, figures) for name, figures in results["recipes"].items()],
    )
    write_json(options.json, results)
    return 0


def _row(name: str, figures: dict[str, float]) -> list[str]:
    seconds = [figures.get(f"{who}_s") for who in ("engine", "pytorch", "fit")]
    return [
        name,
        *("–" if value is None else f"{value:.3f}" for value in seconds),
        f"{figures['ratio']:.1f} ×",
        f"≥ {RATIOS[name]} ×" if name in RATIOS else "–",
        f"{figures['ready_s']:.2f}",
    ]


def measure(config: TrainingConfig, mnist: Mnist) -> dict[str, float]:
    """Median seconds per epoch of everyone, and how many times faster the engine is than `fit`."""
    backend.tensorflow()
    import keras

    config = replace(config, training_images=min(config.training_images, len(mnist.x_train)))
    others: dict[str, Epoch] = {}
    start = time.perf_counter()
    others["engine"] = _engine(config, mnist)
    ready = time.perf_counter() - start
    if importlib.util.find_spec("torch"):
        others["pytorch"] = _pytorch(config, mnist)
    times: dict[str, list[float]] = {name: [] for name in ("fit", *others)}

    class TakeTurns(keras.callbacks.Callback):
        """Times each epoch of `fit`, and lets the others train one after it."""

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self.start = time.perf_counter()

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            times["fit"].append(time.perf_counter() - self.start)
            for name, train in others.items():
                start = time.perf_counter()
                train()
                times[name].append(time.perf_counter() - start)
            spent = sum(map(sum, times.values()))
            self.model.stop_training = spent > PATIENCE and epoch >= FEWEST_EPOCHS

    fit(mnist, replace(config, epochs=1 + EPOCHS), [TakeTurns()])
    figures = {f"{name}_s": statistics.median(taken[1:]) for name, taken in times.items()}
    return figures | {"ratio": figures["fit_s"] / figures["engine_s"], "ready_s": ready}


def _engine(config: TrainingConfig, mnist: Mnist) -> Epoch:
    engine = Engine(config, mnist)
    engine.train(1)
    engine.validate()

    def epoch() -> None:
        engine.train(engine.batches)
        engine.validate()

    return epoch


def _pytorch(config: TrainingConfig, mnist: Mnist) -> Epoch:
    """The usual loop, with all images in one tensor rather than in a DataLoader."""
    torch = importlib.import_module("torch")  # no requirement, so no import statement either
    nn = torch.nn
    torch.manual_seed(config.seed)
    activation = {"sigmoid": nn.Sigmoid, "relu": nn.ReLU}[config.activation]
    optimizer_type = {"sgd": torch.optim.SGD, "rmsprop": torch.optim.RMSprop}[config.optimizer]
    layers: list[Any] = []
    for inputs, units in pairwise((PIXELS, *config.hidden_units)):
        layers += [nn.Linear(inputs, units), activation()]
    network = nn.Sequential(*layers, nn.Linear(config.hidden_units[-1], CLASSES))
    optimizer = optimizer_type(network.parameters(), lr=config.learning_rate)

    def loss_of(logits: Any, labels: Any) -> Any:
        if config.loss == "categorical_crossentropy":
            return nn.functional.cross_entropy(logits, labels)
        targets = nn.functional.one_hot(labels, CLASSES).float()
        return nn.functional.mse_loss(logits.softmax(dim=1), targets)

    def tensors(images: np.ndarray, labels: np.ndarray) -> tuple[Any, Any]:
        values = images.reshape(len(images), PIXELS).astype(np.float32)
        return torch.from_numpy(values / 255 if config.scaled else values), torch.from_numpy(
            labels.astype(np.int64)
        )

    count = config.training_images
    x_train, y_train = tensors(mnist.x_train[:count], mnist.y_train[:count])
    x_test, y_test = tensors(mnist.x_test, mnist.y_test)

    def epoch() -> None:
        network.train()
        loss_sum, right = torch.tensor(0.0), torch.tensor(0)
        for batch in torch.randperm(len(x_train)).split(config.batch_size):
            x, y = x_train[batch], y_train[batch]
            logits = network(x)
            loss = loss_of(logits, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss_sum += loss.detach() * len(batch)
            right += (logits.argmax(dim=1) == y).sum()
        network.eval()
        with torch.no_grad():
            logits = network(x_test)
            loss_of(logits, y_test).item()
            (logits.argmax(dim=1) == y_test).sum().item()

    return epoch


if __name__ == "__main__":
    raise SystemExit(main())
