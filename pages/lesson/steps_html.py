"""A lesson's steps: as HTML for the Lesson page, and as JSON for the bar on all others."""

import json

from pages.lesson.plan import LESSONS, Lesson, Step, emphasised

LABELS = {"do": "Do", "see": "See", "ask": "Think", "hint": "For a teacher"}


def steps_html(lesson: Lesson, number: int) -> str:
    """One step in full, and all of them as a list to press.

    Args:
        lesson: the lesson.
        number: of the step, from 1.
    """
    step = lesson.steps[number - 1]
    back = f'<button type="button" class="dl-button" data-press="{number - 1}">Back</button>'
    onward = f'<button type="button" class="dl-button" data-press="{number + 1}">Next</button>'
    return (
        f'<div class="dl-lesson-page"><article><h2>{step.title}</h2>'
        f'<p class="dl-lesson-place">Step {number} of {len(lesson.steps)}, '
        f"{step.minutes} minutes on <b>{step.page_title}</b></p>{words_html(step)}"
        f'<p class="dl-lesson-ways">{back if number > 1 else ""}'
        f'<a class="dl-button dl-lesson-open" data-plan-step '
        f'href="./{lesson.address(number).replace("&", "&amp;")}">Open it</a>'
        f"{onward if number < len(lesson.steps) else ''}</p></article>"
        f'<nav aria-label="Steps"><h3>{lesson.title}</h3><ol>{_list(lesson, number)}</ol></nav>'
        "</div>"
    )


def words_html(step: Step) -> str:
    """What to do, what is seen and what to think about."""
    hint = _part("hint", f"<p>{emphasised(step.hint)}</p>") if step.hint else ""
    items = "".join(f"<li>{emphasised(each)}</li>" for each in step.do)
    return (
        f'<dl class="dl-lesson-words">{_part("do", f"<ol>{items}</ol>")}'
        + _part("see", f"<p>{emphasised(step.see)}</p>")
        + _part("ask", f"<p>{emphasised(step.ask)}</p>")
        + f"{hint}</dl>"
    )


def _part(name: str, content: str) -> str:
    return f'<div data-part="{name}"><dt>{LABELS[name]}</dt><dd>{content}</dd></div>'


def _list(lesson: Lesson, number: int) -> str:
    return "".join(
        f'<li><button type="button" data-press="{place}"'
        f"{' aria-current=step' if place == number else ''}>"
        f"<span>{each.title}</span><small>{each.page_title}, {each.minutes} min</small>"
        "</button></li>"
        for place, each in enumerate(lesson.steps, start=1)
    )


def for_the_bar() -> bytes:
    """All lessons as JSON: by their minutes a list of steps (title, address, words as HTML)."""
    told = {
        str(lesson.minutes): [
            {
                "title": step.title,
                "page": step.page_title,
                "address": lesson.address(number),
                "words": words_html(step),
            }
            for number, step in enumerate(lesson.steps, start=1)
        ]
        for lesson in LESSONS
    }
    return json.dumps(told, ensure_ascii=False).encode()
