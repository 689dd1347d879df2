"""Weights on disk: numbers only, beside a card that holds their SHA-256.

A network is built from its spec in code and filled with these numbers, never loaded from a
pickled or saved model, which could carry code.
"""

import hashlib
import io
import json
import math
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from model.errors import UserError
from model.files import read_bounded, write_whole

MAX_BYTES = 64 * 2**20  # far more than any network here needs

_ARCHIVE_ERRORS = (
    OSError,
    EOFError,
    zipfile.BadZipFile,
    RuntimeError,  # it is encrypted, packed in an unknown way, or its header nested too deeply
    MemoryError,  # what Python's parser raises for a header of nothing but signs
)


def save(folder: Path, card: dict[str, Any], weights: list[np.ndarray]) -> None:
    """Write `<name>.npz` and then `<name>.json`, the card with the weights' SHA-256."""
    content = pack(weights)
    digest = hashlib.sha256(content).hexdigest()
    write_whole(folder / f"{card['name']}.npz", content)
    text = json.dumps(card | {"sha256": digest}, indent=2, ensure_ascii=False)
    write_whole(folder / f"{card['name']}.json", (text + "\n").encode())


def read_card(folder: Path, name: str) -> dict[str, Any]:
    """Read the card of a network.

    Raises:
        UserError: it is missing or can't be read.
    """
    path = folder / f"{name}.json"
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(f"The card of the network '{name}' is missing ({path}).") from None
    except (OSError, ValueError) as error:
        raise UserError(f"The card of the network '{name}' can't be read: {error}.") from error
    if not isinstance(card, dict) or not {"name", "title", "spec", "sha256"} <= card.keys():
        raise UserError(f"The card of the network '{name}' is incomplete ({path}).")
    return card


def read_weights(folder: Path, card: Mapping[str, Any]) -> list[np.ndarray]:
    """Read the weights that a card describes.

    Returns:
        float32 arrays in the order of Keras's `get_weights`.

    Raises:
        UserError: they are missing, or are not those that the card was written for.
    """
    return read_file(folder / f"{card['name']}.npz", card["sha256"], f"weights of {card['title']}")


def pack(weights: Sequence[np.ndarray]) -> bytes:
    """Arrays as the content of an .npz file, in float32."""
    buffer = io.BytesIO()
    np.savez(buffer, *(array.astype(np.float32) for array in weights))
    return buffer.getvalue()


def unpack(content: bytes) -> list[np.ndarray]:
    """The inverse of `pack`; ValueError if the content is something else.

    It may be hostile. Arrays of anything but float32 are refused, so that there is nothing to be
    unpickled, and no more memory is taken than what is really there: a file is not compressed, and
    an array has the size that its header says.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            members = file.infolist()
            if any(each.compress_type != zipfile.ZIP_STORED for each in members):
                raise ValueError("weights are not compressed")
            if sum(each.file_size for each in members) > len(content):
                raise ValueError("its parts overlap")
            return [_array(file.read(each)) for each in members]
    except _ARCHIVE_ERRORS as error:
        raise ValueError(str(error) or "it is no archive of weights") from error


def _array(content: bytes) -> np.ndarray:
    """An .npy file's array."""
    stream = io.BytesIO(content)
    version = np.lib.format.read_magic(stream)
    if version != (1, 0):
        raise ValueError(f"an array of version {version} of NumPy's format")
    shape, is_fortran, dtype = np.lib.format.read_array_header_1_0(stream)
    if dtype != np.float32 or is_fortran:
        raise ValueError(f"an array of {dtype}, not float32 row by row")
    count = math.prod(shape)
    if min(shape, default=0) < 0 or stream.tell() + count * dtype.itemsize != len(content):
        raise ValueError(f"an array of the shape {shape} has {len(content):,} bytes")
    return np.frombuffer(content, dtype, count, stream.tell()).reshape(shape)


def read_file(path: Path, sha256: str, what: str) -> list[np.ndarray]:
    """Read arrays from an .npz file whose SHA-256 is known.

    Args:
        path: the file.
        sha256: of its content, in hexadecimal digits.
        what: "weights of …", for sentences.

    Raises:
        UserError: the file is missing, no regular one, too large, cut or altered.
    """
    try:
        content = read_bounded(path, MAX_BYTES)
    except FileNotFoundError:
        raise UserError(f"The {what} are missing ({path}).") from None
    except OSError as error:
        raise UserError(f"The {what} can't be read: {error}.") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UserError(
            f"The {what} are cut or were altered: their SHA-256 is not "
            f"the one on the card ({path}). Restore the file to use this network."
        )
    try:
        return unpack(content)
    except ValueError as error:
        raise UserError(f"The {what} can't be read: {error}.") from error
