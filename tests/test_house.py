"""The house itself: who imports whom, and what an import does."""

import ast
import json
import os
import subprocess
import sys
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.conftest import SEEDS

ROOT = SEEDS.parent
SOURCES = sorted([*ROOT.glob("index/**/*.py"), *ROOT.glob("bot/**/*.py"), ROOT / "app.py"])
NOUNS = {
    "index.model",
    "index.errors",
    "index.alike_names",
    "index.durable",
    "index.folding",
    "index.hard_links",
    "index.identity",
    "index.named_once",
    "index.patterns",
    "index.temporary",
    "index.words",
    "bot.interrupt",
}
"""What everybody may import."""
MAY_IMPORT = {
    "index.pages": set(),
    "index.encoders": set(),
    "index.storage": {"index.pages"},
    "index.search": {"index.encoders", "index.storage"},
    "index.library": {"index.pages", "index.encoders", "index.storage", "index.search"},
    "index.cluster": {
        "index.encoders", "index.library", "index.pages", "index.search", "index.storage",
    },
    "bot.text": set(),
    "bot.query": {"bot.text", "index"},
    "bot.safety": {"bot.text"},
    "bot.reply": {"bot.text", "bot.query", "bot.safety", "index"},
    "bot.show": {"bot.text", "bot.query", "bot.safety", "bot.reply", "index"},
    "bot.verify": {"bot.show", "index"},
    "bot.answers": {"bot.query", "bot.safety", "bot.reply", "bot.verify", "index"},
    "bot.feedback": set(),
    "bot.mcp": {"bot.answers", "bot.safety", "bot.reply", "bot.show", "bot.verify", "index"},
    "bot.staff": {
        "bot.text", "bot.query", "bot.safety", "bot.reply", "bot.show", "bot.feedback", "index",
    },
    "bot.web": {
        "bot.answers", "bot.mcp", "bot.text", "bot.query", "bot.safety", "bot.reply", "bot.show",
        "bot.verify", "bot.feedback", "bot.staff", "index",
    },
    "bot.cluster": {"bot.query", "bot.reply", "bot.safety", "bot.web", "index"},
    "bot.arguments": set(),
    "bot.hosting": {"index"},
    "bot.commands": {
        "bot.arguments", "bot.hosting", "bot.safety", "bot.reply", "bot.web", "index",
    },
    "bot.run": {
        "bot.commands", "bot.answers", "bot.cluster", "bot.hosting", "bot.mcp",
        "bot.text", "bot.query", "bot.safety", "bot.reply", "bot.show", "bot.verify",
        "bot.feedback", "bot.staff", "bot.web", "index",
    },
    "bot.cli": {"bot.commands", "bot.run", "bot.text", "bot.web", "index"},
    "bot.start": {"bot.cli"},
    "app": {"bot.start"},
}  # fmt: skip
"""One rule a folder: the folders that it may import, beside the nouns and itself."""
SERVER = {"bot.web", "bot.staff"}
"""The only folders that know a web server."""


def name_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


SOURCE_OF = {name_of(file): file.read_text(encoding="utf-8") for file in SOURCES}
MODULES = {name: ast.parse(source) for name, source in SOURCE_OF.items()}


def imports(module: str) -> set[str]:
    """Everything a module imports, at its top or within a function, types included."""
    found: set[str] = set()
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            assert node.module is not None
            # "from index import model" imports a module, "from index.model import Page" a name.
            below = {f"{node.module}.{alias.name}" for alias in node.names} & set(MODULES)
            found |= below or {node.module}
    return found


OURS = {module: imports(module) & set(MODULES) for module in MODULES}
THEIRS = {module: {name.partition(".")[0] for name in imports(module)} for module in MODULES}


# Who imports whom.


@pytest.mark.smoke
def test_every_import_of_ours_is_a_module_that_exists() -> None:
    for module in MODULES:
        named = {name for name in imports(module) if name.split(".")[0] in {"index", "bot", "app"}}
        assert named <= set(MODULES), module


def folder_of(module: str) -> str:
    """The folder of a module, or the module itself where it lies in none."""
    package, folder, *_ = [*module.split("."), ""]
    return f"{package}.{folder}".rstrip(".")


