"""Red against, blue for: one scale of colours for weights and evidence, symmetric about zero.

Zero is the page's ground, so that what says nothing recedes; the legend belongs to every picture.
"""

import base64
import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

STEPS = 40  # shades of either colour; more can't be told apart, and make the picture larger
OUTLIERS = 0.2  # percent of the values that may lie beyond the ends of the scale
BETWEEN_LEVEL = 2 * STEPS + 1  # the colour of what is no value: the gap between tiles

# At the ends and in the middle; between them the colours are mixed.
AGAINST = {"light": (178, 24, 43), "dark": (255, 106, 92)}
ZERO = {"light": (255, 255, 255), "dark": (13, 17, 23)}
FOR = {"light": (0, 94, 162), "dark": (86, 169, 220)}
BETWEEN = {"light": (213, 221, 231), "dark": (52, 64, 78)}
SHADOW = (110, 122, 136)  # of ink that lies on top
SHADOW_STRENGTH = 0.5
FLARE = 0.05  # what WCAG adds to both luminances of a contrast


def usual_limit(values: np.ndarray) -> float:
    """The end of a scale on which all but a few outliers of `values` have a place; above 0."""
    return float(np.percentile(np.abs(values), 100 - OUTLIERS)) or 1.0


def levels(values: np.ndarray, limit: float) -> np.ndarray:
    """Values as levels of the scale, uint8: 0 is `-limit` and below, the middle one is zero."""
    return (np.rint(np.clip(values / limit, -1, 1) * STEPS) + STEPS).astype(np.uint8)


def paint(sheet: np.ndarray, theme: str) -> str:
    """A picture of levels, as the URL of a PNG.

    Args:
        sheet: (H, W) uint8, from `levels`, or `BETWEEN_LEVEL`.
        theme: "light" or "dark".
    """
    return _url(png(sheet, theme))


def paint_over(
    values: np.ndarray,
    limit: float,
    ink: np.ndarray,
    theme: str,
    shadow: np.ndarray | None = None,
) -> str:
    """Values in the colours of the scale, over a drawing in grey, as the URL of a PNG.

    Args:
        values: (H, W).
        limit: the end of the scale.
        ink: (H, W), 0 to 1; where it says nothing for or against, it is grey.
        theme: "light" or "dark".
        shadow: the same, but seen through the colours as if it lay on top.
    """
    share = np.clip(values / limit, -1, 1)[:, :, None]
    grey, zero = np.array(BETWEEN[theme], float), np.array(ZERO[theme], float)
    ground = zero + ink[:, :, None] * (grey - zero)
    ends = np.where(share < 0, AGAINST[theme], FOR[theme])
    colors = ground + np.abs(share) * (ends - ground)
    if shadow is not None:
        colors += SHADOW_STRENGTH * shadow[:, :, None] * (np.array(SHADOW) - colors)
    return _url(_encoded(Image.fromarray(colors.round().astype(np.uint8))))


def png(sheet: np.ndarray, theme: str) -> bytes:
    """The same as the content of a PNG file."""
    image = Image.fromarray(sheet)
    image.putpalette(_palette(theme))
    return _encoded(image)


def color(value: float, limit: float, theme: str) -> str:
    """The CSS colour of one value."""
    return "rgb({}, {}, {})".format(*_shade(value, limit, theme))


def color_on(value: float, limit: float, theme: str) -> str:
    """The CSS colour of text on the colour of one value: the one that contrasts more.

    Only black and white reach 4.5:1 on every shade; softer ones miss it on those in between.
    """
    ground = luminance(_shade(value, limit, theme))
    return "#fff" if (1 + FLARE) / (ground + FLARE) > (ground + FLARE) / FLARE else "#000"


def luminance(rgb: Sequence[int]) -> float:
    """The relative luminance of an sRGB colour as WCAG defines it: 0 is black, 1 is white."""
    shares = np.asarray(rgb) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def legend(limit: float | None, theme: str, against: str = "against", for_: str = "for") -> str:
    """What the colours mean, as HTML, with the ends of the scale in numbers if there are any."""
    low, high = ("", "") if limit is None else (f"−{limit:.2g}", f"+{limit:.2g}")
    colors = ",".join(color(value, 1.0, theme) for value in (-1.0, 0.0, 1.0))
    return (
        f'<div class="dl-legend"><span>{against} {low}</span>'
        f'<i style="background:linear-gradient(90deg,{colors})"></i>'
        f"<span>{high} {for_}</span></div>"
    )


def _shade(value: float, limit: float, theme: str) -> list[int]:
    """Red, green and blue of one value."""
    share = float(np.clip(value / limit, -1, 1))
    end, zero = np.array(AGAINST[theme] if share < 0 else FOR[theme]), np.array(ZERO[theme])
    return np.rint(zero + abs(share) * (end - zero)).astype(int).tolist()


def _palette(theme: str) -> bytes:
    """Colours for the levels from the strongest against to the strongest for, and the gap's."""
    share = np.linspace(-1, 1, 2 * STEPS + 1)[:, None]
    ends = np.where(share < 0, AGAINST[theme], FOR[theme])
    colors = ZERO[theme] + np.abs(share) * (ends - np.array(ZERO[theme]))
    return np.vstack([colors, BETWEEN[theme]]).round().astype(np.uint8).tobytes()


def _encoded(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


def _url(content: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(content).decode('ascii')}"
