"""What the program tells a monitor at /metrics, in Prometheus' format: counts, and never a word.

Which page, which answer and which question a request was about is in no label.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import unquote

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.reply.service import AnswerService
from bot.web.open_paths import open_path
from index.errors import DoctorAnswersError

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
ELSEWHERE = "elsewhere"
"""The place of every request for what is not there."""
Responses: TypeAlias = Counter[tuple[str, int]]
"""How many responses had which status, by the place that was asked."""


class CountedResponses:
    """An application whose responses are counted."""

    def __init__(self, app: ASGIApp, responses: Responses) -> None:
        self._app = app
        self._responses = responses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count what is answered; a client who goes away before is not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._responses[place_asked(scope["path"]), message["status"]] += 1
            await send(message)

        await self._app(scope, receive, counting)


def place_asked(path: str) -> str:
    """The first part of a path that is open: "/page" for every page."""
    whole = unquote(path)
    return ELSEWHERE if open_path(whole) is None else f"/{whole.split('/')[1]}"


@dataclass(frozen=True, slots=True, eq=False)
class Metrics(Collector):
    """What is told of a program that serves: `responses` are what CountedResponses counts, and
    `waiting` is how many questions wait for their turn."""

    service: AnswerService
    responses: Responses
    waiting: Callable[[], int]

    def text(self) -> bytes:
        """All that there is to tell, as it is now."""
        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        registry.register(self)
        return generate_latest(registry)

    def collect(self) -> Iterator[Metric]:
        """The program's own counts."""
        requests = CounterMetricFamily(
            "doctor_answers_requests", "Requests by place and status.", labels=["place", "status"]
        )
        for (place, status), count in sorted(self.responses.items()):
            requests.add_metric([place, str(status)], count)
        yield requests
        bands = CounterMetricFamily(
            "doctor_answers_questions", "Questions by how near their answers are.", labels=["band"]
        )
        for band, count in sorted(self.service.bands().items()):
            bands.add_metric([band], count)
        yield bands
        yield GaugeMetricFamily(
            "doctor_answers_waiting", "Questions that wait for their turn.", self.waiting()
        )
        yield GaugeMetricFamily(
            "doctor_answers_ready", "Whether a question can be answered.", self.service.ready
        )
        try:
            generation = self.service.library.manifest.generation
        except DoctorAnswersError:  # what cannot be served has no number
            return
        yield GaugeMetricFamily(
            "doctor_answers_generation", "The library's generation.", generation
        )