@pytest.mark.parametrize(
    "module",
    [
        "index.model",
        "index.errors",
        "index.durable",
        "index.folding",
        "index.patterns",
        "bot.interrupt",
    ],
)
def test_the_nouns_and_the_errors_stand_on_nothing_of_ours(module: str) -> None:
    assert OURS[module] == set()
    assert THEIRS[module] <= set(sys.stdlib_module_names)


def test_every_folder_has_its_rule() -> None:
    folders = {folder_of(module) for module in MODULES} - NOUNS - {"index", "bot"}
    assert folders == set(MAY_IMPORT)


@pytest.mark.smoke
@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_imports_run_one_way_between_folders(folder: str) -> None:
    allowed = MAY_IMPORT[folder]
    crossing = {
        (module, name)
        for module in MODULES
        for name in OURS[module]
        if folder_of(module) == folder and folder_of(name) not in {folder, *NOUNS}
    }
    against = {
        (module, name)
        for module, name in crossing
        if not {folder_of(name), name.partition(".")[0]} & allowed
    }
    assert against == set()


ROOMS_OF_PAGES = ("line_reader", "html", "rows", "packed")
"""The rooms of index.pages: each may import those before it."""


@pytest.mark.smoke
def test_imports_run_one_way_between_the_rooms_of_pages() -> None:
    def room_of(module: str) -> str:
        _, _, room, *_ = [*module.split("."), "", ""]
        return room

    pages = {module for module in MODULES if f"{module}.".startswith("index.pages.")}
    assert {room_of(module) for module in pages} >= set(ROOMS_OF_PAGES)
    against = {
        (module, name)
        for place, room in enumerate(ROOMS_OF_PAGES)
        for module in pages
        for name in OURS[module] & pages
        if room_of(module) == room
        and name in pages
        and room_of(name) in ROOMS_OF_PAGES[place + 1 :]
    }
    assert against == set()


def test_no_rule_lets_two_folders_import_each_other() -> None:
    ways = {
        folder: {one for one in MAY_IMPORT for way in allowed if f"{one}.".startswith(f"{way}.")}
        - {folder}
        for folder, allowed in MAY_IMPORT.items()
    }
    order = list(TopologicalSorter(ways).static_order())  # raises CycleError with the circle
    assert order[-1] == "app"


@pytest.mark.parametrize(
    ("package", "rooms"),
    [
        ("gradio", {"bot.web.chat", "bot.web.chat_events"}),
        ("fastapi", SERVER),
        ("starlette", SERVER),
        ("uvicorn", {"bot.web.backpressure", "bot.web.connections", "bot.web.proxies"}),
        ("mcp", {"bot.mcp", "bot.web.api.mcp_door"}),
        ("mcp_types", {"bot.mcp"}),
        ("argon2", {"bot.staff.login"}),
        ("faiss", {"index.search"}),
        ("tantivy", {"index.search.lexical"}),
        (
            "sqlite3",
            {"index.storage.store", "index.storage.written_once", "bot.feedback.sqlite_file"},
        ),
        ("sentence_transformers", {"index.encoders"}),
        ("onnxruntime", {"index.encoders"}),
        ("tokenizers", {"index.encoders.onnx_encoder"}),
        ("onnx", {"index.encoders.bert_graph"}),
        ("safetensors", {"index.encoders"}),
        ("rapidfuzz", {"bot.safety", "bot.query"}),
        (
            "babel",
            {
                "bot.text.languages",
                "index.pages.line_reader.ago",
                "index.pages.line_reader.calendar_names",
            },
        ),
        ("selectolax", {"index.pages"}),
        ("charset_normalizer", {"index.pages"}),
        ("prometheus_client", {"bot.web.metrics"}),
        ("shtab", {"bot.run"}),
        ("packaging", {"bot.hosting"}),
        ("py3langid", {"bot.text.languages"}),
        ("fsspec", {"index.storage.bucket"}),
        ("ray", {"index.cluster", "bot.cluster"}),
    ],
)
def test_an_engine_is_imported_in_its_own_room_only(package: str, rooms: set[str]) -> None:
    users = {module for module in MODULES if package in THEIRS[module]}
    assert all({module, folder_of(module)} & rooms for module in users)
    assert all(any(room in {module, folder_of(module)} for module in users) for room in rooms)


