"""Every network that can be chosen, by name: the shipped ones, and what people trained."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np

from model import weights
from model.errors import UserError
from model.network import NetworkSpec
from model.recogniser import Recogniser

FOLDER = Path(__file__).parent / "pretrained"
DEFAULT = "default"
# From the simplest to the strongest: by hidden units, and last the convolutional one.
NAMES = (
    "no-hidden-layer",
    "ten-lines",
    "raw-inputs",
    "raw-inputs-large-batch",
    "scaled-inputs",
    "shallow-net",
    "first-network",
    DEFAULT,
)
# Trained as the default is, but without some sources of pen drawings, so that anyone can measure
# how well people are read that the network never saw. Not a choice on the page.
HELD_OUT = "held-out"

# How much of people's drawings each of them reads (`python -m benchmarks.drawings_read`).
DRAWINGS_READ = FOLDER / "drawings-read.json"

TRAINED = "run-"  # begins the names of networks that people trained

_loading = Lock()


class Trained(Protocol):
    """Knows the networks that people trained."""

    def card(self, name: str) -> Mapping[str, Any]:
        """What is known about one; UserError if there is none of this name."""

    def load(self, name: str) -> Recogniser:
        """Load one, quickly; UserError if that is not possible."""


_trained: Trained | None = None


def connect(trained: Trained) -> None:
    """From now on, names that begin with `TRAINED` are looked up there."""
    global _trained
    _trained = trained


def is_trained(name: str) -> bool:
    """Whether this is the name of a network that somebody trained here."""
    return _keeper(name) is not None


def names() -> tuple[str, ...]:
    """The names of the networks that come with the app, from the simplest to the strongest."""
    return NAMES


def card(name: str = DEFAULT) -> Mapping[str, Any]:
    """What is known about a network, without loading it.

    Raises:
        UserError: there is no such network, or its card can't be read.
    """
    keeper = _keeper(name)
    if keeper is not None:
        return keeper.card(name)
    if name not in (*NAMES, HELD_OUT):
        raise UserError(f"There is no network called {name!r}. There are: {', '.join(NAMES)}.")
    return _card(name)


def drawings_read(name: str) -> float | None:
    """The share of drawings by people and from sites that it never saw that a network reads.

    0 to 1; None for a network that it wasn't measured for, or that has other weights by now.
    """
    try:
        measured = _drawings_read()[name]
        return float(measured["share"]) if measured["sha256"] == card(name)["sha256"] else None
    except (KeyError, OSError, TypeError, UserError, ValueError):
        return None


def load(name: str = DEFAULT) -> Recogniser:
    """Load a network by name; the second time it is already there.

    The first call of all imports TensorFlow, which takes seconds; networks that people trained
    do without.

    Raises:
        UserError: there is no such network, or its files are missing, cut or altered.
    """
    keeper = _keeper(name)
    if keeper is not None:
        return keeper.load(name)
    card(name)  # refuses an unknown name before anyone waits
    with _loading:  # or two threads would build the same network
        return _load(name)


def numbers(name: str = DEFAULT) -> tuple[NetworkSpec, Sequence[np.ndarray]]:
    """A network's architecture and its weights, in the order of Keras's `get_weights`.

    Without TensorFlow, so there at once; arguments and errors as for `load`.
    """
    keeper = _keeper(name)
    if keeper is not None:
        recogniser = keeper.load(name)
        return recogniser.spec, recogniser.weights
    known = card(name)
    return NetworkSpec.from_json(known["spec"]), weights.read_weights(FOLDER, known)


def _keeper(name: str) -> Trained | None:
    """Who knows a network, if somebody trained it here."""
    return _trained if name.startswith(TRAINED) else None


# Only success is cached: an exception leaves the cache as it was.
@cache
def _card(name: str) -> Mapping[str, Any]:
    return MappingProxyType(weights.read_card(FOLDER, name))


@cache
def _drawings_read() -> Mapping[str, Any]:
    networks: dict[str, Any] = json.loads(DRAWINGS_READ.read_text("utf-8"))["networks"]
    return MappingProxyType(networks)


@cache
def _load(name: str) -> Recogniser:
    spec, arrays = numbers(name)
    return Recogniser(spec, list(arrays), dict(_card(name)))
