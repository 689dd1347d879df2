"""What a network makes of the drawing: verdict, bars and the image that it sees, as HTML."""

from model.letters import letters_like
from model.loading import Failure
from model.preprocess import squash
from model.recogniser import Recogniser, Verdict
from pages.draw.cause import cause_html
from pages.draw.look_inside import View
from pages.shared.look.bars import ten_bars
from pages.shared.look.pictures import empty_picture, picture
from pages.shared.networks.in_browser import live
from pages.shared.pad.pad import Pad
from pages.shared.words import verdict
from pages.shared.words.notices import notices_html
from pages.shared.words.verdict import WORDS

BARS = "How probable the network finds each of the ten digits, as bars from 0 to 100 %."
UNCENTRED = "Also shows what the same network says when the whole pad is merely shrunk."


def answer_to_come(network: str) -> str:
    """The place of the answer, of its size, where the browser writes whatever is known first.

    Args:
        network: the name of the one that reads.
    """
    attribute = live([network], words=WORDS)
    return f'<div class="dl-reading" {attribute}><div class="dl-verdict-column"></div></div>'


def answer_html(view: View, pad: Pad, network: str, uncentred: bool) -> str:
    """Verdict, bars and image.

    Args:
        view: what the network makes of the drawing.
        pad: what is drawn.
        network: the network's name.
        uncentred: whether to show, too, what it says without MNIST's centring.
    """
    card = verdict.about(_card(view, pad), network, pad.strokes_read, view.network is not None)
    reading = view.reading
    winner = reading.digit if reading and reading.verdict is Verdict.DIGIT else None
    bars = ten_bars(reading.probabilities if reading else None, winner, BARS, large=True)
    problem = notices_html([pad.problem]) if pad.problem else ""
    return (
        f'<div class="dl-verdict-column">{card}{cause_html(view.mend)}</div>'
        f'<div class="dl-bars-column"><h3>How likely is each digit?</h3>{bars}</div>'
        f'<div class="dl-image-column"><h3>What the network sees</h3>{_image(view)}'
        "<p>28 × 28 pixels, centred like the digits that it learned from (MNIST).</p>"
        f'<button role="switch" aria-checked="{str(uncentred).lower()}" '
        f'class="dl-switch" data-press="uncentred" title="{UNCENTRED}"><i></i>'
        f"Without centring</button>{_uncentred(view) if uncentred else ''}</div>{problem}"
    )


def boxes(view: View, pad: Pad) -> list[list[float]]:
    """Where the digits of a number are: left, top, width and height, as shares of the pad's side.

    The one that is looked at comes first.
    """
    side = len(pad.ink)
    ordered = sorted(range(len(view.number)), key=lambda place: place != view.chosen)
    return [
        [round(each / side, 4) for each in (left, top, right - left, bottom - top)]
        for top, left, bottom, right in (view.number[place].box for place in ordered)
    ]


def tools_html(pad: Pad) -> str:
    """The buttons under the pad."""
    drawn = bool(pad.drawing)
    return (
        _tool("undo", "Undo", "undo", pad.can_undo, "Ctrl+Z. Ctrl+Y takes it back.", "Control+Z")
        + _tool("clear", "Clear", "delete", drawn, "Delete. Undo brings it back.", "Delete")
        + _tool("replay", "Replay", "play_arrow", drawn, "Draws it again, and reads it meanwhile.")
        + _tool("draw", "Draw one for me", "gesture", True, "A digit that somebody’s pen drew.")
    )


def _tool(press: str, label: str, icon: str, enabled: bool, tip: str, keys: str = "") -> str:
    """A button; its keys are those that pad_keys.js takes for it."""
    shortcut = f' aria-keyshortcuts="{keys}"' if keys else ""
    return (
        f'<button class="dl-button" title="{tip}"{shortcut} data-press="{press}"'
        f'{"" if enabled else " disabled"}><i aria-hidden="true">{icon}</i>'
        f"<span>{label}</span></button>"
    )


def _card(view: View, pad: Pad) -> str:
    if isinstance(view.network, Failure):
        again = '<button class="dl-button" data-press="retry">Try again</button>'
        return verdict.failed_card(view.network.sentence) + again
    if view.network is None:
        return verdict.loading_card(drawn=bool(pad.drawing))
    if view.reading is None:
        return verdict.blank_card()
    if view.number:
        return verdict.number_card([each.reading for each in view.number], view.chosen)
    letters = letters_like(view.steps.image, view.reading.digit)
    return verdict.verdict_card(view.reading, view.several, letters)


def _image(view: View) -> str:
    if view.steps is None:
        return empty_picture(WORDS["no_image"])
    return picture(view.steps.image, WORDS["image"])


def _uncentred(view: View) -> str:
    """What a network sees and says if the whole pad is merely shrunk to 28 x 28."""
    if view.steps is None:
        image = empty_picture("Nothing drawn yet.")
        answer = "What the same network says when the whole pad is merely shrunk."
    else:
        squashed = squash(view.steps.ink)
        image = picture(squashed, WORDS["shrunk"])
        readable = isinstance(view.network, Recogniser)
        answer = (
            verdict.shrunk_in_words(view.network.read(squashed)) if readable else "Merely shrunk."
        )
    return f'<div class="dl-uncentred">{image}<p>{answer}</p></div>'
