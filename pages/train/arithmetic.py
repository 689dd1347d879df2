"""How many parameters and updates a training has, with the sums that lead there, as HTML."""

from html import escape
from itertools import pairwise

from model.network import CLASSES, PIXELS
from pages.shared.words.settings import in_words
from training.config import TrainingConfig


def parameter_sum(config: TrainingConfig) -> str:
    """The parameters of each layer and of the network.

    >>> parameter_sum(TrainingConfig(hidden_units=(64,)))
    '(784 × 64 + 64) + (64 × 10 + 10) = 50,890'
    """
    sizes = (PIXELS, *config.hidden_units, CLASSES)
    layers = " + ".join(f"({_product(*pair)})" for pair in pairwise(sizes))
    return f"{layers} = {config.spec.parameters:,}"


def update_sum(config: TrainingConfig) -> str:
    """How often the weights are updated.

    >>> update_sum(TrainingConfig(batch_size=128, epochs=200))
    '⌈60,000 / 128⌉ × 200 = 93,800'
    """
    return (
        f"⌈{config.fitted_images:,} / {config.batch_size:,}⌉ × {config.epochs:,} = "
        f"{config.weight_updates:,}"
    )


def summary_table(config: TrainingConfig) -> str:
    """The layers as Keras's summary lists them, with how their parameters come about."""
    values = "divided by 255" if config.scaled else "as they are, 0 to 255"
    rows = [("Input", f"28 × 28 pixels, {values}", "28 × 28", "", 0)]
    rows.append(("Flatten", "one row of pixels after the other", f"{PIXELS}", "", 0))
    inputs = PIXELS
    activation = in_words("activation", config.activation)
    for number, units in enumerate(config.hidden_units, start=1):
        rows.append(_dense(f"Hidden {number}", activation, inputs, units))
        if config.dropout:
            silenced = f"silences {in_words('dropout', config.dropout)} while training"
            rows.append(("Dropout", silenced, f"{units:,}", "", 0))
        inputs = units
    rows.append(_dense("Output", "Softmax", inputs, CLASSES))
    body = "".join(_row(*row) for row in rows)
    return (
        '<div class="dl-scroll"><table class="dl-table"><thead><tr><th>Layer</th><th>What it does'
        "</th><th>Output</th><th>Weights + biases</th><th>Parameters</th></tr></thead>"
        f"<tbody>{body}</tbody><tfoot><tr><th>Together</th><td></td><td></td>"
        f"<td></td><td>{config.spec.parameters:,}</td></tr></tfoot></table></div>"
    )


def sums(config: TrainingConfig) -> str:
    """Both sums, each with the sentence that it needs."""
    held_out = config.training_images - config.fitted_images
    without = (
        f" {config.training_images:,} − {held_out:,} images are learned from; the others are "
        "held out for validation."
        if held_out
        else ""
    )
    return (
        f'<p class="dl-sum"><strong>Parameters</strong> {escape(parameter_sum(config))}</p>'
        "<p>Every neuron has one weight for each of its inputs, and one bias.</p>"
        f'<p class="dl-sum"><strong>Weight updates</strong> {escape(update_sum(config))}</p>'
        f"<p>One update after each batch; the last batch of an epoch may be smaller.{without}</p>"
    )


def _product(inputs: int, units: int) -> str:
    return f"{inputs:,} × {units:,} + {units:,}"


def _dense(name: str, what: str, inputs: int, units: int) -> tuple[str, str, str, str, int]:
    return name, what, f"{units:,}", _product(inputs, units), inputs * units + units


def _row(name: str, what: str, output: str, product: str, parameters: int) -> str:
    return (
        f"<tr><th>{escape(name)}</th><td>{escape(what)}</td><td>{output}</td>"
        f"<td>{product}</td><td>{parameters:,}</td></tr>"
    )
