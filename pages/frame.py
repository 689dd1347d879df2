"""What the frame of every page does in the browser.

No page stays empty: if a message for a fragment of one page arrives just after another page was
asked for (Back, within a tenth of a second of a click), Streamlit 1.67 shows neither: it runs a
fragment that is gone on the page that was left. The browser then asks again for the page that its
address names (never_empty.js).

And when the server doesn't answer, the page doesn't blame the internet, which a class may not
have (connection.js). Whoever opened the teacher's link is taken along (follow.js).
"""

from pathlib import Path

from pages.shared.live.component import component

_frame = component("frame", Path(__file__).with_name("frame.js"))


def watch_over_pages() -> None:
    """Once, in the frame of every page."""
    _frame(key="frame")
