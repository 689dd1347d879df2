"""Fifteen kinds of scans of a digit: crops, whole sheets, boxes of forms, faxes and copies."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import cv2
import numpy as np
from PIL import Image

from benchmarks.independent.forms import Features, Sheet, blank, in_boxes, on_dots
from benchmarks.independent.ink import (
    HAND,
    Maker,
    Pen,
    contrast,
    ends_within,
    sized,
    some_pen,
    until_read,
    write,
)
from benchmarks.independent.scanner import (
    faxed,
    in_two,
    scanned,
    stored,
    strew_dust,
    turned,
)
from benchmarks.independent.surfaces import (
    WHITE,
    Colour,
    blurred,
    clouds,
    log_uniform,
    one_of,
    pixels,
    tint,
)
from pages.shared.pad.pen_digits import pen_digits
from training.pretraining.strokes import Strokes

INCH = 25.4  # millimetres
DPI = (100, 150, 200, 300, 400, 600)
DPI_SHARES = (0.1, 0.2, 0.25, 0.25, 0.1, 0.1)
MODES = ("bilevel", "grey", "colour")
MODE_SHARES = (0.25, 0.35, 0.4)
LITTLE_CONTRAST = (18, 4)  # grey levels, times the noise: no person reads less for sure
LARGEST = 12_000_000  # pixels of a sheet
TINTS = ("ivory", "grey", "pink", "green", "blue")
SHOWN_THROUGH = np.array([0.2, 0.2, 0.25], np.float32)
STAMPS: tuple[Colour, ...] = ((0.45, 0.1, 0.2), (0.15, 0.15, 0.5), (0.1, 0.4, 0.25))

FEATURES: Mapping[str, Features] = {
    "a crop in grey": frozenset({"crop", "grey"}),
    "a crop in black and white": frozenset({"crop", "bilevel"}),
    "a dusty sheet": frozenset({"sheet", "dust"}),
    "the lid beside a sheet": frozenset({"sheet", "lid"}),
    "writing on the back": frozenset({"sheet", "back"}),
    "a box of a form": frozenset({"box"}),
    "a box that is cut off": frozenset({"box", "cut"}),
    "a comb": frozenset({"box", "comb"}),
    "a dotted line": frozenset({"box", "dots"}),
    "coloured boxes": frozenset({"box", "coloured"}),
    "punched and stapled": frozenset({"sheet", "holes"}),
    "a fax": frozenset({"sheet", "fax", "bilevel"}),
    "little toner": frozenset({"sheet", "toner"}),
    "a box that is touched": frozenset({"box", "touched"}),
    "a stamp": frozenset({"sheet", "stamp"}),
}


def _attempt(features: Features, strokes: Strokes, rng: np.random.Generator) -> Image.Image | None:
    """A scan, or nothing if it's too small, or hidden, or can hardly be seen."""
    dpi, mode = int(rng.choice(DPI, p=DPI_SHARES)), str(rng.choice(MODES, p=MODE_SHARES))
    mode = next((each for each in MODES if each in features), mode)
    if "coloured" in features and mode == "bilevel":
        mode = "colour"
    in_box = "box" in features
    pen = some_pen(one_of([name for name in HAND if name != "felt" or not in_box], rng), rng)
    box = rng.uniform(5.5, 10) * np.array([1, rng.uniform(1, 1.5)])
    height = rng.uniform(12, 30) if pen.name == "felt" else rng.uniform(5, 12)
    height = box[1] * rng.uniform(0.55, 0.85) if in_box else height
    pen, scale = pen.at_most(0.13 * height), dpi / INCH
    if height * scale < 20 or pen.width * scale < 0.9:
        return None
    sheet = _sheet(features, strokes, height, box, scale, rng)
    if sheet is None:
        return None
    went = _write(sheet, features, pen, height, rng)
    if "holes" in features and not _punch(sheet, went, rng):
        return None
    lid = _lid(sheet, rng) if "lid" in features else (0, 0, 0, 0)
    surface, went = turned(sheet.surface, went, lid, scale, rng)
    if mode == "bilevel":
        dots, went = _black_and_white(surface, went, features, pen, dpi, rng)
        picture = Image.fromarray(dots).convert("1")
        legible = (dots[went > 0.6] == 0).sum() >= 0.8 * (went > 0.6).sum() > 0
    else:
        picture = _with_greys(surface, mode, rng)
        found = contrast(picture, went)
        legible = found is None or min(np.array(found) / LITTLE_CONTRAST) >= 1
    places = np.argwhere(went > 0.3)
    large = len(places) >= 12 and np.ptp(places, axis=0).max() >= 18
    whole = "cut" in features or ends_within(went, 1)
    return picture if legible and large and whole else None


