"""Class: for the teacher. Who is here, what trains, and all runs of the class on one chart."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import psutil
import segno
import streamlit as st

from pages.shared.live.live_chart import live_chart
from pages.shared.live.live_html import live_html
from pages.shared.look.style import theme
from pages.shared.url.class_address import app_addresses
from pages.shared.visitor import visitor
from pages.shared.words.notices import show_notices
from pages.shared.words.settings import TITLES
from pages.teacher.class_chart import (
    USUAL,
    best_in_words,
    chart_in_words,
    class_chart,
    differing,
)
from pages.teacher.class_queue import show_queue
from server.leading import FOLLOW, leading
from server.presence import presence
from server.teacher import PARAMETER, teachers
from server.watching.routes import watching
from training.runs.run import Run, Status
from training.runs.service import trainings

LOOK_EVERY = 2.0  # seconds; one teacher looks, not a class
MOST_OTHERS = 2  # addresses beside the likeliest one
NO_LIMIT = "no limit"
MOST_EPOCHS = (NO_LIMIT, 5, 10, 20, 50, 100)
MOST_UNITS = (NO_LIMIT, 32, 64, 128, 256, 512)
LIMITED = "What waits and asks for more is taken out of the queue. What trains already goes on."
LEADS, HELD = "class-leads", "class-held"  # controls

state = st.session_state


def page() -> None:
    shown = st.query_params.get(PARAMETER)
    if shown is not None:
        # The projector shows the address, too.
        del st.query_params[PARAMETER]
        _admit(shown)
    if not teachers.is_teacher(visitor()):
        _ask_for_secret()
        return
    with st.container(key="class"):
        with st.container(key="class-left"):
            _show_join()
            _show_rules()
        with st.container(key="class-right"):
            _show_class()


def _admit(secret: str) -> None:
    """Take the visitor for the teacher, or say why not."""
    refusal = teachers.admit(visitor(), st.context.ip_address or "", secret)
    if not refusal:
        st.rerun()  # the navigation shows the page from now on
    show_notices([refusal])


def _ask_for_secret() -> None:
    with st.container(key="class-door"):
        st.html(
            "<h3>This page is the teacher’s</h3><p>Its address, with a secret in it, is printed "
            "where the server was started.</p>"
        )
        secret = st.text_input("Secret", type="password", max_chars=200)
        if st.button("Open", type="primary") or secret:
            _admit(secret)


@st.fragment(run_every=LOOK_EVERY)
def _show_join() -> None:
    """The address for the class, to be typed or photographed; it changes with the network."""
    likeliest, *others = app_addresses()
    code = segno.make(f"{likeliest}{FOLLOW}", error="m").svg_data_uri(border=2, omitsize=True)
    live_html(
        f'<div class="dl-join"><img alt="The address as a QR code" src="{escape(code)}">'
        "<p>To follow the lesson, or to go on alone:</p>"
        f"<strong>{escape(likeliest)}<wbr>{FOLLOW}</strong>"
        + "".join(f"<p>or {escape(each)}<wbr>{FOLLOW}</p>" for each in others[:MOST_OTHERS])
        + "</div>",
        "class-join",
    )


def _show_rules() -> None:
    """What the class may do."""
    with st.container(key="class-rules"):
        _show_controls()
        st.button(
            "Begin a new lesson",
            key="class-anew",
            icon=":material/restart_alt:",
            on_click=trainings().classroom.begin_anew,
            help="The chart begins empty. No run is deleted.",
        )


@st.fragment(run_every=LOOK_EVERY)
def _show_controls() -> None:
    """The controls, as they stand, whichever teacher's browser has set them."""
    if not teachers.is_teacher(visitor()):
        return
    classroom = trainings().classroom
    leading.look()
    st.html("<h3>While the class draws or trains</h3>")
    st.toggle(
        "The class follows me",
        leading.is_on,
        **_shared(LEADS, leading.is_on, leading.switch),
        help="Whoever opened the address above goes to the page that you open, and sees the "
        "network, the recipe and the run that you choose, until they set something themselves.",
    )
    st.toggle(
        "Pause all trainings",
        classroom.is_held,
        **_shared(HELD, classroom.is_held, _hold),
        help="Those under way stand still, and none begins, until this is off again.",
    )
    _show_limit("Most epochs", "epochs", MOST_EPOCHS)
    _show_limit("Most hidden units in a layer", "units", MOST_UNITS)


def _hold(is_held: bool) -> None:
    classroom = trainings().classroom
    (classroom.hold if is_held else classroom.release)()


def _show_limit(title: str, name: str, choices: Sequence[str | int]) -> None:
    """The control of the limit of that name, which changes no other."""
    classroom = trainings().classroom
    most = getattr(classroom.limits, name)
    shown = NO_LIMIT if most is None else most

    def take(chosen: str | int) -> None:
        classroom.limit(**{name: chosen if chosen in choices[1:] else None})

    place = choices.index(shown)
    st.selectbox(title, choices, place, help=LIMITED, **_shared(f"class-{name}", shown, take))


def _shared(control: str, value: Any, take: Callable[[Any], None]) -> dict[str, Any]:
    """What a control needs that shows a value which another teacher's browser may set, too.

    When it was set there, this is another control from now on: what this browser still says of the
    one before would undo that, and counts for nothing.

    Args:
        control: its name.
        value: what it shall show.
        take: is given what is set here.
    """
    number = state.get(control, 0)
    if state.get(f"{control}-{number}", value) != value:
        number = state[control] = number + 1
    key = f"{control}-{number}"

    def take_if_it_is_still_there() -> None:
        if state.get(control, 0) == number:
            take(state[key])

    return {"key": key, "on_change": take_if_it_is_still_there}


@st.fragment(run_every=LOOK_EVERY)
def _show_class() -> None:
    """What changes by itself."""
    if not teachers.is_teacher(visitor()):
        return
    classroom = trainings().classroom
    queue, runs = classroom.queue(), classroom.runs()
    live_html(_figures(queue), "class-figures")
    with st.container(key="class-compare", horizontal=True, vertical_alignment="bottom"):
        live_html(f"<h3>The class’s runs</h3><p>{escape(best_in_words(runs))}</p>", "class-best")
        names = differing(runs) or [USUAL]
        setting = st.selectbox(
            "Compare by", names, format_func=TITLES.__getitem__, key="class-setting"
        )
    live_chart(
        class_chart(runs, setting, theme()),
        key="class-chart",
        alt=chart_in_words(runs, setting),
    )
    show_queue(queue, classroom)


def _figures(queue: list[Run]) -> str:
    """Numbers, not names."""
    waiting = sum(run.status is Status.WAITING for run in queue)
    memory = psutil.virtual_memory()
    figures = [
        ("Browsers here", f"{presence.browsers}"),
        ("Following you", f"{leading.followers}"),
        ("Watching", f"{watching.watchers}"),
        ("Training", f"{len(queue) - waiting}"),
        ("Waiting", f"{waiting}"),
    ]
    machine = [
        ("Processor", f"{psutil.cpu_percent():.0f} %"),
        ("Memory", f"{memory.percent:.0f} %"),
    ]
    return (
        '<div class="dl-class-figures">'
        + "".join(_figure(*each) for each in figures)
        + "".join(_figure(*each, "dl-machine") for each in machine)
        + "</div>"
    )


def _figure(title: str, value: str, kind: str = "") -> str:
    return f'<div class="{kind}"><span>{title}</span><strong>{value}</strong></div>'


page()
