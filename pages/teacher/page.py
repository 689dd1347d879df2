"""Class: for the teacher. Who is here, what trains, and all runs of the class on one chart."""

from html import escape

import psutil
import segno
import streamlit as st

from pages.shared.live.live_chart import live_chart
from pages.shared.live.live_html import live_html
from pages.shared.look.style import theme
from pages.shared.url.class_address import app_address
from pages.shared.url.page_state import showing, showing_one_of
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
from training.runs.classroom import Limits
from training.runs.run import Run, Status
from training.runs.service import trainings

LOOK_EVERY = 2.0  # seconds; one teacher looks, not a class
NO_LIMIT = "no limit"
MOST_EPOCHS = (NO_LIMIT, 5, 10, 20, 50, 100)
MOST_UNITS = (NO_LIMIT, 32, 64, 128, 256, 512)
LIMITED = "What waits and asks for more is taken out of the queue. What trains already goes on."
LEADS, HELD, EPOCHS, UNITS = (
    "class-leads",
    "class-held",
    "class-epochs",
    "class-units",
)  # the controls

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


def _show_join() -> None:
    """The address for the class, to be typed or photographed."""
    address = f"{app_address()}{FOLLOW}"
    code = segno.make(address, error="m").svg_data_uri(border=2, omitsize=True)
    live_html(
        f'<div class="dl-join"><img alt="The address as a QR code" src="{escape(code)}">'
        "<p>To follow the lesson, or to go on alone:</p>"
        f"<strong>{escape(app_address())}<wbr>{FOLLOW}</strong></div>",
        "class-join",
    )


def _show_rules() -> None:
    """What the class may do."""
    classroom = trainings().classroom
    with st.container(key="class-rules"):
        st.html("<h3>While the class draws or trains</h3>")
        st.toggle(
            "The class follows me",
            **showing(LEADS, leading.is_on),
            on_change=lambda: leading.switch(state[LEADS]),
            help="Whoever opened the address above goes to the page that you open, and sees the "
            "network, the recipe and the run that you choose, until they set something themselves.",
        )
        st.toggle(
            "Pause all trainings",
            **showing(HELD, classroom.is_held),
            on_change=_hold,
            help="Those under way stand still, and none begins, until this is off again.",
        )
        limits = classroom.limits
        st.selectbox(
            "Most epochs",
            MOST_EPOCHS,
            **showing_one_of(EPOCHS, limits.epochs or NO_LIMIT, MOST_EPOCHS),
            on_change=_limit,
            help=LIMITED,
        )
        st.selectbox(
            "Most hidden units in a layer",
            MOST_UNITS,
            **showing_one_of(UNITS, limits.units or NO_LIMIT, MOST_UNITS),
            on_change=_limit,
            help=LIMITED,
        )
        st.button(
            "Begin a new lesson",
            key="class-anew",
            icon=":material/restart_alt:",
            on_click=classroom.begin_anew,
            help="The chart begins empty. No run is deleted.",
        )


def _hold() -> None:
    classroom = trainings().classroom
    (classroom.hold if state[HELD] else classroom.release)()


def _limit() -> None:
    epochs, units = (
        None if state[key] not in choices[1:] else state[key]
        for key, choices in ((EPOCHS, MOST_EPOCHS), (UNITS, MOST_UNITS))
    )
    trainings().classroom.limit(Limits(epochs, units))


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
