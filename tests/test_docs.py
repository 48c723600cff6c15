"""The documents: links, commands, sessions and the list of files agree with the program."""

import argparse
import re
import shutil
import tomllib
from functools import cache
from pathlib import Path

import pytest

from bot.commands import parser
from docs import draw, sessions
from docs.sessions import DOCUMENTS, Step, as_printed, steps
from tests.conftest import SEEDS

ROOT = SEEDS.parent
README = ROOT / "README.md"
COMMANDS = ROOT / "docs" / "commands.md"
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        ROOT / "bench" / "README.md",
        ROOT / "tests" / "faults" / "README.md",
    ]
)
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]
BLOCK = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
MADE = {
    "terms.toml",
    "withdrawn.txt",
    "staff.txt",
    "veins.txt",
    "veins.decision.toml",
    "answers.csv.decision.toml",
}
"""Files that are named and that the program or its users make."""
FORMER = {"shelf.py", "calm.py"}
"""Names that CONTRIBUTING.md warns of."""


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def without_blocks(text: str) -> str:
    return BLOCK.sub("", text)


def code_in(text: str) -> list[str]:
    """Every line of the blocks, and every piece of code within the sentences."""
    lines = [line for block in BLOCK.findall(text) for line in block.splitlines()]
    return lines + re.findall(r"`([^`]+)`", without_blocks(text))


CODE = {name: code_in(text_of(page)) for name, page in zip(NAMES, PAGES, strict=True)}
PIECES = [piece for pieces in CODE.values() for piece in pieces]


def section(page: Path, heading: str) -> str:
    """What stands below a heading, up to the next."""
    found = re.search(
        rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text_of(page), re.MULTILINE | re.DOTALL
    )
    assert found is not None, heading
    return found[1]


