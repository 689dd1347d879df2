"""This page's address as others in the room can open it."""

import socket
from functools import cache
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

OWN_NAMES = ("localhost", "127.0.0.1", "::1")  # of this computer, for itself
LOCAL = (*OWN_NAMES, "0.0.0.0")
NEVER_ROUTED = ("10.254.254.254", 1)


def page_address() -> str:
    """The page's address, without the name that only this computer has for itself.

    Whoever is at the server's own keyboard is at "localhost", which is another computer for
    everybody else. Where the server listens to nobody else, nothing is changed.
    """
    url = urlsplit(st.context.url or "")
    only_here = st.get_option("server.address") in OWN_NAMES
    if url.hostname not in LOCAL or only_here:
        return urlunsplit(url)
    own = own_address()
    if own is None:
        return urlunsplit(url)
    port = f":{url.port}" if url.port else ""
    return urlunsplit(url._replace(netloc=f"{own}{port}"))


def app_address() -> str:
    """The address of the app's first page, as others in the room can open it."""
    url = urlsplit(page_address())
    base = st.get_option("server.baseUrlPath").strip("/")
    return urlunsplit(url._replace(path=f"/{base}/" if base else "/", query="", fragment=""))


@cache
def own_address() -> str | None:
    """This computer's address in its network, or None without one; nothing is sent for that."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(NEVER_ROUTED)
            return probe.getsockname()[0]
        except OSError:
            return None
