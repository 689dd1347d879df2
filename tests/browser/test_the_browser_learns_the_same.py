"""What learns in the browser learns as the model does: its own modules, in a real Chromium."""

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page

from model.hidden_layer import HiddenLayer, cross_entropy, first_weights, learn
from model.neuron import Line, learn_by_gradient, learn_from_mistake
from model.neuron import cross_entropy as loss_of
from pages.neuron import points as sets
from pages.neuron.hidden import ACTIVATIONS
from pages.neuron.line import RATES, START
from pages.shared.words import numbers
from server import scripts

STEPS = 60
ROUNDING = 1e-12  # of numbers about 1, after some dozen steps

LEARN_LINES = """
async ({ module, runs, steps }) => {
  const rule = await import(module)
  return runs.map(({ name, start, points, rate }) => {
    const lines = [start]
    while (lines.length <= steps) {
      const update = rule[name](lines.at(-1), points, rate)
      if (!update) break
      lines.push(update.after)
    }
    return { lines, loss: rule.crossEntropy(lines.at(-1), points) }
  })
}
"""
LEARN_NETWORKS = """
async ({ module, runs, steps }) => {
  const rule = await import(module)
  return runs.map(({ network, points, rate }) => {
    for (let step = 0; step < steps; step++) network = rule.learn(network, points, rate)
    return { ...network, loss: rule.lossOf(network, points), sum: rule.sumAt(network, 0.3, -0.7) }
  })
}
"""
WRITE = """
async ({ module, values }) => {
  const { plain, factor } = await import(module)
  return values.map((each) => [plain(each), plain(each, 0), factor(each)])
}
"""


@pytest.fixture
def page(context: BrowserContext, app_address: str) -> Page:
    """A page of the server's without anything of the app's in it."""
    page = context.new_page()
    page.goto(f"{app_address}/_stcore/health")
    return page


def script(name: str) -> str:
    return "/" + scripts.address(scripts.FOLDER / "neuron" / f"{name}.js")


def given(points: sets.Points) -> list[dict]:
    return [{"square": each.square, "x": each.x, "y": each.y} for each in points]


def test_a_line_and_a_network_learn_the_same(page):
    names = [name for name, points in sets.DATA_SETS.items() if points]
    rules = {"learnFromMistake": learn_from_mistake, "learnByGradient": learn_by_gradient}
    cases = [(rule, name, float(rate)) for rule in rules for name in names for rate in RATES]
    runs = [
        {
            "name": rule,
            "start": [START.w1, START.w2, START.b],
            "points": given(sets.DATA_SETS[name]),
            "rate": rate,
        }
        for rule, name, rate in cases
    ]
    asked = {"module": script("line_rule"), "runs": runs, "steps": STEPS}
    found = page.evaluate(LEARN_LINES, asked)
    for (rule, name, rate), each in zip(cases, found, strict=True):
        places, targets = (make(sets.DATA_SETS[name]) for make in (sets.places, sets.targets))
        lines = [START]
        while len(lines) <= STEPS:
            update = rules[rule](lines[-1], places, targets, rate)
            if update is None:
                break
            lines.append(update.after)
        ours = [[line.w1, line.w2, line.b] for line in lines]
        if rule == "learnFromMistake":
            assert each["lines"] == ours, (name, rate)  # to the last bit
        else:
            np.testing.assert_allclose(each["lines"], ours, atol=ROUNDING)
        last = Line(*each["lines"][-1])
        assert each["loss"] == pytest.approx(loss_of(last, places, targets), abs=ROUNDING)

    starts = [
        (first_weights(units, activation, seed=units), name, rate)
        for units in (1, 2, 8)
        for activation in ACTIVATIONS
        for name, rate in (("xor", 1.0), ("ring", 0.1))
    ]
    runs = [
        {
            "network": {
                "inputs": network.inputs.tolist(),
                "outputs": network.outputs.tolist(),
                "activation": network.activation,
            },
            "points": given(sets.DATA_SETS[name]),
            "rate": rate,
        }
        for network, name, rate in starts
    ]
    asked = {"module": script("network_rule"), "runs": runs, "steps": STEPS}
    found = page.evaluate(LEARN_NETWORKS, asked)
    for (network, name, rate), each in zip(starts, found, strict=True):
        places, targets = (make(sets.DATA_SETS[name]) for make in (sets.places, sets.targets))
        learnt: HiddenLayer = network
        for _ in range(STEPS):
            learnt = learn(learnt, places, targets, rate)
        np.testing.assert_allclose(each["inputs"], learnt.inputs, atol=ROUNDING)
        np.testing.assert_allclose(each["outputs"], learnt.outputs, atol=ROUNDING)
        assert each["loss"] == pytest.approx(cross_entropy(learnt, places, targets), abs=ROUNDING)
        place = np.array([[0.3, -0.7]])
        assert each["sum"] == pytest.approx(learnt.sums(place)[0], abs=ROUNDING)

    values = [-3.0, -0.4, -0.0001, 0.0, 0.6, 2.345678, 1234.7]
    written = page.evaluate(WRITE, {"module": script("numbers"), "values": values})
    assert written == [
        [numbers.plain(each), numbers.plain(each, 0), numbers.factor(each)] for each in values
    ]
