"""Requests and messages that no browser sends, made from a seed."""

from __future__ import annotations

import random
from urllib.parse import quote

from streamlit.proto.BackMsg_pb2 import BackMsg

ROUTES = (
    "runs/{}/events",
    "runs/{}/network",
    "networks/{}",
    "pictures/{}",
    "lessons/{}",
    "scripts/{}/{}",
    "metrics",
    "health",
    "ready",
    "class?secret={}",
    "train?run={}",
    "train?{}={}",
    "data?{}={}",
    "neuron?lesson={}",
    "?drawing={}",
    "media/{}",
    "component/{}/{}",
    "_components/{}/{}",
    "static/{}",
    "_stcore/{}",
    "_stcore/upload_file/{}/{}",
    "{}",
    "{}/{}",
)
QUERIES = ("epoch", "theme", "log", "zoom", "pad", "run", "seed", "hidden_units", "not-found")
NASTY = (
    "",
    ".",
    "..",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "....//....//etc/passwd",
    "\0",
    "\x7f\r\nX-Injected: 1",
    "é" * 30,
    "😀",
    "\ud7ff\uffff",
    "a" * 4000,
    "A" * 22,
    "0" * 64,
    "nan",
    "-inf",
    "1e999",
    "9" * 400,
    "-1",
    "1,2,3",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "${jndi:ldap://x}",
    "' OR 1=1 --",
    "__import__('os').system('id')",
    "//evil.example/x",
    "%",
    "%zz",
    "[]",
    "null",
    "con",
    "plotly.min.js",
    "pages/../app.py",
)
HEADERS = (
    b"Accept-Encoding: gzip",
    b"Accept-Encoding: " + b"x" * 3000,
    b"Cookie: digit_lab_visitor=<script>",
    b'Cookie: digit_lab_visitor="\\000"; =; ;;',
    b"Cookie: " + b"a=b; " * 400,
    b"Last-Event-ID: -1",
    b"Last-Event-ID: \xff\xfe",
    b"Range: bytes=0-,-1",
    b"If-None-Match: *",
    b"Origin: null",
    b"Sec-Fetch-Site: cross-site",
    b"Authorization: Bearer \xff",
    b"X-Forwarded-Proto: javascript",
    b"X-Forwarded-For: " + b"1," * 500,
    b"Content-Length: 0",
    b"Expect: 100-continue",
    b"Upgrade: websocket",
)
METHODS = (b"GET",) * 12 + (b"HEAD", b"POST", b"PUT", b"DELETE", b"OPTIONS", b"PATCH", b"X")


def requests(seed: int, count: int) -> list[bytes]:
    """So many requests of HTTP, each of which asks for the connection to be closed."""
    chance = random.Random(seed)
    return [_request(chance) for _ in range(count)]


def _request(chance: random.Random) -> bytes:
    if chance.random() < 0.05:  # not even HTTP
        return chance.randbytes(chance.randrange(1, 300)) + b"\r\n\r\n"
    headers = chance.sample(HEADERS, chance.randrange(4))
    parts = [chance.choice(METHODS) + b" /" + _path(chance) + b" HTTP/1.1", b"Host: x"]
    return b"\r\n".join([*parts, *headers, b"Connection: close", b"", b""])


def _path(chance: random.Random) -> bytes:
    route = chance.choice(ROUTES)
    path = route.format(*(_text(chance) for _ in range(route.count("{}"))))
    if chance.random() < 0.5:
        path += f"{'&' if '?' in path else '?'}{chance.choice(QUERIES)}={_text(chance)}"
    return path.encode("latin-1", "ignore") or b""


def _text(chance: random.Random) -> str:
    text = chance.choice(NASTY)
    if chance.random() < 0.3:
        text = "".join(chance.choices(text + "/.%\0é7", k=chance.randrange(1, 40)))
    # As a browser writes it; or raw, as far as a line of HTTP can hold it.
    if chance.random() < 0.8:
        return quote(text, safe="" if chance.random() < 0.5 else "/%")
    return "".join(each for each in text if each.isprintable() and each not in " #")


def messages(seed: int, count: int, like: BackMsg) -> list[bytes | str]:
    """So many messages for a page's WebSocket, some of them nearly as a browser sends them."""
    chance = random.Random(seed)
    return [_message(chance, like) for _ in range(count)]


def _message(chance: random.Random, like: BackMsg) -> bytes | str:
    kind = chance.randrange(6)
    if kind == 0:
        return chance.randbytes(chance.randrange(400))
    if kind == 1:
        return chance.choice(NASTY)  # text, where only bytes are expected
    if kind == 2:
        whole = bytearray(like.SerializeToString())
        for _ in range(chance.randrange(1, 6)):
            whole[chance.randrange(len(whole))] = chance.randrange(256)
        return bytes(whole[: chance.randrange(1, len(whole) + 1)])
    message = BackMsg()
    message.CopyFrom(like)
    asked = message.rerun_script
    if kind == 3:
        asked.page_script_hash, asked.fragment_id = _printable(chance), _printable(chance)
    elif kind == 4:
        asked.query_string = "&".join(
            f"{chance.choice(QUERIES)}={_printable(chance)}" for _ in range(4)
        )
        asked.page_name = _printable(chance)
    for widget in asked.widget_states.widgets:
        match chance.randrange(5):
            case 0:
                widget.json_value = chance.choice(("[" * 5000, '{"raw": 1}', "nul", "1e999", '"x"'))
            case 1:
                widget.string_value = _printable(chance)
            case 2:
                widget.int_value = chance.choice((-1, 2**62, -(2**62)))
            case 3:
                widget.double_value = chance.choice((float("nan"), float("inf"), -1e300))
            case 4:
                widget.bytes_value = chance.randbytes(200)
    return message.SerializeToString()


def _printable(chance: random.Random) -> str:
    return chance.choice(NASTY).replace("\ud7ff", "")
