"""Networks for the browser, which reads with them while the pen moves."""

import json
from collections.abc import Sequence
from html import escape
from typing import Any

from model import library
from model.errors import UserError
from model.portable import portable
from server.offered import NETWORKS


def live(names: Sequence[str], **how: Any) -> str:
    """The attribute of an HTML element in which `live_reading.js` shows what networks say.

    Args:
        names: the networks.
        how: what else it needs, as JSON values.
    """
    told = {"names": list(names), "networks": [_address_of(name) for name in names], **how}
    return f'data-live="{escape(json.dumps(told))}"'


def _address_of(name: str) -> str:
    """Where a browser finds the file of a network; empty if it can't be had."""
    try:
        return NETWORKS.address(name, lambda: portable(*library.numbers(name)))
    except UserError:
        return ""  # the page says why, where it shows the server's own answer
