"""Asks each node of a cluster, before it is given work, whether it is fit for it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from index.cluster.encode import EncodingWork
from index.cluster.loading import Loading
from index.encoders.encoder import Encoder
from index.errors import ClusterFailed, DoctorAnswersError, UnfitNode

PACKAGE = "doctor-answers"
LOOKED_AT = 1000
"""Files that a node is asked for; of more, some from every part."""


@dataclass(frozen=True, slots=True)
class AskedNode:
    """A node of the cluster, by its id and its address, and the first file that it cannot read."""

    id: str
    address: str
    unread: str | None = None


def asked_nodes(work: EncodingWork, encoder: Encoder) -> list[AskedNode]:
    """Every node of the cluster that this process is connected to that has processors, asked
    whether it has this version of the program, the encoder, and the files to be read.

    Raises:
        UnfitNode: a node cannot encode, or no node can read all files.
        ClusterFailed: no node has a processor.
    """
    files = _looked_at(work)
    asked = [(one, _ask(one, files, work.load)) for one in _nodes()]
    told = [(one, _told(one, answer)) for one, answer in asked]
    found = [
        AskedNode(one["NodeID"], _name(one), _unread(one, answer, encoder))
        for one, answer in told
        if answer is not None
    ]
    if not found:
        raise ClusterFailed("none of its nodes has a processor for it")
    if all(one.unread for one in found):
        first = found[0]
        reason = f"it cannot read {first.unread}, and no other node can read every file"
        raise UnfitNode(first.address, reason)
    return found


def _looked_at(work: EncodingWork) -> list[tuple[str, int]]:
    """Paths and sizes of files that are to be read."""
    step = -(-len(work.sources) // LOOKED_AT) or 1
    paths = [one.path for one in work.sources[::step]]
    return [(str(path), path.stat().st_size) for path in paths if path.is_file()]


def _nodes() -> list[dict[str, Any]]:
    import ray

    return [one for one in ray.nodes() if one["Alive"] and one["Resources"].get("CPU", 0) > 0]


def _name(node: dict[str, Any]) -> str:
    return f"{node['NodeManagerAddress']} ({node['NodeManagerHostname']})"


def _ask(node: dict[str, Any], files: Sequence[tuple[str, int]], load: Loading) -> Any:  # noqa: ANN401
    import ray
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    there = NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
    asking = ray.remote(answered).options(num_cpus=0, scheduling_strategy=there)
    return asking.remote(files, load)


def answered(files: Sequence[tuple[str, int]], load: Loading) -> dict[str, str | None]:
    """What a node says of itself: the program's version, the encoder's fingerprint, or why it
    cannot be loaded, and the first of some files, with their sizes, that it cannot read."""
    unread = next((path for path, size in files if not _reads(path, size)), None)
    told = {"version": own_version(), "unread": unread, "fingerprint": None, "trouble": None}
    try:
        return {**told, "fingerprint": load().fingerprint}
    except (DoctorAnswersError, OSError) as error:
        return {**told, "trouble": str(error)}


def _reads(path: str, size: int) -> bool:
    try:
        return os.access(path, os.R_OK) and os.stat(path).st_size == size  # noqa: PTH116
    except OSError:
        return False


def own_version() -> str | None:
    """The program's version, where it is installed."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return None


def _told(node: dict[str, Any], answer: Any) -> dict[str, str | None] | None:  # noqa: ANN401
    """A node's answer; None where it is gone meanwhile."""
    import ray
    from ray.exceptions import RayError, RayTaskError

    try:
        found: dict[str, str | None] = ray.get(answer)
    except RayTaskError as error:
        reason = f"{last_line(error)}: it needs the same packages as this machine"
        raise UnfitNode(_name(node), reason) from error
    except RayError:
        return None
    return found


def _unread(node: dict[str, Any], told: dict[str, str | None], encoder: Encoder) -> str | None:
    if told["version"] != own_version():
        have, want = (one or "no version" for one in (told["version"], own_version()))
        raise UnfitNode(_name(node), f"it has {PACKAGE} {have}, and this machine has {want}")
    if told["trouble"] is not None:
        raise UnfitNode(_name(node), told["trouble"])
    if told["fingerprint"] != encoder.fingerprint:
        raise UnfitNode(_name(node), f"its {encoder.name} is another model than this machine's")
    return told["unread"]


def last_line(error: Exception) -> str:
    """The end of what Ray tells of a failure, which is the error itself."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__
