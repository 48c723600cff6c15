"""The command as a person or a script calls it: output, exit status, and one line for an error."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

import pytest

from bot.cli import _print_traceback, main
from bot.query.taught_synonyms import teach
from bot.run.serving import _show_once
from bot.safety.signs import Sign, signs_in
from bot.staff.desk_key import opens_desk
from bot.staff.login import Staff, line_for
from bot.web.api.keys import ApiKeys
from index.encoders.sentence_encoder import DEFAULT
from index.errors import DECIDE_AGAIN
from index.library.generation import VECTORS
from index.library.open import Library
from index.pages.rows.record_decisions import (
    Who,
    bytes_of_decisions,
    record_decisions_beside,
    record_decisions_file,
)
from index.storage.current import CURRENT, current_generation
from tests.conftest import SEEDS
from tests.pages.test_decisions import TWO_NAMES
from tests.pages.test_record_decisions import LINES, decision
from tests.table_of_answers import ANSWERS, PAGES, Row
from tests.words_encoder import WordsEncoder

ROOT = SEEDS.parent
PASSWORD = "correct horse battery"
EXERCISE = "can I exercise after botox?"
NONSENSE = "zebra"
CRISIS = "I want to kill myself"
EMERGENCY = f"I cant breathe! {EXERCISE}"
SEGMENT = (f"{VECTORS}/000001.faiss", f"{VECTORS}/000001.answers.npy")


class Result(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        (line,) = self.out.splitlines()
        return json.loads(line)


class Runner:
    """Runs commands in a folder of their own, with an encoder that needs no loading."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> Result:
        self._capsys.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as left:
            assert isinstance(left.code, int)
            status = left.code
        return Result(status, *self._capsys.readouterr())


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Runner:
    def encoder(name: str = DEFAULT) -> WordsEncoder:
        assert name in (DEFAULT, "words")
        return WordsEncoder()

    monkeypatch.setattr("bot.run.changing.SentenceEncoder", encoder)
    monkeypatch.setattr("index.library.open.SentenceEncoder", encoder)
    monkeypatch.delenv("DOCTOR_ANSWERS_LIBRARY", raising=False)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return Runner(capsys)


def assert_one_sentence(result: Result) -> None:
    """Status 2, nothing on standard output, and one line without a traceback."""
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("doctor-answers: ")
    assert result.err.count("\n") == 1
    assert "Traceback" not in result.err


# pages


def as_row(page: dict[str, Any], answer: dict[str, Any]) -> Row:
    text = (SEEDS / f"{page['id']}.txt").read_bytes().decode("utf-8")
    body = text[answer["start"] : answer["end"]]
    assert answer["body"] == body
    assert answer["id"] == f"{page['id']}#{answer['number']}"
    return Row(
        page_id=page["id"],
        number=answer["number"],
        headline=answer["headline"],
        body_start=body[:40],
        body_end=body[-40:],
        body_length=len(body),
        byline=answer["byline"],
        **answer["doctor"],
    )


def test_pages_prints_every_answer_of_the_seeds_as_a_reader_sees_it(run: Runner) -> None:
    result = run("pages", SEEDS, "--json")
    pages = [json.loads(line) for line in result.out.splitlines()]
    assert (result.status, result.err) == (0, "")
    assert [page["id"] for page in pages] == list(PAGES)
    assert tuple(as_row(page, answer) for page in pages for answer in page["answers"]) == ANSWERS
    assert {page["id"]: (page["title"], page["announced"], page["found"]) for page in pages} == {
        page_id: (row.title, row.announced, row.found) for page_id, row in PAGES.items()
    }


def test_pages_reports_names_counts_and_warnings(run: Runner) -> None:
    result = run("pages", SEEDS / "004_7b62c1b3ba7f1990.txt")
    lines = result.out.splitlines()
    assert result.status == 0
    assert lines[0] == f"004_7b62c1b3ba7f1990: {PAGES['004_7b62c1b3ba7f1990'].title}"
    assert lines[1] == "  8 of 8 announced answers"
    assert lines[2] == "  #1 Doctor not named on the page"
    assert "  #7 Michele S. Green, MD" in lines
    assert "  ! answer 1: the doctor is not named" in lines


def two_names(folder: Path) -> Path:
    folder.mkdir()
    file = folder / "veins.txt"
    file.write_bytes(TWO_NAMES.encode())
    return file


def test_pages_explains_every_line(run: Runner, tmp_path: Path) -> None:
    file = two_names(tmp_path / "pages")
    result = run("pages", file, "--explain")
    lines = result.out.splitlines()
    assert lines[0].split() == [*"1 title the first line Does filler move?".split()]
    doubtful = [int(line[1:6]) for line in lines if line.startswith("?")]
    assert doubtful == [14, 16, 18, 19, 20]
    assert "  #1 Laura Finch, MD" in lines
    assert "\x1b" not in result.out


def test_pages_explains_as_json(run: Runner, tmp_path: Path) -> None:
    file = two_names(tmp_path / "pages")
    found, plain = run("pages", file, "--explain", "--json").json, run("pages", file, "--json").json
    lines = found.pop("lines")
    assert found == plain
    assert [list(line) for line in lines] == [
        ["number", "start", "end", "role", "evidence", "answer"]
    ] * len(lines)
    assert "".join(TWO_NAMES[line["start"] : line["end"]] for line in lines) == TWO_NAMES
    assert [answer["doubt"] is None for answer in found["answers"]] == [True, False]


def test_a_decision_is_drafted_corrected_and_kept(run: Runner, tmp_path: Path) -> None:
    file = two_names(tmp_path / "pages")
    draft = run("pages", file, "--draft").out
    mine = tmp_path / "mine.toml"
    mine.write_text(
        draft.replace("unnamed = [2]", "unnamed = []").replace(
            '{ first = 18, last = 20, role = "byline" }',
            '{ first = 18, last = 18, role = "furniture" },\n'
            '  { first = 19, last = 20, role = "byline", answer = 2 }',
        )
    )
    result = run("pages", file.parent, "--decide", mine)
    assert (result.status, result.err) == (0, f"kept in {file.parent}/veins.decision.toml\n")
    assert "  #2 John Roe, MD" in result.out.splitlines()
    assert "byline 2" in result.out
    assert "#2 John Roe, MD" in run("pages", file.parent).out


def test_a_decision_that_does_not_fit_is_refused_in_a_sentence(run: Runner, tmp_path: Path) -> None:
    file = two_names(tmp_path / "pages")
    mine = tmp_path / "mine.toml"
    mine.write_text(run("pages", file, "--draft").out.replace("last = 20", "last = 21"))
    result = run("pages", file, "--decide", mine)
    assert (result.status, result.out) == (2, "")
    assert result.err == (
        f"doctor-answers: {mine}: the page has no line 21; its last is line 20; {DECIDE_AGAIN}\n"
    )
    assert not (file.parent / "veins.decision.toml").exists()


def records_file(file: Path, words: str = "Use ice.") -> Path:
    file.parent.mkdir(exist_ok=True)
    lines = [{**LINES[0]}, {**LINES[1], "answer_text": words}, {**LINES[2]}]
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return file


def record_decisions(file: Path, mine: Path, record_id: str, doctor: str) -> Path:
    """A file that decides who gave one record, as that is now."""
    mine.write_bytes(bytes_of_decisions([decision(file, record_id, Who.DOCTOR, doctor)]))
    return mine


def test_decisions_about_records_are_kept_beside_their_file(run: Runner, tmp_path: Path) -> None:
    file = records_file(tmp_path / "answers.jsonl")
    mine = record_decisions(file, tmp_path / "mine.toml", "2", "Bo Roe, MD")
    result = run("pages", tmp_path, "--decide", mine)
    beside = record_decisions_file(file)
    assert (result.status, result.err) == (0, f"kept in {beside}\n")
    assert "  #2 Bo Roe, MD" in result.out.splitlines()
    second = record_decisions(file, tmp_path / "second.toml", "3", "Cy Ash, DO")
    assert run("pages", file, "--decide", second).status == 0
    assert [one.id for one in record_decisions_beside(file)] == ["2", "3"]
    assert "  #3 Cy Ash, DO" in run("pages", file).out.splitlines()


