"""The panels that explain, with Streamlit's AppTest, a stand-in canvas and small real networks."""

import base64
import io
import json
import re
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from model import library
from model import loading as networks_module
from model.errors import UserError
from model.explain import DenseExplainer
from model.network import NetworkSpec
from model.preprocess import to_mnist
from model.recogniser import DenseRecogniser, Reading, Recogniser, judge
from pages.draw.look_inside import INSIDE, SETTINGS, argue_for, can_argue
from pages.draw.softmax_sum import softmax_table
from pages.draw.two_networks import in_words
from pages.draw.unit_board import draw_sheet
from pages.shared.look.diverging import FOR
from pages.shared.url.page_state import PageState
from pages.shared.words.digits import a_numeral
from pages.shared.words.numbers import signed
from tests.fake_draw_page import DASH, LINE, Never, Page, standing_in

LAYERS = {"default": (6, 5), "ten-lines": (7,), "no-hidden-layer": ()}


def network(name: str) -> Recogniser:
    """A small network with random weights under the name of a shipped one."""
    spec = NetworkSpec("dense", LAYERS.get(name, (4,)), "relu")
    rng = np.random.default_rng(len(name))
    weights = [rng.normal(0, 0.3, shape).astype(np.float32) for shape in spec.shapes]
    return DenseRecogniser(spec, weights, {"name": name, "title": library.card(name)["title"]})


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    with standing_in(monkeypatch, network) as page:
        yield page


def panel(page: Page) -> str:
    """The HTML of the open panel, and what is said in its place."""
    said = re.findall(r'<p class="dl-inside-empty">.*?</p>', page.html)
    return "".join([*said, *(data.get("html", "") for data in components(page))])


def components(page: Page) -> list:
    return [
        json.loads(element.proto.json)
        for element in page.app.get("bidi_component")
        if element.proto.json
    ]


def board(page: Page) -> dict:
    """What the tiles of hidden units were told."""
    (told,) = [data for data in components(page) if "contributions" in data]
    return told


def contributions(told: dict) -> np.ndarray:
    numbers = np.frombuffer(base64.b64decode(told["contributions"]), "<f4")
    return numbers.reshape(-1, 10)


def image_of(page: Page) -> np.ndarray:
    return to_mnist(page.pad.ink)


def test_a_closed_panel_sends_nothing(page):
    page.open().draw(LINE)
    assert not [data for data in components(page) if "contributions" in data or "html" in data]


@pytest.mark.parametrize("name", INSIDE.choices)
def test_every_panel_opens_from_the_address_and_waits_for_a_drawing(page, name):
    page.open(inside=name)
    waiting = "Nothing drawn yet" if name == "Centring" else "Draw a digit, and you see here"
    assert waiting in panel(page)
    page.draw(LINE)
    assert waiting not in panel(page)
    assert shows(page, name)
    assert 'role="alert"' not in page.html


def shows(page: Page, name: str) -> bool:
    """Whether a panel shows what it is for."""
    if name == "Activations":
        return len(board(page)["order"]) > 0
    mark = {"Centring": "dl-step", "Evidence": "dl-map", "Softmax": "dl-softmax"}.get(
        name, "dl-two"
    )
    return f'class="{mark}' in panel(page) or f" {mark}" in panel(page)


def test_the_address_may_write_a_panel_in_any_case(page):
    page.open(inside="evidence").draw(LINE)
    assert shows(page, "Evidence")


@pytest.mark.parametrize("name", [name for name in INSIDE.choices if name != "Centring"])
def test_every_panel_says_that_the_network_is_loading(page, name, monkeypatch):
    monkeypatch.setattr(networks_module, "ThreadPoolExecutor", Never)
    page.open(inside=name).draw(LINE)
    assert "loading" in panel(page)


@pytest.mark.parametrize("name", [name for name in INSIDE.choices if name != "Centring"])
def test_every_panel_survives_a_network_that_cannot_be_loaded(page, name, monkeypatch):
    def refuse(name):
        raise UserError("The weights are missing.")

    monkeypatch.setattr(library, "load", refuse)
    page.open(inside=name).draw(LINE)
    assert "The weights are missing." in page.html
    assert "There is no network to look into." in panel(page)


