"""Pictures of drawn digits as people bring them: on ruled paper, in a shadow, with a frame …

Each kind is a function from ink and a random generator to a picture, with its parameters drawn at
random, so that no two pictures are alike.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Kind = Callable[[np.ndarray, np.random.Generator], Image.Image]

PENCIL = (120, 150)  # grey levels
LIGHT_BLUE = ((150, 190), (190, 215), (225, 245))


def on_paper(ink: np.ndarray, paper: float = 245, pen: float | np.ndarray = 40) -> Image.Image:
    """(H, W) uint8 ink -> grey picture; `pen` is a grey level, or one for each pixel."""
    return Image.fromarray(np.where(ink > 0, pen, paper).astype(np.uint8))


def placed(ink: np.ndarray, size: tuple[int, int], corner: tuple[int, int]) -> np.ndarray:
    """Ink on a larger sheet of (height, width), its top left pixel at (row, column)."""
    sheet = np.zeros(size, np.uint8)
    sheet[corner[0] : corner[0] + ink.shape[0], corner[1] : corner[1] + ink.shape[1]] = ink
    return sheet


def _within(rng: np.random.Generator, low: float, high: float) -> float:
    return float(rng.uniform(low, high))


def plain(ink: np.ndarray, rng: np.random.Generator) -> Image.Image:
    """Dark on light, or light on dark: the control."""
    picture = on_paper(ink, rng.integers(200, 256), rng.integers(0, 90))
    return picture if rng.random() < 0.5 else Image.fromarray(255 - np.asarray(picture))


def uneven_ink(ink: np.ndarray, rng: np.random.Generator) -> Image.Image:
    """A stroke whose grey runs from dark to pale across the drawing, a little blurred."""
    height, width = ink.shape
    angle = _within(rng, 0, 2 * np.pi)
    rows, columns = np.mgrid[:height, :width]
    inked = np.argwhere(ink > 0)
    along = rows * np.sin(angle) + columns * np.cos(angle)
    ends = along[inked[:, 0], inked[:, 1]]
    share = np.clip((along - ends.min()) / max(float(np.ptp(ends)), 1), 0, 1)
    pen = rng.integers(40, 80) + share * rng.integers(120, 145)
    return on_paper(ink, 245, pen).filter(ImageFilter.GaussianBlur(_within(rng, 0.5, 1.5)))


def speck(ink: np.ndarray, rng: np.random.Generator) -> Image.Image:
    """A digit on a large sheet, and one to five specks far from it."""
    side = int(rng.integers(800, 1200))
    corner = tuple(int(each) for each in rng.integers(0, (side - ink.shape[0]) // 2, 2))
    sheet = placed(ink, (side, side), corner)
    for _ in range(rng.integers(1, 6)):
        size = int(rng.integers(2, 8))
        top, left = (int(each) for each in rng.integers(side * 3 // 4, side - 10, 2))
        sheet[top : top + size, left : left + size] = 255
    return on_paper(sheet, 245, 20)


def frame(ink: np.ndarray, rng: np.random.Generator) -> Image.Image:
    """A frame at the very edge or inside it, bars above and below, or the side of a cell."""
    sheet = np.pad(ink, int(rng.integers(20, 45)))
    picture = on_paper(sheet, int(rng.integers(225, 256)), int(rng.integers(0, 60)))
    pen = ImageDraw.Draw(picture)
    width, height = picture.size
    thick = int(rng.integers(1, 6))
    match rng.integers(4):
        case 0:
            pen.rectangle([0, 0, width - 1, height - 1], outline=0, width=thick)
        case 1:
            inside = int(rng.integers(5, 16))
            corners = [inside, inside, width - 1 - inside, height - 1 - inside]
            pen.rectangle(corners, outline=int(rng.integers(0, 90)), width=thick)
        case 2:
            bar = int(rng.integers(10, 20))
            pen.rectangle([0, 0, width, bar], fill=0)
            pen.rectangle([0, height - bar, width, height], fill=0)
        case _:
            _cell_sides(pen, picture.size, thick, rng)
    return picture


def _cell_sides(
    pen: ImageDraw.ImageDraw, size: tuple[int, int], thick: int, rng: np.random.Generator
) -> None:
    """One or two lines along edges of the picture, as of a table's cell that was cut out."""
    width, height = size
    edge, grey = int(rng.integers(0, 8)), int(rng.integers(0, 100))
    sides = [
        [edge, 0, edge + thick, height],
        [width - edge - thick, 0, width - edge, height],
        [0, edge, width, edge + thick],
        [0, height - edge - thick, width, height - edge],
    ]
    for side in rng.choice(4, rng.integers(1, 3), replace=False):
        pen.rectangle(sides[side], fill=grey)


def shadow(ink: np.ndarray, rng: np.random.Generator) -> Image.Image:
    """A sharp shadow over one side, a slope of light, or dark corners."""
    height, width = ink.shape
    rows, columns = np.mgrid[:height, :width] / max(height, width)
    match rng.integers(3):
        case 0:
            edge, slant = _within(rng, 0.4, 0.8), _within(rng, -0.4, 0.4)
            light = np.where(columns + slant * (rows - 0.5) > edge, _within(rng, 0.4, 0.6), 1.0)
        case 1:
            angle = _within(rng, 0, 2 * np.pi)
            along = rows * np.sin(angle) + columns * np.cos(angle)
            along = (along - along.min()) / np.ptp(along)
            light = 1 - along * (1 - _within(rng, 0.3, 0.5))
        case _:
            distance = np.hypot(rows - 0.5, columns - 0.5)
            light = 1 - _within(rng, 0.8, 1.3) * distance**2
    grain = rng.normal(0, 2, ink.shape)
    return Image.fromarray(
        np.clip(np.where(ink > 0, 40, 225) * light + grain, 0, 255).astype(np.uint8)
    )


