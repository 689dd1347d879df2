"""A sheet of paper on a desk, found whatever light lies on both; and what is no sheet."""

import cv2
import numpy as np
import pytest

from model.picture_file import Picture
from model.sheet import cut_to_sheet

HEIGHT, WIDTH = 480, 640
CORNERS = np.array([[110, 60], [560, 90], [530, 420], [90, 400]])
PAPER = (235, 232, 225)
DESKS = {"brown": (120, 85, 55), "grey": (110, 112, 115)}


def picture(colours: np.ndarray) -> Picture:
    return Picture(np.clip(colours, 0, 255).astype(np.uint8), None, colours.shape[1::-1])


def polygon(corners: np.ndarray) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillPoly(mask, [corners.astype(np.int32)], 1)
    return mask > 0


SHEET = polygon(CORNERS)


def on_desk(desk: tuple[int, int, int], rng: np.random.Generator) -> np.ndarray:
    colours = np.where(SHEET[:, :, None], np.array(PAPER, float), np.array(desk, float))
    colours = cv2.GaussianBlur(colours, (0, 0), 1) + rng.normal(0, 3, (HEIGHT, WIDTH, 1))
    seven = np.array([[280, 180], [370, 180], [310, 300]])
    cv2.polylines(colours, [seven], isClosed=False, color=(40, 40, 50), thickness=8)
    return colours


def shade(corners: list[tuple[int, int]], depth: float, blur: float) -> np.ndarray:
    dark = polygon(np.array(corners)).astype(np.float32)
    return (1 - depth * cv2.GaussianBlur(dark, (0, 0), blur))[:, :, None]


SHADOWS = {
    "none": ([(0, 0)] * 3, 0.0, 1.0),
    "a soft one across": ([(0, 0), (400, 0), (200, 480), (0, 480)], 0.5, 20.0),
    "a sharp one across": ([(300, 0), (640, 0), (640, 480), (380, 480)], 0.4, 2.0),
    "a corner of one": ([(0, 250), (350, 480), (0, 480)], 0.55, 6.0),
}


@pytest.mark.parametrize("desk", DESKS)
@pytest.mark.parametrize("shadow", SHADOWS)
def test_the_sheet_is_what_is_left_and_goes_on_beyond_its_edges(desk, shadow):
    light = shade(*SHADOWS[shadow])
    seen = picture(on_desk(DESKS[desk], np.random.default_rng(1)) * light)
    sheet, (top, left) = cut_to_sheet(seen)
    height, width = sheet.colours.shape[:2]
    assert abs(top - 60) < 30
    assert abs(left - 90) < 30
    assert abs(top + height - 420) < 30
    assert abs(left + width - 560) < 30
    # No desk is left, and where it was, the paper's own light is: no step that looks like ink.
    shown = sheet.colours.astype(float) / light[top : top + height, left : left + width]
    away = ~cv2.dilate((shown.min(axis=2) < 100).astype(np.uint8), np.ones((9, 9))).astype(bool)
    inside = SHEET[top : top + height, left : left + width]
    assert shown[away & inside].min() > 170
    assert sheet.colours[~inside].min() > 0.35 * min(PAPER)


@pytest.mark.parametrize("desk", DESKS)
@pytest.mark.parametrize(
    "corners",
    [
        [(90, 0), (600, 60), (600, 260), (300, 480)],
        [(0, 60), (330, 0), (640, 330), (250, 480)],
        [(0, 0), (420, 0), (640, 380), (330, 440), (0, 200)],
        [(240, 0), (640, 100), (640, 480), (430, 480), (30, 300)],
    ],
)
def test_a_shadow_that_crosses_several_edges_hides_none(corners, desk):
    rng = np.random.default_rng(4)
    seen = picture(on_desk(DESKS[desk], rng) * shade(corners, 0.4, 2.0))
    sheet, (top, left) = cut_to_sheet(seen)
    height, width = sheet.colours.shape[:2]
    assert np.abs(np.subtract((top, left), (60, 90))).max() < 40
    assert np.abs(np.subtract((top + height, left + width), (420, 560))).max() < 40


