"""Letters, symbols and printed digits of the fonts in a folder: as pictures, and as pen lines.

Outline fonts (.ttf, .otf) give pictures; Hershey's fonts (.jhf) are made of lines, as a pen makes
them. The app ships none of them. What looks like a digit to an honest reader is in neither
list: O, Q, D, l, I, i, Z, S, B, G, b, g, q, T, |, (, /, and so on.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from model.errors import UserError
from training.pretraining.strokes import Strokes

LETTERS = (
    "ACEFHJKLMNPRTUVWXYacdefhkmnprtvwxyÄÅÇÉÑÜäçéñàæœßÆŒ"
    + "ΓΔΞΠΣΨΩαεηλμξπχψω"
    + "ЖШЩЮЯДИЙжшщюядийлмнтъыѣ"
)
PUNCTUATION = '?!&<>@#%+*=~{};:"£€¥§¶©®†‡«»÷×±≈≠≤≥∑√¿¡'
SYMBOL_RANGES = (  # in Unicode: arrows, mathematics, technical, things, dingbats, pictures
    (0x2190, 0x21BB),
    (0x21C4, 0x21FF),
    (0x2200, 0x2204),
    (0x2206, 0x2211),
    (0x221A, 0x2222),
    (0x2226, 0x222A),
    (0x2262, 0x2294),
    (0x22A2, 0x22C4),
    (0x22C6, 0x22ED),
    (0x2302, 0x2307),
    (0x2311, 0x231B),
    (0x2324, 0x2328),
    (0x23CE, 0x23CE),
    (0x2600, 0x260F),
    (0x2611, 0x2668),
    (0x266B, 0x2689),
    (0x2692, 0x26A9),
    (0x26B3, 0x26FF),
    (0x2701, 0x2757),
    (0x2762, 0x2767),
    (0x2794, 0x27BF),
    (0x1F300, 0x1F310),
    (0x1F31B, 0x1F4FF),
    (0x1F525, 0x1F533),
    (0x1F536, 0x1F5FF),
    (0x1F600, 0x1F64F),
    (0x1F680, 0x1F6FF),
)
SYMBOLS = "".join(chr(code) for first, last in SYMBOL_RANGES for code in range(first, last + 1))
DIGITS = "0123456789"
# Not for letters and digits: fonts whose letters are keys, initials or ornaments.
ORNAMENTAL = ("D050000L", "StandardSymbolsPS", "Keyboard", "LinLibertine_I", "LinBiolinum_K")
SYMBOL_FONTS = (
    "Symbola",
    "DejaVuSans",
    "DejaVuMath",
    "FreeSerif",
    "FreeMono",
    "FreeSans",
    "D050000L",
)
# Pen lines: Hershey's fonts with Latin letters in ASCII's order.
LATIN_LINES = (
    *("cursive", "futural", "futuram", "rowmand", "rowmans", "rowmant", "scriptc", "scripts"),
    *("timesi", "timesib", "timesr", "timesrb", "gothgbt", "gothiceng"),
)
# Signs of other Hershey fonts, by their rows: kana and a few kanji, pictures, the zodiac. What
# looks like a digit isn't among them: う, ち, ら, る, り, フ, ロ, ワ, 日, a circle, a line ...
SIGN_ROWS: Mapping[str, tuple[int, ...]] = {
    "japanese": (
        *range(4, 17), 20, 21, 22, 23, 25, 26, 33, *range(37, 40), 41, 43, 45, 46, 48,
        *range(53, 57), 58, 60, *range(62, 69), 70, 72, 76, 78, 79, 81, 82, 88, 89, 91, 93, 95, 96,
        98, *range(102, 106), 107, 108, 110, 112, 113, 117, 118, 119, 121, *range(123, 127), 128,
        129, 130, 131, 133, 136, 142, 144, 145, 146, 147, 148, 152, 159, 168, 169, *range(173, 177),
        *range(178, 182), 183, 184, 187, 188, 189, 192,
    ),
    "symbolic": (
        24, 28, 30, 38, 39, *range(43, 48), *range(50, 54), 55, 56, 57, 58, 59, *range(61, 75),
        *range(77, 81), 88, 89, 90, 91, 92,
    ),
    "astrology": (1, 5, 6, 7, 10, 13, 15, 26, *range(28, 33), 59, *range(61, 65), *range(91, 95)),
}  # fmt: skip
LINE_LETTERS = "ACEFHJKLMNPRTUVWXYacdefhkmnprtvwxy" + '?!&<>@#%+*=;"~'
# Never shown to the twin of the default network, so that it can be measured on them.
HELD_OUT = (
    *("Lato", "FreeSerif", "ComicNeue", "DancingScript", "URWBookman", "OpenSans"),
    *("scriptc", "scripts", "timesi", "timesib", "gothiceng"),
)
SIZE = 100  # pixels of the letters
MARGIN = 40  # around them


@dataclass(frozen=True)
class Fonts:
    """Font files, in the order of their names.

    Attributes:
        outlines: .ttf and .otf.
        lines: .jhf with Latin letters.
        signs: .jhf of `SIGN_ROWS`.
    """

    outlines: tuple[Path, ...] = ()
    lines: tuple[Path, ...] = ()
    signs: tuple[Path, ...] = ()

    def without(self, families: Sequence[str]) -> "Fonts":
        """All fonts but those of these families."""
        return self._where(lambda path: family(path) not in families)

    def only(self, families: Sequence[str]) -> "Fonts":
        """The fonts of these families."""
        return self._where(lambda path: family(path) in families)

    def _where(self, wanted: Callable[[Path], bool]) -> "Fonts":
        return Fonts(
            tuple(path for path in self.outlines if wanted(path)),
            tuple(path for path in self.lines if wanted(path)),
            tuple(path for path in self.signs if wanted(path)),
        )

    @property
    def families(self) -> list[str]:
        """Their names, sorted."""
        return sorted({family(path) for path in (*self.outlines, *self.lines, *self.signs)})


def family(path: Path) -> str:
    """A font's family by its file's name.

    >>> family(Path("LiberationSans-Bold.ttf")), family(Path("FreeSerifBoldItalic.ttf"))
    ('LiberationSans', 'FreeSerif')
    """
    return re.sub("(Bold|Italic|Oblique)+$", "", re.split(r"[-_.]", path.name)[0])


def find_fonts(folders: Sequence[Path]) -> Fonts:
    """All fonts in these folders and below; of two files with one name, the first.

    Raises:
        UserError: a folder doesn't exist, or there is no font in any.
    """
    named: dict[str, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise UserError(f"There is no folder of fonts at {folder}.")
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".ttf", ".otf", ".jhf"):
                named.setdefault(path.name, path)
    paths = [named[name] for name in sorted(named)]
    fonts = Fonts(
        tuple(path for path in paths if path.suffix != ".jhf"),
        tuple(path for path in paths if path.stem in LATIN_LINES and path.suffix == ".jhf"),
        tuple(path for path in paths if path.stem in SIGN_ROWS and path.suffix == ".jhf"),
    )
    if folders and not (fonts.outlines or fonts.lines):
        raise UserError(f"There are no fonts (.ttf, .otf, .jhf) in {', '.join(map(str, folders))}.")
    return fonts


def glyph(
    fonts: Fonts, characters: str, rng: np.random.Generator, outlined: float = 0.0
) -> tuple[np.ndarray, str] | None:
    """A character of these that a font has, large: its ink, and which it is.

    Args:
        fonts: from which one is drawn.
        characters: to choose from.
        rng: what chance comes from.
        outlined: how often only the outline is drawn, 0 to 1.

    Returns:
        (H, W) uint8 ink and the character, or None if twenty attempts found none.
    """
    usable = [path for path in fonts.outlines if _suits(path, characters)]
    for _ in range(20 if usable else 0):
        path = str(usable[int(rng.integers(len(usable)))])
        had = _had(path, characters)
        if had:
            character = had[int(rng.integers(len(had)))]
            outline = int(rng.integers(2, 6)) if rng.random() < outlined else 0
            return _ink(path, character, outline), character
    return None


def _suits(path: Path, characters: str) -> bool:
    if characters == SYMBOLS:
        return path.name.startswith(SYMBOL_FONTS)
    return not any(name in path.name for name in ORNAMENTAL)


@lru_cache(maxsize=256)
def _font(path: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, SIZE)


@lru_cache(maxsize=1024)
def _had(path: str, characters: str) -> str:
    """Those of the characters that a font has."""
    font = ImageFont.truetype(path, 16)
    missing = bytes(font.getmask("\U0010ffff"))

    def is_there(character: str) -> bool:
        mask = font.getmask(character)
        return mask.getbbox() is not None and bytes(mask) != missing

    return "".join(filter(is_there, characters))


def _ink(path: str, character: str, outline: int) -> np.ndarray:
    font = _font(path)
    left, top, right, bottom = (int(edge) for edge in font.getbbox(character))
    size = (min(right - left, 6 * SIZE) + 2 * MARGIN, min(bottom - top, 6 * SIZE) + 2 * MARGIN)
    image = Image.new("L", size)
    pen = ImageDraw.Draw(image)
    at = (MARGIN - left, MARGIN - top)
    pen.text(at, character, fill=255, font=font, stroke_width=outline, stroke_fill=255)
    if outline:
        pen.text(at, character, fill=0, font=font)
    return np.asarray(image)


def line_letter(fonts: Fonts, rng: np.random.Generator) -> Strokes:
    """A letter or a sign of Hershey's, as the lines that it is made of."""
    path = fonts.lines[int(rng.integers(len(fonts.lines)))]
    return _line_glyph(path, tuple(ord(each) - ord(" ") for each in LINE_LETTERS), rng)


