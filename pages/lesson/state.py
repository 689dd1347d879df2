"""What can be set on the Lesson page: which lesson is shown, and which of its steps."""

from pages.lesson.plan import LESSONS, Lesson
from pages.shared.url.page_state import PageState
from pages.shared.url.setting import OneOf, Whole
from server.unknown_address import LESSON as PAGE

MINUTES = OneOf("minutes", "20", tuple(str(each.minutes) for each in LESSONS), title="Minutes")
STEP = Whole("step", 1, 1, max(len(each.steps) for each in LESSONS), title="Step", step=False)

LESSON = PageState(PAGE, (MINUTES, STEP), leads=False)


def shown() -> tuple[Lesson, int]:
    """The lesson, and the number of its step from 1: its last if there aren't as many."""
    lesson = next(each for each in LESSONS if str(each.minutes) == LESSON[MINUTES.name])
    return lesson, min(LESSON[STEP.name], len(lesson.steps))
