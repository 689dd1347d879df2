"""`python -m benchmarks.no_digit`: is it true what the page says of a drawing that isn't read?

Pen digits are spoiled, each in one way that somebody who draws may spoil them, and put on the pad
as strokes; what the network then doesn't read as a digit is looked into as the Draw page does. The
controls are drawings of which nothing may be said: letters, scribbles, things and signs, and pen
digits as they were written.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from benchmarks.options import add_sample
from benchmarks.report import exit_code, machine, percent, print_table, write_json
from model import library
from model.errors import UserError
from model.number_on_pad import read_several
from model.preprocess import to_mnist
from model.recogniser import Recogniser, Verdict
from pages.draw.mending import Cause, find_mend
from pages.shared.pad.drawing import BRUSH_RANGE, DEFAULT_BRUSH, PAD_SIZE, Drawing, Stroke
from pages.shared.pad.redrawing import ink_of, lines_of, stroke_inks
from training.pretraining import doodles
from training.pretraining.drawings import scribble, unit_box
from training.pretraining.strokes import Strokes, load_strokes

HOLLOW_BODY = (44, 72)  # pixels of the pad: how wide a digit is that is drawn as an outline, …
HOLLOW_PEN = 18  # … and with which pen at most
SIDE = 0.6  # of the pad: a drawing's longer side, where nothing else is said
THINGS = (*doodles.THINGS.values(), *doodles.OTHER_THINGS.values())
CONTROLS = ("letters", "scribbles", "things and signs", "digits as written")


@dataclass(frozen=True)
class Spoiling:
    """A way to spoil a digit.

    Attributes:
        causes: what the page may say of it.
        draw: makes a drawing of a digit's strokes, which fill a box whose longer side is 1.
    """

    causes: tuple[Cause, ...]
    draw: Callable[[Strokes, np.random.Generator], Drawing]


def on_pad(
    strokes: Strokes,
    side: float = SIDE,
    brush: float = DEFAULT_BRUSH,
    place: Sequence[float] = (0.5, 0.5),
) -> Drawing:
    """Strokes as a pen on the pad leaves them.

    Args:
        strokes: in any box.
        side: the longer side of the strokes' box, as a share of the pad's.
        brush: the pen's width in pixels of the pad.
        place: where in the room that is left the drawing lies, x and y; from 0 to 1, or beyond for
            one that leaves the pad.
    """
    boxed = unit_box(strokes)
    size = np.concatenate(boxed).max(axis=0) * side * PAD_SIZE
    origin = brush / 2 + (PAD_SIZE - brush - size) * np.asarray(place)
    return Drawing(
        tuple(
            Stroke.through([tuple(each) for each in stroke * side * PAD_SIZE + origin], brush)
            for stroke in (each if len(each) > 1 else each.repeat(2, axis=0) for each in boxed)
        )
    )


def _tiny(strokes: Strokes, rng: np.random.Generator) -> Drawing:
    return on_pad(strokes, rng.uniform(0.07, 0.14), DEFAULT_BRUSH, rng.random(2))


def _thick(strokes: Strokes, rng: np.random.Generator) -> Drawing:
    return on_pad(strokes, rng.uniform(0.18, 0.3), BRUSH_RANGE[1], rng.random(2))


def _off(strokes: Strokes, rng: np.random.Generator) -> Drawing:
    drawing = on_pad(strokes, rng.uniform(0.4, 0.7))
    axis, share = rng.integers(2), rng.uniform(0.25, 0.6) * rng.choice([-1, 1])
    reach = np.array([0.5, 0.5])
    # So far that this share of it is beyond the edge.
    points = np.concatenate([line.points for line in lines_of(drawing)])
    size = np.ptp(points, axis=0)[axis]
    room = PAD_SIZE - DEFAULT_BRUSH - size
    reach[axis] = (share > 0) + (share * size / room if room else 0)
    return on_pad(strokes, float(np.ptp(points, axis=0).max()) / PAD_SIZE, DEFAULT_BRUSH, reach)


def _hollow(strokes: Strokes, rng: np.random.Generator) -> Drawing:
    """The outline of a digit that was written with a very thick pen."""
    import cv2

    body = ink_of(lines_of(on_pad(strokes, rng.uniform(0.55, 0.75), rng.uniform(*HOLLOW_BODY))))
    pen = rng.uniform(BRUSH_RANGE[0], HOLLOW_PEN)
    contours, _ = cv2.findContours(body, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    closed = [np.concatenate([each, each[:1]])[:, 0].tolist() for each in contours if len(each) > 2]
    return Drawing(tuple(Stroke.through(points, pen) for points in closed))


SPOILINGS = {
    "tiny, usual brush": Spoiling((Cause.BRUSH, Cause.SIZE), _tiny),
    "small, thickest brush": Spoiling((Cause.BRUSH, Cause.SIZE), _thick),
    "partly off the pad": Spoiling((Cause.OUTSIDE,), _off),
    "mirrored": Spoiling(
        (Cause.MIRRORED,), lambda strokes, rng: on_pad([each * (-1, 1) for each in strokes])
    ),
    **{
        f"turned by {degrees}°": Spoiling(
            (Cause.TURNED,),
            lambda strokes, rng, degrees=degrees: on_pad(
                doodles.turned(strokes, np.radians(degrees))
            ),
        )
        for degrees in (90, -90, 180, 45, -45)
    },
    "hollow outline": Spoiling((Cause.HOLLOW,), _hollow),
}


def main() -> int:
    """Measure, print and write; 0 if all went well, 1 if something can't be read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.no_digit", description=__doc__)
    digits, letters = (os.environ.get(f"PEN_{kind}_PATH") for kind in ("DIGITS", "LETTERS"))
    add = parser.add_argument
    add("--digits", required=not digits, default=digits, metavar="FILE")
    add("--letters", default=letters, metavar="FILE")
    add("--model", default="default", choices=(*library.names(), library.HELD_OUT), metavar="NAME")
    add("--only-unseen", action="store_true", help="no stroke source that it was trained on")
    add_sample(parser, 300, "drawings of a kind")
    options = parser.parse_args()
    return exit_code(lambda: _measure(options))


