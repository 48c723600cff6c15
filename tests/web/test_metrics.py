"""What a monitor is told: counts, and never a word."""

from collections import Counter
from pathlib import Path

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from bot.web.api.keys import ApiKeys
from bot.web.metrics import CountedResponses, Responses, place_asked
from bot.web.serve import is_loopback
from tests.faults.visitors import Program, served

QUESTION = "can I exercise after botox?"


def keyed(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def metrics_of(program: Program, key: str) -> dict[tuple[str, ...], float]:
    """Each sample's value, by its name and its labels."""
    received = httpx2.get(f"{program.address}/metrics", headers=keyed(key))
    assert received.status_code == 200
    assert received.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(received.text)
        for sample in family.samples
    }


def test_a_monitor_is_told_what_was_asked_how_often_and_nothing_of_what(
    library_copy: Path,
) -> None:
    key = ApiKeys(library_copy).make("monitor", "staff")
    with served(library_copy) as program:
        assert program.ask(QUESTION).answered
        assert program.ask("what is the capital of France").answered
        for page in ("nothing/1", "secret-name/2"):
            assert httpx2.get(f"{program.address}/page/{page}").status_code == 404
        assert httpx2.get(f"{program.address}/secret-path").status_code == 404
        found = metrics_of(program, key)
        text = httpx2.get(f"{program.address}/metrics", headers=keyed(key)).text
        ready = httpx2.get(f"{program.address}/readyz").json()
    assert found["doctor_answers_requests_total", "/page", "404"] == 2
    assert found["doctor_answers_requests_total", "elsewhere", "404"] == 1
    bands = [one for one in found if one[0] == "doctor_answers_questions_total"]
    assert sum(found[one] for one in bands) == 2
    assert found["doctor_answers_waiting",] == 0
    assert found["doctor_answers_ready",] == 1
    assert ready == {"ready": True, "generation": found["doctor_answers_generation",]}
    assert found["process_resident_memory_bytes",] > 2**20
    words = {"secret", "exercise", "botox", "capital", "127.0.0.1"}
    assert not [word for word in words if word in text]


@pytest.mark.parametrize(
    ("options", "without", "as_reader", "as_staff"),
    [
        ((), 401, 403, 200),
        (("--host", "0.0.0.0"), 401, 403, 200),
        (("--host", "0.0.0.0", "--metrics"), 200, 200, 200),
        (("--public-address", "https://example.org"), 401, 403, 200),
        (("--api", "off"), 404, 404, 404),
        (("--api", "open"), 401, 403, 200),
    ],
)
def test_metrics_take_a_key_of_the_staff_wherever_they_are_asked_unless_it_is_said_otherwise(
    library_copy: Path, options: tuple[str, ...], without: int, as_reader: int, as_staff: int
) -> None:
    keys = ApiKeys(library_copy)
    reader, staff = keyed(keys.make("reader", "read")), keyed(keys.make("monitor", "staff"))
    with served(library_copy, 0.0, *options) as program:
        told = [
            httpx2.get(f"{program.address}/metrics", headers=headers)
            for headers in ({}, reader, staff)
        ]
    assert [one.status_code for one in told] == [without, as_reader, as_staff]
    for refused in told[:2]:
        if refused.status_code in (401, 403):
            assert refused.text.endswith("doctor-answers key NAME --scope staff")


@pytest.mark.parametrize(
    ("host", "only_here"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True),
     ("0.0.0.0", False), ("::", False), ("192.0.2.1", False), ("example.org", False)],
)  # fmt: skip
def test_loopback_is_what_nobody_else_reaches(host: str, only_here: bool) -> None:
    assert is_loopback(host) == only_here


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "/"),
        ("/page/somebody/1", "/page"),
        ("/page/a%2Fb/1", "/page"),
        ("/staff/pages/token", "/staff"),
        ("/gradio_api/queue/join", "/gradio_api"),
        ("/gradio_api/upload", "elsewhere"),
        ("/somebody", "elsewhere"),
        ("", "elsewhere"),
    ],
)
def test_a_place_is_the_first_part_of_an_open_path(path: str, place: str) -> None:
    assert place_asked(path) == place


def test_each_response_is_counted_once() -> None:
    responses: Responses = Counter()
    client = TestClient(CountedResponses(PlainTextResponse("found", 201), responses))
    for path in ("/healthz", "/healthz", "/page/a/1"):
        client.get(path)
    assert responses == {("/healthz", 201): 2, ("/page", 201): 1}
