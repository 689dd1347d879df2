"""`python -m training.pretraining`: train every network that the app ships, and write its card.

The default recogniser learns from MNIST and, where stroke files and fonts are given, from pen
drawings and from letters and symbols; the recipes' networks learn from MNIST as their sources print
it.
"""

import argparse
import dataclasses
import hashlib
import os
import platform
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from model import library, weights
from model.errors import UserError
from training.data import Mnist, load_mnist
from training.pretraining import default_recogniser, glyphs, shipped_networks
from training.pretraining.glyphs import Fonts, find_fonts
from training.pretraining.strokes import StrokeSet, load_strokes
from training.recipes import NO_HIDDEN_LAYER, RECIPES, Recipe

DEFAULT = "default"
HELD_OUT = library.HELD_OUT
FROM_MNIST = {each.name: each for each in (*RECIPES, NO_HIDDEN_LAYER)}
EVERYTHING = (DEFAULT, *FROM_MNIST)

MNIST_ORIGIN = {
    "name": "MNIST",
    "authors": "LeCun, Cortes, Burges",
    "licence": "CC BY-SA 3.0",
}
PEN_ORIGINS = (
    {"name": "Pendigits", "authors": "Alpaydin, Alimoglu (UCI)", "licence": "CC BY 4.0"},
    {"name": "UNIPEN train_r01_v07", "authors": "Zenodo 1195803", "licence": "CC BY 4.0"},
)

