"""Served by Ray, a library gives what one program that serves it gives; whatever dies or is slow
there, nothing wrong is said, and that something is missing is."""

import json
import logging
import os
import shutil
import signal
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast
from urllib.error import HTTPError

import pytest

from bot.answers import AnswerLibrary
from bot.cluster.application import PAGE
from bot.cluster.deployed import Deployed
from bot.cluster.serve import deploy
from bot.reply.service import AnswerService
from bot.show.export import reply_json
from bot.show.wording import PARTIAL
from bot.web.api.keys import ApiKeys
from bot.web.serve import port_to_have
from index.cluster.connect import LOCAL, connected
from index.library.build import build
from index.library.open import Library
from tests.cluster.loads import load
from tests.cluster.machines import MISSING, have_token
from tests.conftest import SEEDS
from tests.faults.visitors import Program
from tests.library.test_shards import ANSWERS, QUESTIONS, write_answers
from tests.search.test_inverted_file import MeaningEncoder, texts

SOME = QUESTIONS[::3]
PATIENCE = 300
"""Seconds for what takes ten, on a machine that is busy."""


class Served:
    """A library on Serve, in two shards, asked over HTTP as programs ask."""

    def __init__(self, folder: Path, pages: Path, port: int) -> None:
        self.folder, self.pages, self.port = folder, pages, port
        self.key = ApiKeys(folder).make("reader", "read")

    def get(self, path: str, sent: object = None) -> tuple[int, bytes]:
        body = None if sent is None else json.dumps(sent).encode()
        head = {"Content-Type": "application/json", "Authorization": f"Bearer {self.key}"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, head)
        try:
            with urllib.request.urlopen(request, timeout=60) as answered:
                return answered.status, answered.read()
        except HTTPError as error:
            return error.code, error.read()

    def ask(self, question: str) -> dict[str, Any]:
        status, told = self.get("/api/v1/ask", {"question": question})
        assert status == 200, told
        reply: dict[str, Any] = json.loads(told)
        return reply

    def plain(self, question: str) -> dict[str, Any]:
        """What one program that has the whole library says."""
        service = AnswerService(Library.open(self.folder), MeaningEncoder())
        service.load_when_asked()
        try:
            told = json.dumps(reply_json(AnswerLibrary(service).ask(question)))
            reply: dict[str, Any] = json.loads(told)
            return reply
        finally:
            service.close()

    def until_whole(self) -> None:
        end = time.monotonic() + PATIENCE
        while self.ask(SOME[0])["partial"]:
            assert time.monotonic() < end
            time.sleep(0.2)


def replicas_of(deployment: str) -> list[str]:
    """The names of the actors that are its replicas."""
    import ray

    every = ray.util.list_named_actors(all_namespaces=True)
    names = [one["name"] for one in every if one["namespace"] == "serve"]
    return [one for one in names if one.startswith(f"SERVE_REPLICA::{PAGE}#{deployment}#")]


def kill_replicas_of(deployment: str) -> None:
    import ray

    for name in replicas_of(deployment):
        ray.kill(ray.get_actor(name, namespace="serve"))


def processes_of(deployment: str) -> list[int]:
    """The processes of its replicas, which Ray calls by their deployments."""
    found = []
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            told = command.read_bytes()
        except OSError:
            continue
        if told.startswith(f"ray::ServeReplica:{PAGE}:{deployment}".encode()):
            found.append(int(command.parent.name))
    return found


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    have_token()
    pytest.importorskip("ray.serve", reason=MISSING)
    root = tmp_path_factory.mktemp("served")
    pages = Path(shutil.copytree(SEEDS, root / "pages"))
    write_answers(pages / "answers.jsonl", texts(ANSWERS, 12, seed=11))
    build(root / "library", [pages], MeaningEncoder(), shard_passages=140)
    port = port_to_have("127.0.0.1", 0)
    with connected(LOCAL, num_cpus=4, object_store_memory=200_000_000):
        deploy(Deployed(root / "library", replicas=(1, 1), deadline=4.0, load=load), port)
        yield Served(root / "library", pages, port)


