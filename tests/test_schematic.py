"""The network as a drawing, and its arithmetic."""

import re
from xml.etree import ElementTree

import pytest

from pages.train.arithmetic import parameter_sum, summary_table, sums, update_sum
from pages.train.schematic import HEIGHT, SHOWN, WIDTH, in_a_sentence, schematic
from training.config import TrainingConfig, allowed
from training.recipes import RECIPES

LAYERS = [(), (1,), (2, 3), (SHOWN,), (SHOWN + 1,), (64,), (2048, 1, 2048)]


def drawing(**values: object) -> ElementTree.Element:
    return ElementTree.fromstring(schematic(TrainingConfig(**values)))


def words(svg: ElementTree.Element, look: str) -> list[str]:
    return [text.text for text in svg.iter("text") if text.get("class") == look]


def neurons(svg: ElementTree.Element, look: str = "dl-awake") -> int:
    hidden = [group for group in svg.iter("g") if group.get("class") == "dl-hidden"]
    return sum(circle.get("class") == look for group in hidden for circle in group)


@pytest.mark.parametrize("layers", LAYERS)
def test_every_layer_is_there_with_its_size(layers):
    svg = drawing(hidden_units=layers)
    sizes = [f"{units:,}" for units in layers]
    assert sorted(words(svg, "dl-size")) == sorted(["784", *sizes, "10"])
    assert words(svg, "dl-class") == [str(digit) for digit in range(10)]


@pytest.mark.parametrize("layers", LAYERS)
def test_nothing_is_drawn_outside_of_the_picture(layers):
    svg = drawing(hidden_units=layers)
    for circle in svg.iter("circle"):
        assert 0 < float(circle.get("cx")) < WIDTH and 0 < float(circle.get("cy")) < HEIGHT
    for path in svg.iter("path"):
        numbers = [float(number) for number in re.findall(r"[\d.]+", path.get("d"))]
        assert max(numbers[::2]) < WIDTH and max(numbers[1::2]) < HEIGHT


def test_short_layers_are_complete_and_long_ones_have_dots():
    assert neurons(drawing(hidden_units=(SHOWN,))) == SHOWN
    assert neurons(drawing(hidden_units=(SHOWN,)), "dl-dot") == 0
    long = drawing(hidden_units=(SHOWN + 1,))
    assert neurons(long) < SHOWN and neurons(long, "dl-dot") == 3


def test_dropout_silences_about_its_share_of_the_neurons():
    assert neurons(drawing(dropout=0.0), "dl-silent") == 0
    half = drawing(hidden_units=(SHOWN,), dropout=0.5)
    assert abs(neurons(half, "dl-silent") - neurons(half)) <= 1


def test_what_the_pixels_are_and_every_activation_is_named():
    assert "0 to 1" in words(drawing(), "dl-name")
    assert "0 to 255" in words(drawing(scaled=False), "dl-name")
    for activation in allowed("activation").values:
        names = words(drawing(activation=activation), "dl-name")
        assert len(names) == 3 and max(map(len, names)) <= 10


def test_the_drawing_says_in_words_what_it_shows():
    sentence = in_a_sentence(TrainingConfig(hidden_units=(512, 64), activation="sigmoid"))
    assert "784 pixels" in sentence and "512" in sentence and "64" in sentence
    assert "Sigmoid" in sentence
    assert "activation" not in in_a_sentence(TrainingConfig(hidden_units=()))
    assert drawing().get("role") == "img" and drawing().get("aria-label")


def test_the_sums_come_out_as_the_lessons_say():
    shallow, _, ten, tester, *_ = (each.config for each in RECIPES)
    assert parameter_sum(shallow) == "(784 × 64 + 64) + (64 × 10 + 10) = 50,890"
    assert parameter_sum(ten) == "(784 × 10 + 10) + (10 × 10 + 10) = 7,960"
    assert update_sum(tester) == "⌈60,000 / 10⌉ × 2 = 12,000"
    assert parameter_sum(TrainingConfig(hidden_units=())) == "(784 × 10 + 10) = 7,850"
    held_out = TrainingConfig(validation_split=0.1)
    assert update_sum(held_out) == "⌈54,000 / 128⌉ × 10 = 4,220"
    assert "60,000 − 6,000 images" in sums(held_out)


@pytest.mark.parametrize("layers", LAYERS)
def test_the_table_adds_up(layers):
    config = TrainingConfig(hidden_units=layers, dropout=0.5)
    table = ElementTree.fromstring(summary_table(config))
    parameters = [
        int(row[-1].text.replace(",", "")) for row in table.iter("tr") if row[-1].tag == "td"
    ]
    assert sum(parameters[:-1]) == parameters[-1] == config.spec.parameters
