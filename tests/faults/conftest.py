"""Every test below is marked `faults`; what they tried is told in a table at the end."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.faults.tally import Tally
from tests.faults.watched import Watched

HERE = Path(__file__).parent
README = HERE / "README.md"
TALLY = pytest.StashKey[Tally]()
TABLE = re.compile(r"^\| # \|.*?(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.faults)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[TALLY] = Tally()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    tally = config.stash[TALLY]
    if not tally.rows:
        return
    terminalreporter.section("faults")
    terminalreporter.write_line(tally.table())
    if config.getoption("--write-table"):
        text = README.read_text(encoding="utf-8")
        README.write_text(TABLE.sub(lambda _: tally.into(text), text).rstrip() + "\n", "utf-8")


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


@pytest.fixture(scope="session")
def tally(request: pytest.FixtureRequest) -> Tally:
    """Counts what is tried: `tally.record(4, tries=100, wrong=0)`."""
    return request.config.stash[TALLY]


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
