"""More people than can be served, people who do not read, and being told to stop (16, 26).

Each program runs in a process of its own, and is asked over HTTP as the page asks.
"""

import asyncio
import json
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest

from bot.reply.reply import reply_to
from bot.web.backpressure import CLOSING
from bot.web.chat import QUEUE
from index.encoders.sentence_encoder import SentenceEncoder
from index.library.build import build
from index.library.open import Library
from tests.conftest import SEEDS
from tests.faults.tally import Tally
from tests.faults.visitors import (
    PATIENCE,
    ROOT,
    Program,
    Told,
    command_of,
    free_port,
    process_of,
    served,
    started,
)
from tests.own_loop import finished
from tests.words_encoder import WordsEncoder

QUESTION = "can I exercise after botox?"
AT_ONCE = 4
"""Questions that are answered at once."""
TAKEN = QUEUE + AT_ONCE
MIB = 2**20


@pytest.fixture(scope="module")
def shown(library_folder: Path) -> list[str]:
    """The ids of the answers to the question, as the page names them."""
    library = Library.open(library_folder)
    found = [card.answer.id for card in reply_to(QUESTION, library, WordsEncoder()).cards]
    library.close()
    assert found
    return found


@pytest.fixture(scope="module")
def slow(library_folder: Path) -> Iterator[Program]:
    with served(library_folder, 0.02) as program:
        yield program


def is_right(received: Told, shown: list[str]) -> bool:
    """Whether a question was answered with those answers."""
    return received.answered and all(f'data-answer=\\"{one}\\"' in received.text for one in shown)


def is_healthy(program: Program, shown: list[str]) -> bool:
    health = httpx2.get(f"{program.address}/healthz", timeout=5)
    return health.status_code == 200 and is_right(program.ask(QUESTION), shown)


# 16: many requests at once, slow readers.


def test_ten_times_what_can_be_served_are_answered_or_told_that_it_is_busy(
    slow: Program, shown: list[str], tally: Tally
) -> None:
    assert is_healthy(slow, shown)
    received = finished(slow.asked_by_all([QUESTION] * TAKEN * 10))
    statuses = Counter(one.status for one in received)
    assert set(statuses) == {200, 503}
    assert statuses[200] >= TAKEN
    refused = [one for one in received if one.status == 503]
    assert all(len(json.loads(one.text)["detail"].split()) > 3 for one in refused)
    wrong = sum(not is_right(one, shown) for one in received if one.status == 200)
    healthy = is_healthy(slow, shown)
    tally.record(16, tries=len(received), lost=not healthy, wrong=wrong)
    assert wrong == 0 and healthy


def test_being_overrun_again_and_again_takes_no_more_memory_nor_files(
    slow: Program, shown: list[str], tally: Tally
) -> None:
    crowd = [QUESTION] * TAKEN * 2
    finished(slow.asked_by_all(crowd))
    memory, files = slow.memory, slow.files
    for _ in range(3):
        received = finished(slow.asked_by_all(crowd))
        assert {one.status for one in received} <= {200, 503}
        tally.record(16, tries=len(received), wrong=0)
    assert slow.memory - memory < 100 * MIB
    time.sleep(1)  # connections that were closed there are closed here a little later
    assert slow.files <= files + AT_ONCE
    assert is_healthy(slow, shown)


