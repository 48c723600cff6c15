"""A cluster is joined with its token, which nobody else may read, and not without; what of Ray is
missing is told by its name."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from index.cluster import connect
from index.cluster.connect import LOCAL, SERVING, connected
from index.errors import NoCluster, NoRay
from tests.cluster.machines import Machines, have_token, machines
from tests.cluster.test_several_machines import HERE

JOINING = """
import sys
from index.cluster.connect import connected
from index.errors import NoCluster
try:
    with connected(sys.argv[1]):
        print("joined")
except NoCluster as error:
    print(error)
"""
"""Joins a cluster, and prints what came of it."""


def joined(address: str, home: Path, **token: str) -> str:
    """What a process tells that joins a cluster, with a home of its own and no token but this."""
    kept = {name: told for name, told in os.environ.items() if not name.startswith("RAY_")}
    done = subprocess.run(
        [sys.executable, "-c", JOINING, address],
        env={**kept, "PYTHONPATH": str(HERE), "HOME": str(home), **token},
        capture_output=True,
        text=True,
        check=False,
        umask=0,
    )
    assert done.returncode == 0, done.stderr
    if given := token.get("RAY_AUTH_TOKEN"):
        assert given.strip() not in done.stdout + done.stderr
    return done.stdout.strip()


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home without a token, where whatever is made is open to everybody."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"):
        monkeypatch.delenv(name, raising=False)
    before = os.umask(0)
    yield tmp_path
    os.umask(before)


def test_a_token_that_is_made_is_its_users_alone(home: Path) -> None:
    connect._keep_token_private(is_made=True)
    token = home / ".ray" / "auth_token"
    assert (mode_of(token), mode_of(token.parent)) == (0o600, 0o700)
    made = token.read_text()
    assert len(made) >= 32
    connect._keep_token_private(is_made=True)
    assert token.read_text() == made


def test_a_token_that_everybody_could_read_is_closed_to_them(home: Path) -> None:
    token = home / ".ray" / "auth_token"
    token.parent.mkdir()
    token.write_text("made before")
    assert mode_of(token) == 0o666
    connect._keep_token_private(is_made=False)
    assert (mode_of(token), mode_of(token.parent)) == (0o600, 0o700)
    assert token.read_text() == "made before"


def test_no_token_is_made_where_one_is_given_or_a_cluster_is_joined(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect._keep_token_private(is_made=False)
    monkeypatch.setenv("RAY_AUTH_TOKEN", "given")
    connect._keep_token_private(is_made=True)
    assert not (home / ".ray").exists()


@pytest.mark.parametrize("address", [LOCAL, "10.0.0.1:6379"])
def test_nothing_begins_where_ray_is_told_to_ask_for_no_token(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    with pytest.raises(NoCluster, match="RAY_AUTH_MODE is disabled"), connected(address):
        pass


def test_ray_without_its_serve_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", ModuleType("ray"))
    monkeypatch.setitem(sys.modules, "ray.serve", None)
    told = r"ray.serve is missing.* pip install 'doctor-answers\[ray\]'"
    with pytest.raises(NoRay, match=told), connected(LOCAL, SERVING):
        pass


@pytest.fixture(scope="module")
def cluster() -> Iterator[Machines]:
    """A cluster of one node."""
    with machines() as made:
        yield made


@pytest.mark.faults
def test_who_has_no_token_or_another_one_does_not_join(cluster: Machines, tmp_path: Path) -> None:
    address = cluster.address
    assert joined(address, tmp_path, RAY_AUTH_TOKEN=os.environ["RAY_AUTH_TOKEN"]) == "joined"
    refused = "the cluster cannot be joined"
    assert refused in joined(address, tmp_path, RAY_AUTH_TOKEN="another" * 8)
    assert refused in joined(address, tmp_path)
    assert not (tmp_path / ".ray").exists()


@pytest.mark.faults
@pytest.mark.parametrize("token", ["an accent \u00e9", "two\nlines", "a\ttab", "a\x7f"])
def test_a_token_that_no_request_can_carry_is_told_by_its_place(
    token: str, cluster: Machines, tmp_path: Path
) -> None:
    told = joined(cluster.address, tmp_path, RAY_AUTH_TOKEN=token)
    assert "the token in RAY_AUTH_TOKEN has characters that cannot be sent" in told


@pytest.mark.faults
def test_a_token_in_a_file_with_a_byte_order_mark_is_told_by_the_file(
    cluster: Machines, tmp_path: Path
) -> None:
    """Some editors write one before the text."""
    file = tmp_path / "token"
    file.write_text(os.environ["RAY_AUTH_TOKEN"], encoding="utf-8-sig")
    told = joined(cluster.address, tmp_path, RAY_AUTH_TOKEN_PATH=str(file))
    assert f"the token in {file} has characters that cannot be sent" in told
    file.write_text(os.environ["RAY_AUTH_TOKEN"] + "\r\n")
    assert joined(cluster.address, tmp_path, RAY_AUTH_TOKEN_PATH=str(file)) == "joined"


@pytest.mark.faults
def test_a_cluster_of_this_machine_alone_keeps_its_token_private(tmp_path: Path) -> None:
    have_token()
    assert joined(LOCAL, tmp_path) == "joined"
    token = tmp_path / ".ray" / "auth_token"
    assert (mode_of(token), mode_of(token.parent)) == (0o600, 0o700)
