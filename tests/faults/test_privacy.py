"""A question leaves nothing behind: no file, no log, no cache, no history holds a word of it."""

import pytest

from tests.faults.tally import Tally
from tests.faults.watched import Watched

WORD = "Zyxquibble"
QUESTION = f"I am {WORD}, can I exercise after botox?"


def test_a_word_that_was_written_is_found(tmp_path_factory: pytest.TempPathFactory) -> None:
    watched = Watched(tmp_path_factory.mktemp("found"))
    (watched.root / "home" / "history").write_text(f"asked: {QUESTION}")
    (watched.root / "temp" / f"{WORD.lower()}.json").touch()
    (watched.root / "work" / "cache").write_bytes(WORD.encode("utf-16-le"))
    assert set(watched.holding(WORD)) == {
        "home/history",
        "temp/zyxquibble.json",
        "work/cache",
    }


@pytest.mark.model
def test_the_commands_keep_nothing_of_what_was_asked(watched: Watched, tally: Tally) -> None:
    before = {file for file in watched.root.rglob("*") if file.is_file()}
    for arguments in (
        ["ask", QUESTION],
        ["ask", "and what about massage?", "--after", QUESTION],
        ["ask", f"{WORD} I cannot breathe since my botox"],
        ["doctors", f"botox {WORD}"],
        ["--debug", "ask", QUESTION, "--rerank", "nobody/nothing"],
    ):
        done = watched.run(*arguments)
        assert WORD not in done.stderr
        tally.record(15)
    assert watched.holding(WORD) == []
    after = {file for file in watched.root.rglob("*") if file.is_file()}
    assert {file for file in after - before if file != watched.log} == set()
