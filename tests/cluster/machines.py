"""Several machines on one: raylets of a cluster, some of which see other files than this one."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

MISSING = "Ray, or its Serve, is not installed: pip install 'doctor-answers[ray]'"
STORE = 100_000_000
"""Bytes of memory for objects, of each node."""
TRIES = 3
"""How often a node is begun."""
PATIENCE = 60
"""Seconds for a node to come."""


@contextlib.contextmanager
def unheard() -> Iterator[None]:
    """Nothing is printed within. Ray tells so much of nodes that die that a process whose parent
    reads only its end would wait for it, and it for the process."""
    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        yield


@dataclass
class Machines:
    """A cluster whose nodes come and go."""

    cluster: Any
    client_port: int | None = None
    others: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return str(self.cluster.address)

    def add(self, processors: int = 1, **head: object) -> Any:
        """Add a node that sees what this process does, the first as the head, with options of its
        own; on a busy machine not all come in time."""
        given = {"num_cpus": processors, "object_store_memory": STORE, **head}
        for _ in range(TRIES - 1):
            with contextlib.suppress(Exception):  # Ray's own is no more than that
                return self.cluster.add_node(**given)
        return self.cluster.add_node(**given)

    def kill(self, node: Any) -> None:
        """End a node, and all that runs on it, without a word."""
        self.cluster.remove_node(node, allow_graceful=False)

    def add_elsewhere(self, hidden: Sequence[Path], home: Path) -> None:
        """Add a node for which those folders are empty, and whose user's home is another."""
        hiding = " && ".join(f"mount -t tmpfs none '{folder}'" for folder in hidden)
        ray = Path(sys.executable).with_name("ray")
        starting = f"'{ray}' start --address={self.address} --num-cpus=1 --block"
        command = f"{hiding} && exec {starting} --object-store-memory={STORE}"
        paths = {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
        nodes = len(living())
        self.others.append(
            subprocess.Popen(
                ["unshare", "--mount", "sh", "-c", command],
                env={**os.environ, **paths},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )
        until = time.monotonic() + PATIENCE
        while len(living()) == nodes and time.monotonic() < until:
            time.sleep(0.2)

    def end(self) -> None:
        """End all nodes."""
        for other in self.others:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(other.pid, signal.SIGTERM)
            other.wait(PATIENCE)
        self.cluster.shutdown()


def write_parts(folder: Path, answers: int, parts: int) -> Path:
    """So many answers, one as short as the other, in so many files of a folder."""
    rows = [{"id": f"a{n}", "answer_text": f"Rest word{n} {n % 7}."} for n in range(answers)]
    for part in range(parts):
        lines = [json.dumps(row) + "\n" for row in rows[part::parts]]
        (folder / f"part{part}.jsonl").write_text("".join(lines))
    return folder


def living() -> list[dict[str, Any]]:
    """The nodes of the cluster that this process is connected to."""
    import ray

    return [one for one in ray.nodes() if one["Alive"]]


def have_token() -> None:
    """One token for all clusters of this process, as Ray reads it once; skips where there is no
    Ray."""
    os.environ.setdefault("RAY_AUTH_MODE", "token")
    os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    pytest.importorskip("ray", reason=MISSING)


@contextlib.contextmanager
def machines(processors: int = 1, client_port: int | None = None) -> Iterator[Machines]:
    """A cluster with a token and one node of so many processors."""
    have_token()
    from ray.cluster_utils import Cluster

    made = Machines(Cluster(), client_port)
    made.add(processors, include_dashboard=False, ray_client_server_port=client_port)
    try:
        yield made
    finally:
        made.end()


def may_hide_folders() -> bool:
    """Whether a process may be shown other files than this one is."""
    if shutil.which("unshare") is None:
        return False
    tried = subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True)
    return tried.returncode == 0
