"""`python -m pages.lesson.in_markdown`: writes the lessons' steps into docs/lesson-plan.md.

What stands there before and after the steps is written by hand and stays.
"""

from pathlib import Path

from pages.lesson.plan import LESSONS, Lesson, Step

FILE = Path(__file__).parents[2] / "docs" / "lesson-plan.md"
BEGIN, END = "<!-- steps: pages/lesson/plan.py -->", "<!-- end of the steps -->"
HOME = "http://localhost:8501/"


def with_steps(text: str) -> str:
    """The document with the steps as they are now.

    Raises:
        ValueError: it has no place for them.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"There must be lines {BEGIN!r} and {END!r}.")
    seen: set[str] = set()
    lessons = "\n\n".join(_lesson(each, seen) for each in LESSONS)
    return f"{before}{begin}\n\n{lessons}\n\n{end}{after}"


def _lesson(lesson: Lesson, seen: set[str]) -> str:
    """A lesson; of steps that a lesson before it has, only the title."""
    parts = [f"## {lesson.minutes} minutes: {lesson.title[0].lower()}{lesson.title[1:]}"]
    for number, step in enumerate(lesson.steps, start=1):
        link = f"[{step.page_title}]({HOME}{lesson.address(number)})"
        head = f"**{number}. {step.title}**, {step.minutes} minutes: {link}"
        if step.name in seen:
            parts.append(f"{head}, as above.")
        else:
            parts.append(f"{head}\n\n{_words(step)}")
        seen.add(step.name)
    return "\n\n".join(parts)


def _words(step: Step) -> str:
    lines = [
        *step.do,
        f"What is seen: {step.see}",
        f"To ask: {step.ask}",
        *([f"For you: {step.hint}"] if step.hint else []),
    ]
    return "\n".join(f"- {line}" for line in lines)


if __name__ == "__main__":
    FILE.write_text(with_steps(FILE.read_text("utf-8")), "utf-8")