def test_people_who_do_not_read_keep_nobody_from_reading(
    slow: Program, shown: list[str], tally: Tally
) -> None:
    memory = slow.memory
    with ExitStack() as waiting, httpx2.Client(timeout=PATIENCE) as client:
        for _ in range(TAKEN - 8):  # as many as wait without being told that it is busy
            person = uuid.uuid4().hex
            assert slow.join(client, QUESTION, person).status_code == 200
            one = waiting.enter_context(socket.socket())
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            one.connect(("127.0.0.1", int(slow.address.rsplit(":", 1)[1])))
            path = f"/gradio_api/queue/data?session_hash={person}"
            one.sendall(f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
        received = slow.ask(QUESTION)
        tally.record(16, tries=TAKEN - 8, wrong=not is_right(received, shown))
        assert is_right(received, shown)
        assert slow.memory - memory < 200 * MIB
    assert is_healthy(slow, shown)


def test_people_who_go_away_before_they_are_answered_are_forgotten(
    slow: Program, shown: list[str], tally: Tally
) -> None:
    with httpx2.Client(timeout=PATIENCE) as client:
        for _ in range(TAKEN - 8):
            person = uuid.uuid4().hex
            assert slow.join(client, QUESTION, person).status_code == 200
            stream = f"{slow.address}/gradio_api/queue/data?session_hash={person}"
            with client.stream("GET", stream) as received:
                assert received.status_code == 200
    tally.record(16, tries=TAKEN - 8)
    assert is_healthy(slow, shown)


@pytest.mark.parametrize("path", ["/gradio_api/queue/join", "/signs"])
def test_a_question_of_ten_million_letters_is_not_even_read(
    slow: Program, shown: list[str], path: str, tally: Tally
) -> None:
    memory = slow.memory
    question = "a" * 10_000_000
    given = {"data": [question, None], "fn_index": slow.event, "session_hash": "a"}
    body = json.dumps(given if "join" in path else {"question": question}).encode()
    for content in (body, (body[at : at + 65_536] for at in range(0, len(body), 65_536))):
        with httpx2.Client(timeout=PATIENCE) as client:
            try:
                status = client.post(
                    f"{slow.address}{path}",
                    content=content,
                    headers={"Content-Type": "application/json"},
                ).status_code
            except httpx2.WriteError:  # it was refused while it was still being sent
                status = 413
        assert status == 413
        tally.record(16)
    assert slow.memory - memory < 50 * MIB
    assert is_healthy(slow, shown)


# 26: being told to stop.


def stopped_while_asked(
    program: Program, people: int, taken: int, seconds: float = 0.0
) -> list[Told]:
    """So many ask. When so many questions were taken, and a while later, it is told to stop; a page
    of another reader is open all the while."""
    received: list[Told] = []
    asking = threading.Thread(
        target=lambda: received.extend(asyncio.run(program.asked_by_all([QUESTION] * people)))
    )
    with (
        httpx2.Client(timeout=PATIENCE) as client,
        client.stream("GET", f"{program.address}/gradio_api/heartbeat/somebody") as open_page,
    ):
        lines = open_page.iter_lines()
        assert next(lines) == "data: ALIVE"
        asking.start()
        for _ in range(taken):
            assert program.taken.acquire(timeout=PATIENCE)
        time.sleep(seconds)
        program.process.send_signal(signal.SIGTERM)
        assert all(line in ("", "data: ALIVE") for line in lines)  # to its end
    asking.join(PATIENCE)
    return received


def test_whoever_asked_before_it_was_told_to_stop_is_answered(
    library_folder: Path, shown: list[str], tally: Tally
) -> None:
    people = AT_ONCE * 3
    with served(library_folder, 0.3) as program:
        received = stopped_while_asked(program, people, taken=people)
        status = program.process.wait(PATIENCE)
    wrong = sum(not is_right(one, shown) for one in received)
    tally.record(26, tries=people, wrong=wrong)
    assert len(received) == people and wrong == 0
    assert status == 0


def test_whoever_asks_afterwards_is_told_so(library_folder: Path, tally: Tally) -> None:
    with served(library_folder, 1.0) as program, httpx2.Client(timeout=PATIENCE) as client:
        person = uuid.uuid4().hex
        program.join(client, QUESTION, person)
        stream = f"{program.address}/gradio_api/queue/data?session_hash={person}"
        with client.stream("GET", stream) as first:
            program.process.send_signal(signal.SIGTERM)
            while client.get(f"{program.address}/healthz").status_code == 200:
                time.sleep(0.01)
            late = program.join(client, QUESTION, uuid.uuid4().hex)
            assert (late.status_code, late.text) == (503, CLOSING)
            assert '"process_completed"' in first.read().decode()
        assert program.process.wait(PATIENCE) == 0
    tally.record(26, tries=2)


def test_told_to_stop_while_it_starts_it_stops_well(library_folder: Path, tally: Tally) -> None:
    process = process_of(command_of(library_folder, free_port()), subprocess.PIPE)
    assert process.stderr is not None
    assert "Doctor Answers is at" in process.stderr.readline()  # and is not yet
    process.terminate()
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    tally.record(26)


@pytest.mark.model
def test_the_command_itself_answers_whoever_asked_and_stops_well(
    real_library: Library, real_encoder: SentenceEncoder, tally: Tally
) -> None:
    port = free_port()
    command = ["-m", "bot.cli", "--library", str(real_library.folder), "serve", "--port", str(port)]
    expected = [card.answer.id for card in reply_to(QUESTION, real_library, real_encoder).cards]
    with started(command, port) as program:
        received = stopped_while_asked(program, AT_ONCE * 8, taken=1)
        status = program.process.wait(PATIENCE)
    wrong = sum(not is_right(one, expected) for one in received if one.status == 200)
    tally.record(26, tries=len(received), wrong=wrong)
    assert wrong == 0 and {one.status for one in received} <= {200, 503}
    assert any(one.status == 200 for one in received)
    assert status == 0


BUILDING = """
import sys
from pathlib import Path

from index.library.build import build
from tests.words_encoder import WordsEncoder

folder, pages, last = map(Path, sys.argv[1:])
held = last.read_bytes()
while True:
    last.unlink()
    build(folder, [pages], WordsEncoder())
    last.write_bytes(held)
    build(folder, [pages], WordsEncoder())
"""
"""Builds without a page and with it in turn, for as long as it is let."""


def shown_by(folder: Path) -> list[str]:
    library = Library.open(folder)
    found = [card.answer.id for card in reply_to(QUESTION, library, WordsEncoder()).cards]
    library.close()
    return found


def held_by(folder: Path) -> set[str]:
    """The ids of all answers of a library that is sound."""
    library = Library.open(folder)
    assert list(library.problems()) == []
    found = {answer.id for page in library.pages() for answer in page.answers}
    library.close()
    return found


def generation_of(program: Program) -> int:
    return int(httpx2.get(f"{program.address}/ready").json()["generation"])


@pytest.mark.parametrize("seconds", [0.1, 0.0, 0.2, 0.3, 0.4, 0.5])
def test_told_to_stop_while_generations_are_swapped_it_answers_and_stops_well(
    tmp_path: Path, seconds: float, long: bool, tally: Tally
) -> None:
    if seconds != 0.1 and not long:
        pytest.skip("one moment of many: --long")
    people, folder = AT_ONCE, tmp_path / "library"
    pages = Path(shutil.copytree(SEEDS, tmp_path / "pages"))
    last = max(pages.iterdir())
    held = last.read_bytes()
    expected, sound = [], []
    for there in (True, False, True):
        last.write_bytes(held) if there else last.unlink()
        build(folder, [pages], WordsEncoder())
        expected.append(shown_by(folder))
        sound.append(held_by(folder))
    with served(folder, 0.05) as program:
        before = generation_of(program)
        command = [sys.executable, "-c", BUILDING, str(folder), str(pages), str(last)]
        building = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
        try:
            while generation_of(program) < before + 2:
                time.sleep(0.01)
            received = stopped_while_asked(program, people, people, seconds)
            status = program.process.wait(PATIENCE)
        finally:
            building.terminate()
            building.wait(PATIENCE)
    wrong = sum(not any(is_right(one, some) for some in expected) for one in received)
    left = held_by(folder)
    last.write_bytes(held)
    build(folder, [pages], WordsEncoder())
    lost = left not in sound or held_by(folder) != sound[0]
    tally.record(26, tries=len(received), lost=lost, wrong=wrong)
    assert (status, wrong, lost) == (0, 0, False)
