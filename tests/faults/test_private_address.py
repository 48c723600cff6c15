"""The private address of a feed (36): guessed, revoked, cut, asked for too often; and the log."""

import io
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.reply.service import AnswerService
from bot.staff.audit import Audit
from bot.staff.desk import Desk
from bot.staff.feed_keys import cut_feed_key
from bot.staff.followed import change_search, save_search
from bot.staff.login import Staff, line_for
from bot.web.app import make_app
from bot.web.logs import configure_logging
from bot.web.open_paths import MOST_FEEDS_A_MINUTE
from index.library.open import Library
from index.storage.saved_searches import NAME
from tests.faults.tally import Tally
from tests.words_encoder import WordsEncoder

HERE = "http://127.0.0.1"
ELSEWHERE = ("203.0.113.7", 1234)
NO_SUCH = "There is no such page."


class Program:
    """The whole program as it is served, with a login, and a saved search with a feed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.service = AnswerService(Library.open(folder), WordsEncoder())
        self.service.load()
        self.service.wait()
        desk = Desk(
            self.service, Staff.read(line_for("ann", "correct horse battery")), None, Audit(folder)
        )
        self.app = make_app(self.service, desk=desk)
        save_search(self.service, "Massage", "topic=massage", "ann")
        self.key = self.cut()

    def cut(self) -> str:
        """A new address, in the place of the one before."""
        key, hashed = cut_feed_key()
        change_search(self.service, 1, lambda one: replace(one, key_hash=hashed))
        return key

    def browser(self, client: tuple[str, int] = ("127.0.0.1", 1)) -> TestClient:
        return TestClient(self.app, HERE, client=client, follow_redirects=False)

    def status(self, path: str, method: str = "GET") -> int:
        return self.browser().request(method, path).status_code


@pytest.fixture
def program(library_copy: Path) -> Program:
    return Program(library_copy)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """All that is logged meanwhile, as the program logs."""
    root = logging.getLogger()
    before, level = root.handlers, root.level
    stream = io.StringIO()
    configure_logging("text", "debug", stream)
    yield stream
    root.handlers, root.level = before, level


def test_only_the_whole_address_opens_the_feed(program: Program, tally: Tally) -> None:
    key = program.key
    assert program.status(f"/feeds/{key}.atom") == program.status(f"/feeds/{key}.csv") == 200
    other = "A" if key[0] != "A" else "B"
    tried = [
        f"/feeds/{key}", f"/feeds/{key}.xml", f"/feeds/{key[:-1]}.atom", f"/feeds/{key}a.atom",
        f"/feeds/{other}{key[1:]}.atom", f"/feeds/{key.swapcase()}.atom", f"/feeds/{'a' * 43}.csv",
        f"/feeds/{key}.atom/", f"/feeds//{key}.atom", f"/feeds/{key}%00.atom", "/feeds/.atom",
        "/feeds/", "/feeds", f"/feeds/{key[:42]}*.atom",
    ]  # fmt: skip
    for path in tried:
        got = program.browser().get(path)
        tally.record(36, wrong=int(got.status_code != 404))
        assert got.status_code == 404, path
        assert "Massage" not in got.text
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert program.status(f"/feeds/{key}.atom", method) == 405
    assert program.status(f"/feeds/{key}.atom", "HEAD") == 200


def test_a_revoked_a_replaced_and_a_guessed_address_are_answered_alike(
    program: Program, tally: Tally
) -> None:
    first = program.key
    second = program.cut()
    third = program.cut()
    change_search(program.service, 1, lambda one: replace(one, key_hash=None))
    found = [program.browser().get(f"/feeds/{one}.atom")
             for one in (first, second, third, cut_feed_key()[0])]  # fmt: skip
    tally.record(36, tries=len(found), wrong=sum(one.status_code != 404 for one in found))
    assert {(one.status_code, one.text, str(sorted(one.headers.items()))) for one in found} == {
        (404, NO_SUCH, str(sorted(found[0].headers.items())))
    }


def test_whoever_asks_too_often_is_told_to_wait_and_others_are_not(
    program: Program, tally: Tally
) -> None:
    guesser, reader = program.browser(ELSEWHERE), program.browser(("203.0.113.8", 1))
    statuses = [
        guesser.get(f"/feeds/{cut_feed_key()[0]}.atom").status_code
        for _ in range(MOST_FEEDS_A_MINUTE + 5)
    ]
    assert statuses == [404] * MOST_FEEDS_A_MINUTE + [429] * 5
    assert guesser.get(f"/feeds/{program.key}.atom").status_code == 429
    assert reader.get(f"/feeds/{program.key}.atom").status_code == 200
    tally.record(36, tries=len(statuses))


def test_guesses_read_no_file_again(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    assert program.status(f"/feeds/{'a' * 43}.atom") == 404

    def read(_: Path) -> None:
        raise AssertionError("the file was read for a guess")

    monkeypatch.setattr("bot.staff.feed_keys.read_searches", read)
    monkeypatch.setattr("bot.staff.routes.feeds.read_searches", read)
    for _ in range(10):
        assert program.status(f"/feeds/{cut_feed_key()[0]}.atom") == 404


def test_no_address_is_in_the_log_or_in_a_file(
    program: Program, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = program.key
    assert program.status(f"/feeds/{key}.atom") == 200

    def broken(*_: object) -> None:
        raise RuntimeError(f"/feeds/{key}.atom")

    monkeypatch.setattr("bot.staff.routes.feeds.atom_of", broken)
    with pytest.raises(RuntimeError):
        program.status(f"/feeds/{key}.atom")
    logging.getLogger("bot.staff.routes.feeds").warning("x", exc_info=RuntimeError(key))
    assert "x" in written.getvalue()
    assert key not in written.getvalue()
    for file in program.folder.rglob("*"):
        if file.is_file():
            assert key.encode() not in file.read_bytes()


def test_a_file_that_is_damaged_opens_nothing_and_tells_strangers_nothing(
    program: Program, tally: Tally
) -> None:
    file = program.folder / NAME
    whole = file.read_bytes()
    damaged = [b"", whole[:-40], b"{}\n", b"\xff\xfe", whole.replace(b'"key_hash": "', b'"no": "')]
    for data in damaged:
        file.write_bytes(data)
        got = program.browser().get(f"/feeds/{program.key}.atom")
        tally.record(36, wrong=int(got.status_code == 200))
        assert got.status_code in (404, 503)
        assert str(program.folder) not in got.text
    file.write_bytes(whole)
    assert program.status(f"/feeds/{program.key}.atom") == 200


def test_search_engines_and_frames_are_kept_away(program: Program) -> None:
    for ending in ("atom", "csv"):
        got = program.browser().get(f"/feeds/{program.key}.{ending}")
        assert got.headers["x-robots-tag"] == "noindex, nofollow, noarchive"
        assert got.headers["cache-control"] == "private, no-store"
        assert "sandbox" in got.headers["content-security-policy"]
        assert got.headers["x-frame-options"] == "DENY"
        assert "set-cookie" not in got.headers
