"""The Neuron page's lessons, in their order; a new one is added here."""

from pages.neuron import activation, descent, hidden, line, perceptron, softmax
from pages.neuron.lesson import CHOOSER, PAGE
from pages.shared.url.page_state import PageState
from pages.shared.url.setting import OneOf

_MODULES = (perceptron, line, hidden, activation, softmax, descent)

LESSONS = {each.LESSON.name: each.LESSON for each in _MODULES}
SHOW = {each.LESSON.name: each.show for each in _MODULES}

NEURON = PageState(
    PAGE,
    (
        OneOf(CHOOSER, next(iter(LESSONS)), tuple(LESSONS), title="Lesson"),
        *(setting for each in LESSONS.values() for setting in each.settings),
    ),
    chooser=CHOOSER,
)