@pytest.mark.parametrize(
    "wrong",
    [
        {"inside": "Everything"},
        {"why": "10"},
        {"layer": "4"},
        {"second": "third"},
        {"maps": "both", "inside": "Evidence"},
    ],
)
def test_what_the_address_cannot_have_is_explained(page, wrong):
    page.open(**wrong).draw(LINE)
    assert 'role="alert"' in page.html
    assert next(iter(wrong.values())) in page.html


def test_tiles_are_sorted_by_influence_and_add_up_to_the_logit(page):
    page.open(inside="Activations", network="ten-lines").draw(LINE)
    told = board(page)
    logits = network("ten-lines").logits(image_of(page)[None])[0]
    best = int(logits.argmax())
    assert told["digit"] == best
    influence = np.abs(contributions(told)[told["order"], best])
    assert len(influence) == 7 and (np.diff(influence) <= 0).all()
    bias = network("ten-lines").weights[-1]
    np.testing.assert_allclose(contributions(told).sum(axis=0) + bias, logits, rtol=1e-4)
    assert f"{logits[best]:+.2f}".replace("-", "−") in told["sum"]


def test_the_digit_to_argue_for_can_be_chosen(page):
    page.open(inside="Activations", network="ten-lines", why="3").draw(LINE)
    told = board(page)
    assert told["digit"] == 3
    influence = np.abs(contributions(told)[told["order"], 3])
    assert (np.diff(influence) <= 0).all()


def test_every_hidden_layer_can_be_looked_at(page):
    page.open(inside="Activations", layer="1").draw(LINE)
    first = board(page)
    assert len(first["activations"]) == 6 and not first["exact"] and first["side"] == 28
    page.app.segmented_control(key="draw-layer").set_value(2)
    page.run()
    second = board(page)
    assert len(second["activations"]) == 5 and second["exact"]
    assert second["from"] == "unit of hidden layer 1"


def test_a_network_without_hidden_layers_has_no_units_but_ten_maps(page):
    page.open(inside="Activations", network="no-hidden-layer").draw(LINE)
    assert "no hidden layer" in panel(page)
    page.app.pills(key="draw-inside").set_value("Evidence")
    page.run()
    logits = network("no-hidden-layer").logits(image_of(page)[None])[0]
    sums = re.findall(r"<b>([+−][\d.]+)</b></p></figure>", panel(page))
    assert len(sums) == 10
    assert [float(text.replace("−", "-")) for text in sums] == pytest.approx(list(logits), abs=0.06)


def test_why_not_shows_both_sides(page):
    page.open(inside="Evidence", network="ten-lines").draw(LINE)
    best = int(network("ten-lines").logits(image_of(page)[None])[0].argmax())
    other = (best + 1) % 10
    assert f"Why {a_numeral(best)}?" in panel(page)
    page.app.pills(key="draw-why").set_value(str(other))
    page.run()
    assert f"Why not {a_numeral(other)}?" in panel(page)
    assert f"What your ink says about {a_numeral(best)}, the best guess" in panel(page)
    drawn, blank = network("ten-lines").logits(np.stack([image_of(page), np.zeros((28, 28), "u1")]))
    for digit in (best, other):
        assert signed(drawn[digit] - blank[digit]) in panel(page)
        assert signed(drawn[digit]) in panel(page)
    assert "integrated gradients" in panel(page) and "gradient" in panel(page)


def test_the_maps_are_of_the_ink_or_of_the_weights_alone(page, monkeypatch):
    page.open(inside="Evidence", network="no-hidden-layer", why="4").draw(LINE)
    with_ink = panel(page)
    assert "What your ink says about a 4" in with_ink and with_ink.count("<img") == 12
    monkeypatch.setattr(DenseExplainer, "ink_evidence", None)  # which isn't needed for what comes
    page.app.segmented_control(key="draw-maps").set_value("alone")
    page.run()
    assert page.address["maps"] == "alone"
    assert "The weights of a 4" in panel(page) and panel(page).count("<img") == 12
    pictures = [set(re.findall(r'src="([^"]+)"', html)) for html in (with_ink, panel(page))]
    assert not pictures[0] & pictures[1]
    sums = [re.findall(r"<li .*?</li>", html) for html in (with_ink, panel(page))]
    assert sums[0] == sums[1] and len(sums[0]) == 10


