"""What the page's address may ask for: which network, which brush, which comparison."""

from collections.abc import Container, Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit

NETWORK = "network"
BRUSH = "brush"
UNCENTRED = "uncentred"

DEFAULT_NETWORK = "default"
BRUSH_RANGE = (12, 52)  # pixels of the pad: 3 to 13 % of its width
DEFAULT_BRUSH = 28  # 7 %, a felt pen
SWITCH = ("true", "false")


def problems(address: Mapping[str, str], networks: Container[str]) -> list[str]:
    """Sentences about the values in the address that can't be used."""
    found = []
    network = address.get(NETWORK, DEFAULT_NETWORK)
    if network not in networks:
        found.append(f"There is no network called “{_short(network)}”, so the default one is used.")
    brush = address.get(BRUSH, str(DEFAULT_BRUSH))
    low, high = BRUSH_RANGE
    if not (brush.isascii() and brush.isdecimal() and low <= int(brush[:9]) <= high):
        found.append(
            f"A brush must be {low} to {high} pixels wide, not “{_short(brush)}”, "
            "so the usual one is used."
        )
    switch = address.get(UNCENTRED, "false")
    if switch.lower() not in SWITCH:
        found.append(
            f"“{UNCENTRED}” must be true or false, not “{_short(switch)}”, so it is left off."
        )
    return found


def with_values(url: str, values: Mapping[str, str]) -> str:
    """The page's address with these values, leaving out those that are the default anyway."""
    usual = {NETWORK: DEFAULT_NETWORK, BRUSH: str(DEFAULT_BRUSH), UNCENTRED: "false"}
    asked = {key: value for key, value in values.items() if value != usual[key]}
    return urlunsplit(urlsplit(url)._replace(query=urlencode(asked), fragment=""))


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:29]}…"