def line_sign(fonts: Fonts, rng: np.random.Generator) -> Strokes:
    """A sign of Hershey's (`SIGN_ROWS`), as the lines that it is made of."""
    path = fonts.signs[int(rng.integers(len(fonts.signs)))]
    return _line_glyph(path, SIGN_ROWS[path.stem], rng)


def _line_glyph(path: Path, rows: tuple[int, ...], rng: np.random.Generator) -> Strokes:
    glyphs = _line_glyphs(str(path), rows)
    return list(glyphs[int(rng.integers(len(glyphs)))])


@lru_cache(maxsize=32)
def _line_glyphs(path: str, numbers: tuple[int, ...]) -> tuple[tuple[np.ndarray, ...], ...]:
    """The glyphs in these rows of a file, each as its lines, y down."""
    rows = Path(path).read_text("ascii").splitlines()
    glyphs = [_lines(rows[number]) for number in numbers]
    return tuple(each for each in glyphs if each)


def _lines(row: str) -> tuple[np.ndarray, ...]:
    """A row of a .jhf file: its number, how many pairs, the bearings, then pairs around "R"."""
    pairs = [row[i : i + 2] for i in range(10, len(row) - 1, 2)]
    lines: list[list[tuple[int, int]]] = [[]]
    for pair in pairs:
        if pair == " R":
            lines.append([])
        else:
            lines[-1].append((ord(pair[0]) - ord("R"), ord(pair[1]) - ord("R")))
    return tuple(np.array(line, float) for line in lines if line)
