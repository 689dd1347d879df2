"""What a network makes of the test digits: how many it reads, and which it takes for which."""

from html import escape

import numpy as np
import streamlit as st

from model import library
from model.loading import Failure
from model.network import CLASSES
from pages.data.missing import retry, show_missing
from pages.data.pager import first_shown, show_pager
from pages.data.state import DATA, TEST, change, open_cell
from pages.data.tiles import take_press, tiles
from pages.shared.live.live_html import live_html
from pages.shared.look.diverging import color, color_on
from pages.shared.look.style import theme
from pages.shared.networks.menu import title
from pages.shared.networks.readings import Progress, readings_shelf
from pages.shared.pad.misread import Row
from pages.shared.words.digits import counted
from pages.shared.words.try_and_notice import show_way_on_to, words
from training.confusion import Share, accuracy, by_class, confusion
from training.data import Mnist
from training.recipes import recipe

AT_ONCE = 60  # digits behind a cell, or mistakes
FAINTEST = 0.12  # of the scale's colour, for a cell with a single mistake
# The name of the axis down the side, beside all of its rows.
IS = f'<th class="dl-is" scope="rowgroup" rowspan="{CLASSES}"><span>what it is</span></th>'


def show_mistakes(digits: Mnist, network: str) -> bool:
    """Show what the network reads in the test set; whether it is still being read."""
    readings = readings_shelf().get(network, TEST, digits)
    if isinstance(readings, Progress | Failure):
        show_missing(network, readings, retry(network))
        return isinstance(readings, Progress)
    images, labels = digits.x_test, digits.y_test
    matrix = confusion(labels, readings)
    live_html(in_short(network, accuracy(labels, readings), digits.is_sample), "data-accuracy")
    st.html(
        words(
            "Press a red number, then send one of its digits to the pad, mend it there, and go on "
            "to the next mistake.",
            "Which digits are taken for each other, and whether you could tell them apart.",
        )
    )
    with st.container(key="data-mistakes", horizontal=True, gap=None):
        with st.container(key="data-matrix-side", gap="small"):
            live_html(
                matrix_table(matrix, open_cell(), theme()), "data-matrix", on_press=_open_cell
            )
        with st.container(key="data-behind", gap="small"):
            row = Row(network, open_cell())
            found = row.numbers(labels, readings)
            start = first_shown(DATA["rank"], len(found), AT_ONCE)
            shown = found[start : start + AT_ONCE]
            live_html(
                f"<h3>{_heading(row, len(found))}</h3>"
                + '<ol class="dl-digits" data-size="12" data-scrolls>'
                + tiles(images, labels, shown, TEST, readings, sendable=True)
                + "</ol>",
                "data-behind-digits",
                on_press=lambda press: _take(press, len(labels), row),
            )
            if len(found) > AT_ONCE:
                show_pager("rank", start, len(found), AT_ONCE)
            show_way_on_to(recipe("first-network"), "Make fewer mistakes yourself")
    return False


def in_short(network: str, share: Share, is_sample: bool) -> str:
    """The accuracy and how far it can be trusted, as HTML."""
    low, high = share.interval
    what = "of the sample’s test digits" if is_sample else "test digits"
    words = (
        f'<p class="dl-accuracy"><b>{100 * share.value:.1f} %</b> '
        f"<span>{escape(title(network))} reads {share.right:,} of {share.total:,} {what} right. "
    )
    if is_sample and not library.is_trained(network):
        words += (
            "The networks that come with the app learned from these very digits: this is no "
            "figure of MNIST’s test set."
        )
    else:
        words += (
            "Other digits would give a slightly different figure. For all that are written like "
            f"these, the share lies between {100 * low:.1f} and {100 * high:.1f}&nbsp;%, with "
            "95&nbsp;% confidence."
        )
    return f"{words}</span></p>"


def matrix_table(matrix: np.ndarray, opened: tuple[int, int] | None, theme: str) -> str:
    """The confusion matrix as a table of buttons.

    Args:
        matrix: (10, 10) counts: row d, column a is how many images of d are read as a.
        opened: (digit, answer) of the cell whose digits are shown.
        theme: "light" or "dark".
    """
    heads = "".join(f'<th scope="col">{answer}</th>' for answer in range(CLASSES))
    most = max(1, int((matrix - np.diag(np.diag(matrix))).max()))
    rows = "".join(
        f'<tr>{IS if not digit else ""}<th scope="row">{digit}</th>'
        + "".join(
            _cell(digit, answer, int(matrix[digit, answer]), share, most, opened, theme)
            for answer in range(CLASSES)
        )
        + f"<td>{100 * share.value:.1f} %</td></tr>"
        for digit, share in enumerate(by_class(matrix))
    )
    return (
        '<table class="dl-matrix"><caption>Blue is right, red is wrong.</caption>'
        f'<colgroup><col class="dl-is"><col class="dl-digit-head"><col span="{CLASSES}">'
        '<col class="dl-share-right"></colgroup>'
        f'<thead><tr><td></td><td></td><th class="dl-reads" scope="colgroup" colspan="{CLASSES}">'
        "what the network reads</th><td></td></tr>"
        f'<tr><td></td><td></td>{heads}<th scope="col">right</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _cell(
    digit: int,
    answer: int,
    count: int,
    share: Share,
    most: int,
    opened: tuple[int, int] | None,
    theme: str,
) -> str:
    if not count:
        return "<td><span>·</span></td>"
    # Mistakes on a scale of their own, by their root, or the many would make the few invisible.
    strength = share.value if digit == answer else FAINTEST + (1 - FAINTEST) * (count / most) ** 0.5
    value = strength if digit == answer else -strength
    is_open = (digit, answer) == opened
    return (
        f'<td><button type="button" class="dl-cell" data-press="{digit}-{answer}" '
        f'aria-pressed="{str(is_open).lower()}" '
        f'style="background:{color(value, 1.0, theme)};color:{color_on(value, 1.0, theme)}" '
        f'aria-label="{counted(count, digit)} read as {answer}">{count}</button></td>'
    )


def _open_cell(press: object) -> None:
    """Show the digits behind a cell, which a browser names."""
    cells = {f"{d}-{a}": (d, a) for d in range(CLASSES) for a in range(CLASSES)}
    if isinstance(press, str) and press in cells:
        digit, answer = cells[press]
        change(actual=digit, read_as=answer, rank=0)


def _heading(row: Row, count: int) -> str:
    """What is shown beside the matrix."""
    if row.cell is None:
        return {0: "Not a single mistake", 1: "The only mistake"}.get(
            count, f"{count:,} mistakes, the surest first"
        )
    digit, answer = row.cell
    heading = f"{counted(count, digit)} read as {answer}"
    return heading + '<button type="button" data-press="close">All mistakes</button>'


def _take(press: object, count: int, row: Row) -> None:
    if press == "close":
        change(actual=None, read_as=None, rank=0)
    else:
        take_press(press, TEST, count, row)