@pytest.mark.parametrize(
    ("name", "rows", "places"), [("no-hidden-layer", 10, 2), ("ten-lines", 2, 1)]
)
def test_bars_lead_from_the_start_to_the_logit(page, name, rows, places):
    page.open(inside="Evidence", network=name).draw(LINE)
    logits = network(name).logits(image_of(page)[None])[0]
    other = int(logits.argmin())
    page.app.pills(key="draw-why").set_value(str(other))
    page.run()
    found = re.findall(r'<li class="(.*?)"><b>(\d)</b>(.*?)</li>', panel(page))
    assert len(found) == rows
    for kinds, digit, row in found:
        assert ("dl-won" in kinds) == (int(digit) == logits.argmax())
        assert ("dl-asked" in kinds) == (int(digit) == other)
        start, gains, losses, total = (
            float(text.replace("−", "-")) for text in re.findall(r"<(?:span|strong)>(.*?)</", row)
        )
        assert gains >= 0 >= losses and total == pytest.approx(logits[int(digit)], abs=0.006)
        assert start + gains + losses == pytest.approx(total, abs=0.2)
        bars = re.findall(r'<em class="dl-(\w+)" style="left:(.*?)%;width:(.*?)%">', row)
        ends = {kind: (float(left), float(left) + float(width)) for kind, left, width in bars}
        mark = float(re.search(r'<u style="left:(.*?)%"', row)[1])
        assert ends["for"][1] == pytest.approx(ends["against"][1], abs=0.02)
        assert mark == pytest.approx(ends["against"][0], abs=places)


def test_a_digits_key_asks_why_not_that_digit():
    state = PageState("keys", SETTINGS)
    for inside, digit, expected in (
        (None, "7", ("Evidence", "7")),
        ("Activations", "3", ("Activations", "3")),
        ("Softmax", "3", ("Softmax", None)),
        (None, "10", (None, None)),
        (None, "<b>", (None, None)),
    ):
        state.visit.values.update({"inside": inside, "why": None})
        argue_for(state, digit)
        assert (state["inside"], state["why"]) == expected
        assert can_argue(state) is (inside != "Softmax")


def test_words_about_tiles_are_said_where_there_are_tiles(page):
    page.open(inside="Activations", network="no-hidden-layer").draw(LINE)
    assert "Press the first tiles" not in page.html
    page.app.selectbox(key="draw-network").select("ten-lines")
    page.run()
    assert "Press the first tiles" in page.html


def test_two_networks_say_whether_they_agree(page):
    page.open(inside="Two networks", second="no-hidden-layer").draw(LINE)
    titles = [library.card(name)["title"] for name in ("default", "no-hidden-layer")]
    assert all(title in panel(page) for title in titles)
    assert "They agree" in panel(page) or "They disagree" in panel(page)
    page.app.selectbox(key="draw-second").select("default")
    page.run()
    assert "<strong>They agree.</strong>" in panel(page)
    assert page.address["second"] == "default"


def test_the_panel_can_be_left_and_come_back_to(page):
    page.open(inside="Two networks", second="no-hidden-layer").draw(LINE)
    page.app.pills(key="draw-inside").set_value("Softmax")
    page.run().draw(DASH)
    assert shows(page, "Softmax")
    page.app.pills(key="draw-inside").set_value("Two networks")
    page.run().draw(LINE)
    assert page.app.selectbox(key="draw-second").value == "no-hidden-layer"
    assert shows(page, "Two networks")


def test_numbers_beyond_all_bounds_get_a_sentence(page, monkeypatch):
    def broken(name):
        made = network("ten-lines")
        weights = [np.full_like(array, np.nan) for array in made.weights]
        return DenseRecogniser(made.spec, weights, made.card)

    monkeypatch.setattr(library, "load", broken)
    page.open()
    for name in ("Activations", "Evidence", "Softmax", "Two networks"):
        page.app.pills(key="draw-inside").set_value(name)
        page.run().draw(LINE)
        assert "beyond all bounds" in panel(page)


def reading(**shares: float) -> Reading:
    """A reading of d3=0.9 and so on; the rest is shared evenly."""
    rest = (1 - sum(shares.values())) / (10 - len(shares))
    return judge(np.array([shares.get(f"d{digit}", rest) for digit in range(10)], np.float32))


