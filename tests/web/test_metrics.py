"""What a monitor is told: counts, and never a word."""

from collections import Counter
from pathlib import Path

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from bot.web.metrics import CountedResponses, Responses, place_asked
from bot.web.serve import is_loopback
from tests.faults.visitors import Program, served

QUESTION = "can I exercise after botox?"


def metrics_of(program: Program) -> dict[tuple[str, ...], float]:
    """Each sample's value, by its name and its labels."""
    received = httpx2.get(f"{program.address}/metrics")
    assert received.status_code == 200
    assert received.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(received.text)
        for sample in family.samples
    }


def test_a_monitor_is_told_what_was_asked_how_often_and_nothing_of_what(
    library_folder: Path,
) -> None:
    with served(library_folder) as program:
        assert program.ask(QUESTION).answered
        assert program.ask("what is the capital of France").answered
        for page in ("nothing/1", "secret-name/2"):
            assert httpx2.get(f"{program.address}/page/{page}").status_code == 404
        assert httpx2.get(f"{program.address}/secret-path").status_code == 404
        found = metrics_of(program)
        text = httpx2.get(f"{program.address}/metrics").text
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
    ("options", "is_there"),
    [
        ((), True),
        (("--host", "0.0.0.0"), False),
        (("--host", "0.0.0.0", "--metrics"), True),
        (("--public-address", "https://example.org"), False),
    ],
)
def test_metrics_are_there_where_only_this_machine_reaches_them_or_if_asked_for(
    library_folder: Path, options: tuple[str, ...], is_there: bool
) -> None:
    with served(library_folder, 0.0, *options) as program:
        status = httpx2.get(f"{program.address}/metrics").status_code
    assert status == (200 if is_there else 404)


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