def _sheet(
    features: Features,
    strokes: Strokes,
    height: float,
    box: np.ndarray,
    scale: float,
    rng: np.random.Generator,
) -> Sheet | None:
    """A sheet for a digit so high, or for a box so large; nothing if it would be too large."""
    digit, size = sized(strokes, height)
    if "box" in features:
        if "touched" in features:
            digit, size = sized(strokes, box[1] * rng.uniform(0.95, 1.2))
        narrower = min(1, (1.1 if "touched" in features else 0.9) * box[0] / max(size[0], 0.001))
        digit, size = [stroke * narrower for stroke in digit], size * narrower
        if "dots" in features:
            return on_dots(digit, size, height, scale, rng)
        return in_boxes(features, digit, size, box, scale, rng)
    if "crop" in features:
        left, top, right, bottom = rng.uniform(0.08, 0.9, 4) * height
        whole = size + (left + right, top + bottom)
        return Sheet(blank(whole, scale, rng), scale, digit, np.array([left, top]))
    high = min(height / log_uniform((0.05, 0.5), rng), 200)
    whole = np.array([max(high * rng.uniform(0.6, 1.4), 1.6 * size[0]), high])
    if whole.prod() * scale**2 > LARGEST:
        return None
    if "holes" in features:
        whole = np.maximum(whole, (50, 60))
    is_tinted = "fax" not in features and rng.random() < 0.2
    surface = blank(whole, scale, rng, one_of(TINTS, rng) if is_tinted else "white")
    least = np.array([0.3 if "holes" in features else 0.12, 0.12])
    return Sheet(surface, scale, digit, rng.uniform(least, 0.88) * (whole - size))


def _write(
    sheet: Sheet, features: Features, pen: Pen, height: float, rng: np.random.Generator
) -> np.ndarray:
    """Write the digit, with what lies below and above it; returns where the pen went."""
    scale = sheet.scale
    if "back" in features:
        _write_on_the_back(sheet, height, rng)
    if "stamp" in features:
        _stamp(sheet, height, rng)
    if "toner" in features:
        sheet.surface *= (1 - 0.05 * np.abs(clouds(sheet.shape, 20 * scale, rng, 2)))[:, :, None]
    before = sheet.surface.copy()
    strokes = [(stroke + sheet.at) * scale for stroke in sheet.digit]
    went = write(sheet.surface, strokes, pen, scale, rng)
    if "toner" in features:
        _lose_toner(sheet, before, rng)
    if "dust" in features or rng.random() < 0.15:
        specks = int(min(400, rng.uniform(0.004, 0.03) * sheet.area + 3))
        strew_dust(sheet.surface, specks, 0.25, scale, rng)
    return went


def _write_on_the_back(sheet: Sheet, height: float, rng: np.random.Generator) -> None:
    """Let a little of what is written on the back shine through, mirrored."""
    scale = sheet.scale
    back = np.full_like(sheet.surface, WHITE)
    for _ in range(rng.integers(3, 14)):
        _, strokes = one_of(pen_digits(), rng)
        mirrored = [np.array(stroke) * (-1, 1) for stroke in strokes]
        digit, _ = sized(mirrored, height * rng.uniform(0.6, 1.2))
        place = rng.random(2) * sheet.shape[::-1] * 0.9
        pen = replace(some_pen("gel", rng), opacity=rng.uniform(0.05, 0.13), colour=SHOWN_THROUGH)
        write(back, [stroke * scale + place for stroke in digit], pen, scale, rng)
    sheet.surface *= blurred(back, 0.25 * scale + 0.5) / WHITE


def _stamp(sheet: Sheet, height: float, rng: np.random.Generator) -> None:
    """Stamp two circles and a star beside the digit, some of them across it."""
    scale = sheet.scale
    radius = rng.uniform(0.7, 1.3) * height * scale
    middle = (sheet.at + np.ptp(np.concatenate(sheet.digit), axis=0) / 2) * scale
    centre = middle + rng.choice([-1, 1], 2) * rng.uniform(0.9, 1.5, 2) * radius
    mask = np.zeros(sheet.shape, np.uint8)
    for share, wide in ((1, 0.5), (0.7, 0.35)):
        thick = max(1, int(wide * scale))
        cv2.circle(mask, pixels(centre), int(share * radius), 255, thick, cv2.LINE_AA)
    angles = np.arange(10) * np.pi / 5 - np.pi / 2
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    star = points * np.tile([0.5, 0.2], 5)[:, None] * radius + centre
    cv2.fillPoly(mask, [np.int32(star)], 255, cv2.LINE_AA)
    rough = np.clip(0.8 + 0.25 * clouds(sheet.shape, 0.6 * scale, rng), 0, 1)
    tint(sheet.surface, one_of(STAMPS, rng), 0.75 * rough * mask / 255)