# Links.


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", without_blocks(text_of(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_leads_to_a_file_and_a_heading_that_exist(page: Path) -> None:
    for link in LINK.findall(without_blocks(text_of(page))):
        if re.match(r"\w+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        assert not anchor or anchor in anchors(target), link


def test_every_document_is_linked_from_the_readme() -> None:
    linked = {(ROOT / link).resolve() for link in LINK.findall(text_of(README))}
    assert {page for page in PAGES if page.parent in (ROOT, ROOT / "docs")} - {README} <= linked


def test_every_page_of_what_was_measured_is_linked_from_its_overview() -> None:
    overview = ROOT / "docs" / "measured.md"
    linked = {(overview.parent / link).resolve() for link in LINK.findall(text_of(overview))}
    pages = set((ROOT / "docs" / "measured").glob("*.md"))
    assert pages
    assert pages <= linked


# Commands.


@cache
def commands() -> dict[str, argparse.ArgumentParser]:
    (found,) = (
        action.choices
        for action in parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    return dict(found)


def options(command: argparse.ArgumentParser) -> set[str]:
    strings = {string for action in command._actions for string in action.option_strings}
    return strings - {"-h", "--help"}


def options_in(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text))


def test_every_command_has_its_section() -> None:
    headings = re.findall(r"^## ([\w-]+)$", text_of(COMMANDS), re.MULTILINE)
    assert sorted(headings) == sorted(commands())


def options_of_table(heading: str) -> set[str]:
    """The options in the first cells of a section's table."""
    cells = re.findall(r"^\| (`--.*?) \|", section(COMMANDS, heading), re.MULTILINE)
    return set().union(*map(options_in, cells))


def test_the_options_of_every_command_have_a_table() -> None:
    assert options_of_table("For every command") == options(parser())


@pytest.mark.parametrize("name", commands())
def test_the_table_of_a_command_has_its_options_and_no_others(name: str) -> None:
    assert options_of_table(name) == options(commands()[name]) - options(parser())


def test_every_command_that_is_shown_exists() -> None:
    called = [
        words
        for piece in PIECES
        if (found := re.search(r"(?:^|[\s/$])doctor-answers\s+(.+)", piece)) is not None
        and (words := found[1].split())
    ]
    assert called
    for first, *rest in called:
        if first == "--version":
            continue
        words = rest[1:] if first == "--library" else [first, *rest]
        assert words[0] in commands(), words
        known = options(commands()[words[0]])
        assert {word for word in words if word.startswith("--")} <= known, words


def test_every_option_that_is_named_with_a_command_is_one_of_its() -> None:
    named = [
        (words[0], word)
        for piece in PIECES
        if (words := piece.split()) and words[0] in commands()
        for word in words[1:]
        if word.startswith("--")
    ]
    assert named
    assert [(name, one) for name, one in named if one not in options(commands()[name])] == []


def test_every_environment_variable_is_told() -> None:
    read = {
        name
        for package in ("bot", "index")
        for file in (ROOT / package).rglob("*.py")
        for name in re.findall(r'"((?:DOCTOR_ANSWERS|GRADIO_SERVER)_\w+)"', text_of(file))
    }
    assert read
    assert read <= set(CODE["docs/commands.md"])


def test_every_option_of_a_script_that_is_shown_stands_in_it() -> None:
    for piece in PIECES:
        found = re.search(r"(?:^|\s|/)python ((?:bench|docs|tests)/\S+\.py)(.*)", piece)
        if found is not None:
            script = text_of(ROOT / found[1])
            assert {option for option in options_in(found[2]) if option not in script} == set()


# Files.


def test_every_file_that_is_named_exists() -> None:
    files = {
        file.name
        for folder in ("index", "bot", "tests", "bench", "docs", "seeds")
        for file in ROOT.rglob(f"{folder}/**/*")
    }
    files |= {file.name for file in ROOT.iterdir()} | MADE
    for name, pieces in CODE.items():
        known = files | (FORMER if name == "CONTRIBUTING.md" else set())
        named = [piece for piece in pieces if re.fullmatch(r"[\w/.-]+\.(?:py|txt|png|toml)", piece)]
        assert [piece for piece in named if Path(piece).name not in known] == [], name


def test_every_path_that_is_named_exists() -> None:
    paths = {
        path.rstrip(".")
        for piece in PIECES
        for path in re.findall(r"(?<![\w/.])(?:index|bot|tests|bench|docs)/[\w/.-]*\w", piece)
        if "{" not in piece
    }
    assert len(paths) > 20
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


# The README.


def test_the_readme_is_short() -> None:
    assert len(README.read_bytes()) <= 8192


def test_the_first_command_of_the_readme_installs_and_runs_the_program() -> None:
    command = re.findall(r"^```sh\n(.*?)^```", text_of(README), re.MULTILINE | re.DOTALL)[0]
    assert re.search(r"pip install -e \. && \S*python app\.py$", command.strip())


def test_the_first_test_command_of_the_readme_is_the_one_that_is_run_for_every_change() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```", text_of(README), re.MULTILINE | re.DOTALL)
    command = next(line for block in blocks for line in block.splitlines() if "pytest" in line)
    run = text_of(ROOT / ".ci" / "run").splitlines()
    assert [line for line in run if "pytest" in line and not line.startswith("#")] == [command]


def test_the_changelog_knows_the_version() -> None:
    version = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]["version"]
    headings = re.findall(r"^## (\S+),", text_of(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert version in headings[:2]


# The architecture.


def test_the_drawing_and_the_list_of_files_are_as_the_files_are() -> None:
    text = text_of(draw.ARCHITECTURE)
    assert draw.architecture(text) == text, "python docs/draw.py writes them anew"


def test_the_architecture_names_every_module_and_no_other() -> None:
    links = LINK.findall(text_of(draw.ARCHITECTURE))
    linked = {(ROOT / "docs" / link).resolve() for link in links if link.endswith(".py")}
    modules = {file for package in ("index", "bot") for file in (ROOT / package).rglob("*.py")}
    ours = {file for file in modules if file.name != "__init__.py"} | {ROOT / "app.py"}
    assert ours <= linked
    assert [file for file in linked if not file.exists()] == []


def test_every_module_and_folder_says_what_it_is() -> None:
    modules = [file for package in ("index", "bot") for file in (ROOT / package).rglob("*.py")]
    assert [file for file in modules if not draw.first_sentence(file)] == []


GRAPH = {
    "bot.cli": {"bot.show.card", "index.model"},
    "bot.show.card": {"bot.text.words", "index.model"},
    "bot.text.words": {"index.model"},
    "index.model": set[str](),
}


def test_an_arrow_is_left_out_where_a_longer_way_leads_there() -> None:
    folders = draw.grouped(GRAPH)
    assert folders == {
        "bot.cli": {"bot.show", "index"},
        "bot.show": {"bot.text", "index"},
        "bot.text": {"index"},
        "index": set(),
    }
    assert draw.reduced(folders) == {
        "bot.cli": {"bot.show"},
        "bot.show": {"bot.text"},
        "bot.text": {"index"},
        "index": set(),
    }
    assert draw.in_reading_order(folders) == ["index", "bot.text", "bot.show", "bot.cli"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.py", '"""What it is. And more.\n\nLonger."""\n', "What it is."),
        ("a.py", '"""A .zip of pages\n→ files."""\n', "A .zip of pages → files."),
        ("a.toml", "# Words\n# for finding. Much more.\n\n# Part\n", "Words for finding."),
        ("a.css", "/* The frame. */\nbody {}\n", "The frame."),
        ("a.js", "// What <b> is,\n// in short. More.\n\n// Part\n", "What &lt;b> is, in short."),
        ("a.html", "<p>Words.</p>", ""),
        ("a.css", "body {}\n", ""),
    ],
)
def test_the_first_sentence_of_a_file(name: str, text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert draw.first_sentence(tmp_path / name) == said


# The sessions.


def test_every_session_is_in_a_document_that_is_run() -> None:
    assert {page for page in PAGES if "```console" in text_of(page)} == set(DOCUMENTS)


def test_a_session_is_commands_and_what_they_print() -> None:
    text = "Ask.\n\n```console\n$ one\n1\n\n$ two\n```\n\n```sh\n$ none\n```\n"
    assert steps(text) == [Step("one", "1\n\n"), Step("two", "")]


def test_another_output_is_put_in_and_other_seconds_are_not() -> None:
    step = Step("build", "3 added; 6.3 s\n")
    assert step.with_output("3 added; 0.1 s\n") == step
    assert step.with_output("2 added; 0.1 s\n") == Step("build", "2 added; 0.1 s\n")


def test_an_output_that_is_cut_is_compared_up_to_there() -> None:
    step = Step("ask", "a\nb\n…\n")
    assert step.with_output("a\nb\nc\nd\n") == step
    assert step.with_output("a\nc\nd\n") == Step("ask", "a\nc\n…\n")


def test_steps_are_put_back_where_they_stood() -> None:
    text = "```console\n$ one\n1\n$ two\n```\nNow:\n```console\n$ three\n3\n```\n"
    assert sessions.rewritten(text, steps(text)) == text
    other = [step._replace(shown="0\n") for step in steps(text)]
    assert steps(sessions.rewritten(text, other)) == other


@pytest.mark.model
def test_the_sessions_print_what_they_show(tmp_path: Path) -> None:
    shutil.copytree(SEEDS, tmp_path / "seeds")
    for document in DOCUMENTS:
        found = steps(text_of(document))
        printed = as_printed(found, tmp_path)
        assert printed == found, f"{document.name}: python docs/sessions.py writes it anew"


def test_commands_run_in_one_folder_one_after_the_other(tmp_path: Path) -> None:
    outputs = list(sessions.run(["echo a > f", "cat f; pwd", "echo b >&2; false"], tmp_path))
    assert outputs == ["", f"a\n{sessions.HOME}\n", "b\n"]