def _measure(options: argparse.Namespace) -> None:
    network = library.load(options.model)
    materials = _materials(options, network)
    kinds = {}
    for number, name in enumerate((*SPOILINGS, *CONTROLS)):
        rng = np.random.default_rng((options.seed, number))
        drawings = _drawings(name, materials, options.count, rng)
        if drawings:
            causes = SPOILINGS[name].causes if name in SPOILINGS else ()
            kinds[name] = _look_into(drawings, causes, network)
    times = np.concatenate([each.pop("times") for each in kinds.values()])
    results: dict[str, Any] = {
        "model": network.name,
        "machine": machine(),
        "seed": options.seed,
        "kinds": kinds,
        "milliseconds_p50": float(np.median(times)),
        "milliseconds_p95": float(np.percentile(times, 95)),
    }
    _print(results)
    write_json(options.json, results)


def _materials(options: argparse.Namespace, network: Recogniser) -> dict[str, Any]:
    """The pen digits and letters to draw; without those of known sources, if that is asked for."""
    materials = {"digits": load_strokes(options.digits)}
    if options.letters:
        materials["letters"] = load_strokes(options.letters)
    if options.only_unseen:
        known = set(network.card.get("trained_on_sources", ()))
        for name, strokes in materials.items():
            unseen = strokes.without(known)
            if unseen is None:
                raise UserError(f"The network was trained on every source of {name}.")
            materials[name] = unseen
    return materials


def _drawings(
    name: str, materials: Mapping[str, Any], count: int, rng: np.random.Generator
) -> list[tuple[Drawing, int | None]]:
    """Drawings of a kind, each with the digit that it is, if it is one."""
    if name in SPOILINGS or name == "digits as written":
        digits = materials["digits"]
        draw = SPOILINGS[name].draw if name in SPOILINGS else lambda strokes, rng: on_pad(strokes)
        chosen = rng.integers(len(digits), size=count).tolist()
        return [(draw(digits[each], rng), int(digits.labels[each])) for each in chosen]
    if name == "letters":
        letters = materials.get("letters")
        chosen = [] if letters is None else rng.integers(len(letters), size=count).tolist()
        return [(on_pad(letters[each]), None) for each in chosen]
    if name == "scribbles":
        return [(on_pad(scribble(rng)), None) for _ in range(count)]
    return [(on_pad(THINGS[each % len(THINGS)](rng)), None) for each in range(count)]


def _look_into(
    drawings: Sequence[tuple[Drawing, int | None]],
    causes: Sequence[Cause],
    network: Recogniser,
) -> dict[str, Any]:
    """What is said of drawings: how many weren't read, and what of these got which cause."""
    said: dict[str, int] = {}
    counts = {"not_read": 0, "told": 0, "cause_right": 0, "digit_right": 0}
    times = []
    for drawing, digit in drawings:
        ink = ink_of(lines_of(drawing))
        image = to_mnist(ink)
        if image is None or network.read(image).verdict is Verdict.DIGIT:
            continue
        if read_several(ink, network.predict, partial(stroke_inks, drawing)):
            continue  # the card says so already
        start = time.process_time()
        mend = find_mend(drawing, network.predict)
        times.append(1000 * (time.process_time() - start))
        counts["not_read"] += 1
        if mend is None:
            continue
        counts["told"] += 1
        counts["cause_right"] += mend.cause in causes
        counts["digit_right"] += mend.reading.digit == digit
        said[mend.cause.value] = said.get(mend.cause.value, 0) + 1
    return {"drawings": len(drawings), **counts, "said": said, "times": times}


def _print(results: Mapping[str, Any]) -> None:
    print(f"Network: {results['model']}. {results['machine']}.\n")
    heads = ["drawn", "drawings", "no digit or unsure", "told why", "right cause", "right digit"]
    rows = []
    for name, kind in results["kinds"].items():
        told, asked = kind["told"], kind["not_read"]
        known = told and name not in CONTROLS
        rows.append(
            [
                name,
                str(kind["drawings"]),
                percent(asked / kind["drawings"]),
                percent(told / asked) if asked else "–",
                percent(kind["cause_right"] / told) if known else "–",
                percent(kind["digit_right"] / told)
                if known or (told and name == "digits as written")
                else "–",
            ]
        )
    print_table(heads, rows)
    print("\nOf the controls, nothing may be told; what is, is still read so when it is mended.")
    for name, kind in results["kinds"].items():
        print(f"{name}: {kind['said']}")
    print(
        f"Looking into one takes {results['milliseconds_p50']:.1f} ms of processor time (p50), "
        f"{results['milliseconds_p95']:.1f} ms (p95)."
    )


if __name__ == "__main__":
    sys.exit(main())