@pytest.mark.parametrize("lower", [False, True])
def test_a_strip_of_paper_is_a_sheet_however_low_it_is(lower):
    high, margin = (60, 15) if lower else (80, 20)
    colours = np.full((high + 2 * margin, 1600, 3), DESKS["brown"], float)
    colours[margin:-margin, 100:1500] = PAPER
    for column in (400, 700, 1000):
        cv2.line(colours, (column, margin + 20), (column, margin + high - 20), (40, 40, 50), 6)
    sheet, (top, left) = cut_to_sheet(picture(cv2.GaussianBlur(colours, (0, 0), 1)))
    height, width = sheet.colours.shape[:2]
    assert margin <= top <= margin + 15 and margin + high - 20 <= top + height <= margin + high
    assert 100 <= left <= 130 and 1470 <= left + width <= 1500


def test_what_reaches_all_corners_lies_on_no_desk():
    colours = np.full((16, 16, 3), 235.0)
    colours[:2, 5:-5] = colours[-2:, 5:-5] = colours[5:-5, :2] = colours[5:-5, -2:] = 80
    assert cut_to_sheet(picture(colours))[0].colours.shape == colours.shape


@pytest.mark.parametrize("thick", [40, 80])
def test_the_inside_of_a_0_is_no_sheet(thick):
    colours = np.full((HEIGHT, WIDTH, 3), 230.0)
    cv2.rectangle(colours, (200, 80), (440, 400), (30, 30, 30), thick)
    assert cut_to_sheet(picture(colours))[0].colours.shape == colours.shape


def test_a_0_in_chalk_is_no_sheet():
    colours = np.full((HEIGHT, WIDTH, 3), 50.0)
    corners = np.array([[230, 60], [430, 60], [470, 390], [190, 400]])
    cv2.polylines(colours, [corners], isClosed=True, color=(220, 220, 220), thickness=45)
    assert cut_to_sheet(picture(colours))[0].colours.shape == colours.shape


@pytest.mark.parametrize("blur", [2.0, 25.0])
def test_light_on_paper_is_no_sheet(blur):
    corners = [(150, 100), (500, 90), (520, 380), (140, 400)]
    lit = np.full((HEIGHT, WIDTH, 3), 225.0) * (1.5 - shade(corners, 0.5, blur))
    sheet, _ = cut_to_sheet(picture(lit))
    if blur > 10:  # a lamp's light is soft; a bright card with sharp edges may be a sheet
        assert sheet.colours.shape == lit.shape
    else:
        assert sheet.colours.shape != lit.shape


def test_a_sheet_that_reaches_the_border_keeps_what_is_written_there():
    colours = on_desk(DESKS["brown"], np.random.default_rng(2))[70:, :]
    cv2.line(colours, (400, 10), (400, 60), (40, 40, 50), 6)
    sheet, (top, _) = cut_to_sheet(picture(colours))
    assert top == 0
    assert (sheet.colours[:60].min(axis=2) < 80).any()


@pytest.mark.parametrize("grain", [0, 6])
def test_one_small_mark_on_each_line_of_a_level_scan_is_no_margin(grain):
    rng = np.random.default_rng(1)
    scan = np.full((1754, 1240, 3), 250.0)
    scan[60::60] = scan[61::60] = 150
    scan[:, 610:614][np.arange(1754) % 60 > 35] = 40  # a 1 above each line
    scan += rng.normal(0, grain, scan.shape)
    cut, corner = cut_to_sheet(picture(np.clip(scan, 0, 255).astype(np.uint8)))
    assert (cut.colours.shape, corner) == (scan.shape, (0, 0))


def test_paper_that_reaches_two_sides_lies_on_the_desk_beyond_the_others():
    colours = on_desk(DESKS["brown"], np.random.default_rng(3))[:, 120:520]
    sheet, (top, left) = cut_to_sheet(picture(colours))
    assert 50 < top < 110
    assert left == 0
    assert sheet.colours.shape[1] == 400


@pytest.mark.parametrize("edge", [200, 320, 440])
def test_a_shadow_on_half_of_the_paper_is_no_desk(edge):
    colours = np.full((HEIGHT, WIDTH, 3), 225.0)
    colours[:, edge:] *= 0.5
    assert cut_to_sheet(picture(colours))[0].colours.shape == colours.shape


def test_a_line_near_the_edge_of_a_blank_margin_is_cut_off():
    cell = np.full((200, 200, 3), 250, np.uint8)
    cell[6:9] = 60
    cell[80:150, 90:110] = 40
    cut, (top, _) = cut_to_sheet(picture(cell))
    assert 9 <= top <= 12
    assert len(cut.colours) == 200 - top