@pytest.mark.faults
def test_the_same_replies_as_from_one_program(served: Served) -> None:
    for question in SOME:
        assert served.ask(question) == served.plain(question), question
    assert served.get("/readyz") == (200, b'{"ready":true,"generation":1}')
    assert not logging.getLogger("ray.serve").handlers  # it writes into the program's log
    (page_id, *_) = [card["page"]["id"] for card in served.ask(SOME[0])["answers"]]
    assert served.get(f"/api/v1/pages/{page_id}")[0] == 200
    assert served.get("/api/v1/pages/nowhere")[0] == 404


@pytest.mark.faults
def test_the_page_talks(served: Served) -> None:
    talk = Program(cast("Any", None), f"http://127.0.0.1:{served.port}")
    events = json.loads(served.get("/config")[1])["dependencies"]
    talk.event = next(one["id"] for one in events if one["targets"][0][1] == "submit")
    told = talk.ask(SOME[0])
    assert told.answered
    assert all(card["id"] in told.text for card in served.ask(SOME[0])["answers"][:3])


@pytest.mark.faults
def test_a_slow_shard_is_told_and_waited_for_once(served: Served) -> None:
    wanted = {question: served.ask(question) for question in SOME}
    stopped = processes_of("shard-0002")
    assert stopped
    try:
        for one in stopped:
            os.kill(one, signal.SIGSTOP)
        replies = {question: served.ask(question) for question in SOME}
    finally:
        for one in stopped:
            os.kill(one, signal.SIGCONT)
    for question, reply in replies.items():
        assert reply["partial"] and reply["warning"] == PARTIAL
        assert reply["band"] != "nothing" and all(p["band"] != "nothing" for p in reply["parts"])
        every = {card["id"]: card["body"] for card in reply["answers"]}
        known = {card["id"]: card["body"] for card in wanted[question]["answers"]}
        assert all(known.get(one, body) == body for one, body in every.items())
    served.until_whole()
    assert served.ask(SOME[1]) == wanted[SOME[1]]


@pytest.mark.faults
def test_a_dead_shard_is_told_and_comes_back(served: Served) -> None:
    wanted = served.ask(SOME[0])
    kill_replicas_of("shard-0001")
    reply = served.ask(SOME[0])
    assert reply == wanted or (reply["partial"] and reply["warning"] == PARTIAL)
    alert = served.ask("My throat is swelling and I cannot breathe after Botox")["alerts"][0]
    assert alert["level"] == "emergency"
    served.until_whole()
    assert served.ask(SOME[0]) == wanted


@pytest.mark.faults
def test_a_generation_is_swapped_under_questions(served: Served) -> None:
    before = {question: served.plain(question) for question in SOME}
    write_answers(served.pages / "answers.jsonl", texts(ANSWERS, 12, seed=12))
    with ThreadPoolExecutor(3) as people:
        asked: list[tuple[str, dict[str, Any]]] = []
        building = people.submit(build, served.folder, [served.pages], MeaningEncoder())
        end = time.monotonic() + PATIENCE
        while b'"generation":2' not in served.get("/readyz")[1] or not building.done():
            assert time.monotonic() < end
            some = SOME[len(asked) % len(SOME) :][:2]
            asked += zip(some, people.map(served.ask, some), strict=True)
    after = {question: served.plain(question) for question in SOME}
    changed = next(question for question in SOME if before[question] != after[question])
    while (reply := served.ask(changed)) != after[changed]:  # the API has processes of its own
        assert time.monotonic() < end, reply
        asked.append((changed, reply))
    whole = [(question, reply) for question, reply in asked if not reply["partial"]]
    assert all(reply in (before[question], after[question]) for question, reply in whole)
    assert len(whole) > len(asked) / 2
    assert [served.ask(question) for question in SOME] == [after[question] for question in SOME]