def test_decisions_about_records_that_do_not_fit_are_refused(run: Runner, tmp_path: Path) -> None:
    file = records_file(tmp_path / "answers.jsonl")
    mine = record_decisions(file, tmp_path / "mine.toml", "2", "Bo Roe, MD")
    mine.write_text(mine.read_text() + mine.read_text().replace('id = "2"', 'id = "1"'))
    changed = run("pages", file, "--decide", mine)
    assert (changed.status, changed.out) == (2, "")
    assert "record '1': it is about an earlier version of the record" in changed.err
    mine.write_text(mine.read_text().replace('id = "1"', 'id = "9"'))
    assert "record '9': " in run("pages", file, "--decide", mine).err
    assert "has no such record" in run("pages", file, "--decide", mine).err
    copy = records_file(tmp_path / "copy.jsonl")
    told = run("pages", tmp_path, "--decide", mine).err
    assert "copy.jsonl hold records that it is about; name one of them" in told
    other = records_file(tmp_path / "other" / "other.jsonl", "Rest.")
    mine.write_text(mine.read_text().replace('id = "2"', 'id = "8"'))
    told = run("pages", other, "--decide", mine).err
    assert "none of these files holds the records that it is about" in told
    assert not any(record_decisions_file(one).exists() for one in (file, copy, other))


def test_decisions_about_records_in_an_archive_are_refused(run: Runner, tmp_path: Path) -> None:
    file = records_file(tmp_path / "answers.jsonl")
    mine = record_decisions(file, tmp_path / "mine.toml", "2", "Bo Roe, MD")
    archive = tmp_path / "lists.zip"
    with ZipFile(archive, "w") as opened:
        opened.write(file, file.name)
    assert "are in an archive" in run("pages", archive, "--decide", mine).err


def test_pages_builds_nothing(run: Runner) -> None:
    assert run("pages", SEEDS).status == 0
    assert list(Path().iterdir()) == []


def test_what_is_said_of_columns_is_kept_beside_the_file_and_shown(
    run: Runner, tmp_path: Path
) -> None:
    file = tmp_path / "faq.csv"
    file.write_text("Q,A,Who\nDo veins hurt?,They rarely do.,Ruth Lane\n", encoding="utf-8")
    refused = run("pages", file)
    assert refused.status == 2
    assert refused.err.endswith("say it as: --map answer_text=A\n")
    kept = run("pages", file, "--map", "answer_text=A", "--map", "author=Who")
    shown = f"{file}: answer_text is “A”, author is “Who”; left aside: “Q”"
    assert kept.err.splitlines() == [
        f"doctor-answers: kept in {tmp_path / 'faq.map.toml'}",
        f"doctor-answers: {shown}",
    ]
    assert "#1 Ruth Lane" in kept.out
    built = run("build", file)
    assert (built.status, "1 added" in built.out) == (0, True)
    assert shown in run("build", file, "--anew", "--dry-run").err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--map", "answer_text"), "--map takes a field and a column, as --map answer_text=Answer"),
        (("--map", "words=A"), "there is no field words; there are id, answer_text, "),
        (("--map", "answer_text=B"), "there is no column “B”; the columns are “Q”, “A”"),
    ],
)
def test_a_map_that_cannot_be_is_refused(
    options: tuple[str, str], told: str, run: Runner, tmp_path: Path
) -> None:
    file = tmp_path / "faq.csv"
    file.write_text("Q,A\nWhy?,They rarely do.\n", encoding="utf-8")
    result = run("pages", file, *options)
    assert result.status != 0
    assert told in result.err


def test_a_map_is_about_a_table(run: Runner) -> None:
    result = run("pages", SEEDS, "--map", "answer_text=A")
    assert result.status != 0
    assert "is about a table or a dump" in result.err


def bad_files(folder: Path) -> Path:
    """One good page with bad ones before, beside and after it."""
    folder.mkdir()
    shutil.copy(SEEDS / "004_7b62c1b3ba7f1990.txt", folder / "b.txt")
    (folder / "a.txt").write_bytes(b"caf\x82\n\nDoctor Answers 1\n")
    (folder / "c.txt").write_text("no page at all\n", encoding="utf-8")
    (folder / "d.doc").write_bytes(b"\xd0\xcf")
    return folder


def test_a_bad_file_beside_a_good_one_is_reported_and_the_good_one_printed(
    run: Runner, tmp_path: Path
) -> None:
    result = run("pages", bad_files(tmp_path / "pages"), "--json")
    assert result.status == 0
    assert (result.json["id"], result.json["found"]) == ("b", 8)
    lines = result.err.splitlines()
    assert [line.partition(": ")[0] for line in lines] == ["doctor-answers"] * 3
    for name, line in zip(["a.txt", "c.txt", "d.doc"], lines, strict=True):
        assert name in line


def test_only_bad_files_are_unreadable_input(run: Runner, tmp_path: Path) -> None:
    folder = bad_files(tmp_path / "pages")
    (folder / "b.txt").unlink()
    result = run("pages", folder)
    assert (result.status, result.out) == (2, "")
    assert len(result.err.splitlines()) == 3


def test_a_files_name_neither_breaks_the_line_nor_moves_the_cursor(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "x\nDr. Jane Roe\x1b[2J.txt").write_text("no page\n", encoding="utf-8")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    result = run("pages", folder)
    assert result.status == 2
    assert terminal.getvalue().count("\n") == 1
    assert "\x1b" not in terminal.getvalue()


# build


def test_building_twice_adds_and_then_changes_nothing(run: Runner) -> None:
    first, second = run("build", SEEDS, "--json"), run("build", SEEDS, "--json")
    assert (first.status, second.status) == (0, 0)
    lists = ("added", "changed", "removed", "unchanged", "skipped")
    assert {name: first.json[name] for name in lists} == {
        **{name: [] for name in lists},
        "added": list(PAGES),
    }
    assert {name: second.json[name] for name in lists} == {
        **{name: [] for name in lists},
        "unchanged": list(PAGES),
    }
    assert first.json["embedded"] > 0 == second.json["embedded"]
    others = {"embedded", "seconds", "not_exported", "taken_out", "remaining", "doubts"}
    others |= {"losses", "people", "others", "alike", "calibration"}
    assert set(first.json) == {*lists, *others}


def test_a_build_says_where_answered_begins(run: Runner) -> None:
    told = run("build", SEEDS).out.splitlines()
    assert told[1] == (
        "  “answered” begins at 10.40, as fitted elsewhere; 3 pages are too few for a guarantee"
    )
    assert told[2].startswith("  “related” begins at ")
    assert len(run("build", SEEDS).out.splitlines()) == 1  # nothing was written


def test_evaluate_prints_keeps_and_draws_how_well_the_library_finds_itself(
    run: Runner, tmp_path: Path
) -> None:
    run("build", SEEDS)
    run("--library", tmp_path / "other", "build", SEEDS)
    judged = tmp_path / "judged.jsonl"
    line = {"question": "can I exercise after botox?", "answers": [f"{next(iter(PAGES))}#3"]}
    judged.write_text(json.dumps({**line, "verdicts": ["yes"]}), encoding="utf-8")
    picture = tmp_path / "found.svg"
    result = run(
        "evaluate", "--judged", judged, "--against", tmp_path / "other", "--picture", picture
    )
    assert result.status == 0
    head, *rows = result.out.splitlines()
    assert head.split() == ["library", str(tmp_path / "other")]
    assert ["questions", "judged", "1", "1"] in [row.split() for row in rows]
    assert picture.read_text(encoding="utf-8").startswith("<svg ")
    found = run("evaluate", "--json").json
    assert set(found) == {"library"}
    assert found["library"]["questions"] == 3
    assert json.loads(Path("library/evaluation.json").read_text()) == found["library"]
    assert_one_sentence(run("--library", tmp_path / "none", "evaluate"))


def test_build_takes_the_seeds_where_no_page_is_named(run: Runner) -> None:
    result = run("build")
    assert result.status == 0
    assert result.out.startswith("library: 3 added, 0 changed, 0 removed, 0 unchanged, 0 skipped; ")
    library = Library.open(Path("library"))
    assert [page.id for page in library.pages()] == list(PAGES)


def test_build_tells_what_changed_and_what_is_gone(run: Runner, tmp_path: Path) -> None:
    pages = Path(shutil.copytree(SEEDS, tmp_path / "pages"))
    run("build", pages)
    first, second, _ = sorted(pages.iterdir())
    first.write_bytes(first.read_bytes() + b"\n")
    second.unlink()
    result = run("build", pages, "--json").json
    assert (result["changed"], result["removed"]) == ([first.stem], [second.stem])