def test_no_import_runs_in_a_circle() -> None:
    order = list(TopologicalSorter(OURS).static_order())  # raises CycleError with the circle
    assert set(order) == set(MODULES)
    assert (
        order.index("index.model")
        < order.index("index.library.open")
        < order.index("bot.reply.reply")
    )


# What an import does.

WATCH = """
import json, os, sys, threading
before = dict(os.environ)
for module in sys.argv[1:]:
    __import__(module)
print(json.dumps({
    "modules": sorted({name.partition(".")[0] for name in sys.modules}),
    "threads": [thread.name for thread in threading.enumerate()],
    "environment": sorted(set(os.environ.items()) ^ set(before.items())),
}))
"""


def test_importing_loads_no_model_and_no_page_and_leaves_no_trace(tmp_path: Path) -> None:
    modules = [module for module in MODULES if folder_of(module) not in {*SERVER, "app"}]
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCH, *modules],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    found = json.loads(done.stdout)
    slow = {"torch", "transformers", "sentence_transformers", "gradio", "onnx", "onnxruntime"}
    slow |= {"fastapi", "ray"}
    assert not slow & set(found["modules"])
    assert {"index", "bot"} <= set(found["modules"])
    assert found["threads"] == ["MainThread"]
    assert found["environment"] == []
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


# The tests.


@pytest.mark.smoke
def test_every_test_module_has_a_name_of_its_own() -> None:
    # Without packages, pytest imports a test by its file's name alone: of two it collects neither.
    files = [*ROOT.glob("tests/**/test_*.py"), *ROOT.glob("tests/**/*_test.py")]
    of_that_name = Counter(file.name for file in files)
    assert {file for file in files if of_that_name[file.name] > 1} == set()
    assert Path(__file__) in files


# What is never done.

FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
FORBIDDEN_CALLS = {"torch.load", "yaml.load", "yaml.unsafe_load", "eval", "exec"}


@pytest.mark.parametrize("module", MODULES)
def test_nothing_that_was_read_is_ever_run(module: str) -> None:
    assert not THEIRS[module] & FORBIDDEN_MODULES
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.Call):
            assert ast.unparse(node.func) not in FORBIDDEN_CALLS
            for keyword in node.keywords:
                if keyword.arg in {"trust_remote_code", "allow_pickle", "shell"}:
                    assert isinstance(keyword.value, ast.Constant)
                    assert keyword.value.value is False, f"line {node.lineno}"


UNIX_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
UNIX_CALLS = {
    "fork", "geteuid", "getuid", "getloadavg", "killpg", "mkfifo", "pread", "pwrite",
    "sched_getaffinity", "statvfs", "sysconf",
}  # fmt: skip
"""What Python has on no Windows: of its modules, and of `os`."""


@pytest.mark.parametrize("module", MODULES)
def test_what_windows_lacks_is_used_only_where_it_is_there(module: str) -> None:
    told = SOURCE_OF[module]
    for node in MODULES[module].body:
        if isinstance(node, ast.Import):
            assert not {one.name for one in node.names} & UNIX_MODULES, f"line {node.lineno}"
        elif isinstance(node, ast.ImportFrom):
            assert node.module not in UNIX_MODULES, f"line {node.lineno}"
    for used in ast.walk(MODULES[module]):
        if isinstance(used, ast.Attribute) and ast.unparse(used.value) == "os":
            is_asked = f'hasattr(os, "{used.attr}")' in told
            assert used.attr not in UNIX_CALLS or is_asked, f"line {used.lineno}"


@pytest.mark.parametrize("folder", ["bot.web", "bot.staff", "bot.reply", "bot.feedback"])
def test_the_server_prints_nothing_and_logs_instead(folder: str) -> None:
    printing = {
        (module, node.lineno)
        for module in MODULES
        if folder_of(module) == folder
        for node in ast.walk(MODULES[module])
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "print"
    }
    assert printing == set()


def test_the_model_is_told_to_run_no_code_of_its_own() -> None:
    assert "trust_remote_code=False" in ast.unparse(MODULES["index.encoders.sentence_encoder"])