FONT_PACKAGES = (
    "fonts-averia-sans-gwf",
    "fonts-beteckna",
    "fonts-breip",
    "fonts-cantarell",
    "fonts-comfortaa",
    "fonts-comic-neue",
    "fonts-dancingscript",
    "fonts-dejavu",
    "fonts-dosis",
    "fonts-ecolier-court",
    "fonts-essays1743",
    "fonts-femkeklaver",
    "fonts-freefont-ttf",
    "fonts-gfs-didot",
    "fonts-goudybookletter",
    "fonts-hack",
    "fonts-humor-sans",
    "fonts-isabella",
    "fonts-junction",
    "fonts-jura",
    "fonts-kalapi",
    "fonts-kristi",
    "fonts-lato",
    "fonts-levien-typoscript",
    "fonts-liberation",
    "fonts-linuxlibertine",
    "fonts-lobster",
    "fonts-oldstandard",
    "fonts-open-sans",
    "fonts-opendyslexic",
    "fonts-play",
    "fonts-quicksand",
    "fonts-roboto-unhinted",
    "fonts-rufscript",
    "fonts-sjfonts",
    "fonts-symbola",
    "fonts-tuffy",
    "fonts-urw-base35",
    "fonts-yanone-kaffeesatz",
    "hershey-fonts-data",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train what the command line names; 0 if all went well, 1 if not."""
    options = _options(arguments)
    try:
        mnist = load_mnist()
        print(mnist.source, *mnist.notes, sep="\n")
        if mnist.is_sample and options.out == library.FOLDER:
            raise UserError("What the app ships is trained on all of MNIST; name another --out.")
        files = (options.digits, options.letters)
        digits, letters = (path and load_strokes(path) for path in files)
        fonts = find_fonts(options.fonts)
        _check_sources(options.hold_out, digits)
        for name in options.networks:
            _pretrain(name, mnist, digits, letters, fonts, options)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    plan = default_recogniser.Plan()
    parser = argparse.ArgumentParser(prog="python -m training.pretraining", description=__doc__)
    add = parser.add_argument
    add("networks", nargs="*", default=EVERYTHING, help=f"from: {', '.join(EVERYTHING)} (all)")
    add("--digits", type=Path, default=os.environ.get("PEN_DIGITS_PATH"), help="a stroke file")
    add("--letters", type=Path, default=os.environ.get("PEN_LETTERS_PATH"), help="a stroke file")
    add(
        "--hold-out",
        nargs="+",
        default=(),
        metavar="SOURCE",
        help=f"train '{HELD_OUT}' in place of '{DEFAULT}': without these stroke sources, "
        "on which it is then measured",
    )
    add("--passes", type=_positive, default=plan.passes, help="over all images (%(default)s)")
    add(
        "--pen-rounds",
        type=_positive,
        default=plan.pen_rounds,
        help="drawings of a digit (%(default)s)",
    )
    add("--seed", type=int, default=plan.seed, help="for the default recogniser (%(default)s)")
    add(
        "--teacher",
        type=Path,
        metavar="FILE",
        help="weights of the default recogniser's teacher (.npz), which else learns first",
    )
    add(
        "--start",
        type=Path,
        metavar="FILE",
        help="weights of a default recogniser (.npz) that has learned already, by the same plan, "
        "and is only finished: with unusual digits and with what is no digit",
    )
    add(
        "--no-finish",
        action="store_true",
        help="leave out the finish, in which it sees unusual digits and what is no digit",
    )
    add(
        "--last-finishes",
        dest="last",
        type=_positive,
        default=len(default_recogniser.FINISHES),
        metavar="N",
        help="only the last N finishes, for a --start that has had those before (%(default)s)",
    )
    add(
        "--unit",
        type=_positive,
        default=plan.unit,
        help="images of each kind of shape, times its share (%(default)s)",
    )
    add(
        "--former-weight",
        type=float,
        default=plan.former_weight,
        metavar="SHARE",
        help="of the weights from before the finishes in the mean of both (%(default)s)",
    )
    add(
        "--temperature",
        type=float,
        default=plan.temperature,
        help="what logits are divided by at last: the best_temperature that "
        "benchmarks.recognition finds for the twin (%(default)s)",
    )
    add(
        "--fonts",
        type=Path,
        nargs="*",
        default=(),
        metavar="FOLDER",
        help="folders of fonts, for letters, symbols and printed digits. What the app ships was "
        f"made with Debian's {', '.join(FONT_PACKAGES)}: /usr/share/fonts and "
        "/usr/share/hershey-fonts",
    )
    add("--out", type=Path, default=library.FOLDER, help="the folder to write to (%(default)s)")
    options = parser.parse_args(arguments)
    for name in options.networks:
        if name not in EVERYTHING:
            parser.error(f"there is no network called {name!r}; choose from {EVERYTHING}")
    return options


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _check_sources(names: Sequence[str], digits: StrokeSet | None) -> None:
    known = digits.source_names if digits else ()
    for name in names:
        if name not in known:
            there_are = ", ".join(known) or "none, because no --digits file was given"
            raise UserError(f"There is no source {name!r} to hold out; there are: {there_are}.")


def _pretrain(
    name: str,
    mnist: Mnist,
    digits: StrokeSet | None,
    letters: StrokeSet | None,
    fonts: Fonts,
    options: argparse.Namespace,
) -> None:
    if name == DEFAULT:
        about, trained = _pretrain_default(mnist, digits, letters, fonts, options)
    else:
        about, trained = _pretrain_recipe(FROM_MNIST[name], mnist)
    card = about | {
        "parameters": sum(array.size for array in trained),
        "made_with": _versions(),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    weights.save(options.out, card, trained)
    print(f"{card['title']} ({card['spec']['kind']}, {card['parameters']:,} parameters):")
    for key, value in card["measured"].items():
        print(f"  {key}: {value}")


def _pretrain_default(
    mnist: Mnist,
    digits: StrokeSet | None,
    letters: StrokeSet | None,
    fonts: Fonts,
    options: argparse.Namespace,
) -> tuple[dict[str, Any], list[np.ndarray]]:
    plan = default_recogniser.Plan(
        passes=options.passes,
        pen_rounds=options.pen_rounds,
        hold_out=tuple(options.hold_out),
        seed=options.seed,
        finishes=() if options.no_finish else default_recogniser.FINISHES[-options.last :],
        unit=options.unit,
        former_weight=options.former_weight,
        temperature=options.temperature,
    )
    teacher = options.teacher and _arrays(options.teacher, "teacher’s")
    start = options.start and _arrays(options.start, "former")
    trained, measured = default_recogniser.train(
        mnist, digits, letters, plan, teacher, fonts, start
    )
    held_out = bool(plan.hold_out)
    taught = fonts.without(glyphs.HELD_OUT) if held_out else fonts
    about = {
        "name": HELD_OUT if held_out else DEFAULT,
        "title": "Held-out recogniser" if held_out else "Default recogniser",
        "summary": "The default recogniser, trained without some of the people it is measured on."
        if held_out
        else "A convolutional network made for drawings: it learned from MNIST and from pen "
        "strokes, and from scribbles and letters what no digit looks like.",
        "spec": default_recogniser.SPEC.to_json(),
        "data": [
            MNIST_ORIGIN,
            *(PEN_ORIGINS if digits is not None else ()),
            *_font_origins(taught),
        ],
        "trained_on_sources": _sources(digits, letters, plan.hold_out),
        "plan": dataclasses.asdict(plan),
        "finished_from": options.start and hashlib.sha256(options.start.read_bytes()).hexdigest(),
        "measured": measured,
    }
    return about, trained


def _font_origins(fonts: Fonts) -> list[dict[str, Any]]:
    if not fonts.families:
        return []
    return [{"name": "Fonts that Debian packages", "families": fonts.families}]


def _arrays(path: Path, whose: str) -> list[np.ndarray]:
    try:
        return weights.unpack(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UserError(f"The {whose} weights can’t be read: {error}.") from error


def _pretrain_recipe(chosen: Recipe, mnist: Mnist) -> tuple[dict[str, Any], list[np.ndarray]]:
    trained, measured = shipped_networks.train(mnist, chosen.config)
    about = {
        "name": chosen.name,
        "title": chosen.title,
        "summary": chosen.summary,
        "source": chosen.source,
        "spec": chosen.config.spec.to_json(),
        "data": [MNIST_ORIGIN],
        "seed": chosen.config.seed,
        "measured": measured,
    }
    return about, trained


def _sources(
    digits: StrokeSet | None, letters: StrokeSet | None, hold_out: Collection[str]
) -> list[str]:
    named = {name for strokes in (digits, letters) if strokes for name in strokes.source_names}
    return sorted(named - set(hold_out))


def _versions() -> dict[str, str]:
    import keras

    from model.backend import tensorflow

    return {
        "python": platform.python_version(),
        "tensorflow": tensorflow().__version__,
        "keras": keras.__version__,
        "processor": platform.processor() or platform.machine(),
    }
