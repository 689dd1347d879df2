"""A worker process as the server sees it: what it said, and when patience ends."""

import math

import pytest

from tests.puppet import CONFIG
from training.runs.events import Event
from training.workers.backend import Request
from training.workers.child import Child, Limits
from training.workers.worker import Job

LIMITS = Limits(ready=100.0, silence=6.0, stuck=60.0, run=1000.0, force=4.0)
REQUEST = Request(Job("run-1", 1, CONFIG), "ada")


def child(**changes) -> Child:
    """A child that started at 0, without a process."""
    return Child(process=None, started=0.0, **({"heard": 0.0} | changes))


def event(kind: str, number: int = 1, run: str = "run-1", **values) -> Event:
    return Event(run, 1, number, kind, values)


def test_a_child_that_is_ready_waits_for_as_long_as_it_says_that_it_is_alive():
    waiting = child(ready=True, heard=500.0)
    assert not waiting.patience_ends(505.0, LIMITS)
    assert waiting.patience_ends(507.0, LIMITS) and "6 seconds" in waiting.reason
    assert not waiting.patience_ends(508.0, LIMITS)  # it is being killed already


def test_a_child_that_gets_ready_may_be_silent_for_longer():
    loading = child()
    assert not loading.patience_ends(99.0, LIMITS)
    assert loading.patience_ends(101.0, LIMITS) and "get ready" in loading.reason


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"news": 939.0, "begun": 900.0}, "sign of life"),
        ({"news": math.inf, "begun": -1.0}, "longer than"),
        ({"news": 1000.0, "begun": 900.0, "cancelled": 995.0}, "cancelled"),
    ],
)
def test_patience_with_a_run_ends_too(values, words):
    running = child(ready=True, heard=math.inf, request=REQUEST, **values)
    assert running.patience_ends(1000.0, LIMITS) and words in running.reason


def test_silence_is_forgiven_when_nobody_listened():
    running = child(ready=True, request=REQUEST, news=0.0)
    running.forgive_silence(500.0)
    assert not running.patience_ends(501.0, LIMITS)


def test_a_run_counts_as_stuck_only_once_its_child_is_ready():
    early = child()
    early.assign(REQUEST, 10.0)
    assert early.news == math.inf and early.is_running and not early.is_free
    assert early.take(event("ready", run=""), 30.0) is False
    assert early.ready and early.news == 30.0


def test_a_paused_run_needs_no_news():
    running = child(ready=True)
    running.assign(REQUEST, 10.0)
    assert running.take(event("status", 1, status="paused"), 20.0) and running.news == math.inf
    assert running.take(event("status", 2, status="running"), 30.0) and running.news == 30.0


def test_how_long_a_run_takes_leaves_pauses_out():
    running = child(ready=True, heard=math.inf)
    running.assign(REQUEST, 0.0)
    running.take(event("status", 1, status="paused"), 900.0)
    assert not running.patience_ends(8_000.0, LIMITS)
    running.take(event("status", 2, status="running"), 9_000.0)
    running.take(event("status", 3, status="paused"), 9_050.0)
    running.take(event("status", 4, status="running"), 9_080.0)
    running.take(event("epoch", 5), 9_120.0)
    assert not running.patience_ends(9_129.0, LIMITS)
    assert running.patience_ends(9_131.0, LIMITS) and "longer than" in running.reason


def test_only_its_own_run_is_news_and_nothing_after_the_end():
    running = child(ready=True)
    running.assign(REQUEST, 10.0)
    assert not running.take(event("alive"), 11.0)
    assert not running.take(event("epoch", run="run-2"), 12.0)
    assert running.take(event("ended", 7), 13.0)
    assert running.ended and running.number == 7 and not running.is_running
    assert not running.take(event("epoch", 8), 14.0)


def test_why_a_process_ended_is_said_unless_that_was_asked_for():
    assert "memory" in child().why(-9)
    assert "exit code 3" in child().why(3)
    assert child(cancelled=5.0).why(-9) == ""
    assert child(cancelled=5.0, sentence="Others waited.").why(-9) == "Others waited."
    assert child(reason="It hung.").why(-9) == "It hung."
