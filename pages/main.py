"""The frame of every page: its title, its style, the navigation; and no page stays empty."""

from pathlib import Path

import streamlit as st

from model import VERSION
from pages.draw.from_paper import forget_picture
from pages.frame import watch_over_pages
from pages.shared.look.style import apply_style
from pages.shared.url.setting import quoted
from pages.shared.visitor import visitor
from pages.shared.words.notices import show_notices
from server.teacher import ADDRESS, teachers
from server.unknown_address import ASKED, LESSON, PAGES

ABOUT = f"""**Digit Lab {VERSION}** shows how a neural network reads handwritten digits.
Everything runs on the computer that started it; no drawing leaves it."""

ICONS = {
    "train": ":material/model_training:",
    "data": ":material/grid_view:",
    "neuron": ":material/hub:",
}
PICTURES = Path(__file__).parent / "shared" / "look"

st.set_page_config(
    page_title="Digit Lab",
    page_icon=str(PICTURES / "icon.svg"),
    layout="wide",
    initial_sidebar_state="collapsed",
    menu_items={"About": ABOUT},
)
apply_style()
st.logo(str(PICTURES / "logo.svg"), size="large")
pages = [
    st.Page("draw/page.py", title="Draw", icon=":material/draw:", default=True),
    *(
        st.Page(f"{name}/page.py", title=name.capitalize(), icon=ICONS[name], url_path=name)
        for name in PAGES
    ),
]
is_teacher = teachers.is_teacher(visitor())
teachers_page = st.Page(
    "teacher/page.py",
    title="Class",
    icon=":material/school:",
    url_path=ADDRESS,
    visibility="visible" if is_teacher else "hidden",
)
lesson = st.Page("lesson/page.py", title="Lesson", icon=":material/menu_book:", url_path=LESSON)
page = st.navigation([*pages, lesson, teachers_page], position="top")
st.html(f'<h1 class="dl-page-title">{page.title}</h1>')
with st.container(key="tabs", horizontal=True):
    for each in [*pages, *[teachers_page] * is_teacher]:
        st.page_link(each)
with st.container(key="lesson-link"):
    st.page_link(lesson)
watch_over_pages()
if ASKED in st.query_params:
    show_notices([f"There is no page “{quoted(st.query_params[ASKED])}”. This is the nearest one."])
if page != pages[0]:
    forget_picture()  # Back may leave the Draw page while a picture is open on it
page.run()
