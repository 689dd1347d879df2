"""What a canvas has sent that outlived its server: the browser says it to the next one."""

import json
from typing import Any

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.common import user_key_from_element_id


def what_is_left(key: str) -> Any:
    """What the canvas with this key sent last; None for nothing. A browser may say anything.

    `st.session_state` has it only once the canvas is shown, and with that it is told something.
    """
    context = get_script_run_ctx()
    for state in context.session_state.get_widget_states() if context else []:
        if user_key_from_element_id(state.id) == key:
            try:
                value = json.loads(state.json_value)
            except (ValueError, RecursionError):
                return None
            return value.get("drawing") if isinstance(value, dict) else None
    return None
