"""Whatever was done to a row behind the program's back, no answer is shown that does not fit."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.cli import main
from index.errors import DamagedLibrary
from index.library.generation import STORE
from index.library.open import Library
from index.storage.current import current_generation
from tests.faults.tally import Tally
from tests.library.test_open import make_the_manifest_fit
from tests.words_encoder import WordsEncoder

ONE, OTHER = "004_7b62c1b3ba7f1990#2", "004_7b62c1b3ba7f1990#3"
DOCTOR = ("name", "credentials", "place", "specialty", "rating", "reviews", "status", "named_by")
SWAPPED = [
    f"UPDATE answers SET ({', '.join(DOCTOR)}) = (SELECT {', '.join(DOCTOR)} FROM kept "
    f"WHERE kept.id = '{other}') WHERE id = '{one}'"
    for one, other in ((ONE, OTHER), (OTHER, ONE))
]
BODIES_SWAPPED = [
    f"UPDATE answers SET (body_start, body_end) = (SELECT body_start, body_end FROM kept "
    f"WHERE kept.id = '{other}') WHERE id = '{one}'"
    for one, other in ((ONE, OTHER), (OTHER, ONE))
]
CHANGES = {
    "another name": ["UPDATE answers SET name = 'Somebody Else'"],
    "no name": ["UPDATE answers SET name = NULL, credentials = NULL"],
    "another specialty": ["UPDATE answers SET specialty = 'Brain Surgeon'"],
    "a word less": ["UPDATE answers SET body_end = body_end - 4"],
    "words moved on": ["UPDATE answers SET body_start = body_start + 1, body_end = body_end + 1"],
    "beyond the page": ["UPDATE answers SET body_end = 9999999"],
    "not where it was": ["UPDATE pages SET text = replace(text, ' not ', ' now ')"],
    "a letter before": ["UPDATE pages SET text = 'X' || text"],
    "doctors swapped": SWAPPED,
    "words swapped": BODIES_SWAPPED,
    "on another page": [
        "UPDATE answers SET page_id = '000_935efed495dcb89e', number = number + 90"
    ],
    "no seal": ["UPDATE answers SET seal = ''"],
    "answers gone": ["DELETE FROM answers"],
    "pages gone": ["DELETE FROM pages"],
}
COMMANDS = {
    "ask": ["ask"],
    "ask --json": ["ask", "--json"],
    "doctors": ["doctors"],
    "doctors --json": ["doctors", "--json"],
    "doctors --csv": ["doctors", "--csv"],
}


@pytest.fixture(autouse=True)
def words_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.library.open.SentenceEncoder", lambda name: WordsEncoder())


def change(folder: Path, statements: Sequence[str]) -> None:
    """Change rows, and nothing else."""
    with sqlite3.connect(current_generation(folder) / STORE) as connection:
        connection.execute("CREATE TEMP TABLE kept AS SELECT * FROM answers")
        for statement in statements:
            assert connection.execute(statement).rowcount
    connection.close()


def asked_for(folder: Path, answer_id: str) -> str:
    """A question that finds an answer: its own words."""
    library = Library.open(folder)
    found = library.answer(answer_id)
    library.close()
    return " ".join(found.page.quote(found.answer.body).split()[:12])


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize("statements", CHANGES.values(), ids=CHANGES)
def test_an_answer_that_does_not_fit_is_not_shown_in_any_form(
    statements: Sequence[str],
    command: Sequence[str],
    library_copy: Path,
    tally: Tally,
    capsys: pytest.CaptureFixture[str],
) -> None:
    topic = asked_for(library_copy, ONE) if command[0] == "ask" else "botox"
    library = ["--library", str(library_copy)]
    assert main([*library, command[0], topic, *command[1:]]) == 0
    capsys.readouterr()
    change(library_copy, statements)
    if "DELETE" not in statements[0]:
        make_the_manifest_fit(library_copy)  # or the hash of the file would tell
    status = main([*library, command[0], topic, *command[1:]])
    told = capsys.readouterr()
    tally.record(4, wrong=int(status != 2 or told.out != ""))
    assert (status, told.out) == (2, "")
    assert told.err.startswith(f"doctor-answers: {library_copy}: the library is damaged (")
    assert told.err.count("\n") == 1


def test_a_row_that_was_changed_while_the_library_was_open_is_refused_and_counted(
    library_copy: Path, tally: Tally
) -> None:
    library = Library.open(library_copy)
    change(library_copy, SWAPPED)
    for count, answer_id in enumerate((ONE, OTHER), start=1):
        with pytest.raises(DamagedLibrary, match=f"answer {answer_id} does not fit its seal"):
            library.answer(answer_id)
        assert library.refused == count
    untouched = "004_7b62c1b3ba7f1990#5"
    assert library.answer(untouched).answer.id == untouched
    assert library.refused == 2
    tally.record(4, tries=2)


def test_an_answer_that_lost_its_page_while_the_library_was_open_is_refused(
    library_copy: Path,
) -> None:
    library = Library.open(library_copy)
    change(library_copy, ["DELETE FROM pages"])
    with pytest.raises(DamagedLibrary, match=ONE):
        library.answer(ONE)
    with pytest.raises(KeyError):
        library.answer("no such answer#1")
    assert library.refused == 1
