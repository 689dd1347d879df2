"""Text can be read on its ground, in both themes: WCAG's 4.5:1."""

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from pages.data.mistakes import matrix_table
from pages.shared.look import style
from pages.shared.look.diverging import FLARE, STEPS, color, color_on, luminance

ROOT = Path(__file__).resolve().parents[1]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
READABLE = 4.5

pytestmark = pytest.mark.parametrize("theme", ["light", "dark"])


def rgb(text: str) -> tuple[int, ...]:
    """A CSS colour, as it is written here, as numbers."""
    if text.startswith("rgb"):
        return tuple(map(int, re.findall(r"\d+", text)))
    digits = text.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    return tuple(bytes.fromhex(digits))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(luminance(rgb(each)) for each in (one, other))
    return (lighter + FLARE) / (darker + FLARE)


def from_css(pattern: str, theme: str) -> str:
    """The theme's colour in the only `light-dark()` of the style sheet after `pattern`."""
    sheet = style.STYLE_SHEETS[0].read_text(encoding="utf-8")
    (pair,) = re.findall(pattern + r"light-dark\(([^)]*)\)", sheet)
    return pair.split(", ")[theme == "dark"]


def test_contrast_is_that_of_wcag(theme):
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#fff", "#56A9DC") == pytest.approx(2.6, abs=0.05)


def test_text_can_be_read_on_every_ground(theme):
    colors = CONFIG["theme"][theme]
    quiet = from_css("--dl-quiet: ", theme)
    for ground in ("backgroundColor", "secondaryBackgroundColor"):
        for text in (colors["textColor"], style.TEXT[theme], quiet):
            assert contrast(text, colors[ground]) >= READABLE


def test_a_primary_button_can_be_read(theme):
    text = from_css(r'"stBaseButton-primary"\]:not\(:disabled\) \{ color: ', theme)
    assert contrast(text, CONFIG["theme"][theme]["primaryColor"]) >= READABLE


def test_text_on_the_accent_can_be_read(theme):
    assert contrast(style.ON_ACCENT[theme], style.ACCENT[theme]) >= READABLE


def test_numbers_can_be_read_on_every_shade(theme):
    for value in np.linspace(-1, 1, 10 * STEPS + 1):
        assert contrast(color_on(value, 1.0, theme), color(value, 1.0, theme)) >= READABLE


def test_every_cell_of_the_confusion_matrix_can_be_read(theme):
    matrix = np.arange(100).reshape(10, 10)
    cells = re.findall(r'style="background:(.*?);color:(.*?)"', matrix_table(matrix, None, theme))
    assert len(cells) == 99  # the cell without any digits is no button
    for ground, text in cells:
        assert contrast(text, ground) >= READABLE
