"""Joins a Ray cluster: one that runs somewhere, or one of this machine that ends again."""

import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from index.errors import NoCluster, NoRay

LOCAL = "local"
"""The address of a cluster of this machine's own, which is started and ended again."""
ADDRESS = re.compile(
    r"local|auto|(?:ray://)?(?P<host>[^\s:/]+|\[[0-9a-fA-F:]+\]):(?P<port>\d{1,5})"
)
"""What may stand for a cluster; `auto` is the one that runs on this machine."""
PATIENCE = 5.0
"""Seconds that a machine may take to answer: Ray itself goes on asking for minutes."""


@contextmanager
def connected(address: str = LOCAL, **own: object) -> Iterator[None]:
    """Be connected to a cluster, by its token: as the caller is already, or else to the one at an
    address.

    Args:
        own: options of Ray's for a cluster of this machine's own, which has no dashboard.

    Raises:
        NoRay: it is not installed.
        NoCluster: there is no such cluster, or it does not know this token.
    """
    os.environ.setdefault("RAY_AUTH_MODE", "token")  # read when Ray is imported
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # it warns on standard error
    try:
        import ray
        import ray.data
    except ModuleNotFoundError as error:
        raise NoRay from error
    from ray.exceptions import RayError

    if ray.is_initialized():
        yield
        return
    _check_reachable(address)
    options = {"include_dashboard": False, **own} if address == LOCAL else {}
    try:
        ray.init(address, log_to_driver=False, logging_level="ERROR", **options)
    except (RayError, ConnectionError, RuntimeError, ValueError, OSError) as error:
        raise NoCluster(_reason(error, address)) from error
    try:
        yield
    finally:
        ray.shutdown()


def is_within() -> bool:
    """Whether this process is a part of the cluster that it is connected to, which one that came by
    ray://… is not."""
    import ray

    return not ray.util.client.ray.is_connected()


def _check_reachable(address: str) -> None:
    found = ADDRESS.fullmatch(address)
    if found is None:
        raise NoCluster(f"{address!r} is none of auto, HOST:PORT, ray://HOST:PORT")
    if found["host"] is None:
        return
    try:
        place = (found["host"].strip("[]"), int(found["port"]))
        with socket.create_connection(place, PATIENCE):
            pass
    except (OSError, OverflowError) as error:
        raise NoCluster(f"nothing answers at {address}: {error}") from error


def _reason(error: Exception, address: str) -> str:
    told = str(error).partition("\n")[0].partition(". ")[0]
    if address == LOCAL:
        return told
    return f"{told}; it must be there, and RAY_AUTH_TOKEN or ~/.ray/auth_token be its token"
