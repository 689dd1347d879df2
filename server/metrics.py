"""Figures for Prometheus, at `/metrics`: only for who shows METRICS_TOKEN.

Everything is counted elsewhere, and looked at when somebody asks; nothing else costs anything.
"""

from __future__ import annotations

import asyncio
import hmac
import os
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from server.messages import below
from server.presence import presence
from server.timing import readings
from server.watching.routes import watching
from training.journal import Refused, journal
from training.runs import service
from training.runs.run import Status

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import Metric

VARIABLE = "METRICS_TOKEN"
SHORTEST = 16  # characters of a token that opens anything
SCHEME = "Bearer "
NOTHING = "Not Found"  # what Starlette says where there is nothing


def routes(base: str = "") -> list[Route]:
    """What answers.

    Args:
        base: the path under which the app is served; empty for none.
    """
    return [Route(below(base, "metrics"), _answer, name="metrics")]


def may_see(shown: str) -> bool:
    """Whether an `Authorization` header opens the figures, without telling how nearly it did."""
    token = os.environ.get(VARIABLE, "")
    wanted = (SCHEME + token).encode()
    return hmac.compare_digest(shown.encode(), wanted) and len(token) >= SHORTEST


async def _answer(request: Request) -> Response:
    if not may_see(request.headers.get("authorization", "")):
        if os.environ.get(VARIABLE):
            journal.refuse(Refused.METRICS)
        return PlainTextResponse(NOTHING, 404)
    return await asyncio.to_thread(_figures)


def _figures() -> Response:
    # Loading the library takes a tenth of a second, and most servers are never asked.
    from prometheus_client import generate_latest
    from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as TEXT

    headers = {"cache-control": "no-store", "content-type": TEXT}
    return Response(generate_latest(_registry()), headers=headers)


@cache
def _registry() -> CollectorRegistry:
    from prometheus_client import CollectorRegistry, ProcessCollector

    registry = CollectorRegistry()
    registry.register(Figures())
    ProcessCollector(registry=registry)  # memory, processor and files, where there is /proc
    return registry


class Figures:
    """What Prometheus asks when it is asked itself; called on any thread."""

    def collect(self) -> Iterable[Metric]:
        """The figures of this moment."""
        from prometheus_client.core import (
            CounterMetricFamily,
            GaugeMetricFamily,
            HistogramMetricFamily,
        )

        def gauge(name: str, about: str, value: float) -> Metric:
            return GaugeMetricFamily(f"digit_lab_{name}", about, value)

        yield gauge("browsers", "Browsers that have a page open.", presence.browsers)
        yield gauge("pages", "Pages that are open.", presence.pages)
        yield gauge("watchers", "Event streams of runs that are open.", watching.watchers)

        runs = GaugeMetricFamily(
            "digit_lab_runs", "Runs that wait or are under way.", labels=["status"]
        )
        live = service.trainings().live() if service.is_there() else []
        for status in (each for each in Status if each.is_live):
            runs.add_metric([status], sum(run.status is status for run in live))
        yield runs
        workers = service.trainings().processes if service.is_there() else 0
        yield gauge("workers", "Worker processes that are alive.", workers)

        yield CounterMetricFamily(
            "digit_lab_runs_started", "Runs that were accepted.", journal.started
        )
        ended = CounterMetricFamily(
            "digit_lab_runs_ended", "Runs that have ended.", labels=["status"]
        )
        for status in (each for each in Status if not each.is_live):
            ended.add_metric([status], journal.ended.get(status, 0))
        yield ended
        refused = CounterMetricFamily(
            "digit_lab_refusals", "Requests that were refused.", labels=["reason"]
        )
        for reason in Refused:
            refused.add_metric([reason], journal.refused.get(reason, 0))
        yield refused

        counts, total = readings.cumulative()
        yield HistogramMetricFamily(
            "digit_lab_reading_seconds",
            "How long the server's network took to read a drawing.",
            buckets=counts,
            sum_value=total,
        )
