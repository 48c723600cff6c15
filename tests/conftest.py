"""What every test may ask for: the seeds, and libraries built from them.

The libraries' folders are made once and shared; a test that changes one takes `library_copy`.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from index.encoders.sentence_encoder import SentenceEncoder
from index.library.build import build
from index.library.open import Library
from tests.faults.tally import Tally
from tests.tiny_model import Make, save
from tests.words_encoder import WordsEncoder

SEEDS = Path(__file__).parents[1] / "seeds"

FAULTS_README = Path(__file__).parent / "faults" / "README.md"
TABLE = re.compile(r"^\| # \|.*?(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)
TALLY = pytest.StashKey[Tally]()

FEW, MANY = 25, 100
"""Examples of a property: as many as find most faults, and as many as there is time for."""
settings.register_profile("local", deadline=None, max_examples=FEW)
settings.register_profile("ci", deadline=None, max_examples=FEW, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def examples(many: int) -> int:
    """How many examples to try of which `many` are tried where there is time for everything."""
    return max(5, many * settings().max_examples // MANY)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="try things as often as it takes")
    parser.addoption("--write-table", action="store_true", help="keep the table of faults")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[TALLY] = Tally()
    if config.getoption("--long"):
        settings.register_profile("long", settings(), max_examples=MANY)
        settings.load_profile("long")


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Tell in a table what was tried of the faults."""
    tally = config.stash[TALLY]
    if not tally.rows:
        return
    terminalreporter.section("faults")
    terminalreporter.write_line(tally.table())
    if config.getoption("--write-table"):
        text = FAULTS_README.read_text(encoding="utf-8")
        FAULTS_README.write_text(
            TABLE.sub(lambda _: tally.into(text), text).rstrip() + "\n", "utf-8"
        )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """For `-m smoke` read no file that has no such test: to read all takes longer than they do."""
    if config.option.markexpr != "smoke" or collection_path.suffix != ".py":
        return None
    return "mark.smoke" not in collection_path.read_text(encoding="utf-8") or None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what forks: each child of a process that holds a model and a browser's messages
    takes ten times as long to make."""
    items.sort(key=_weight)


def _weight(item: pytest.Item) -> int:
    heavy = {"browser": 3, "model": 2}
    kept = [weight for name, weight in heavy.items() if item.get_closest_marker(name)]
    return max(kept, default=0 if item.get_closest_marker("faults") else 1)


@pytest.fixture(scope="session")
def seeds() -> Path:
    return SEEDS


@pytest.fixture(scope="session")
def tally(request: pytest.FixtureRequest) -> Tally:
    """Counts what is tried: `tally.record(4, tries=100, wrong=0)`."""
    return request.config.stash[TALLY]


@pytest.fixture
def encoder() -> WordsEncoder:
    return WordsEncoder()


@pytest.fixture(scope="session")
def library_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("words") / "library"
    build(folder, [SEEDS], WordsEncoder())
    return folder


@pytest.fixture
def library(library_folder: Path) -> Iterator[Library]:
    """The seeds, built with WordsEncoder; for reading only."""
    opened = Library.open(library_folder)
    yield opened
    opened.close()


@pytest.fixture
def library_copy(library_folder: Path, tmp_path: Path) -> Path:
    """The folder of a library of the seeds that a test may change."""
    return Path(shutil.copytree(library_folder, tmp_path / "library"))


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The user's cache of all tests, which is none of the user's."""
    folder = tmp_path_factory.getbasetemp() / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture
def tiny(tmp_path: Path) -> Make:
    """Saves a tiny model under a name; for tests marked `model`."""
    return lambda name="tiny", **settings: save(tmp_path / name, **settings)


@pytest.fixture(scope="session")
def real_encoder() -> SentenceEncoder:
    """For tests marked `model`."""
    return SentenceEncoder()


@pytest.fixture(scope="session")
def real_folder(real_encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the seeds, built with the real encoder; for reading and copying only."""
    folder = tmp_path_factory.mktemp("real") / "library"
    build(folder, [SEEDS], real_encoder)
    return folder


@pytest.fixture(scope="session")
def real_library(real_folder: Path) -> Iterator[Library]:
    """The seeds, built with the real encoder; for tests marked `model`, for reading only."""
    opened = Library.open(real_folder)
    yield opened
    opened.close()