def test_build_skips_bad_files_and_says_why(run: Runner, tmp_path: Path) -> None:
    folder = bad_files(tmp_path / "pages")
    result = run("build", folder)
    assert result.status == 0
    skipped = [line for line in result.out.splitlines() if line.startswith("  skipped ")]
    assert [Path(line.removeprefix("  skipped ").partition(": ")[0]).name for line in skipped] == [
        "a.txt", "c.txt", "d.doc",
    ]  # fmt: skip
    assert "not UTF-8 text" in skipped[0]


def test_building_of_nothing_but_bad_files_is_unreadable_input(run: Runner, tmp_path: Path) -> None:
    folder = bad_files(tmp_path / "pages")
    (folder / "b.txt").unlink()
    assert run("build", folder).status == 2


def test_build_anew_forgets_what_was_there(run: Runner) -> None:
    run("build", SEEDS)
    result = run("build", SEEDS / "004_7b62c1b3ba7f1990.txt", "--anew", "--json").json
    assert result["added"] == ["004_7b62c1b3ba7f1990"]
    library = Library.open(Path("library"))
    assert [page.id for page in library.pages()] == ["004_7b62c1b3ba7f1990"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_progress_bar_goes_to_a_terminal_only_and_not_if_quiet(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("build", "--anew").err == ""
    loud, quiet = Terminal(), Terminal()
    monkeypatch.setattr(sys, "stderr", loud)
    assert "passages" in run("build", "--anew").out
    monkeypatch.setattr(sys, "stderr", quiet)
    assert run("--quiet", "build", "--anew").status == 0
    assert run("build", "--anew", "--quiet").status == 0
    assert "texts" in loud.getvalue()
    assert quiet.getvalue() == ""


# ask


def test_the_library_is_made_of_the_seeds_on_first_use(run: Runner) -> None:
    result = run("ask", EXERCISE)
    assert result.status == 0
    assert str(SEEDS) in result.err
    library = Library.open(Path("library"))
    assert [page.id for page in library.pages()] == list(PAGES)
    assert run("ask", EXERCISE) == (0, result.out, "")


@pytest.mark.parametrize(
    "arguments",
    [("ask", EXERCISE, "--json"), ("doctors", "botox", "--json"), ("doctors", "botox", "--csv")],
    ids=" ".join,
)
def test_on_first_use_too_standard_output_holds_only_what_was_asked_for(
    arguments: tuple[str, ...], run: Runner
) -> None:
    first, second = run(*arguments), run(*arguments)
    assert first.out == second.out
    assert (first.status, second.status, second.err) == (0, 0, "")


def test_ask_prints_each_answer_whole_under_its_doctor(run: Runner, library: Library) -> None:
    result = run("--library", library.folder, "ask", EXERCISE, "--k", 3)
    reply = run("--library", library.folder, "ask", EXERCISE, "--k", 3, "--json").json
    assert result.out.startswith(f"Searched: {EXERCISE}\n")
    assert len(reply["answers"]) == 3
    at = 0
    for number, answer in enumerate(reply["answers"], start=1):
        name = answer["doctor"]["name"] or "Doctor not named on the page"
        at = result.out.index(f"\n{number}. {name}", at)
        at = result.out.index(answer["body"], at)
        text = (SEEDS / f"{answer['page']['id']}.txt").read_bytes().decode("utf-8")
        assert answer["body"] == text[answer["start"] : answer["end"]]


def test_a_question_that_finds_nothing_has_status_1_and_says_so(
    run: Runner, library: Library
) -> None:
    result = run("--library", library.folder, "ask", NONSENSE)
    assert (result.status, result.err) == (1, "")
    assert "No doctor here addressed this question." in result.out
    in_json = run("--library", library.folder, "ask", NONSENSE, "--json")
    assert (in_json.status, in_json.err) == (1, "")
    assert (in_json.json["band"], in_json.json["answers"]) == ("nothing", [])


def test_whoever_is_in_a_crisis_waits_for_no_library_and_reads_who_listens(run: Runner) -> None:
    for more in ((), ("--anyway",), ("--after", EXERCISE)):
        result = run("ask", CRISIS, *more)
        assert (result.status, result.err) == (0, "")
        title, text = result.out.splitlines()
        assert title == "You do not have to be alone with this: talk to somebody now."
        assert "988" in text
        in_json = run("ask", CRISIS, *more, "--json").json
        assert [alert["level"] for alert in in_json["alerts"]] == ["crisis"]
        assert (in_json["held_back"], in_json["answers"]) == (True, [])
    assert not Path("library").exists()


def test_after_an_emergency_the_answers_come_only_if_they_are_wanted_anyway(
    run: Runner, library: Library
) -> None:
    arguments = ("--library", library.folder, "ask", EMERGENCY, "--emergency", "112")
    alert, line = run(*arguments).out.rstrip("\n").split("\n\n")
    assert alert.startswith("! EMERGENCY: Get help now: call 112\n")
    assert "--anyway" in line
    wanted = run(*arguments, "--anyway").out
    assert wanted.startswith(f"{alert}\n\nSearched: {EMERGENCY}\n\n")
    folded, found = (run(*arguments, "--json", *more).json for more in ((), ("--anyway",)))
    assert (folded.pop("held_back"), found.pop("held_back")) == (True, False)
    assert folded == found
    assert all(answer["body"] in wanted for answer in found["answers"])


def test_an_emergency_for_which_nothing_is_found_has_status_1(
    run: Runner, library: Library
) -> None:
    result = run("--library", library.folder, "ask", "I cant breathe zebra")
    assert result.status == 1
    assert result.out.startswith("! EMERGENCY")
    assert "--anyway" not in result.out


def test_a_question_is_read_from_standard_input(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = io.BytesIO("\ufeffI can’t breathe since my botox\n".encode())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(given, encoding="ascii"))
    told = run("ask", "-").out
    assert told.startswith("! EMERGENCY")
    assert "can’t breathe" in told


def test_an_emergency_is_answered_before_it_is_said_that_there_is_no_library(run: Runner) -> None:
    result = run("--library", "nowhere", "ask", EMERGENCY)
    assert result.status == 2
    assert result.out.startswith("! EMERGENCY")
    assert "nowhere" in result.err
    in_json = run("--library", "nowhere", "ask", EMERGENCY, "--json")
    assert in_json.status == 2
    assert in_json.json["alerts"][0]["level"] == "emergency"
    assert in_json.json["warning"]
    assert run("--library", "nowhere", "ask", EXERCISE).out == ""


@pytest.mark.parametrize("is_damaged", [False, True], ids=["whole", "damaged"])
def test_signs_of_danger_are_looked_for_once(
    is_damaged: bool, run: Runner, library_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_for: list[str] = []

    def counted(message: str) -> tuple[Sign, ...]:
        looked_for.append(message)
        return signs_in(message)

    for module in ("bot.run.asking", "bot.answers", "bot.reply.reply"):
        monkeypatch.setattr(f"{module}.signs_in", counted)
    if is_damaged:
        (library_copy / CURRENT).write_text("damaged")
    message = f"I cant breathe! {EXERCISE}"
    result = run("--library", library_copy, "ask", message)
    assert "EMERGENCY" in result.out
    assert looked_for == [message]


def test_nothing_leans_on_a_message_of_a_crisis(run: Runner, library: Library) -> None:
    arguments = ("--library", library.folder, "ask", "and what about fillers?", "--json")
    assert run(*arguments, "--after", f"{CRISIS}. {EXERCISE}").json == run(*arguments).json


def test_a_question_after_another_may_lean_on_it(run: Runner, library: Library) -> None:
    arguments = ("--library", library.folder, "ask", "and what about fillers?")
    (alone,) = run(*arguments, "--json").json["parts"]
    result = run(*arguments, "--json", "--after", "Can I exersize after Botox?")
    (part,) = result.json["parts"]
    assert (result.status, result.err) == (0, "")
    assert (alone["searched"], alone["carried"]) == ("and what about fillers?", None)
    # What is leant on is what was searched for the question before, without its slips.
    assert part["searched"] == "Can I exercise after fillers?"
    assert part["carried"] == "Can I exercise after …?"
    lines = run(*arguments, "--after", "Can I exercise after Botox?").out.splitlines()
    assert lines[0] == "Searched: Can I exercise after fillers?"
    assert (
        "Read together with your previous question. Search for “and what about fillers?” on its "
        'own: "and what about fillers?"' in lines
    )


@pytest.mark.parametrize("before", ["", "  ", "?!", '""', "Can I exercise after botox \ud800?"])
def test_no_question_before_is_too_odd_to_lean_on(
    before: str, run: Runner, library: Library
) -> None:
    result = run("--library", library.folder, "ask", EXERCISE, "--json", "--after", before)
    assert (result.status, result.err) == (0, "")
    assert result.json["searched"] == [EXERCISE]


def test_of_several_questions_before_the_last_one_is_leant_on(
    run: Runner, library: Library
) -> None:
    before = "Can I exercise after Botox? Can I have a massage after Botox?"
    arguments = ("ask", "and what about fillers?", "--after", before, "--json")
    result = run("--library", library.folder, *arguments)
    assert result.json["searched"] == ["Can I have a massage after fillers?"]


def test_a_misspelt_question_says_what_it_shows(run: Runner, library: Library) -> None:
    arguments = ("--library", library.folder, "ask")
    result = run(*arguments, "does juvaderm move if I massage it")
    lines = result.out.splitlines()
    assert lines[0] == "Searched: does juvederm move if I massage it"
    back = 'does "juvaderm" move if I massage it'
    assert f"Showing results for juvederm. Search for juvaderm instead: {back}" in lines
    again = run(*arguments, back)
    assert again.out.splitlines()[0] == "Searched: does juvaderm move if I massage it"
    assert "Showing" not in again.out


def test_two_questions_in_one_message_are_answered_one_after_the_other(
    run: Runner, library: Library
) -> None:
    questions = ["Can I exercise after Botox?", "Can I have a massage after Botox?"]
    arguments = ("--library", library.folder, "ask", " ".join(questions))
    result, found = run(*arguments), run(*arguments, "--json").json
    assert [part["asked"] for part in found["parts"]] == questions
    assert "\n2 of 2 questions answered: " in result.out
    at = 0
    for part in found["parts"]:
        at = result.out.index(f"\n“{part['asked']}”\n", at)
        for answer in part["answers"]:
            at = result.out.index(f"   {answer}, ", at)


@pytest.mark.parametrize("name", ["no-such/cross-encoder", "not-there", "here\nand there"])
def test_a_cross_encoder_that_is_not_there_is_one_sentence_and_status_2(
    name: str, run: Runner, library: Library
) -> None:
    result = run("--library", library.folder, "ask", EXERCISE, "--rerank", name)
    assert_one_sentence(result)
    assert "the reranker" in result.err
    assert "cross-encoder" in result.err


def test_a_cross_encoder_has_the_last_word_on_the_order(
    run: Runner, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Shortest:
        """Takes the shortest text for the best."""

        def __init__(self, name: str) -> None:
            assert name == "shortest"

        def scores(self, question: str, texts: Sequence[str]) -> list[float]:
            assert question == EXERCISE
            return [-float(len(text)) for text in texts]

    monkeypatch.setattr("bot.reply.service.Reranker", Shortest)
    arguments = ("--library", library.folder, "ask", EXERCISE, "--json")
    plain, other = run(*arguments).json, run(*arguments, "--rerank", "shortest").json
    scores = [answer["score"] for answer in other["answers"]]
    assert all(score < 0 for score in scores)
    assert all(answer["score"] >= 0 for answer in plain["answers"])


@pytest.mark.parametrize("k", ["0", "-1", "1001", "many", "1.5"])
def test_a_number_of_answers_that_makes_no_sense_is_wrong_use(run: Runner, k: str) -> None:
    result = run("ask", EXERCISE, f"--k={k}")
    assert (result.status, result.out) == (2, "")
    assert "--k" in result.err
    assert "Traceback" not in result.err


# doctors


def test_doctors_lists_each_with_answers_and_filters(run: Runner, library: Library) -> None:
    result = run("--library", library.folder, "doctors", "botox", "--name", "GREEN")
    lines = result.out.splitlines()
    assert result.status == 0
    assert lines[:3] == ["2 answers say it.", "", "Say it:"]
    assert sorted(line for line in lines[3:] if not line.startswith(" ")) == [
        "Dr. Green · named in the answer's signature",
        "Michele S. Green, MD · Dermatologist · New York · "
        "5.0 out of 5 stars, 78 reviews (of the doctor, not of this answer)",
    ]
    answers = [line.split()[0] for line in lines if line.startswith("    ") and "#" in line]
    assert sorted(answers) == ["000_935efed495dcb89e#7", "004_7b62c1b3ba7f1990#7"]
    words = [line.strip() for line in lines if line.startswith("      ")]
    assert words == ["says “Botox”", "says “Botox”"]


@pytest.mark.parametrize("form", [(), ("--csv",), ("--json",)])
def test_doctors_tells_of_an_emergency_in_a_line_and_lists_all_the_same(
    run: Runner, library: Library, monkeypatch: pytest.MonkeyPatch, form: tuple[str, ...]
) -> None:
    monkeypatch.setenv("DOCTOR_ANSWERS_EMERGENCY", "112")
    asked = ("--library", library.folder, "doctors")
    result = run(*asked, "i cant breathe after botox", *form)
    assert (result.status, result.err.count("\n")) == (0, 1)
    assert "Call 112" in result.err
    if form == ("--json",):
        assert [one["level"] for one in result.json["alerts"]] == ["emergency"]
        assert result.json["doctors"]


@pytest.mark.parametrize("topic", ["trouble swallowing after botox", "suicide or botox", "botox"])
def test_doctors_on_a_danger_that_is_only_named_tells_no_alarm(
    run: Runner, library: Library, topic: str
) -> None:
    result = run("--library", library.folder, "doctors", topic, "--json")
    assert (result.err, result.json["alerts"]) == ("", [])


def test_doctors_may_be_those_who_address_a_topic_in_one_way(run: Runner, library: Library) -> None:
    asked = ("--library", library.folder, "doctors", "scientific studies", "--addressed", "partly")
    rows = list(csv.DictReader(io.StringIO(run(*asked, "--csv").out, newline="")))
    assert [row["addressed"] for row in rows] == ["partly"] * 3
    assert run(*asked, "--json").json["counts"] == {"said": 1, "partly": 3}


def test_doctors_in_json_and_csv_are_the_same_answers(run: Runner, library: Library) -> None:
    arguments = ("--library", library.folder, "doctors", "botox", "--specialty", "dermatolog")
    in_json, in_csv = run(*arguments, "--json"), run(*arguments, "--csv")
    rows = list(csv.DictReader(io.StringIO(in_csv.out, newline="")))
    answers = [answer for row in in_json.json["doctors"] for answer in row["answers"]]
    assert [(row["id"], row["quote"]) for row in rows] == [
        (answer["id"], answer["quote"]) for answer in answers
    ]
    assert all("dermatolog" in row["specialty"].casefold() for row in rows)
    assert rows


def test_csv_in_a_new_file_begins_with_the_mark_that_excel_needs_and_comes_in_again(
    run: Runner, library: Library, tmp_path: Path
) -> None:
    arguments = ["--library", str(library.folder), "doctors", "--csv"]
    printed = run(*arguments).out
    assert not printed.startswith("\ufeff"), "another program reads a pipe"
    file = tmp_path / "all.csv"
    for mode, marks in (("w", 1), ("a", 1)):
        with file.open(mode, encoding="utf-8", newline="") as opened, redirect_stdout(opened):
            assert main(arguments) == 0
        assert file.read_text(encoding="utf-8").count("\ufeff") == marks
    file.write_text(f"\ufeff{printed}", encoding="utf-8", newline="")
    pages = run("pages", str(file), "--json").out.splitlines()
    assert sorted(json.loads(line)["id"] for line in pages) == sorted(PAGES)


def test_a_topic_that_nobody_addressed_has_status_1(run: Runner, library: Library) -> None:
    result = run("--library", library.folder, "doctors", NONSENSE)
    assert result == (1, "No doctor here addressed this topic.\n", "")


def ids_of(result: Result) -> list[str]:
    assert result.err == ""
    return [answer["id"] for row in result.json["doctors"] for answer in row["answers"]]


def test_without_a_topic_everybody_is_listed_those_with_most_answers_first(
    run: Runner, library: Library
) -> None:
    result = run("--library", library.folder, "doctors", "--json")
    assert (result.status, result.json["topic"]) == (0, None)
    assert sorted(ids_of(result)) == sorted(f"{row.page_id}#{row.number}" for row in ANSWERS)
    assert {row["answers"][0]["closeness"] for row in result.json["doctors"]} == {None}
    in_text = run("--library", library.folder, "doctors").out
    names = [line for line in in_text.splitlines() if not line.startswith(" ")]
    assert len(names) == len(ANSWERS)
    rows = list(
        csv.DictReader(io.StringIO(run("--library", library.folder, "doctors", "--csv").out))
    )
    assert [row["id"] for row in rows] == ids_of(result)
    assert {row["closeness"] for row in rows} == {""}


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        (("--unnamed",), lambda row: row.name is None),
        (("--named",), lambda row: row.name is not None),
        (("--stars", "5"), lambda row: row.rating == 5.0),
        (("--stars", "4 to 4.9"), lambda row: row.rating is not None and 4 <= row.rating < 5),
        (("--stars", "5", "--stars", "4 to 4.9"), lambda row: row.rating is not None),
        (("--page", "003_13a95f21a5b80d88"), lambda row: row.page_id.startswith("003")),
        (
            ("--page", "003_13a95f21a5b80d88", "--page", "004_7b62c1b3ba7f1990", "--named"),
            lambda row: not row.page_id.startswith("000") and row.name is not None,
        ),
        (
            ("--specialty", "plastic surgeon", "--place", "CAMBRIDGE", "--unnamed"),
            lambda row: (row.page_id[:3], row.number) == ("000", 1),
        ),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else "",
)
def test_a_list_is_narrowed_by_options(
    chosen: tuple[str, ...],
    wanted: Callable[[Row], bool],
    run: Runner,
    library: Library,
) -> None:
    result = run("--library", library.folder, "doctors", "--json", *chosen)
    ids = [f"{row.page_id}#{row.number}" for row in ANSWERS if wanted(row)]
    assert ids
    assert (result.status, sorted(ids_of(result))) == (0, sorted(ids))
    on_topic = run("--library", library.folder, "doctors", "botox", "--json")
    both = run("--library", library.folder, "doctors", "botox", "--json", *chosen)
    assert set(ids_of(both)) == set(ids_of(on_topic)) & set(ids)


@pytest.mark.parametrize(
    "arguments",
    [("--stars", "6"), ("--stars", ""), ("--named", "--unnamed"), ("--nobody",)],
    ids=str,
)
def test_a_choice_that_there_is_not_is_wrong_use(
    arguments: tuple[str, ...], run: Runner, library: Library
) -> None:
    result = run("--library", library.folder, "doctors", *arguments)
    assert (result.status, result.out) == (2, "")
    assert "; see: doctor-answers" in result.err or "; did you mean" in result.err


@pytest.mark.parametrize("chosen", [("--page", "nowhere"), ("--stars", "below 3")], ids=str)
def test_a_choice_that_nobody_fits_has_status_1(
    chosen: tuple[str, ...], run: Runner, library: Library
) -> None:
    result = run("--library", library.folder, "doctors", "--json", *chosen)
    assert (result.status, result.json["doctors"]) == (1, [])


def test_what_a_library_was_taught_is_searched_by_the_command_too(
    run: Runner, library_copy: Path
) -> None:
    teach(library_copy, "wiggle practice", "exercise", "ann")
    result = run("--library", library_copy, "ask", "is wiggle practice fine?", "--json")
    (part,) = result.json["parts"]
    assert part["wordings"] == ["is wiggle practice fine?", "is exercise fine?"]
    (library_copy / "terms.toml").write_text("[[term]\n", encoding="utf-8")
    result = run("--library", library_copy, "ask", EXERCISE)
    assert_one_sentence(result)
    assert result.err.endswith("; mend that line, or delete it\n")


def test_json_and_csv_at_once_are_wrong_use(run: Runner) -> None:
    result = run("doctors", "botox", "--json", "--csv")
    assert (result.status, result.out) == (2, "")


# check


def flipped(folder: Path, name: str) -> Path:
    file = current_generation(folder) / name
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    return folder


@pytest.mark.smoke
def test_a_sound_library_is_said_to_be(run: Runner, library: Library) -> None:
    assert run("check", "--library", library.folder) == (0, f"{library.folder} is sound.\n", "")
    assert run("check", "--library", library.folder, "--json").json == {
        "library": str(library.folder),
        "sound": True,
        "troubles": [],
        "mend": None,
        "repaired": False,
    }


@pytest.mark.parametrize("name", ["library.sqlite", *SEGMENT, "words/meta.json"])
def test_check_names_the_file_in_which_a_byte_flipped(
    name: str, run: Runner, library_copy: Path
) -> None:
    flipped(library_copy, name)
    result = run("check", "--library", library_copy)
    assert (result.status, result.err) == (1, "")
    assert f"/{name} has other bytes than were written" in result.out
    mend = f"doctor-answers --library {library_copy} "
    mend += "build PATH --anew" if name == "library.sqlite" else "check --repair"
    assert result.out.splitlines()[-1] == f"Repair it with: {mend}"
    in_json = run("check", "--library", library_copy, "--json")
    assert (in_json.status, in_json.json["sound"], in_json.json["mend"]) == (1, False, mend)
    assert name in in_json.json["troubles"][0]


@pytest.mark.parametrize("name", ["library.sqlite", *SEGMENT, "manifest.json"])
def test_the_command_that_mends_a_library_mends_it(
    name: str, run: Runner, library_copy: Path
) -> None:
    flipped(library_copy, name)
    mend = run("check", "--library", library_copy, "--json").json["mend"].split()
    assert mend[0] == "doctor-answers"
    result = run(*(SEEDS if part == "PATH" else part for part in mend[1:]))
    assert result.status == 0
    assert run("check", "--library", library_copy).status == 0


# Errors.


@pytest.mark.parametrize(
    "arguments",
    [
        ("pages", "not-there"),
        ("build", "not-there"),
        ("pages", SEEDS, "not-there"),
        ("ask", ""),
        ("ask", " \n "),
        ("doctors", ""),
        ("check",),
        ("--library", "not-there", "check"),
    ],
    ids=str,
)
def test_wrong_use_is_one_sentence_and_status_2(arguments: tuple[object, ...], run: Runner) -> None:
    result = run(*arguments)
    assert_one_sentence(result)
    assert list(Path().iterdir()) == [], "something was made all the same"


@pytest.mark.parametrize("command", [("ask", EXERCISE), ("doctors", "botox"), ("build",)], ids=str)
def test_a_damaged_library_is_refused_with_the_command_that_mends_it(
    command: tuple[str, ...], run: Runner, library_copy: Path
) -> None:
    result = run("--library", flipped(library_copy, SEGMENT[0]), *command)
    assert_one_sentence(result)
    assert SEGMENT[0] in result.err
    assert result.err.endswith(f"doctor-answers --library {library_copy} build PATH --anew\n")


def test_another_encoders_library_is_refused(
    run: Runner, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "index.library.open.SentenceEncoder", lambda name: WordsEncoder(salt="other")
    )
    result = run("--library", library.folder, "ask", EXERCISE)
    assert_one_sentence(result)
    assert "--anew" in result.err


def test_a_file_in_the_place_of_a_library_is_left_alone(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("words", encoding="utf-8")
    result = run("--library", file, "ask", EXERCISE)
    assert (result.status, result.out) == (2, "")
    assert result.err.splitlines()[-1].startswith("doctor-answers: ")
    assert str(file) in result.err.splitlines()[-1]
    assert file.read_text(encoding="utf-8") == "words"


@pytest.mark.parametrize("arguments", [("answer",), ("ask",), ("check", "--csv")], ids=str)
def test_a_command_line_that_is_none_has_status_2(arguments: tuple[str, ...], run: Runner) -> None:
    result = run(*arguments)
    assert (result.status, result.out) == (2, "")
    assert "; see: doctor-answers" in result.err or "; did you mean" in result.err


def test_debug_shows_where_an_error_came_from(run: Runner) -> None:
    with pytest.raises(ValueError, match="not-there: no such file or folder"):
        run("--debug", "pages", "not-there")
    with pytest.raises(ValueError, match="not-there: no such file or folder"):
        run("pages", "not-there", "--debug")


def test_debug_prints_no_words_of_an_error_that_is_not_ours(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def printed(fails: Callable[[], object]) -> str:
        try:
            fails()
        except (TypeError, ValueError) as error:
            _print_traceback(type(error), error, None)
        return capsys.readouterr().err

    theirs = printed(lambda: json.JSONEncoder().default(NONSENSE))
    assert "TypeError (" in theirs and "in default" in theirs
    assert "JSON serializable" not in theirs
    ours = printed(lambda: main(["--debug", "pages", "not-there"]))
    assert "ValueError (bot/run/output.py:" in ours
    assert ours.endswith("not-there: no such file or folder; name one that exists\n")


def test_an_interruption_is_no_traceback(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.run.reading.read", interrupted)
    assert run("pages", SEEDS) == (130, "", "")


# Where the library is.


@pytest.mark.parametrize("before", [True, False])
def test_the_library_is_named_before_or_after_the_command(
    before: bool, run: Runner, library: Library
) -> None:
    named = ("--library", library.folder)
    result = run(*named, "ask", EXERCISE) if before else run("ask", *named, EXERCISE)
    assert (result.status, result.err) == (0, "")
    assert list(Path().iterdir()) == []


def test_the_environment_names_the_library_and_the_option_goes_before_it(
    run: Runner, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCTOR_ANSWERS_LIBRARY", str(library.folder))
    assert run("check").out == f"{library.folder} is sound.\n"
    monkeypatch.setenv("DOCTOR_ANSWERS_LIBRARY", str(tmp_path / "elsewhere"))
    assert run("check", "--library", library.folder).out == f"{library.folder} is sound.\n"
    monkeypatch.setenv("DOCTOR_ANSWERS_LIBRARY", "")
    assert "library: there is no library here" in run("check").err


# serve


class Served(NamedTuple):
    """What the server was started with."""

    folder: Path
    host: str
    port: int
    rerank: str | None = None
    votes: Path | None = None
    questions: Path | None = None
    staff: Staff | None = None
    with_desk: bool = True
    proxies: tuple[object, ...] = ()
    public: object = None
    embedding: Sequence[str] = ()
    with_metrics: bool = False
    number: str = "911"
    api: str | None = None
    origins: Sequence[str] = ()
    log_format: str = "text"
    log_level: str = "info"
    watched: object = None


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Served]:
    calls: list[Served] = []

    def serve(
        *given: Any, show_once: object, make: Callable[[], object] | None, **named: Any
    ) -> None:
        if make is not None:
            make()
        calls.append(Served(*given, **{**named, "origins": tuple(named["origins"])}))

    monkeypatch.setattr("bot.web.serve.serve", serve)
    for name in ("GRADIO_SERVER_NAME", "GRADIO_SERVER_PORT"):
        monkeypatch.delenv(name, raising=False)
    for name in (
        "DOCTOR_ANSWERS_VOTES",
        "DOCTOR_ANSWERS_EMERGENCY",
        "DOCTOR_ANSWERS_QUESTIONS",
        "DOCTOR_ANSWERS_STAFF",
    ):
        monkeypatch.delenv(name, raising=False)
    return calls


def test_serve_makes_the_library_and_listens_on_loopback_only(
    run: Runner, served: list[Served]
) -> None:
    assert run("serve").status == 0
    assert served == [Served(Path("library"), "127.0.0.1", 7860)]
    assert len(list(Library.open(Path("library")).pages())) == len(PAGES)


def test_serve_takes_host_and_port_from_options_and_then_from_the_environment(
    run: Runner, served: list[Served], library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_SERVER_NAME", "0.0.0.0")
    monkeypatch.setenv("GRADIO_SERVER_PORT", "80")
    run("--library", library.folder, "serve")
    run("--library", library.folder, "serve", "--host", "::1", "--port", "8000")
    assert served == [
        Served(library.folder, "0.0.0.0", 80),
        Served(library.folder, "::1", 8000),
    ]


def test_serve_takes_the_name_of_a_cross_encoder(
    run: Runner, served: list[Served], library: Library
) -> None:
    run("--library", library.folder, "serve", "--rerank", "some/model")
    assert served == [Served(library.folder, "127.0.0.1", 7860, "some/model")]


def test_serve_takes_the_emergency_number_and_the_file_of_votes(
    run: Runner, served: list[Served], library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("--library", library.folder, "serve", "--emergency", "112", "--votes", "v.db")
    monkeypatch.setenv("DOCTOR_ANSWERS_EMERGENCY", "999")
    monkeypatch.setenv("DOCTOR_ANSWERS_VOTES", "others.db")
    run("--library", library.folder, "serve")
    assert served == [
        Served(library.folder, "127.0.0.1", 7860, votes=Path("v.db"), number="112"),
        Served(library.folder, "127.0.0.1", 7860, votes=Path("others.db"), number="999"),
    ]


def test_serve_takes_the_format_and_the_level_of_its_log(
    run: Runner, served: list[Served], library: Library
) -> None:
    chosen = ("--log-format", "json", "--log-level", "warning")
    run("--library", library.folder, "serve", *chosen)
    (found,) = served
    assert (found.log_format, found.log_level) == ("json", "warning")
    assert run("--library", library.folder, "serve", "--log-level", "loud").status == 2


def test_serve_takes_the_proxies_that_are_believed(
    run: Runner, served: list[Served], library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("--library", library.folder, "serve", "--trusted-proxies", "127.0.0.1, 10.0.0.0/8")
    monkeypatch.setenv("DOCTOR_ANSWERS_TRUSTED_PROXIES", "::1")
    run("--library", library.folder, "serve")
    assert [list(map(str, one.proxies)) for one in served] == [
        ["127.0.0.1/32", "10.0.0.0/8"],
        ["::1/128"],
    ]
    refused = run("--library", library.folder, "serve", "--trusted-proxies", "*")
    assert_one_sentence(refused)
    assert "name proxies by their addresses" in refused.err


def test_serve_takes_the_address_and_the_frames_in_which_readers_find_it(
    run: Runner, served: list[Served], library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, framed = "https://example.org/doctors", "https://clinic.example"
    run("--library", library.folder, "serve", "--public-address", f"{at}/", "--embed", framed)
    monkeypatch.setenv("DOCTOR_ANSWERS_PUBLIC_ADDRESS", "http://127.0.0.1:8080")
    run("--library", library.folder, "serve")
    monkeypatch.setenv("DOCTOR_ANSWERS_PUBLIC_ADDRESS", "")
    run("--library", library.folder, "serve")
    told = [(str(one.public), list(one.embedding)) for one in served]
    assert told == [(at, [framed]), ("http://127.0.0.1:8080", []), ("None", [])]
    refused = run("--library", library.folder, "serve", "--public-address", "example.org")
    assert_one_sentence(refused)
    assert "name it as readers type it" in refused.err


def test_serve_takes_whether_others_may_have_the_metrics(
    run: Runner, served: list[Served], library: Library
) -> None:
    run("--library", library.folder, "serve", "--metrics")
    run("--library", library.folder, "serve")
    assert [one.with_metrics for one in served] == [True, False]


def test_serve_takes_the_file_of_questions(
    run: Runner, served: list[Served], library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("--library", library.folder, "serve", "--questions", "q.db")
    monkeypatch.setenv("DOCTOR_ANSWERS_QUESTIONS", "others.db")
    run("--library", library.folder, "serve")
    assert [one.questions for one in served] == [Path("q.db"), Path("others.db")]


def test_serve_takes_which_programs_are_answered(
    run: Runner, served: list[Served], library: Library
) -> None:
    given = ["--api", "open", "--allow-origin", "https://a.example", "--allow-origin"]
    run("--library", library.folder, "serve", *given, "http://b.example:8080")
    (found,) = served
    assert (found.api, found.origins) == ("open", ("https://a.example", "http://b.example:8080"))
    for odd in ("*", "null", "a.example", "https://a.example/", "https://*.example", ""):
        assert run("--library", library.folder, "serve", "--allow-origin", odd).status == 2
    assert run("--library", library.folder, "serve", "--api", "ajar").status == 2


def test_serve_takes_the_names_of_the_staff_or_leaves_the_desk_out(
    run: Runner, served: list[Served], library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("names").write_text(f"# who may enter\n{line_for('Zoë', PASSWORD)}\n", encoding="utf-8")
    run("--library", library.folder, "serve")
    run("--library", library.folder, "serve", "--staff", "names")
    monkeypatch.setenv("DOCTOR_ANSWERS_STAFF", line_for("bob", PASSWORD))
    run("--library", library.folder, "serve")
    run("--library", library.folder, "serve", "--staff", "names")
    run("--library", library.folder, "serve", "--no-staff")
    assert [one.with_desk for one in served] == [True] * 4 + [False]
    (nobody, zoe, bob, zoe_again, left_out) = (one.staff for one in served)
    assert nobody is None and left_out is None
    assert zoe is not None and bob is not None and zoe_again is not None
    assert zoe.verify("Zoë", PASSWORD) and zoe_again.verify("Zoë", PASSWORD)
    assert bob.verify("bob", PASSWORD) and not bob.verify("Zoë", PASSWORD)
    assert run("--library", library.folder, "serve", "--no-staff", "--staff", "names").status == 2


@pytest.mark.parametrize("text", ["", "\n", "# nobody yet\n", "ann\n", "ann:secret\n"])
def test_names_without_one_valid_line_start_nothing(
    text: str,
    run: Runner,
    served: list[Served],
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("names").write_text(text, encoding="utf-8")
    by_file = run("--library", library.folder, "serve", "--staff", "names")
    monkeypatch.setenv("DOCTOR_ANSWERS_STAFF", text)
    by_variable = run("--library", library.folder, "serve")
    for result in (by_file, by_variable):
        assert_one_sentence(result)
        assert "doctor-answers password NAME" in result.err
        assert "secret" not in result.err
    assert served == []


class Output(io.StringIO):
    """Standard output that is a terminal, or is none."""

    def __init__(self, is_terminal: bool) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


def test_the_address_that_opens_the_desk_is_shown_at_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for is_terminal in (True, False):
        output = Output(is_terminal)
        monkeypatch.setattr(sys, "stdout", output)
        assert _show_once("http://127.0.0.1/staff/enter?key=abc") == is_terminal
        assert ("key=abc" in output.getvalue()) == is_terminal


def test_an_address_that_opens_the_desk_of_a_running_program(run: Runner, library: Library) -> None:
    result = run("--library", library.folder, "desk-key", "--address", "https://a.example/")
    assert (result.status, result.err) == (0, "")
    address, _, key = result.out.strip().partition("?key=")
    assert address == "https://a.example/staff/enter"
    assert opens_desk(library.folder, key)
    assert_one_sentence(run("--library", "not-there", "desk-key"))


def test_a_file_of_names_that_is_not_there_starts_nothing(
    run: Runner, served: list[Served], library: Library
) -> None:
    result = run("--library", library.folder, "serve", "--staff", "not-there")
    assert_one_sentence(result)
    assert "not-there" in result.err
    assert served == []


@pytest.mark.parametrize(
    "option", [("--staff", "names"), ("--questions", "names"), ("--votes", "names")]
)
def test_a_file_that_cannot_be_what_it_is_named_for_starts_no_server(
    option: tuple[str, str], run: Runner, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("uvicorn.run", lambda *_, **__: pytest.fail("the server was started"))
    Path("names").write_text("ann:secret words\n" * 100, encoding="utf-8")
    result = run("--library", library.folder, "serve", *option)
    assert_one_sentence(result)
    assert "secret" not in result.err
    assert (
        "doctor-answers password NAME" in result.err
        or f"another file with {option[0]}" in result.err
    )


# key


def test_a_key_is_printed_once_listed_by_name_and_revoked(run: Runner, library_copy: Path) -> None:
    made = run("--library", library_copy, "key", "clinic", "--scope", "staff")
    key = made.out.rstrip("\n")
    assert (made.status, ApiKeys(library_copy).scope_of(key)) == (0, "staff")
    assert run("--library", library_copy, "key").out == "clinic: staff\n"
    assert_one_sentence(run("--library", library_copy, "key", "clinic"))
    assert run("--library", library_copy, "key", "clinic", "--revoke") == Result(0, "", "")
    assert ApiKeys(library_copy).scope_of(key) is None
    assert_one_sentence(run("--library", library_copy, "key", "clinic", "--revoke"))
    assert_one_sentence(run("--library", library_copy, "key", "--revoke"))
    assert_one_sentence(run("--library", "not-there", "key", "clinic"))


# password


def test_a_line_for_the_staff_is_printed_and_lets_its_name_enter(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("correct horse battery\nmore\n"))
    result = run("password", "Ann Lee")
    assert (result.status, result.err) == (0, "")
    assert result.out.count("\n") == 1
    assert "correct" not in result.out
    staff = Staff.read(result.out)
    assert staff.verify("Ann Lee", "correct horse battery")
    assert not staff.verify("Ann Lee", "correct horse battery\n")


@pytest.mark.parametrize(
    ("name", "given", "why"),
    [
        ("ann", "so so\n", "the password is too short; take 10 characters or more"),
        ("ann", "", "the password is too short"),
        ("a:b", "correct horse battery\n", "a name has no colon"),
        ("", "correct horse battery\n", "a name has no colon"),
    ],
)
def test_what_makes_no_line_is_one_sentence_and_status_2(
    name: str, given: str, why: str, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(given))
    result = run("password", name)
    assert_one_sentence(result)
    assert why in result.err
    assert given.strip() not in result.err or not given.strip()


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (["correct horse battery", "correct horse battery"], 0),
        (["correct horse battery", "correct horse batteri"], 2),
    ],
)
def test_at_a_terminal_a_password_is_asked_for_twice_and_not_shown(
    given: list[str], status: int, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def getpass(prompt: str) -> str:
        asked.append(prompt)
        return given[len(asked) - 1]

    monkeypatch.setattr("getpass.getpass", getpass)
    monkeypatch.setattr(sys, "stdin", Terminal())
    result = run("password", "ann")
    assert result.status == status
    assert asked == ["Password for ann: ", "Again: "]
    if status:
        assert_one_sentence(result)
        assert "the two passwords differ; try again" in result.err
    else:
        assert Staff.read(result.out).verify("ann", given[0])


@pytest.mark.parametrize("number", ["", "help", "911<b>", "+", "1" * 40])
def test_what_is_no_telephone_number_is_refused(
    run: Runner, served: list[Served], library: Library, number: str
) -> None:
    assert run("--library", library.folder, "serve", "--emergency", number).status == 2
    assert served == []


def test_a_port_in_the_environment_that_is_no_number_is_no_traceback(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_SERVER_PORT", "many")
    assert run("serve").status == 2


# In a process of its own.


def in_a_process(*arguments: str | bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("DOCTOR_ANSWERS_LIBRARY", None)
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "pages", str(SEEDS), "--json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (0, b"")


def test_the_status_reaches_the_shell(tmp_path: Path) -> None:
    done = in_a_process("pages", "not-there", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("doctor-answers: not-there: no such file or folder")


@pytest.mark.model
def test_the_capital_of_france_has_status_1_and_the_honest_words(tmp_path: Path) -> None:
    done = in_a_process("ask", "what is the capital of France", folder=tmp_path)
    assert done.returncode == 1
    assert "No doctor here addressed this question." in done.stdout
    assert "Traceback" not in done.stderr
    assert (tmp_path / "library" / "CURRENT").is_file()


@pytest.mark.model
def test_a_question_that_is_not_utf_8_is_no_traceback(
    real_library: Library, tmp_path: Path
) -> None:
    library = os.fsencode(real_library.folder)
    question = b"can I exercise after botox \xff?"
    done = in_a_process("--library", library, "ask", question, folder=tmp_path)
    assert done.returncode in (0, 2)
    assert "Traceback" not in done.stderr


# Taking out.

MALLALIEU = "Jared Mallalieu"
HIS = "000_935efed495dcb89e#10"


def test_a_doctor_who_is_removed_is_found_no_longer(run: Runner, library_copy: Path) -> None:
    assert run("--library", library_copy, "doctors", "--name", "mallalieu").status == 0
    result = run("--library", library_copy, "remove", "--doctor", "jared  mallalieu, DO")
    assert (result.status, result.err) == (0, "")
    assert f"removed for good: {HIS}" in result.out
    assert "it is not the library's own: delete them there" in result.out
    assert run("--library", library_copy, "doctors", "--name", "mallalieu").status == 1
    assert run("--library", library_copy, "check").status == 0


def test_answers_and_pages_are_removed_by_their_ids(run: Runner, library_copy: Path) -> None:
    page = "003_13a95f21a5b80d88"
    result = run(
        "--library", library_copy, "remove", "--answer", HIS, "--page", page, "--json", "--quiet"
    )
    assert (result.status, result.err) == (0, "")
    assert sorted(result.json["taken_out"]) == [HIS, page]
    assert result.json["removed"] == [page]
    again = run("--library", library_copy, "build", SEEDS, "--json")
    ((_, reason),) = again.json["skipped"]
    assert "was removed on" in reason and reason.endswith("--readmit ID")
    readmitted = run("--library", library_copy, "build", SEEDS, "--readmit", page, "--json")
    assert readmitted.json["added"] == [page]


def test_the_last_change_is_shown_and_taken_back(run: Runner, tmp_path: Path) -> None:
    place = ("--library", tmp_path / "library")
    pages = tmp_path / "pages"
    pages.mkdir()
    first, second = sorted(SEEDS.glob("*.txt"))[:2]
    shutil.copy(first, pages)
    assert run(*place, "build", pages).status == 0
    shutil.copy(second, pages)
    assert run(*place, "build", pages).status == 0
    refused = run(*place, "undo")
    assert_one_sentence(refused)  # the file still says it: the next build would let it in again
    assert f"page '{second.stem}' is read from" in refused.err
    (pages / second.name).unlink()
    seen = run(*place, "undo", "--dry-run")
    assert "0 to come back, 0 to become what it was, 1 to go; nothing was written" in seen.out
    assert f"  - {second.stem}" in seen.out
    assert "would go: " in seen.out
    told = run(*place, "undo", "--dry-run", "--json").json
    assert (told["dry_run"], told["added"], told["removed"]) == (True, [], [second.stem])
    assert {one["change"] for one in told["differences"][0]["answers"]} == {"gone"}
    done = run(*place, "undo", "--json")
    assert (done.status, done.json["removed"]) == (0, [second.stem])
    assert run(*place, "check").status == 0


@pytest.mark.parametrize(
    "named",
    [
        (),
        ("--doctor", "Jared Mallalieux"),
        ("--doctor", MALLALIEU, "--page", "no-such-page"),
        ("--answer", "000_935efed495dcb89e#99"),
    ],
)
def test_removing_what_is_not_there_is_wrong_use_and_changes_nothing(
    named: tuple[str, ...], run: Runner, library_copy: Path
) -> None:
    result = run("--library", library_copy, "remove", *named)
    assert (result.status, result.out) == (2, "")
    assert_one_sentence(result)
    assert run("--library", library_copy, "doctors", "--name", "mallalieu").status == 0


NAMESAKES = (
    {"id": "a", "answer_text": "One.", "author": "Ann Lee", "author_credentials": "MD",
     "author_place": "Zürich", "author_specialty": "Dentist"},
    {"id": "b", "answer_text": "Two.", "author": "ANN LEE", "author_credentials": "M.D., FACS",
     "author_place": "Zurich", "author_specialty": "Dentist"},
    {"id": "c", "answer_text": "Three.", "author": "Ann Lee", "author_credentials": "MD",
     "author_place": "Boston", "author_specialty": "Dermatologist"},
    {"id": "d", "answer_text": "Four.", "author": "Lee, Ann"},
)  # fmt: skip


@pytest.fixture
def namesakes(run: Runner) -> Path:
    """The folder of a library in which a name means two doctors."""
    rows = "".join(json.dumps(row) + "\n" for row in NAMESAKES)
    Path("pages.jsonl").write_text(rows, encoding="utf-8")
    assert run("build", "pages.jsonl").status == 0
    return Path("library")


def test_a_name_that_means_several_doctors_lists_them_and_removes_nobody(
    run: Runner, namesakes: Path
) -> None:
    result = run("remove", "--doctor", "ann lee")
    assert result.status == 2
    assert result.out.splitlines() == [
        "ann lee: 2 here",
        "  may be meant: Ann Lee, MD · Dentist · Zürich (2 answers)",
        "  may be meant: Ann Lee, MD · Dermatologist · Boston (1 answer)",
        "  stays, of a like name: Lee, Ann · neither place nor specialty on the page (1 answer)",
    ]
    assert result.err.count("\n") == 1 and result.err.endswith(
        "say whom you mean with --place or --specialty, name single answers with --answer, or "
        "remove all of these with --all\n"
    )
    asked = run("remove", "--doctor", "ann lee", "--json")
    assert (asked.status, asked.json["removed"]) == (2, False)
    (named,) = asked.json["named"]
    assert [one["answers"] for one in named["meant"]] == [["a#1", "b#1"], ["c#1"]]
    assert not (namesakes / "withdrawn.txt").exists()


def test_a_dry_run_shows_whom_a_removal_takes_and_writes_nothing(
    run: Runner, namesakes: Path
) -> None:
    told = run("remove", "--doctor", "Ann Lee", "--place", "zurich", "--dry-run")
    assert told.status == 0
    assert told.out.splitlines() == [
        "library: 2 to remove for good; nothing was written",
        "  doctor: Ann Lee, MD · Dentist · Zürich (2 answers)",
        "  stays, of the same name: Ann Lee, MD · Dermatologist · Boston (1 answer)",
        "  stays, of a like name: Lee, Ann · neither place nor specialty on the page (1 answer)",
        "  - a#1",
        "  - b#1",
    ]
    found = run("remove", "--doctor", "Ann Lee", "--place", "zurich", "--dry-run", "--json").json
    assert found["dry_run"] is True
    assert [one["answers"] for one in found["people"]] == [["a#1", "b#1"]]
    assert not (namesakes / "withdrawn.txt").exists()


def test_a_removal_tells_whom_it_took_and_a_later_build_whom_it_may_concern(
    run: Runner, namesakes: Path
) -> None:
    done = run("remove", "--doctor", "Ann Lee", "--specialty", "dentist", "--json")
    assert done.status == 0
    assert sorted(done.json["taken_out"]) == ["a#1", "b#1"]
    assert [one["doctor"]["place"] for one in done.json["people"]] == ["Zürich"]
    assert [one["answers"] for one in done.json["others"]] == [["c#1"]]
    assert [one["answers"] for one in done.json["alike"]] == [["d#1"]]
    Path("later.jsonl").write_text('{"id": "e", "answer_text": "Five.", "author": "Ann Lee"}\n')
    built = run("build", "later.jsonl")
    assert "  ? e#1 in later.jsonl was left out: its Ann Lee" in built.out
    assert "let the answer in with: build PATH --readmit 'e#1'" in built.out
    assert run("build", "later.jsonl", "--readmit", "e#1", "--json").json["changed"] == ["e"]
    assert run("remove", "--doctor", "Ann Lee", "--all", "--json").status == 0
    assert run("doctors", "--name", "ann lee").status == 1


def test_a_choice_without_a_doctor_is_wrong_use(run: Runner, namesakes: Path) -> None:
    result = run("remove", "--answer", "a#1", "--place", "Boston")
    assert (result.status, result.out) == (2, "")
    assert "add --doctor NAME" in result.err


def test_one_doctor_is_one_row_with_every_spelling(run: Runner, namesakes: Path) -> None:
    result = run("doctors", "--name", "ann lee", "--place", "zurich")
    assert result.out.splitlines()[:2] == [
        "Ann Lee, MD · Dentist · Zürich",
        "    also printed as ANN LEE, M.D., FACS",
    ]
    (row,) = run("doctors", "--place", "ZU\u0308RICH", "--json").json["doctors"]
    assert row["spellings"] == ["Ann Lee, MD", "ANN LEE, M.D., FACS"]
    assert [one["id"] for one in row["answers"]] == ["a#1", "b#1"]


def test_removing_from_no_library_makes_none(run: Runner, tmp_path: Path) -> None:
    result = run("--library", tmp_path / "none", "remove", "--doctor", MALLALIEU)
    assert result.status == 2
    assert not (tmp_path / "none").exists()


def test_a_page_of_another_file_takes_the_place_with_replace(
    run: Runner, library_copy: Path, tmp_path: Path
) -> None:
    page = "004_7b62c1b3ba7f1990"
    text = (SEEDS / f"{page}.txt").read_text(encoding="utf-8").replace("FacExer", "Facial")
    (tmp_path / f"{page}.txt").write_text(text, encoding="utf-8")
    build = ("--library", library_copy, "build", tmp_path / f"{page}.txt", "--json")
    ((_, reason),) = run(*build).json["skipped"]
    assert "is taken by" in reason
    assert run(*build, "--replace", page).json["changed"] == [page]


def test_a_dry_run_says_what_would_be_done_and_does_nothing(
    run: Runner, library_copy: Path, tmp_path: Path
) -> None:
    page = tmp_path / "new.txt"
    page.write_bytes((SEEDS / "004_7b62c1b3ba7f1990.txt").read_bytes())
    build = ("--library", library_copy, "build", page)
    before = {file: file.stat().st_mtime_ns for file in library_copy.rglob("*")}
    seen = run(*build, "--dry-run", "--json").json
    assert (seen["dry_run"], seen["added"], seen["changed"], seen["removed"]) == (
        True,
        ["new"],
        [],
        [],
    )
    assert seen["to_embed"] == 0  # the library has all of its texts, under another id
    said = run(*build, "--dry-run")
    assert said.status == 0
    assert "1 to add, 0 to change, 0 to remove" in said.out and "  + new" in said.out
    assert {file: file.stat().st_mtime_ns for file in library_copy.rglob("*")} == before
    assert run(*build, "--json").json["added"] == ["new"]
