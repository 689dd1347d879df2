"""The ten classes: the average image of each, and how many there are."""

import numpy as np
import streamlit as st

from pages.data.controls import choose
from pages.data.state import DATA
from pages.shared.live.live_html import live_html
from pages.shared.look.pictures import picture
from pages.shared.words.digits import WORDS
from pages.shared.words.try_and_notice import show_way_on_to, words
from training.classes import class_counts, class_means
from training.data import Mnist
from training.readings import PARTS, part_of
from training.recipes import NO_HIDDEN_LAYER

KEPT = 4  # two parts of MNIST, and of the sample before it


def show_classes(digits: Mnist) -> None:
    """Show the ten averages and counts of a part."""
    with st.container(key="data-toolbar", horizontal=True):
        choose("part", PARTS, str.capitalize, start=0, digit=0)
    images, labels = part_of(digits, DATA["part"])
    means = _means(DATA["part"], len(images), digits.is_sample, images, labels)
    counts = class_counts(labels)
    with st.container(key="data-class-row", horizontal=True, gap=None):
        with st.container(key="data-class-cards", gap=None):
            live_html(class_cards(means, counts), key="data-classes")
        with st.container(key="data-class-words", gap="small"):
            st.html(
                words(
                    "Find the sharpest average, and the most blurred one.",
                    "Where a class is blurred, people write it in many ways. So reading is more "
                    "than comparing with an average.",
                )
            )
            live_html(counts_in_words(counts), key="data-counts")
            show_way_on_to(NO_HIDDEN_LAYER, "Find better maps")


def class_cards(means: np.ndarray, counts: list[int]) -> str:
    """The average of each class and its count with a bar, as HTML.

    Args:
        means: (10, 28, 28) uint8.
        counts: how many images each class has.
    """
    most = max(counts)
    cards = "".join(
        f"<li>{picture(mean, f'The average of all {count:,} images of the digit {digit}.')}"
        f"<p><b>{digit}</b><span>{count:,}</span></p>"
        f'<i aria-hidden="true"><em style="width:{count / most:.1%}"></em></i></li>'
        for digit, (mean, count) in enumerate(zip(means, counts, strict=True))
    )
    return f'<ol class="dl-classes">{cards}</ol>'


def counts_in_words(counts: list[int]) -> str:
    """Which class is the rarest and which the commonest, and why that matters, as HTML."""
    fewest, most = int(np.argmin(counts)), int(np.argmax(counts))
    chance = f"{100 * counts[most] / sum(counts):.1f}&nbsp;%"
    if counts[fewest] == counts[most]:
        words = f"{sum(counts):,} images, equally many of each digit."
    else:
        words = (
            f"{sum(counts):,} images. The rarest digit is the {WORDS[fewest]} "
            f"({counts[fewest]:,}), the commonest the {WORDS[most]} ({counts[most]:,})."
        )
    return (
        f'<p class="dl-words">{words} Whoever always says “{WORDS[most]}” is right in {chance} '
        "of the cases: a network has to beat that.</p>"
    )


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _means(
    part: str, count: int, is_sample: bool, _images: np.ndarray, _labels: np.ndarray
) -> np.ndarray:
    # The arguments with an underscore take no part in telling one entry from another.
    return class_means(_images, _labels)
