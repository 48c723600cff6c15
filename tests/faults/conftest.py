"""Every test below is marked `faults`."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.faults.watched import Watched

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.faults)


@pytest.fixture
def quick_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where there is such: hundreds of builds that are flushed to a disk take
    minutes. A process that dies leaves the same behind in both."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(prefix="doctor-answers-", dir=memory) as name:
        yield Path(name)


@pytest.fixture
def long(request: pytest.FixtureRequest) -> bool:
    """Whether there is time for everything."""
    return bool(request.config.getoption("--long"))


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """A library of the seeds, built by the command, whose every reach for the network is noted; for
    tests marked `model`."""
    watched = Watched(tmp_path_factory.mktemp("watched"))
    built = watched.run("build")
    assert built.returncode == 0, built.stderr
    return watched
