"""Where more is asked than a replica shall have at once, Serve adds replicas, and takes them away
again once nothing is asked."""

import json
import shutil
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cluster.application import ASKING
from bot.cluster.deployed import Deployed
from bot.cluster.serve import deploy
from bot.web.serve import port_to_have
from index.cluster.connect import LOCAL, connected
from index.library.build import build
from tests.cluster.held_shard import HeldShard, holding
from tests.cluster.loads import load
from tests.cluster.machines import MISSING, have_token
from tests.conftest import SEEDS
from tests.search.test_inverted_file import MeaningEncoder

QUESTION = "How long does Botox last?"
LEAST, MOST = 1, 2
PEOPLE = 2 * ASKING
"""Who ask at once."""
SOON = {
    "upscale_delay_s": 1,
    "downscale_delay_s": 1,
    "look_back_period_s": 3,
    "metrics_interval_s": 1,
}
"""Seconds that Serve waits before it adds a replica, and before it takes one away, by itself 30 and
600; those of which it takes the mean, and those between two counts, by itself 30 and 10."""
PATIENCE = 60
"""Seconds for what takes five, on a machine that is busy."""


@dataclass(frozen=True)
class Served:
    """A library in one shard, on Serve."""

    library: Path
    port: int

    def ask(self, person: int) -> dict[str, Any]:
        """The reply to one of some people, each of whom asks from a place of their own."""
        body = json.dumps({"question": QUESTION}).encode()
        head = {"Content-Type": "application/json", "X-Forwarded-For": f"10.0.0.{person}"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1/ask", body, head)
        with urllib.request.urlopen(request, timeout=3 * PATIENCE) as answered:
            reply: dict[str, Any] = json.load(answered)
            return reply


def running() -> dict[str, int]:
    """How many replicas run of each deployment, as Serve says."""
    from ray import serve

    return {
        name: one.replica_states.get("RUNNING", 0)
        for application in serve.status().applications.values()
        for name, one in application.deployments.items()
    }


def until_running(wanted: dict[str, int]) -> dict[str, int]:
    """How many replicas run as soon as these do, or no later than `PATIENCE`."""
    end = time.monotonic() + PATIENCE
    while not wanted.items() <= (found := running()).items() and time.monotonic() < end:
        time.sleep(0.2)
    return found


def hasten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Serve wait less where it adds replicas, and takes them away: all else of that is as the
    application has it."""
    from ray import serve

    plain = serve.deployment

    def hastened(kind: type, **given: Any) -> Any:
        if scaled := given.get("autoscaling_config"):
            given["autoscaling_config"] = {**scaled, **SOON}
        return plain(kind, **given)

    monkeypatch.setattr(serve, "deployment", hastened)


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    have_token()
    pytest.importorskip("ray.serve", reason=MISSING)
    library = tmp_path / "library"
    build(library, [Path(shutil.copytree(SEEDS, tmp_path / "pages"))], MeaningEncoder())
    monkeypatch.setattr("bot.cluster.application.ShardReplica", HeldShard)
    hasten(monkeypatch)
    port = port_to_have("127.0.0.1", 0)
    deployed = Deployed(
        library,
        replicas=(LEAST, MOST),
        deadline=3 * PATIENCE,
        api="open",
        proxies="127.0.0.1",
        load=load,
    )
    with connected(LOCAL, num_cpus=4, object_store_memory=200_000_000):
        deploy(deployed, port)
        yield Served(library, port)


@pytest.mark.faults
@pytest.mark.filterwarnings("ignore:The `metrics_interval_s` field:DeprecationWarning")
def test_replicas_are_added_while_calls_wait_and_taken_away_after(served: Served) -> None:
    """A front asks a shard for four people at once: the API grows, and through it the shard."""
    wanted = served.ask(0)
    assert wanted["answers"] and not wanted["partial"]
    least = {"page": 1, "api": LEAST, "shard-0001": LEAST}
    assert until_running(least) == least
    held = holding(served.library)
    held.touch()
    with ThreadPoolExecutor(2 * PEOPLE) as people:
        try:
            asked = [people.submit(served.ask, person) for person in range(PEOPLE)]
            assert until_running({"api": MOST})["api"] == MOST
            asked += [people.submit(served.ask, PEOPLE + person) for person in range(PEOPLE)]
            grown = until_running({"shard-0001": MOST})
            assert not any(one.done() for one in asked)
        finally:
            held.unlink()
        assert [one.result() for one in asked] == [wanted] * 2 * PEOPLE
    assert grown == {"page": 1, "api": MOST, "shard-0001": MOST}
    assert until_running(least) == least
