"""Strangers who want in, or want nobody else to be answered (30, 31).

Each program runs in a process of its own, with its own command, and is asked over the network.
"""

import json
import re
import shlex
import shutil
import socket
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import quote

import httpx2
import pytest

from bot.cli import main
from bot.staff.login import line_for
from bot.web.connections import PATIENCE as UNTIL_OVERDUE
from index.library.open import Library
from tests.faults.tally import Tally
from tests.faults.visitors import PATIENCE, Program, served
from tests.own_loop import finished

QUESTION = "can I exercise after botox?"
DANGER = "I cannot breathe since my filler"
PASSWORD = "correct horse battery"
MIB = 2**20
MANY = 1_050


@pytest.fixture(scope="module")
def log() -> Iterator[IO[bytes]]:
    with TemporaryFile() as file:
        yield file


@pytest.fixture(scope="module")
def program(
    library_folder: Path, tmp_path_factory: pytest.TempPathFactory, log: IO[bytes]
) -> Iterator[Program]:
    """A program with a login."""
    names = tmp_path_factory.mktemp("staff") / "staff.txt"
    names.write_text(line_for("ann", PASSWORD) + "\n", encoding="utf-8")
    library = shutil.copytree(library_folder, names.parent / "library")  # it notes who comes in
    with served(library, 0.02, "--staff", str(names), stderr=log) as ready:
        ready.ask(QUESTION)
        yield ready


def logged(log: IO[bytes]) -> str:
    log.seek(0)
    return log.read().decode()


def connected(program: Program) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(program.address.rsplit(":", 1)[1])), 30)


def sent(program: Program, head: str, small_buffer: bool = False) -> socket.socket:
    """A connection on which that was sent, and no answer is read."""
    one = socket.socket()
    if small_buffer:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    one.settimeout(30)
    one.connect(("127.0.0.1", int(program.address.rsplit(":", 1)[1])))
    one.sendall(head.replace("\n", "\r\n").encode())
    return one


def is_served(program: Program) -> bool:
    """Whether somebody is told of danger, and answered, and it is healthy, all in a few seconds."""
    with httpx2.Client(timeout=10) as client:
        healthy = client.get(f"{program.address}/healthz").status_code == 200
        danger = client.post(f"{program.address}/signs", json={"question": DANGER})
        page = client.get(program.address)
    told = danger.status_code == 200 and 'data-level="emergency"' in danger.text
    return healthy and told and page.status_code == 200 and program.ask(QUESTION).answered


# 30: who wants in.


def headers_of_a_stock_proxy(program: Program) -> dict[str, str]:
    """What nginx sends that is told nothing but where the program is."""
    return {"Host": program.address.removeprefix("http://"), "Connection": "close"}


def test_behind_a_stock_proxy_the_desk_without_a_login_stays_closed(
    library_folder: Path, tmp_path: Path, tally: Tally
) -> None:
    with (
        (tmp_path / "log").open("w+b") as log,
        served(library_folder, 0.0, stderr=log, stdout=log) as program,
    ):
        for path in ("", "/", "/pages", "/doctors.csv", "/enter", "/enter?key=", "/enter?key=a"):
            received = httpx2.get(
                f"{program.address}/staff{path}", headers=headers_of_a_stock_proxy(program)
            )
            assert received.status_code == 403, path
            tally.record(30)
        told = logged(log)
    assert "The staff's desk is at" in told and "closed: no login is set" in told
    command = f"--library {shlex.quote(str(library_folder))} desk-key --address {program.address}"
    assert command in told, "the key that it makes is for this program"
    assert "key=" not in told


CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
CALLED = {"Accept": "application/json, text/event-stream"}


