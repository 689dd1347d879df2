"""The lessons: which steps they have, what to do in each, and what is seen then.

The one source of the page *Lesson*, of what is said while a lesson is under way, and of
docs/lesson-plan.md. What stands between asterisks is the name of something that is on the screen
at that step; a browser test opens each step and looks for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType
from urllib.parse import urlencode

PLAN = "plan"  # the parameter of an address at which a lesson is under way: "45-3"

# Drawings as addresses say them (`drawing_in_address`): an open 4, and one that is small and in
# the pad's top left corner.
OPEN_FOUR = "eNpjecCo9oFxGiOzGqMasxqzBohkYWFhA0IQYDNgNGAwYNBjBNEPGPkmsUxjZI1gjmCOYo0A0QAeKgkl"
SMALL_FOUR = "eNpjSVDzMWDgYeQBYj4QzcTAwAQCIFIAKCTAAMICDAl8qxgNGGUYZRjkQCSjDABqZwO7"


@dataclass(frozen=True)
class Step:
    """A step of a lesson.

    Attributes:
        name: unique among all steps.
        title: what it is about.
        minutes: how long it takes with a class.
        page: the page's name in the address; empty for Draw.
        query: what is set there.
        do: what to do, one thing after the other.
        see: what is seen then.
        ask: what to think about.
        hint: what only a teacher needs; empty for nothing.
    """

    name: str
    title: str
    minutes: int
    page: str
    query: Mapping[str, str] = field(default_factory=dict, kw_only=True)
    do: tuple[str, ...] = field(kw_only=True)
    see: str = field(kw_only=True)
    ask: str = field(kw_only=True)
    hint: str = field(default="", kw_only=True)

    @property
    def page_title(self) -> str:
        """What the navigation calls the page."""
        return (self.page or "draw").capitalize()

    def address(self, place: str) -> str:
        """Where it is, below the app's own address, with everything set.

        >>> Step("", "", 1, "train", query={"recipe": "ten-lines"}, do=(), see="", ask="").address(
        ...     "90-12"
        ... )
        'train?recipe=ten-lines&plan=90-12'

        Args:
            place: which step of which lesson it is, see `place_in`.
        """
        return f"{self.page}?{urlencode({**self.query, PLAN: place}, safe=',')}"


@dataclass(frozen=True)
class Lesson:
    """A lesson of so many minutes.

    Attributes:
        minutes: how long it takes.
        title: what it asks.
        steps: in their order.
    """

    minutes: int
    title: str
    steps: tuple[Step, ...]

    def place(self, number: int) -> str:
        """A step of this lesson as addresses say it; the first is 1."""
        return f"{self.minutes}-{number}"

    def address(self, number: int) -> str:
        """The address of a step; see `Step.address`."""
        return self.steps[number - 1].address(self.place(number))


STEPS = (
    Step(
        "draw",
        "Anywhere, at any size",
        5,
        "",
        do=(
            "Draw a large 3 on the pad and look at *How likely is each digit?*",
            "Press *Clear* and draw a 3 a third as large, in a corner.",
            "Press *Clear* again and draw a scribble.",
        ),
        see="Both times the answer is 3. The scribble is none: *That doesn’t look like a digit.*",
        ask="When is it wrong? When does it say that it doesn’t know?",
    ),
    Step(
        "nine",
        "When does a 4 become a 9?",
        4,
        "",
        query={"drawing": OPEN_FOUR},
        do=(
            "On the pad is an open 4, with a gap at the top. Draw a line across the gap, from one "
            "tip to the other, slowly.",
            "Press *Replay* and pull the slider along.",
        ),
        see="The 4 becomes a 9 as the gap closes. A pointed 4, whose lines meet at the top, "
        "stays a 4.",
        ask="At which point does the network change its mind? When do you?",
        hint="For a 4 of one’s own: the bar ends at the long line, or the closed shape may be a 7.",
    ),
    Step(
        "uncentred",
        "The same ink, not centred",
        3,
        "",
        query={"uncentred": "true", "drawing": SMALL_FOUR},
        do=(
            "On the pad is a small 4 in a corner. Compare the answer with what stands under "
            "*Without centring*.",
        ),
        see="The answer is 4. The whole pad, merely shrunk, is no digit for the same network.",
        ask="The same network and the same ink: why does it fail?",
    ),
    Step(
        "centring",
        "From the pad to the network",
        4,
        "",
        query={"inside": "Centring", "drawing": SMALL_FOUR},
        do=(
            "Follow the small 4 through the four pictures, to *4. Place it in 28 × 28*.",
            "Press *Clear* and draw a large 4 in the middle.",
        ),
        see="The last picture is much the same again, and that is the one that the network sees.",
        ask="Which of the pictures change when you draw the digit elsewhere?",
    ),
    Step(
        "pixels",
        "A picture is 784 numbers",
        4,
        "data",
        query={"view": "one"},
        do=(
            "Point at a pixel of the digit, or touch one.",
            "Press *Lay the rows in a line*. Then switch *0 to 1* on.",
        ),
        see="Each pixel has a row, a column, a value and *Its place in the line of 784*.",
        ask="Where in the line is the top left corner, and where the middle?",
    ),
    Step(
        "hot-dog",
        "A neuron that knows a hot dog",
        5,
        "neuron",
        do=(
            "Switch *ketchup*, *mustard* and *bun* on and off, and watch the sum.",
            "Change weights and *Threshold* until it fires for a hot dog, which has the bun and at "
            "least one sauce. Weights of 1, 1 and 2 with a threshold of 3 do it, and so do many "
            "others.",
        ),
        see="The neuron fires when its sum reaches the threshold. At last all eight rows "
        "are right, and the task says *Done!*",
        ask="What does a large weight mean, and what one below zero?",
    ),
    Step(
        "gates",
        "AND, then OR",
        3,
        "neuron",
        query={"task": "and", "w1": "1", "w2": "1", "w3": "0", "threshold": "1"},
        do=(
            "Raise *Threshold* until only both switches together fire.",
            "Press *OR* and find the threshold for it.",
        ),
        see="With weights of 1, a threshold of 2 is AND and one of 1 is OR. The line moves and "
        "keeps its direction. Both tasks say *Done!*",
        ask="Which other weights and thresholds do the same?",
    ),
    Step(
        "xor",
        "What one neuron can’t do",
        4,
        "neuron",
        query={"task": "xor", "w1": "1", "w2": "1", "w3": "0", "threshold": "2"},
        do=(
            "Try to fire for either switch alone, and neither for none nor for both.",
            "When three rows are right, open *Why not?*",
        ),
        see="Three of the four rows can be right, and never all four.",
        ask="Where would the four points have to lie for a line to part them?",
    ),
    Step(
        "evidence",
        "Reasons for an answer",
        7,
        "",
        query={"network": "no-hidden-layer", "inside": "Evidence"},
        do=(
            "Draw a 3. Below the answer are ten maps of weights with your ink on them: find the "
            "one with the largest sum.",
            "Choose the 8 at *Argue for*.",
        ),
        see="Blue speaks for a digit, red against it. *Why not an 8?* is answered in numbers.",
        ask="Where is the map of the 0 red, and why there?",
    ),
    Step(
        "stroke",
        "The stroke that changes the answer",
        4,
        "",
        query={
            "network": "no-hidden-layer",
            "inside": "Evidence",
            "why": "9",
            "maps": "alone",
            "drawing": OPEN_FOUR,
        },
        do=(
            "On the pad is an open 4, below it *The weights of a 9*. Look where they are blue.",
            "Draw one stroke there: across the gap at the top.",
        ),
        see="The answer becomes 9, and *Why a 9?* shows what your stroke added.",
        ask="Could a stroke turn it into a 1? Into a 6?",
    ),
    Step(
        "softmax",
        "From sums to shares",
        4,
        "",
        query={"network": "no-hidden-layer", "inside": "Softmax", "drawing": OPEN_FOUR},
        do=(
            "Take a row of the table and check it with a calculator, from *Logit z* to the share "
            "at its end.",
        ),
        see="Ten logits, of which some are below zero, become shares that add up to *100.00 %*.",
        ask="What happens to the shares if every logit grows by one?",
    ),
    Step(
        "mistakes",
        "What it gets wrong",
        9,
        "data",
        query={"view": "mistakes", "network": "no-hidden-layer"},
        do=(
            "Each row is *what it is*, each column *what the network reads*. Press the largest red "
            "number.",
            "Press *To the pad* under one of the digits, and mend it there.",
            "Press *Next mistake* under the pad.",
        ),
        see="The pad shows the digit and says what it was and what it was read as. A stroke or two "
        "is often enough.",
        ask="Would you have read it? What would have to be different for the network to read it?",
    ),
    Step(
        "line",
        "A neuron learns",
        5,
        "neuron",
        query={"lesson": "line"},
        do=(
            "Press *Learn*, and read what the update did. Press it again.",
            "Then press *10 ×*.",
        ),
        see="Each mistake moves the line a little. When none is left, the task says *Done!*",
        ask="What does one update change, and by how much?",
    ),
    Step(
        "descent",
        "How large a step?",
        5,
        "neuron",
        query={"lesson": "descent", "rate": "0.003"},
        do=(
            "Press *10 ×*: the ball creeps.",
            "Move *Learning rate* to 0.1 and press *10 ×* twice. Then do the same with 1.05.",
        ),
        see="Too small a rate creeps, a good one is soon at the bottom, and too large a one makes "
        "the ball leave the picture.",
        ask="How does too large a rate look in the small curve of the loss?",
    ),
    Step(
        "train",
        "Ten neurons learn to read",
        12,
        "train",
        query={"recipe": "ten-lines"},
        do=(
            "Draw a digit under *Your digit as it learns*, or press *Draw one for me*.",
            "Press *Train* and watch the curves, the bars and the weights.",
        ),
        see="It learns within seconds. At the end *Theirs* and *Yours* stand side by side.",
        ask="What changes first: the curves, the weights or the bars of your digit? Why do two "
        "people with the same *Seed* get the same run?",
        hint="Who waits in the queue can watch a neighbour’s run by its address under *Share*.",
    ),
    Step(
        "rate",
        "The best learning rate",
        8,
        "train",
        query={"epochs": "5"},
        do=(
            "Open *Learning* and choose another *Learning rate* than your neighbours.",
            "Press *Train*. Who is alone, trains with three rates, one after the other.",
        ),
        see="*Your runs* says what each one reached: the *Test accuracy* has a best rate.",
        ask="Who found the best one? What do those on the left and on the right of it have in "
        "common?",
        hint="Show *Class* on the projector and choose the learning rate at *Compare by*.",
    ),
    Step(
        "overfitting",
        "Learnt by heart",
        8,
        "train",
        query={"recipe": "first-network", "epochs": "20"},
        do=("Press *Train*. Whoever likes, takes 5 epochs instead of 20.",),
        see="The *training* curve goes on rising, the *validation* curve soon doesn’t.",
        ask="What is that called? Which of the two would you believe?",
    ),
    Step(
        "letter",
        "Sure of a letter",
        7,
        "",
        query={"network": "first-network", "inside": "Two networks", "second": "default"},
        do=(
            "Draw a capital A. In the place of *First network* you can have the one that you "
            "trained: it is at the end of the menu.",
        ),
        see="*First network* takes it for a digit, though it never saw a letter. *Default "
        "recogniser* sees no digit.",
        ask="Why is the one so sure? What did the other learn that it never saw?",
    ),
)

STEP = MappingProxyType({each.name: each for each in STEPS})


def _lesson(minutes: int, title: str, names: str) -> Lesson:
    return Lesson(minutes, title, tuple(STEP[name] for name in names.split()))


LESSONS = (
    _lesson(20, "What does the computer see?", "draw nine uncentred centring pixels"),
    _lesson(
        45,
        "How does it decide?",
        "draw pixels hot-dog gates xor evidence stroke softmax mistakes",
    ),
    _lesson(
        90,
        "How does it learn?",
        "draw pixels hot-dog gates xor evidence stroke softmax mistakes line descent train rate "
        "overfitting letter",
    ),
)


def emphasised(text: str) -> str:
    """A step's text as HTML: what is on the screen is bold.

    >>> emphasised("Press *A < B* now.")
    'Press <b>A &lt; B</b> now.'
    """
    parts = escape(text, quote=False).split("*")
    return "".join(f"<b>{part}</b>" if odd else part for odd, part in _numbered(parts))


def named(text: str) -> list[str]:
    """What a step's text says is on the screen.

    >>> named("Press *Clear*, then *Undo*.")
    ['Clear', 'Undo']
    """
    return [part for odd, part in _numbered(text.split("*")) if odd]


def _numbered(parts: list[str]) -> list[tuple[int, str]]:
    return [(number % 2, part) for number, part in enumerate(parts)]
