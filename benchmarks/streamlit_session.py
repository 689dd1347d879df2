"""One visit to the app as its server sees it: a browser's part of Streamlit's protocol, no browser.

Browser and server send each other protobuf messages over a WebSocket: a `BackMsg` asks for a run
of the page or of one fragment; many `ForwardMsg` say what the run shows. A session asks as a real
browser asked (`benchmarks.recorded`), with the ids that the server sent to it. Like a browser it
keeps cookies, repeats the runs that the server wants to be repeated, and says which large
messages it still has, so that the server needn't send them again.
"""

import asyncio
import http.cookiejar
import re
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from server.visitor import COOKIE

BEFORE_THE_SOCKET = ("/", "/_stcore/health", "/_stcore/host-config")  # a browser's requests
XSRF_COOKIE = "_streamlit_xsrf"
HTTP_LIMIT = 30.0  # seconds
OPENING_LIMIT, CLOSING_LIMIT = 30.0, 3.0  # seconds for the WebSocket

_ID = re.compile(r"\$\$ID-(?P<hash>[0-9a-f]{32})-(?P<key>.+)", re.DOTALL)
_EVENTS = "__events"  # what a component adds to its key, for what it sends once
_NO_KEY = "None"
_UNFINISHED = ForwardMsg.FINISHED_EARLY_FOR_RERUN


def key_of(widget_id: str) -> str:
    """The key that the app gave a widget, from the id that Streamlit made of it; empty for none.

    >>> key_of("$$ID-53680491a00a20ffb8208c385114d7ec-network")
    'network'
    """
    found = _ID.search(widget_id)
    return "" if found is None else found["key"].removesuffix(_EVENTS)


def is_error(message: ForwardMsg) -> bool:
    """Whether the server says that something went wrong in a page's code."""
    kind = message.WhichOneof("type")
    if kind == "delta":
        return message.delta.new_element.WhichOneof("type") == "exception"
    if kind == "session_event":
        return message.session_event.WhichOneof("type") == "script_compilation_exception"
    return kind == "script_finished" and (
        message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR
    )


def ends_run(message: ForwardMsg) -> bool:
    """Whether the server has nothing more to do for the session, for now."""
    at_rest = message.WhichOneof("type") == "session_status_changed"
    return at_rest and not message.session_status_changed.script_is_running


@dataclass
class MessageCache:
    """Which large messages a browser still has: those that were used in its last few runs.

    Attributes:
        oldest: how many runs a message is kept without being used.
        used: for each message's hash, the number of the run that used it, and its fragment.
    """

    oldest: int = 2  # Streamlit's global.maxCachedMessageAge
    used: dict[str, tuple[int, str]] = field(default_factory=dict)
    runs: int = 0

    def take(self, message: ForwardMsg) -> None:
        """Follow what the server sends."""
        kind = message.WhichOneof("type")
        if message.metadata.cacheable:
            self.used[message.hash] = (self.runs, message.delta.fragment_id)
        elif kind == "ref_hash":
            _, fragment = self.used.get(message.ref_hash, (0, ""))
            self.used[message.ref_hash] = (self.runs, fragment)
        elif kind == "script_finished" and message.script_finished != _UNFINISHED:
            self._age(set(message.metadata.run.fragment_ids))

    def _age(self, fragments: set[str]) -> None:
        self.runs += 1
        self.used = {
            name: (run, fragment)
            for name, (run, fragment) in self.used.items()
            if self.runs - run <= self.oldest or (fragments and fragment not in fragments)
        }