def test_behind_a_stock_proxy_nobody_is_of_the_staff_and_all_are_counted(
    library_folder: Path, tmp_path: Path, tally: Tally
) -> None:
    """A program cannot tell such a visitor from one on its own machine."""
    with (
        (tmp_path / "log").open("w+b") as log,
        served(library_folder, 0.0, stderr=log, stdout=log) as program,
        httpx2.Client(
            base_url=program.address, headers=headers_of_a_stock_proxy(program)
        ) as stranger,
    ):
        page = stranger.post("/api/v1/ask", json={"question": QUESTION}).json()["answers"][0]
        kept = ["/api/v1/doctors", "/api/v1/doctors?topic=botox", "/metrics"]
        kept.append(f"/api/v1/pages/{quote(page['page']['id'], safe='')}")
        for path in kept:
            for head in ({}, {"Authorization": "Bearer anything"}):
                refused = stranger.get(path, headers=head)
                assert refused.status_code == 401, (path, refused.text)
                assert "doctor-answers key NAME" in refused.text
                tally.record(30)
        params = {"name": "doctors", "arguments": {"topic": "botox"}}
        refused = stranger.post("/mcp", json={**CALL, "params": params}, headers=CALLED)
        assert "error" in refused.json(), refused.text
        listed = stranger.post("/mcp", json={**CALL, "method": "tools/list"}, headers=CALLED)
        assert "doctors" not in {one["name"] for one in listed.json()["result"]["tools"]}
        # What the page shows is told, as often as to any stranger.
        sent = {"query": QUESTION, "knowledge_id": "a", "retrieval_setting": {"top_k": 1}}
        asked = [stranger.post("/retrieval", json=sent).status_code for _ in range(130)]
        assert set(asked) == {200, 429} and asked.index(429) <= 120
        assert stranger.get("/api/v1/answers/nobody").status_code == 404
        for path in ("/healthz", "/readyz"):
            assert stranger.get(path).status_code == 200
        tally.record(30, tries=3)
        told = logged(log)
    command = f"--library {shlex.quote(str(library_folder))} key NAME --scope staff"
    assert command in told, "who starts the program is told how to make a key"


def test_the_address_that_was_shown_opens_the_desk_once_and_is_in_no_log(
    library_copy: Path, tmp_path: Path, tally: Tally, capsys: pytest.CaptureFixture[str]
) -> None:
    with (
        (tmp_path / "log").open("w+b") as log,
        served(library_copy, 0.0, stderr=log, stdout=log) as program,
    ):
        where = ["--library", str(library_copy), "desk-key", "--address", program.address]
        assert main(where) == 0
        address = capsys.readouterr().out.strip()
        with httpx2.Client(follow_redirects=True) as mine, httpx2.Client() as other:
            first = mine.get(address)
            assert first.status_code == 200 and str(first.url) == f"{program.address}/staff"
            assert [one.status_code for one in first.history] == [303]
            late = other.get(address)
            assert late.status_code == 403 and "set-cookie" not in late.headers
            assert mine.get(f"{program.address}/staff/pages").status_code == 200
            assert other.get(f"{program.address}/staff/pages").status_code == 403
        told = logged(log)
    key = address.partition("key=")[2]
    assert len(key) >= 43 and key not in told and "key=" not in told
    tally.record(30, tries=2)


def test_without_a_desk_there_is_none(library_folder: Path, tally: Tally) -> None:
    with served(library_folder, 0.0, "--no-staff") as program:
        for path in ("/staff", "/staff/enter", "/staff/pages"):
            assert httpx2.get(f"{program.address}{path}").status_code == 404
            tally.record(30)


def test_wrong_logins_from_everywhere_take_no_memory_and_keep_nobody_waiting(
    library_folder: Path, tmp_path: Path, tally: Tally
) -> None:
    names = tmp_path / "staff.txt"
    names.write_text(line_for("ann", PASSWORD) + "\n", encoding="utf-8")
    trusting = {"DOCTOR_ANSWERS_TRUSTED_PROXIES": "127.0.0.1"}
    library = shutil.copytree(library_folder, tmp_path / "library")  # it notes who comes in

    def tries(address: str, n: int) -> int:
        given = {"name": f"name {n}", "password": "wrong password"}
        forwarded = {"X-Forwarded-For": f"198.51.100.{n}"}
        with httpx2.Client(timeout=PATIENCE) as client:
            return client.post(f"{address}/staff/enter", data=given, headers=forwarded).status_code

    with (
        served(library, 0.02, "--staff", str(names), environment=trusting) as trusted,
        ThreadPoolExecutor(120) as strangers,
    ):
        trusted.ask(QUESTION)
        memory = trusted.memory
        most = [memory]
        asking = [strangers.submit(tries, trusted.address, n) for n in range(120)]
        served_meanwhile = is_served(trusted)
        while not all(one.done() for one in asking):
            most.append(trusted.memory)
            time.sleep(0.01)
        statuses = Counter(one.result() for one in asking)
    assert set(statuses) <= {401, 503} and statuses[401] >= 1, statuses
    assert max(most) - memory < 300 * MIB
    assert served_meanwhile
    tally.record(30, tries=120)