def _lose_toner(sheet: Sheet, before: np.ndarray, rng: np.random.Generator) -> None:
    """Make the ink patchy, as a copier does, with dust and now and then a streak."""
    shape, scale = sheet.shape, sheet.scale
    left = np.clip(0.9 + 0.35 * clouds(shape, 6 * scale, rng, 2), 0.45, 1)
    left *= 1 - 0.25 * (clouds(shape, 0.35 * scale, rng) > 1.3)
    sheet.surface = before + (sheet.surface - before) * left[:, :, None]
    strew_dust(sheet.surface, int(rng.uniform(0.01, 0.06) * sheet.area), 0.12, scale, rng)
    if rng.random() < 0.4:
        column = int(rng.random() * shape[1])
        sheet.surface[:, column : column + max(1, int(0.15 * scale))] *= 0.6


def _punch(sheet: Sheet, went: np.ndarray, rng: np.random.Generator) -> bool:
    """Punch two holes and often staple the sheet; False if that meets the digit."""
    scale, surface = sheet.scale, sheet.surface
    high = sheet.shape[0] / scale
    middle, apart = high / 2 + rng.normal(0, 5), 40 if high > 100 else 20
    for row in (middle - apart, middle + apart):
        hole = pixels(np.array([rng.uniform(8, 12), row]) * scale)
        grey, radius = (float(rng.choice([0.02, 0.05, 0.6])),) * 3, int(3 * scale)
        cv2.circle(surface, hole, radius, grey, -1, cv2.LINE_AA)
        edge = (0.35,) * 3, max(1, int(0.4 * scale)), cv2.LINE_AA
        cv2.ellipse(surface, hole, (radius, radius), 0, 180, 330, *edge)
    if went[:, : int(14 * scale)].any():
        return False
    if rng.random() >= 0.7:
        return True
    place, angle = rng.uniform((10, 8), (18, 14)), rng.uniform(-0.9, 0.9)
    half = 5 * np.array([np.cos(angle), np.sin(angle)])
    for off, grey, wide in (((0.5, 0.6), 0.45, 1.0), ((0, 0), 0.12, 0.5)):  # its shadow, itself
        ends = (pixels((place + off + sign * half) * scale) for sign in (-1, 1))
        cv2.line(surface, *ends, (grey,) * 3, max(1, int(wide * scale)), cv2.LINE_AA)
    right, top, bottom = np.array([place[0] + 7, max(0, place[1] - 6), place[1] + 6]) * scale
    return not went[int(top) : int(bottom), : int(right)].any()


def _lid(sheet: Sheet, rng: np.random.Generator) -> tuple[int, ...]:
    """How many pixels of the lid are seen beside the sheet, on one to three sides."""
    seen = rng.permutation(4) < rng.integers(1, 4)
    wide = rng.uniform(0.02, 0.15, 4) * np.tile(sheet.shape[::-1], 2)
    return tuple(np.where(seen, wide, 0).astype(int).tolist())


def _with_greys(surface: np.ndarray, mode: str, rng: np.random.Generator) -> Image.Image:
    """A scan in grey or in colour."""
    pixels_seen = (np.clip(scanned(surface, 1, rng), 0, 1) * 255 + 0.5).astype(np.uint8)
    picture = Image.fromarray(pixels_seen).convert("L" if mode == "grey" else "RGB")
    return stored(np.asarray(picture), rng)


def _black_and_white(
    surface: np.ndarray,
    went: np.ndarray,
    features: Features,
    pen: Pen,
    dpi: int,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """A scan in two colours, or a fax: (H, W) uint8 of 0 and 255; and where the pen went in it."""
    if "fax" in features:
        dots = in_two(scanned(surface, rng.uniform(0.6, 1), rng), (0.6, 0.75), rng)
        dots = faxed(dots, dpi, rng)
        went = cv2.resize(went, dots.shape[::-1], interpolation=cv2.INTER_AREA)
    else:
        threshold = 0.8 if pen.name == "pencil" else (0.5, 0.72)
        dots = in_two(scanned(surface, 1, rng), threshold, rng)
    return dots, went


KINDS: Mapping[str, Maker] = {
    name: partial(until_read, partial(_attempt, each)) for name, each in FEATURES.items()
}
