"""Joins a Ray cluster: one that runs somewhere, or one of this machine that ends again."""

import os
import re
import secrets
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from index.durable import close_to_others, private_folder, replace_file
from index.errors import NoCluster, NoRay

LOCAL = "local"
"""The address of a cluster of this machine's own, which is started and ended again."""
ADDRESS = re.compile(
    r"local|auto|(?:ray://)?(?P<host>[^\s:/]+|\[[0-9a-fA-F:]+\]):(?P<port>\d{1,5})"
)
"""What may stand for a cluster; `auto` is the one that runs on this machine."""
PATIENCE = 5.0
"""Seconds that a machine may take to answer: Ray itself goes on asking for minutes."""
MODE, TOKEN = "RAY_AUTH_MODE", "token"
"""What says whether a cluster asks for a token, and that it does."""
SENT = re.compile(rb"[ -~]*")
"""The characters that a request carries."""
BUILDING, SERVING = ("ray.data",), ("ray.serve",)
"""What of Ray is needed: parts of it, each of which needs other packages."""


@contextmanager
def connected(
    address: str = LOCAL, needed: Sequence[str] = BUILDING, **own: object
) -> Iterator[None]:
    """Be connected to a cluster, by its token: as the caller is already, or else to the one at an
    address.

    Args:
        needed: what of Ray is needed.
        own: options of Ray's for a cluster of this machine's own, which has no dashboard.

    Raises:
        NoRay: it is not installed, or not what it needs for that.
        NoCluster: there is no such cluster, or it does not know this token.
    """
    _ask_for_token()
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # it warns on standard error
    _check_installed(needed)
    import ray
    from ray.exceptions import RayError

    if ray.is_initialized():
        yield
        return
    _check_reachable(address)
    _keep_token_private(is_made=address == LOCAL)
    _check_token()
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


def _ask_for_token() -> None:
    """Have Ray ask for a token, which it reads when it is imported. Whoever told it not to is not
    overruled, and nothing begins."""
    mode = os.environ.setdefault(MODE, TOKEN)
    if mode.lower() != TOKEN:
        raise NoCluster(
            f"{MODE} is {mode}, so that anybody who reaches it could run anything there; unset it"
        )


def _check_installed(needed: Sequence[str]) -> None:
    try:
        for name in ("ray", *needed):
            import_module(name)
    except ModuleNotFoundError as error:
        raise NoRay(error.name or "ray") from error


def _keep_token_private(*, is_made: bool) -> None:
    """Close the file of this user's token, and its folder, to others, and make a token where there
    is none yet: Ray would write it as the umask has it."""
    if os.environ.get("RAY_AUTH_TOKEN") or os.environ.get("RAY_AUTH_TOKEN_PATH"):
        return
    file = Path.home() / ".ray" / "auth_token"
    try:
        if is_made and not file.exists():
            private_folder(file.parent)
            replace_file(file, secrets.token_hex(32).encode())
        if file.exists():
            close_to_others(file.parent)
            close_to_others(file)
    except OSError as error:
        raise NoCluster(f"the token cannot be kept: {error}") from error


def _check_token() -> None:
    """That a request can carry the token: over one that it cannot, Ray ends the whole process."""
    given = os.environ.get("RAY_AUTH_TOKEN")
    place = Path(os.environ.get("RAY_AUTH_TOKEN_PATH") or Path.home() / ".ray" / "auth_token")
    try:
        token = os.fsencode(given) if given else place.read_bytes().partition(b"\n")[0]
    except OSError:
        return  # Ray says so itself
    if SENT.fullmatch(token.strip()) is None:
        raise NoCluster(
            f"the token in {'RAY_AUTH_TOKEN' if given else place} has characters that cannot be "
            "sent, as a byte-order mark is; write it there anew, in ASCII alone"
        )


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