def test_forwarded_addresses_of_who_is_not_named_change_nothing(
    program: Program, tally: Tally
) -> None:
    """Here all come from this machine, where guesses count; another address must not begin anew."""
    statuses = []
    with httpx2.Client(timeout=PATIENCE) as client:
        for n in range(30):
            forged = dict.fromkeys(("X-Forwarded-For", "X-Real-IP"), f"198.51.100.{n}")
            given = {"name": f"name {n}", "password": "wrong password"}
            address = f"{program.address}/staff/enter"
            statuses.append(client.post(address, data=given, headers=forged).status_code)
    assert statuses[-1] == 429
    tally.record(30, tries=30)


# 31: who wants nobody else to be answered.

HALF = {
    "nothing": "",
    "half a line": "GET / HT",
    "half of the headers": "POST /signs HTTP/1.1\nHost: here\nX-",
    "half a body": "POST /signs HTTP/1.1\nHost: here\nContent-Length: 100\n\n{",
    "half a login": "POST /staff/enter HTTP/1.1\nHost: here\nContent-Length: 100\n"
    "Content-Type: application/x-www-form-urlencoded\n\nname=",
    "half of a second request": "GET /healthz HTTP/1.1\nHost: here\n\nGET / HT",
    "half a body of a second request": "GET /healthz HTTP/1.1\nHost: here\n\n"
    "POST /signs HTTP/1.1\nHost: here\nContent-Length: 100\n\n{",
    "a body to a page": "POST / HTTP/1.1\nHost: here\nContent-Length: 100\n\n{",
}


@pytest.mark.parametrize("half", HALF)
def test_half_requests_keep_nobody_from_being_answered(
    half: str, program: Program, log: IO[bytes], tally: Tally
) -> None:
    before, memory = len(logged(log)), program.memory
    with ExitStack() as held:
        for _ in range(MANY):
            held.enter_context(sent(program, HALF[half]))
        assert is_served(program)
    assert is_served(program)
    assert len(logged(log)) - before < 100_000
    assert program.memory - memory < 100 * MIB
    tally.record(31, tries=MANY)


UNREAD = {
    "the page": "GET / HTTP/1.1\nHost: here\n\n",
    "an open page": "GET /gradio_api/heartbeat/{} HTTP/1.1\nHost: here\n\n",
    "an answer that nobody asked for": (
        "GET /gradio_api/queue/data?session_hash={} HTTP/1.1\nHost: here\n\n"
    ),
}


@pytest.mark.parametrize("what", UNREAD)
def test_who_reads_no_answer_keeps_nobody_from_being_answered(
    what: str, program: Program, log: IO[bytes], tally: Tally
) -> None:
    before, memory = len(logged(log)), program.memory
    with ExitStack() as held:
        for n in range(MANY):
            head = UNREAD[what].format(f"somebody{n}")
            held.enter_context(sent(program, head, small_buffer=True))
        assert is_served(program)
    assert is_served(program)
    assert len(logged(log)) - before < 100_000
    assert program.memory - memory < 400 * MIB
    tally.record(31, tries=MANY)


def test_a_question_whose_answer_many_wait_for_keeps_nobody_from_being_answered(
    program: Program, tally: Tally
) -> None:
    with ExitStack() as held, httpx2.Client(timeout=PATIENCE) as client:
        person = uuid.uuid4().hex
        assert program.join(client, QUESTION, person).status_code == 200
        for _ in range(MANY):
            head = f"GET /gradio_api/queue/data?session_hash={person} HTTP/1.1\nHost: here\n\n"
            held.enter_context(sent(program, head, small_buffer=True))
        assert is_served(program)
    tally.record(31, tries=MANY)