@pytest.mark.parametrize(
    ("first", "second", "agree"),
    [
        (reading(d3=0.9), reading(d3=0.95), True),
        (reading(d3=0.9), reading(d5=0.9), False),
        (reading(), reading(d2=0.2), True),
        (reading(d4=0.5, d9=0.45), reading(d4=0.45, d9=0.5), True),
        (reading(d4=0.5, d9=0.45), reading(d4=0.9), False),
        (reading(), reading(d4=0.9), False),
    ],
)
def test_networks_agree_if_they_leave_the_same_digits_open(first, second, agree):
    pair = [network("ten-lines"), network("shallow-net")]
    words = in_words(pair, [first, second])
    assert ("They agree" in words) is agree


def test_networks_of_the_same_title_are_told_apart(page, monkeypatch):
    monkeypatch.setattr(
        "pages.shared.networks.menu.title", lambda name: "The same" if "n" in name else name
    )
    page.open(network="shallow-net")
    assert page.app.selectbox(key="draw-network").value == "shallow-net"
    shown = page.app.selectbox(key="draw-network").options
    assert len(set(shown)) == len(shown)


def test_the_second_network_is_loaded_only_when_it_is_shown(page, monkeypatch):
    asked = []
    monkeypatch.setattr(library, "load", lambda name: asked.append(name) or network(name))
    page.open(second="no-hidden-layer").draw(LINE)
    assert asked == ["default"]
    page.app.pills(key="draw-inside").set_value("Two networks")
    page.run()
    page.run()
    assert asked == ["default", "no-hidden-layer"]


def test_a_second_network_that_cannot_be_loaded_leaves_the_first_one_alone(page, monkeypatch):
    def load(name):
        if name == "ten-lines":
            raise UserError("The weights of Ten lines are missing.")
        return network(name)

    monkeypatch.setattr(library, "load", load)
    page.open(inside="Two networks").draw(LINE)
    page.run()
    assert "The weights of Ten lines are missing." in panel(page)
    assert (
        'data-network="default"' in page.html
        and 'class="dl-verdict" data-verdict="failed"' not in page.html
    )


def test_share_keeps_the_panel_and_the_digit(page):
    page.open(inside="Evidence", why="7", second="shallow-net").draw(LINE)
    page.app.session_state["draw-share"] = True
    page.run()
    address = "".join(code.value for code in page.app.code)
    assert "inside=Evidence" in address and "why=7" in address and "second=shallow-net" in address


def test_several_that_are_no_number_are_pointed_out(monkeypatch):
    def undecided(name: str) -> Recogniser:
        spec = network(name).spec
        weights = [np.zeros(shape, np.float32) for shape in spec.shapes]
        return DenseRecogniser(spec, weights, {"name": name, "title": name})

    with standing_in(monkeypatch, undecided) as page:
        page.open().draw(LINE, DASH)
        assert "more than one digit" not in page.frame["answer"]
        ink = np.zeros_like(page.pad.ink)
        ink[100:300, 30:140] = ink[100:300, 260:370] = 255
        page.pad.ink = ink
        page.run()
        assert "more than one digit" in page.frame["answer"]


def test_softmax_can_be_followed_with_a_pencil():
    table = softmax_table(np.array([2.0, 1.0, 0, 0, 0, 0, 0, 0, 0, 0]), 0, 1)
    cells = re.findall(r"<td>([^<]*)</td>", table)
    assert cells[:4] == ["2.00", "0.00", "1.0000", "40.81 %"]
    assert cells[4:8] == ["1.00", "−1.00", "0.3679", "15.01 %"]
    assert "2.4506" in table  # 1 + e⁻¹ + 8 e⁻²
    assert "2.72 times as large" in table


def test_softmax_of_very_large_and_very_small_logits_is_still_a_table():
    large = softmax_table(np.arange(10) * 1e4, 9, 8)
    assert "nan" not in large and "inf" not in large
    assert "e to the 10,000 = 10⁴³⁴² times as large" in large
    small = softmax_table(np.arange(10) * -1e-9 - 3, 0, 1)
    assert small.count("10.00 %") == 10 and "z − (−3.00)" in small


def test_the_sheet_of_weights_has_a_square_for_every_unit():
    incoming = np.zeros((784, 20), np.float32)
    incoming[0, 17] = 1.0  # the top left pixel of the second square in the second row
    picture = Image.open(io.BytesIO(draw_sheet(incoming, "light"))).convert("RGB")
    assert picture.size == (16 * 28, 2 * 28)
    assert picture.getpixel((28, 28)) == FOR["light"]
