"""From paper: a picture of handwritten digits is read, and any of them goes to the pad."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from model.errors import UserError
from model.loading import networks
from model.recogniser import Recogniser
from pages.draw.state import DRAW
from pages.shared.live.component import component
from pages.shared.live.live_html import live_html
from pages.shared.look.style import theme
from pages.shared.networks.menu import NETWORK, title
from pages.shared.pad.image_to_strokes import image_to_strokes
from pages.shared.pad.pad import current_pad
from pages.shared.url.class_address import OWN_NAMES
from pages.shared.url.setting import one_of
from pages.shared.words.notices import show_notices
from server.uploads import SENTENCE

if TYPE_CHECKING:
    from pages.draw.paper_picture import Shown

FILE, CAMERA = "Picture", "Camera"
KINDS = (
    *("png", "jpg", "jpeg", "jpe", "jfif", "webp", "gif", "bmp", "tif", "tiff", "avif"),
    *("heic", "heif"),  # of which it is said what to do instead
)
CAMERA_WIDTH = 640  # pixels: its button and what is said of it are in sight on a low screen
KEPT_NOWHERE = (
    "The picture goes to the computer that runs Digit Lab and no further. It is not kept: when "
    "this is closed, it is gone."
)
NO_CAMERA = (
    "A browser lends its camera to pages that come over HTTPS only. With “Picture”, a phone offers "
    "to take one all the same."
)
CAMERA_HINT = (
    "No picture? Then the browser or another program keeps the camera. Allow it with the sign in "
    "the address bar, and close what else uses it. “Picture” works without it."
)
NOT_READY = "The network is still loading. Try again in a moment."
# What a field's own words end with, and what is said instead.
INSTEAD = {
    "files are not allowed.": (
        "Only files whose names end in .png, .jpg, .webp and the like are read. A screenshot can "
        "be pasted, too."
    ),
    "status code 503": SENTENCE,
}
_STATE = "from-paper"
_SOURCE = "paper-source"

_paste = component("paste", Path(__file__).with_name("paste.js"))
_refusal = component(
    "refusal",
    Path(__file__).with_name("refusal.js"),
    isolate_styles=False,  # the app's style sheet is for it, too
)


@dataclass
class FromPaper:
    """What one visitor has had read.

    Attributes:
        shown: the picture and what is in it; None before the first.
        problem: why the last one couldn't be read; empty if it could.
        count: how many were given; each has a field of its own, so that none is kept.
        is_done: whether a digit has gone to the pad.
    """

    shown: Shown | None = None
    problem: str = ""
    count: int = 0
    is_done: bool = False


def show_from_paper() -> None:
    """The button; a picture that is pasted presses it, too."""
    if st.button("From paper", icon=":material/photo_camera:", key="draw-paper"):
        st.session_state[_STATE] = FromPaper()
        st.session_state[_SOURCE] = FILE  # whose field is what a pasted picture goes to
        _dialog()
    else:
        forget_picture()  # it was closed
    _paste(key="draw-paste")


def forget_picture() -> None:
    """Keep nothing of what a visitor had read, nor what was still on its way."""
    st.session_state.pop(_STATE, None)
    _let_go()


def _let_go() -> None:
    """Of the files of this page: Streamlit 1.67 keeps what a field was given that is gone.

    Its issue 3553 would end this.
    """
    context = get_script_run_ctx()
    if context:
        context.uploaded_file_mgr.remove_session_files(context.session_id)


@st.dialog("From paper", width="large", icon=":material/photo_camera:", on_dismiss="rerun")
def _dialog() -> None:
    current: FromPaper = st.session_state.setdefault(_STATE, FromPaper())
    if current.is_done:
        st.rerun()  # which closes this, and shows the pad
    _ask(current)
    show_notices([current.problem] if current.problem else [])
    if current.shown:
        from pages.draw.paper_picture import page_html

        live_html(page_html(current.shown, theme()), "paper-page", on_press=_choose)
    else:
        _hint(KEPT_NOWHERE)


def _ask(current: FromPaper) -> None:
    """The fields for a picture; what they get is read at once."""
    source = st.segmented_control(
        "Where the picture comes from",
        (FILE, CAMERA),
        required=True,
        key=_SOURCE,
        label_visibility="collapsed",
    )
    key = f"paper-{current.count}"
    if source != CAMERA:
        given = st.file_uploader(
            "Drop, paste or choose a picture of handwritten digits", KINDS, key=key
        )
    elif _may_use_camera():
        given = st.camera_input(
            "Take a picture of handwritten digits",
            key=f"{key}-camera",
            resolution="1080p",  # else it has as few pixels as it is shown with
            width=CAMERA_WIDTH,
        )
        _hint(CAMERA_HINT)
    else:
        _hint(NO_CAMERA)
        given = None
    _refusal(data={"instead": INSTEAD, "sentence": SENTENCE}, key="paper-refusal")
    if given is not None:
        with st.spinner("Reading …"):
            _read(current, given.getvalue(), given.name)
        current.count += 1
        _let_go()
        st.rerun(scope="fragment")


def _hint(sentences: str) -> None:
    # A dialog lies outside of what has the page's look.
    st.html(f'<p class="dl-hint" style="color-scheme:{theme()}">{sentences}</p>')


def _read(current: FromPaper, data: bytes, name: str) -> None:
    # OpenCV is imported when the first picture comes.
    from model.digits_in_picture import read_page
    from model.picture_file import picture_from_bytes
    from pages.draw.paper_picture import shown_picture

    current.shown, current.problem = None, ""
    network = networks().get(DRAW[NETWORK])
    if not isinstance(network, Recogniser):
        current.problem = NOT_READY
        return
    try:
        picture = picture_from_bytes(data, name)
        page = read_page(picture, network.predict)
        current.shown = shown_picture(picture, page, title(DRAW[NETWORK]))
    except UserError as error:
        current.problem = str(error)


def _choose(pressed: object) -> None:
    """Put the digit that was pressed on the pad; `pressed` may be anything."""
    current = st.session_state.get(_STATE)
    if not isinstance(current, FromPaper) or current.shown is None:
        return
    digits = current.shown.page.digits
    number = one_of(pressed, len(digits))
    if number is None:
        return
    drawing, ink = image_to_strokes(digits[number].image)
    current_pad().offer(drawing, ink)
    st.session_state[_STATE] = FromPaper(is_done=True)


def _may_use_camera() -> bool:
    url = urlsplit(st.context.url or "")
    return url.scheme == "https" or url.hostname in OWN_NAMES
