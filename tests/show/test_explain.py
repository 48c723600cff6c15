"""Every line of a page on a terminal and in a file; nothing of the page moves the cursor."""

import io
import os
import re

import pytest

from bot.show.explain import doubtful_lines, explained_text
from index.model import Role
from index.pages.line_reader.text import parse_page
from tests.pages.test_decisions import JOHN, TWO_NAMES, parsed, read_by

WIDTH = 80


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    monkeypatch.delenv("NO_COLOR", raising=False)


ROW = re.compile(r"(?:\x1b\[[\d;]+m)?[ !?][ \d]{3}\d  [a-z]")


def rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if ROW.match(line)]


def without_colours(text: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def test_each_line_has_its_number_role_answer_evidence_and_words() -> None:
    page = parsed(TWO_NAMES)
    found = rows(explained_text(page, io.StringIO()))
    assert len(found) == len(page.lines)
    for row, line in zip(found, page.lines, strict=True):
        whose = "" if line.answer is None else f" {line.answer}"
        parts = (
            f" {line.number} ",
            f"{line.role}{whose}",
            line.evidence,
            page.quote(line.span).strip(),
        )
        assert all(part in row for part in parts), (row, parts)
        assert row.startswith("?") == (line.number in doubtful_lines(page))


def test_a_line_that_nothing_explains_stands_out() -> None:
    text = TWO_NAMES.replace("Second view", "???\n\nSecond view")
    page = parse_page(text, page_id="a", source="a", digest="")
    unexplained = [line.number for line in page.lines if line.role is Role.UNEXPLAINED]
    marked = [row for row in rows(explained_text(page, io.StringIO())) if row.startswith("!")]
    assert [int(row[1:6]) for row in marked] == unexplained


def test_a_decided_page_has_no_doubtful_line() -> None:
    page = read_by(TWO_NAMES, JOHN)
    assert doubtful_lines(page) == frozenset()


def test_a_terminal_gets_colours_and_lines_as_wide_as_it_is() -> None:
    found = rows(explained_text(parsed(TWO_NAMES), Terminal()))
    assert any("\x1b[1;33m" in row for row in found)
    assert all(len(without_colours(row)) <= WIDTH for row in found)


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in explained_text(parsed(TWO_NAMES), Terminal())
    assert os.environ["NO_COLOR"]


def test_a_file_gets_no_colours() -> None:
    assert "\x1b" not in explained_text(parsed(TWO_NAMES), io.StringIO())


@pytest.mark.parametrize("output", [Terminal(), io.StringIO()])
def test_no_control_character_of_a_page_reaches_a_terminal(output: io.StringIO) -> None:
    text = TWO_NAMES.replace("Ice helps", "Ice\x1b[2J\x07\u202ehelps")
    shown = "\n".join(rows(explained_text(parsed(text), output)))
    plain = without_colours(shown)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", plain)
