"""No page stays empty.

If a message for a fragment of one page arrives just after another page was asked for (Back,
within a tenth of a second of a click), Streamlit 1.67 shows neither: it runs a fragment that is
gone on the page that was left. The browser then asks again for the page that its address names.
"""

from pathlib import Path

from pages.shared.live.component import component

_never_empty = component("never_empty", Path(__file__).with_name("never_empty.js"))


def never_empty() -> None:
    """Watch, in the browser, that something is shown; once, in the frame of every page."""
    _never_empty(key="never-empty")
