"""Tasks of a lesson that know when they are done; which of them were, the browser remembers."""

from dataclasses import dataclass
from html import escape
from pathlib import Path

from pages.shared.live.component import component

_tasks = component("tasks", Path(__file__).with_name("tasks.js"), isolate_styles=False)


DONE = "Done!"


@dataclass(frozen=True)
class Task:
    """Something to reach in a lesson.

    Attributes:
        name: unique on the page; the browser remembers it by this name.
        words: what is to be reached, written by this app.
        is_done: whether it is reached now.
        stand: how far one has come, in a few words.
    """

    name: str
    words: str
    is_done: bool
    stand: str = ""


def show_tasks(*tasks: Task) -> None:
    """Show a lesson's tasks, one below the other."""
    _tasks(data={"html": tasks_html(tasks)}, key="neuron-tasks")


def tasks_html(tasks: tuple[Task, ...]) -> str:
    """The tasks as HTML: what is done now has a tick."""
    return "".join(
        f'<p class="dl-task" data-task="{each.name}" data-done="{str(each.is_done).lower()}" '
        f'data-words="{DONE}">'
        f"<b>Task</b> <span><i></i>{escape(each.words)}"
        f"<em>{escape(DONE if each.is_done else each.stand)}</em></span></p>"
        for each in tasks
    )
