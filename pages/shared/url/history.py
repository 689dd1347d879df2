"""Whether the browser's Back or Forward is why a page runs."""

from streamlit.runtime.scriptrunner import get_script_run_ctx


def went_through_history() -> bool:
    """Whether this run of the page was asked for by the browser's Back or Forward.

    Otherwise the address that comes with it may be an old one: the browser may have asked for the
    run before it heard of the new one.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
