"""What the frame of every page does in the browser.

No page stays empty: if a message for a fragment of one page arrives just after another page was
asked for (Back, within a tenth of a second of a click), Streamlit 1.67 shows neither: it runs a
fragment that is gone on the page that was left. The browser then asks again for the page that its
address names (never_empty.js).

And when the server doesn't answer, the page doesn't blame the internet, which a class may not
have (connection.js); when it is there again, the page is asked for (after_restart.js). Whoever
opened the teacher's link is taken along (follow.js). A lesson under way is led through
(lesson/under_way.js), and what is for a projector is large (projector.js).
"""

from pathlib import Path

from pages.lesson.steps_html import for_the_bar
from pages.shared.live.component import component
from server.offered import LESSONS

_frame = component("frame", Path(__file__).with_name("frame.js"))


def watch_over_pages() -> None:
    """Once, in the frame of every page."""
    _frame(
        data={"lessons": LESSONS.address("lessons", for_the_bar)},
        key="frame",
        on_again_change=lambda: None,  # running again is all that it asks for
    )