def test_one_address_fills_no_queue_and_the_first_question_of_another_is_next(
    library_folder: Path, tally: Tally
) -> None:
    trusting = {"DOCTOR_ANSWERS_TRUSTED_PROXIES": "127.0.0.1"}
    flood, other = ({"X-Forwarded-For": one} for one in ("198.51.100.1", "198.51.100.2"))
    with (
        served(library_folder, 1.0, environment=trusting) as program,
        httpx2.Client(timeout=PATIENCE, headers=flood) as many,
        httpx2.Client(timeout=PATIENCE, headers=other) as one,
    ):
        program.ask(QUESTION)
        joined = [program.join(many, QUESTION, f"many{n}") for n in range(80)]
        refused = [answer for answer in joined if answer.status_code != 200]
        assert len(refused) > 40 and {answer.status_code for answer in refused} == {503}
        assert "queue" in refused[0].json()["detail"]
        assert program.join(one, QUESTION, "one").status_code == 200
        told = one.get(f"{program.address}/gradio_api/queue/data?session_hash=one").text
        ranks = {int(one) for one in re.findall(r'"rank":(\d+)', told)}
        assert ranks <= {0, 1} and '"process_completed"' in told  # one question was there before
        assert is_served(program)
    tally.record(34, tries=len(joined))


def test_streams_of_windows_that_are_not_known_or_double_leave_nothing_in_the_log(
    program: Program, log: IO[bytes], tally: Tally
) -> None:
    before = len(logged(log))
    address = f"{program.address}/gradio_api"

    def cancel(client: httpx2.Client, window: str, event: str) -> int:
        given = {"session_hash": window, "fn_index": program.event, "event_id": event}
        return client.post(f"{address}/cancel", json=given).status_code

    with httpx2.Client(timeout=PATIENCE) as client, ThreadPoolExecutor(8) as others:
        assert client.get(f"{address}/queue/data?session_hash=nobody").status_code == 404
        assert cancel(client, "nobody", "nothing") == 200
        for n in range(20):
            window = f"double{n}"
            event = program.join(client, QUESTION, window).json()["event_id"]
            with ExitStack() as held:
                for _ in range(3):
                    stream = (
                        f"GET /gradio_api/queue/data?session_hash={window} HTTP/1.1\nHost: a\n\n"
                    )
                    held.enter_context(sent(program, stream))
                time.sleep(0.02 * (n % 4))
                if n % 2:
                    cancels = [others.submit(cancel, client, window, event) for _ in range(8)]
                    assert {one.result() for one in cancels} == {200}
        time.sleep(1)
        assert is_served(program)
    assert logged(log)[before:] == ""
    tally.record(31, tries=20)


def is_closed(one: socket.socket) -> bool:
    """Whether the program has ended a connection."""
    one.setblocking(False)
    try:
        while one.recv(65_536):
            continue
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
    return True


def test_a_half_request_is_ended_in_time_however_slowly_it_goes_on(
    program: Program, tally: Tally
) -> None:
    with ExitStack() as held:
        halves = [held.enter_context(sent(program, half)) for half in HALF.values()]
        patient = held.enter_context(
            sent(program, "GET /gradio_api/heartbeat/a HTTP/1.1\nHost: a\n\n")
        )
        end = time.monotonic() + UNTIL_OVERDUE + 10
        left = halves
        while left and time.monotonic() < end:
            time.sleep(1)
            left = [one for one in left if not is_closed(one)]
            for one in left:
                try:
                    one.send(b"a")
                except OSError:
                    continue
        assert left == []
        assert b"ALIVE" in patient.recv(10_000) and not is_closed(patient)
    tally.record(31, tries=len(HALF))


def test_a_slow_upload_of_a_whole_body_is_read(program: Program) -> None:
    """Slow is no fault: what comes at more than the least rate is waited for."""
    body = json.dumps({"question": DANGER}).encode()
    head = (
        "POST /signs HTTP/1.1\nHost: a\nContent-Type: application/json\n"
        f"Content-Length: {len(body)}\nConnection: close\n\n"
    )
    with sent(program, head) as one:
        for at in range(0, len(body), 5):
            one.sendall(body[at : at + 5])
            time.sleep(0.3)
        received = b"".join(iter(lambda: one.recv(65536), b""))
    assert b"200 OK" in received and b'data-level="emergency"' in received


