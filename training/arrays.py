"""Read byte arrays from an .npz file without pickle and without trust."""

from __future__ import annotations

import tokenize
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import numpy as np

from model.errors import UserError

# All that zipfile and NumPy's header parser raise on damaged bytes (RuntimeError: encrypted).
_DAMAGED = (
    EOFError,
    RuntimeError,
    ValueError,
    zlib.error,
    tokenize.TokenError,
    zipfile.BadZipFile,
)

# Bytes: as long as NumPy's usual header can be.
_LONGEST_HEADER = 2**16


def read_arrays(path: Path, largest: Mapping[str, tuple[int, ...]]) -> dict[str, np.ndarray]:
    """The uint8 arrays that `largest` names, in C order and not writable.

    Sizes, shapes and types are checked before an array is unpacked, so that neither a false
    header nor a small file that unpacks to gigabytes costs memory.

    Args:
        path: an .npz file, compressed or not.
        largest: for each array its shape; the first axis may be shorter, but not empty.

    Raises:
        UserError: something is amiss; the text names the file, the array and what was wrong.
    """
    # Unpacked arrays and 1 MiB for headers and for whatever else may be in the file.
    most = sum(int(np.prod(shape)) for shape in largest.values()) + 2**20
    try:
        if not path.is_file():
            raise UserError("there is no such file")
        if path.stat().st_size > most:
            raise UserError(f"it is larger than {most:,} bytes")
        with zipfile.ZipFile(path) as archive:
            return {name: _read_array(archive, name, largest[name]) for name in largest}
    except UserError as error:
        raise UserError(f"{path} was refused: {error}.") from None
    except OSError as error:
        raise UserError(f"{path} was refused: {error.strerror or error}.") from error
    except _DAMAGED as error:
        raise UserError(
            f"{path} was refused: it is cut short, damaged, or no .npz file ({error})."
        ) from error


def _read_array(archive: zipfile.ZipFile, name: str, largest: tuple[int, ...]) -> np.ndarray:
    # The text of each UserError here is the part of a sentence that follows the file's name.
    member = f"{name}.npy"
    if member not in archive.namelist():
        raise UserError(f"it has no array {name}")
    size, most = archive.getinfo(member).file_size, int(np.prod(largest)) + _LONGEST_HEADER
    if size > most:
        raise UserError(f"{name} must unpack to at most {most:,} bytes, got {size:,}")
    with archive.open(member) as stream:
        shape, by_column, dtype = _read_header(stream)
        if dtype != np.uint8:
            raise UserError(f"{name} must be uint8, got {dtype}")
        if len(shape) != len(largest) or shape[1:] != largest[1:]:
            raise UserError(
                f"{name} must have the shape {_shown(('N', *largest[1:]))}, got {_shown(shape)}"
            )
        if not 1 <= shape[0] <= largest[0]:
            raise UserError(f"{name} must have 1 to {largest[0]:,} rows, got {shape[0]:,}")
        size = int(np.prod(shape))
        # One byte more than needed shows what is too long, and lets zipfile check the CRC.
        values = stream.read(size + 1)
    if len(values) != size:
        raise UserError(f"{name} must hold {size:,} values, but it holds more or fewer")
    array = np.frombuffer(values, np.uint8).reshape(shape, order="F" if by_column else "C")
    array = np.ascontiguousarray(array)
    array.setflags(write=False)
    return array


def _read_header(stream: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype]:
    if np.lib.format.read_magic(stream) == (1, 0):
        return np.lib.format.read_array_header_1_0(stream)
    return np.lib.format.read_array_header_2_0(stream)


def _shown(shape: tuple[int | str, ...]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