class Session:
    """One tab of a browser of its own. Whoever connects it has to close it.

    Attributes:
        query: the address's parameters, as the server last set them.
        errors: how often the server said that something went wrong in a page's code.
        repeated: seconds between two runs of each fragment that the server wants to be repeated.
    """

    def __init__(
        self, address: str, headers: dict[str, str], cookies: dict[str, str] | None = None
    ) -> None:
        """
        Args:
            address: the app's, without a path.
            headers: those of a browser that aren't part of the WebSocket protocol.
            cookies: of an earlier visit; None for a new visitor.
        """
        self.query = ""
        self.errors = 0
        self.repeated: dict[str, float] = {}
        self.cookies = cookies
        self._address, self._headers = address, headers
        self._socket: websockets.ClientConnection | None = None
        self._hashes: dict[str, str] = {}  # in the widgets' ids, by key
        self._fragments: dict[str, str] = {}  # by the key of a widget in it
        self._page = ""
        self._cache = MessageCache()
        self._last = BackMsg()  # what was asked for last, without what is sent once
        self._timers: dict[str, asyncio.Task[None]] = {}

    def __repr__(self) -> str:
        return f"Session({self._address!r}, query={self.query!r}, errors={self.errors})"

    async def connect(self) -> None:
        """Get cookies, as a new visitor does, and the WebSocket.

        Raises:
            OSError, WebSocketException: the server doesn't answer, or not as expected.
        """
        if self.cookies is None:
            self.cookies = await asyncio.to_thread(_first_cookies, self._address)
        self._socket = await websockets.connect(
            self._address.replace("http", "ws", 1) + "/_stcore/stream",
            origin=self._address,
            subprotocols=["streamlit", self.cookies[XSRF_COOKIE]],
            additional_headers={
                "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                **self._headers,
            },
            user_agent_header=None,  # the browser's is among the headers
            proxy=None,
            open_timeout=OPENING_LIMIT,
            close_timeout=CLOSING_LIMIT,
            ping_interval=None,  # browsers send none
            max_size=None,
            max_queue=None,  # the server shall never wait for this process to read
        )

    async def close(self) -> None:
        """End the visit, if it has begun."""
        for fragment in list(self._timers):
            self._stop_repeating(fragment)
        if self._socket is not None:
            await self._socket.close()

    async def open(self, recorded: BackMsg, query: str | None = None) -> None:
        """Ask for a page, as a browser does first.

        Args:
            recorded: what a browser sent.
            query: the parameters of the address, if they aren't the recorded ones.
        """
        message = BackMsg()
        message.CopyFrom(recorded)
        if query is not None:
            message.rerun_script.query_string = query
        self.query = message.rerun_script.query_string
        self._remember(message)
        await self.send(message.SerializeToString())

    def request(self, recorded: BackMsg, key: str, values: dict[str, str] | None = None) -> bytes:
        """A message that a browser sent, as this session has to send it.

        Args:
            recorded: what a browser sent; of its widgets, those that this session has are kept.
            key: of the widget that is used: its fragment is to run.
            values: other JSON values, by the widgets' keys.

        Raises:
            KeyError: the server has sent no such widget to this session.
        """
        message = self._as_own(recorded, values)
        self._complete(message, self._fragments[key])
        self._remember(message)
        return message.SerializeToString()

    def move(self, recorded: BackMsg) -> bytes:
        """A message with which a browser asked for another address, as this session would."""
        message = self._as_own(recorded)
        message.rerun_script.cached_message_hashes[:] = list(self._cache.used)
        self.query = message.rerun_script.query_string
        self._remember(message)
        return message.SerializeToString()

    def has(self, key: str) -> bool:
        """Whether the server has sent this session a widget with this key."""
        return key in self._hashes

    async def send(self, message: bytes) -> None:
        """Send a message."""
        await self._socket.send(message)

    async def receive(self) -> tuple[bytes, ForwardMsg]:
        """The next message from the server, as it came and decoded; this follows what it says."""
        frame = await self._socket.recv()
        message = ForwardMsg.FromString(frame)
        self._cache.take(message)
        self.errors += is_error(message)
        kind = message.WhichOneof("type")
        if kind == "delta":
            self._learn_ids(message)
        elif kind == "new_session":
            if not message.metadata.run.fragment_ids:
                for fragment in list(self._timers):
                    self._stop_repeating(fragment)
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self._repeat(message.auto_rerun.fragment_id, message.auto_rerun.interval)
        elif kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                self._stop_repeating(fragment)
        return frame, message

    def _learn_ids(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        found = _ID.fullmatch(getattr(getattr(element, kind), "id", "")) if kind else None
        if found is not None and found["key"] != _NO_KEY:
            self._hashes[found["key"]] = found["hash"]
            self._fragments[found["key"]] = message.delta.fragment_id

    def _as_own(self, recorded: BackMsg, values: dict[str, str] | None = None) -> BackMsg:
        """A browser's message with the widgets that this session has, by their ids here."""
        message = BackMsg()
        message.CopyFrom(recorded)
        asked = message.rerun_script
        del asked.widget_states.widgets[:]
        for widget in recorded.rerun_script.widget_states.widgets:
            name = key_of(widget.id)
            if name in self._hashes:
                kept = asked.widget_states.widgets.add()
                kept.CopyFrom(widget)
                kept.id = _ID.sub(rf"$$ID-{self._hashes[name]}-\g<key>", widget.id)
                if values and name in values:
                    kept.json_value = values[name]
        return message

    def _complete(self, message: BackMsg, fragment: str) -> None:
        """Put in what is this session's own."""
        asked = message.rerun_script
        asked.query_string, asked.page_script_hash = self.query, self._page
        asked.fragment_id = fragment
        asked.cached_message_hashes[:] = list(self._cache.used)

    def _remember(self, message: BackMsg) -> None:
        self._last.CopyFrom(message)
        widgets = self._last.rerun_script.widget_states.widgets
        lasting = [widget for widget in widgets if "trigger" not in widget.WhichOneof("value")]
        del widgets[:]
        widgets.extend(lasting)

    def _repeat(self, fragment: str, interval: float) -> None:
        if self.repeated.get(fragment) != interval:
            self._stop_repeating(fragment)
            self.repeated[fragment] = interval
            self._timers[fragment] = asyncio.create_task(self._ask_again(fragment, interval))

    def _stop_repeating(self, fragment: str) -> None:
        self.repeated.pop(fragment, None)
        timer = self._timers.pop(fragment, None)
        if timer is not None:
            timer.cancel()

    async def _ask_again(self, fragment: str, interval: float) -> None:
        """Ask for a fragment's run at this pace, whether or not the last one has ended."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        with suppress(websockets.ConnectionClosed):  # whoever receives hears of it, too
            while True:
                due = max(due + interval, loop.time())
                await asyncio.sleep(due - loop.time())
                self._complete(self._last, fragment)
                self._last.rerun_script.is_auto_rerun = True
                await self.send(self._last.SerializeToString())


def _first_cookies(address: str) -> dict[str, str]:
    """The cookies of a new visitor, from the requests that come before the WebSocket's."""
    jar = http.cookiejar.CookieJar()
    without_proxy: Any = urllib.request.ProxyHandler({})
    browser = urllib.request.build_opener(without_proxy, urllib.request.HTTPCookieProcessor(jar))
    for path in BEFORE_THE_SOCKET:
        with browser.open(address + path, timeout=HTTP_LIMIT) as answer:
            answer.read()
    cookies = {cookie.name: str(cookie.value) for cookie in jar}
    if not {COOKIE, XSRF_COOKIE} <= cookies.keys():
        raise RuntimeError(f"the server gave a new visitor only the cookies {sorted(cookies)}")
    return cookies