def ruled(ink: np.ndarray, rng: np.random.Generator) -> Image.Image:
    """Pencil on ruled or squared paper, light blue or grey, with or without a red margin."""
    ink = np.pad(ink, int(rng.integers(10, 60)))
    height, width = ink.shape
    sheet = Image.new("RGB", (width, height), (int(rng.integers(240, 256)),) * 3)
    pen = ImageDraw.Draw(sheet)
    grey = int(rng.integers(170, 215))
    colour = tuple(int(rng.integers(*each)) for each in LIGHT_BLUE)
    colour = colour if rng.random() < 0.6 else (grey,) * 3
    step, thick = int(rng.integers(35, 60)), int(rng.integers(1, 4))
    for y in range(int(rng.integers(step)), height, step):
        pen.line([0, y, width, y], fill=colour, width=thick)
    if rng.random() < 0.5:
        for x in range(int(rng.integers(step)), width, step):
            pen.line([x, 0, x, height], fill=colour, width=thick)
    if rng.random() < 0.5:
        x = int(rng.integers(4, 30))
        pen.line([x, 0, x, height], fill=(215, 60, 70), width=2)
    pencil = np.full((*ink.shape, 3), rng.integers(*PENCIL), np.uint8)
    pixels = np.where(ink[:, :, None] > 0, np.minimum(np.asarray(sheet), pencil), np.asarray(sheet))
    return Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(_within(rng, 0.3, 0.8)))


def transparent(ink: np.ndarray, rng: np.random.Generator) -> Image.Image:
    """A drawing on transparent paper: shades, a halo, a filled outline, or half transparent."""
    height, width = ink.shape
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[:, :, 3] = ink
    match rng.integers(4):
        case 0:
            slope = np.linspace(0, rng.integers(120, 256), height)[:, None, None]
            pixels[:, :, :3] = np.clip(slope + rng.normal(0, 10, (height, width, 1)), 0, 255)
        case 1:
            around = Image.fromarray(ink).filter(ImageFilter.GaussianBlur(2))
            grey = 255 - np.asarray(around)
            pixels[:, :, :3] = grey[:, :, None]
            pixels[:, :, 3] = np.where(grey < rng.integers(200, 254), 255, 0)
        case 2:
            core = Image.fromarray(ink).filter(ImageFilter.MinFilter(5))
            pixels[:, :, :3] = np.asarray(core)[:, :, None]
        case _:
            grey = np.full_like(ink, rng.integers(0, 256))
            alpha = (ink * _within(rng, 0.2, 0.5)).astype(np.uint8)
            return Image.merge("LA", [Image.fromarray(grey), Image.fromarray(alpha)])
    return Image.fromarray(pixels)


def low_contrast(ink: np.ndarray, rng: np.random.Generator) -> Image.Image:
    """Red on green of the same brightness, pale ink, or a mask with the numbers 0 and 1 … 15."""
    match rng.integers(3):
        case 0:
            red, green = (200, 40, 40), (60, 130, 60)
            paper, pen = (red, green) if rng.random() < 0.5 else (green, red)
            pixels = np.where(ink[:, :, None] > 0, pen, paper) + rng.integers(
                -3, 4, (*ink.shape, 3)
            )
            return Image.fromarray(pixels.astype(np.uint8))
        case 1:
            return on_paper(ink, 255, rng.integers(222, 232))
        case _:
            return Image.fromarray((ink > 0).astype(np.uint8) * np.uint8(rng.integers(1, 16)))


def noise(ink: np.ndarray, rng: np.random.Generator) -> Image.Image:
    """28 × 28 pixels with a digit ten or more of them high on grainy paper."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    digit = Image.fromarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    high = int(rng.integers(10, 16))
    share = high / max(digit.size)
    size = tuple(max(2, round(share * side)) for side in digit.size)
    small = np.asarray(digit.resize(size, Image.Resampling.BOX)) / 255
    sheet = np.zeros((28, 28))
    top, left = (int(rng.integers(2, 27 - side)) for side in small.shape)
    sheet[top : top + small.shape[0], left : left + small.shape[1]] = small
    paper = 245 - rng.integers(0, rng.integers(10, 24), sheet.shape)
    return Image.fromarray((paper * (1 - sheet) + 30 * sheet).astype(np.uint8))


def desk(ink: np.ndarray, rng: np.random.Generator) -> Image.Image:
    """Paper that fills about 80 % of the picture, a little turned, on a dark desk with a grain."""
    side = ink.shape[0]
    room = int(side * _within(rng, 0.04, 0.08))
    paper = Image.fromarray(np.where(ink > 0, 45, 228).astype(np.uint8))
    mask = Image.new("L", paper.size, 255)
    turn = _within(rng, -4, 4)
    paper, mask = (
        each.rotate(turn, Image.Resampling.BILINEAR, expand=True) for each in (paper, mask)
    )
    size = (paper.width + 2 * room, paper.height + 2 * room)
    grain = np.sin(np.arange(size[1]) / _within(rng, 3, 9))[:, None] * rng.integers(3, 9)
    wood = rng.integers(60, 120) + grain + rng.normal(0, 3, size[::-1])
    picture = Image.fromarray(np.clip(wood, 0, 255).astype(np.uint8))
    picture.paste(paper, (room, room), mask)
    return picture.filter(ImageFilter.GaussianBlur(0.7))


KINDS: dict[str, Kind] = {
    "plain": plain,
    "uneven ink": uneven_ink,
    "specks": speck,
    "frames and bars": frame,
    "shadow": shadow,
    "ruled, squared, margin": ruled,
    "transparency": transparent,
    "low contrast": low_contrast,
    "noise, small": noise,
    "desk around the paper": desk,
}
