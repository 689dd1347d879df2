"""This page's address as others in the room can open it."""

from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit, urlunsplit

import streamlit as st

from server.own_addresses import own_addresses

OWN_NAMES = ("localhost", "127.0.0.1", "::1")  # of this computer, for itself
LOCAL = (*OWN_NAMES, "0.0.0.0")


def page_address() -> str:
    """The page's address, without the name that only this computer has for itself.

    Whoever is at the server's own keyboard is at "localhost", which is another computer for
    everybody else. Where the server listens to nobody else, or there is no network, nothing is
    changed.
    """
    return urlunsplit(_for_the_class()[0])


def app_addresses() -> list[str]:
    """The address of the app's first page, as others in the room can open it.

    Where this computer is in several networks that may be the room's, there is one for each, the
    likeliest first.
    """
    base = st.get_option("server.baseUrlPath").strip("/")
    first = {"path": f"/{base}/" if base else "/", "query": "", "fragment": ""}
    return [urlunsplit(url._replace(**first)) for url in _for_the_class()]


def _for_the_class() -> Sequence[SplitResult]:
    url = urlsplit(st.context.url or "")
    only_here = st.get_option("server.address") in OWN_NAMES
    if url.hostname not in LOCAL or only_here:
        return [url]
    port = f":{url.port}" if url.port else ""
    return [url._replace(netloc=f"{own}{port}") for own in own_addresses()] or [url]