def test_names_of_windows_take_no_memory(program: Program, tally: Tally) -> None:
    memory = program.memory
    with httpx2.Client(timeout=PATIENCE) as client:
        for n in range(100):
            for person in (f"{n}" + "a" * 1_900_000, f"{n:065}"):
                status = program.join(client, QUESTION, person).status_code
                assert status in (413, 422)
    assert program.memory - memory < 50 * MIB
    assert is_served(program)
    tally.record(31, tries=200)


def test_answers_that_nobody_fetches_take_no_memory(program: Program, tally: Tally) -> None:
    def asks(times: int) -> int:
        with httpx2.Client(timeout=PATIENCE) as client:
            for _ in range(times):
                while program.join(client, QUESTION, uuid.uuid4().hex).status_code == 503:
                    time.sleep(0.1)
        return program.memory

    asks(400)
    memory = program.memory
    assert asks(800) - memory < 50 * MIB
    assert is_served(program)
    tally.record(31, tries=1200)


def test_many_windows_one_after_the_other_are_all_answered(program: Program, tally: Tally) -> None:
    """More than are remembered, and some of them leave without their answer."""
    with httpx2.Client(timeout=PATIENCE) as client:
        for _ in range(8):
            for _ in range(10):
                assert program.join(client, QUESTION, uuid.uuid4().hex).status_code == 200
            received = finished(program.asked_by_all([QUESTION] * 40))
            assert all(one.answered for one in received)
            tally.record(31, tries=50)
    assert is_served(program)


def test_no_connection_is_left(program: Program) -> None:
    end = time.monotonic() + 60
    while program.files > 100 and time.monotonic() < end:
        time.sleep(1)
    assert program.files <= 100


# What the environment says.


@pytest.mark.parametrize(
    "environment",
    [
        {"GRADIO_ROOT_PATH": "/elsewhere"},
        {"GRADIO_MCP_SERVER": "True"},
        {"GRADIO_ALLOWED_PATHS": "/"},
        {"GRADIO_SHARE": "True", "GRADIO_NUM_PORTS": "3", "GRADIO_SSR_MODE": "True"},
        {"GRADIO_NODE_SERVER_NAME": "0.0.0.0", "GRADIO_HEARTBEAT_INTERVAL": "0"},
        {"UVICORN_HOST": "0.0.0.0", "UVICORN_PORT": "1", "HOST": "0.0.0.0", "PORT": "1"},
        {"WEB_CONCURRENCY": "many", "FORWARDED_ALLOW_IPS": "*"},
        {"HF_HUB_OFFLINE": "0", "HF_HOME": "/nowhere", "HF_ENDPOINT": "http://127.0.0.1:9"},
        {"ORT_DISABLE_TELEMETRY": "0", "ORT_LOG_LEVEL": "0"},
    ],
    ids=lambda one: next(iter(one)),
)
def test_no_variable_that_is_not_told_changes_where_or_how_it_serves(
    environment: dict[str, str], library_folder: Path, tally: Tally
) -> None:
    with served(library_folder, 0.0, "--no-staff", environment=environment) as program:
        port = int(program.address.rsplit(":", 1)[1])
        listening = Path(f"/proc/{program.process.pid}/net/tcp").read_text(encoding="ascii")
        assert f"0100007F:{port:04X} 00000000:0000 0A" in listening
        config = httpx2.get(f"{program.address}/config", headers={"Host": "h"}).json()
        assert "elsewhere" not in json.dumps(config) and not config.get("mcp_server")
        forged = {"X-Forwarded-For": "198.51.100.1", "X-Forwarded-Host": "evil.example"}
        plain = httpx2.get(f"{program.address}/config", headers={"Host": "h", **forged}).json()
        assert {**plain, "app_id": 0} == {**config, "app_id": 0}
        for path in ("/gradio_api/mcp/", "/gradio_api/file=/etc/passwd", "/elsewhere/"):
            assert httpx2.get(f"{program.address}{path}").status_code == 404
        assert program.ask(QUESTION).answered
    tally.record(30)


def test_the_library_is_as_it_was(library_folder: Path) -> None:
    library = Library.open(library_folder)
    assert list(library.problems()) == []
    library.close()
