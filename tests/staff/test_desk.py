"""The staff's pages, asked as a browser asks: who may enter, what is shown, and what changes."""

import csv
import gzip
import io
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from datetime import date
from http.cookies import SimpleCookie
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response

from bot.cli import main
from bot.feedback.unanswered import UnansweredQuestion, UnansweredQuestions
from bot.query.synonyms import Term
from bot.query.taught_synonyms import NAME as TAUGHT
from bot.query.taught_synonyms import taught_in
from bot.reply.doctors import doctors_on
from bot.reply.facets import FACET_NAMES, FacetName, Selection, TextField
from bot.reply.period import Period
from bot.reply.service import AnswerService
from bot.staff.access import COOKIE
from bot.staff.asked_list import AskedList
from bot.staff.audit import NAME as AUDIT
from bot.staff.audit import Audit
from bot.staff.changes import ChangeState
from bot.staff.coverage_view import searches_html
from bot.staff.desk import Desk
from bot.staff.guesses import FORGOTTEN_AFTER, GUESSES, PLACE_GUESSES, Guesses
from bot.staff.incoming import ENDINGS, Incoming
from bot.staff.incoming_view import progress_html, review_html
from bot.staff.layout import HEADERS
from bot.staff.login import CHECKS_AT_ONCE, Session, Sessions, Staff, line_for
from bot.staff.paging import PER_PAGE, ListAddress, Paging
from bot.staff.removal_view import BEGINNING, removal_html
from bot.staff.routes import add_staff
from bot.staff.routes.removal import FORGOTTEN
from index.errors import NotInLibrary, UnreadablePage
from index.library.build import build
from index.library.lock import changing
from index.library.open import FoundAnswer, Library
from index.library.remove import Going, remove
from index.library.report import Report
from index.library.watch import WatchedFolders
from index.library.writer import Progress
from index.pages.rows.json_lines import record_line
from index.storage.history import History
from index.storage.tombstones import LIST
from index.storage.uploads import Uploads
from tests.conftest import SEEDS
from tests.library.test_open import alter
from tests.pages.html.wrappings import WRAPPINGS
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS, page_of
from tests.show.test_card import HOSTILE, PLAIN, elements, everywhere, skeleton, verbatim
from tests.staff.test_login import PASSWORD, Clock
from tests.table_of_answers import ANSWERS, PAGES
from tests.words_encoder import WordsEncoder

HERE = "http://127.0.0.1"
SELF = ("127.0.0.1", 1234)
ANN = "ann:" + PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
BOB = f"bob:{ANN.removeprefix('ann:')}"
FIRST, SECOND, THIRD = PAGES


class Clinic:
    """A library of the seeds that may change, its desk, and a browser before it."""

    def __init__(self, folder: Path, staff: str | Staff = "") -> None:
        self.folder = folder
        self.clock = Clock()
        self.service = AnswerService(Library.open(folder), WordsEncoder())
        self.service.load()
        self.unanswered = UnansweredQuestions.open(folder.parent / "questions.db")
        self.desk = Desk(
            self.service,
            Staff.read(staff) if isinstance(staff, str) else staff,
            self.unanswered,
            Audit(folder),
            sessions=Sessions(self.clock),
            guesses=Guesses(self.clock),
            patience=60.0,
        )
        self.app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        add_staff(self.app, self.desk)
        self.client = self.browser()
        if not staff:  # as with the key that the program shows when it starts
            self.client.cookies.set(COOKIE, self.desk.sessions.begin("this machine"))

    def browser(self, base: str = HERE, client: tuple[str, int] = SELF) -> TestClient:
        return TestClient(self.app, base, client=client, follow_redirects=False)

    def get(self, path: str = "", **asked: Any) -> Response:
        return self.client.get(f"/staff{path}", params=asked)

    def sign_in(self, name: str = "ann", password: str = PASSWORD) -> Response:
        return self.client.post("/staff/enter", data={"name": name, "password": password})

    @property
    def key(self) -> str:
        """What goes with every form."""
        return key_in(self.get("/pages").text)

    def post(self, path: str, **fields: str) -> Response:
        return self.client.post(f"/staff{path}", data={"form": self.key, **fields})

    def upload(self, *files: tuple[str, bytes]) -> str:
        """Upload files; where they are shown."""
        given = [("files", file) for file in files]
        sent = self.client.post("/staff/pages", data={"form": self.key}, files=given)
        assert sent.status_code == 303, sent.text
        return sent.headers["location"]

    def add(self, *files: tuple[str, bytes]) -> Report:
        shown = self.upload(*files)
        return self.done(self.post("/pages/add", upload=shown.rpartition("/")[2]))

    def remove(self, **what: str) -> Report:
        return self.done(self.post("/remove/now", **what))

    def done_by(self, run: Callable[[Progress], Report]) -> None:
        """Make a change of the library, whatever it does."""
        assert self.desk.change.begin("A change", run)
        ended(self.desk)

    def done(self, begun: Response) -> Report:
        """What came of a change that was begun."""
        assert (begun.status_code, begun.headers["location"]) == (303, "/staff/progress"), (
            begun.text
        )
        state = ended(self.desk)
        assert state.report is not None, state.error
        assert state.what in self.get("/progress").text
        return state.report

    def shown(self, path: str = "", **asked: Any) -> list[str]:
        """The ids of the answers on a page of the desk."""
        markup = self.get(path, **asked).text
        named = (element.attributes.get("data-answer") for element in elements(markup))
        return [one for one in named if one is not None]

    @property
    def audit(self) -> list[dict[str, Any]]:
        file = self.folder / AUDIT
        return [json.loads(line) for line in file.read_text("utf-8").splitlines()]

    @property
    def state(self) -> tuple[object, ...]:
        """All that a form could change."""
        with_words = self.folder / TAUGHT
        return (
            self.service.library.generation,
            Uploads(self.folder).files(),
            with_words.read_bytes() if with_words.exists() else None,
            self.unanswered.most_asked(),
            list(self.desk.uploads._open),
            self.desk.change.state,
            (self.folder / LIST).exists(),
        )


def ended(desk: Desk) -> ChangeState:
    for _ in range(3000):
        if desk.change.state is not None and desk.change.state.over:
            return desk.change.state
        time.sleep(0.01)
    raise AssertionError("the change did not end")


def key_in(markup: str) -> str:
    keys = {
        element.attributes["value"]
        for element in elements(markup)
        if element.attributes.get("name") == "form"
    }
    (key,) = keys
    assert key
    return key


@pytest.fixture
def clinic(library_copy: Path) -> Iterator[Clinic]:
    """Without a login, before the browser of whoever started the program."""
    clinic = Clinic(library_copy)
    with clinic.client:  # one thread for all that it asks, not one for each
        yield clinic


@pytest.fixture
def locked(library_copy: Path) -> Iterator[Clinic]:
    """With a login: Ann may enter."""
    clinic = Clinic(library_copy, ANN)
    with clinic.client:
        yield clinic


def routes_of(app: FastAPI) -> list[tuple[str, str]]:
    """Every method and path of an application, however deep its routers lie in one another."""
    found = []
    for one in iter_route_contexts(app.routes):
        found += [(method, one.path or "") for method in one.methods or ()]
    return found


PARTS = {"token": "none", "ending": "csv", "number": "7", "path": "nowhere"}


def routes(method: str) -> list[str]:
    """Every address of the desk that takes that method."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    add_staff(app, Desk(cast(Any, None), Staff({}), None, cast(Any, None)))
    return sorted(
        re.sub(r"\{(\w+)[^}]*\}", lambda found: PARTS[found[1]], path)
        for takes, path in routes_of(app)
        if takes == method and path.startswith("/staff")
    )


READ, SENT = routes("GET"), [path for path in routes("POST") if path != "/staff/enter"]
FIELDS = {
    "said": "pebbles", "meant": "nodules", "question": "Do veneers hurt?", "all": "yes",
    "page": FIRST, "upload": "token", "name": "ann", "number": "7", "answer": f"{FIRST}#1",
    "verdict": "none", "mark": "none", "wanted": "nobody", "generation": "none", "offered": "yes",
}  # fmt: skip
FILE = [("files", ("a.txt", b"no page"))]


def test_the_addresses_of_the_desk_are_these() -> None:
    assert READ == [
        "/staff", "/staff/", "/staff/changes", "/staff/checking",
        "/staff/checking/left-out", "/staff/checking/page", "/staff/checking/records",
        "/staff/coverage", "/staff/coverage/list", "/staff/doctor",
        "/staff/doctors.csv", "/staff/enter", "/staff/judging", "/staff/keys.js",
        "/staff/nowhere", "/staff/pages", "/staff/pages/none", "/staff/progress", "/staff/searches",
        "/staff/searches/7", "/staff/searches/7/changes.csv", "/staff/topic",
        "/staff/topics", "/staff/values",
    ]  # fmt: skip
    assert SENT == [
        "/staff/changes/find", "/staff/changes/let-in", "/staff/changes/let-in/now",
        "/staff/changes/undo", "/staff/changes/undo/now",
        "/staff/checking/forget", "/staff/checking/let-in", "/staff/checking/let-in/now",
        "/staff/checking/page", "/staff/checking/records",
        "/staff/forget", "/staff/judging", "/staff/judging/forget", "/staff/judging/mark",
        "/staff/leave", "/staff/pages", "/staff/pages/add", "/staff/pages/discard",
        "/staff/pages/example",
        "/staff/remove", "/staff/remove/now", "/staff/searches/delete", "/staff/searches/key",
        "/staff/searches/revoke", "/staff/searches/save", "/staff/teach", "/staff/unteach",
    ]  # fmt: skip


# Without a login.


def test_without_a_login_the_key_opens_the_desk_once_and_stays_in_no_address(
    clinic: Clinic,
) -> None:
    key, first, second = clinic.desk.key.cut(), clinic.browser(), clinic.browser()
    entered = first.get("/staff/enter", params={"key": key})
    assert (entered.status_code, entered.headers["location"]) == (303, "/staff")
    (cookie,) = SimpleCookie(entered.headers["set-cookie"]).values()
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "strict", "/staff")
    assert entered.headers["cache-control"] == "no-store"
    got = first.get("/staff")
    assert got.status_code == 200 and key not in got.text
    assert "No login is set, so these pages are open in this browser only" in got.text
    assert "Sign out" not in got.text
    again = first.get("/staff/enter", params={"key": key})
    assert (again.status_code, again.headers["location"]) == (303, "/staff")
    late = second.get("/staff/enter", params={"key": key})
    assert late.status_code == 403 and "set-cookie" not in late.headers
    assert "that address works once" in text_of(late) and key not in late.text
    assert second.get("/staff").status_code == 403
    assert key not in (clinic.folder / AUDIT).read_text()
    assert [(line["by"], line["did"]) for line in clinic.audit] == [("this machine", "entered")]


@pytest.mark.parametrize("key", ["", "wrong", "\ud83d", "key\0", "x" * 5000, *HOSTILE.values()])
def test_no_other_key_opens_it(key: str, clinic: Clinic) -> None:
    right = clinic.desk.key.cut()
    stranger = clinic.browser()
    got = stranger.get("/staff/enter", params={"key": key.encode("utf-8", "replace")})
    assert got.status_code == 403 and "set-cookie" not in got.headers
    assert stranger.get("/staff/enter", params={"key": right}).status_code == 303


def test_before_a_key_is_cut_none_opens_it_and_a_new_one_ends_the_old(clinic: Clinic) -> None:
    assert not clinic.desk.key.opens("")
    old, new = clinic.desk.key.cut(), clinic.desk.key.cut()
    assert len(new) >= 43 and old != new
    assert not clinic.desk.key.opens(old)
    assert clinic.desk.key.opens(new) and not clinic.desk.key.opens(new)


STRANGERS: list[tuple[str, str, dict[str, str]]] = [
    ("http://127.0.0.1", "127.0.0.1", {}),  # as of the proxy on this machine, too
    ("http://localhost:7860", "127.0.0.1", {}),
    ("http://[::1]:7860", "::1", {}),
    ("http://127.0.0.1", "10.0.0.7", {}),
    ("http://127.0.0.1", "testclient", {}),
    ("http://clinic.example", "127.0.0.1", {}),
    ("http://127.0.0.1", "127.0.0.1", {"x-forwarded-for": "127.0.0.1"}),
]


@pytest.mark.parametrize(("base", "client", "headers"), STRANGERS, ids=str)
def test_without_a_login_nobody_comes_in_without_the_key_wherever_they_seem_to_be(
    base: str, client: str, headers: dict[str, str], clinic: Clinic
) -> None:
    key, before = clinic.key, clinic.state
    browser = clinic.browser(base, (client, 1))
    for path in READ:
        got = browser.get(path, headers=headers)
        assert got.status_code == 403, path
        assert "open only by the address that the program showed" in text_of(got)
    for path in SENT:
        given = {"data": {**FIELDS, "form": key}, "files": FILE}
        assert browser.post(path, headers=headers, **given).status_code == 403, path  # type: ignore[arg-type]
    assert clinic.state == before
    assert not (clinic.folder / AUDIT).exists()


def test_without_a_login_no_password_enters(clinic: Clinic) -> None:
    got = clinic.sign_in("", "")
    assert got.status_code in (403, 422)
    assert clinic.sign_in().status_code == 403
    assert "set-cookie" not in clinic.sign_in().headers


def text_of(response: Response) -> str:
    (main_part,) = (one.text for one in elements(response.text) if one.tag == "main")
    return main_part


def alert(response: Response) -> str:
    (got,) = (one.text for one in elements(response.text) if one.attributes.get("role") == "alert")
    return got


# With a login.


@pytest.mark.parametrize("cookie", [None, "", "wrong"])
def test_who_has_not_signed_in_sees_the_sign_in_page_only(
    cookie: str | None, locked: Clinic
) -> None:
    before = locked.state
    if cookie is not None:
        locked.client.cookies.set(COOKIE, cookie)
    for path in READ:
        got = locked.client.get(path)
        if path == "/staff/enter":
            assert got.status_code == 200
        else:
            assert (got.status_code, got.headers["location"]) == (303, "/staff/enter"), path
            assert got.text == ""
    for path in SENT:
        got = locked.client.post(path, data={**FIELDS, "form": ""}, files=FILE)
        assert (got.status_code, got.headers["location"]) == (303, "/staff/enter"), path
    assert locked.state == before


def test_what_a_stranger_sends_is_not_read(locked: Clinic) -> None:
    read: list[int] = []

    def much() -> Iterator[bytes]:
        for n in range(1000):
            read.append(n)
            yield b"x" * 1000

    got = locked.client.post(
        "/staff/pages", content=much(), headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert got.status_code == 303
    assert read == []


def test_the_right_password_enters(locked: Clinic) -> None:
    entered = locked.sign_in()
    assert (entered.status_code, entered.headers["location"]) == (303, "/staff")
    got = locked.get()
    assert got.status_code == 200
    assert "Signed in as ann" in " ".join(one.text for one in elements(got.text))
    assert "No login is set" not in got.text
    assert [(line["by"], line["did"]) for line in locked.audit] == [("ann", "entered")]


def test_the_cookie_is_for_this_host_alone_and_no_script_reads_it(locked: Clinic) -> None:
    plain = ("http://127.0.0.1", COOKIE, "/staff", "")
    secure = ("https://clinic.example", f"__Host-{COOKIE}", "/", True)  # the prefix wants this path
    for base, key, path, is_secure in (plain, secure):
        browser = locked.browser(base)
        entered = browser.post("/staff/enter", data={"name": "ann", "password": PASSWORD})
        (cookie,) = SimpleCookie(entered.headers["set-cookie"]).values()
        assert cookie.key == key
        assert len(cookie.value) >= 43
        got = {name: cookie[name] for name in ("httponly", "samesite", "path", "secure")}
        wanted = {"httponly": True, "samesite": "strict", "path": path, "secure": is_secure}
        assert got == wanted
        assert (cookie["domain"], cookie["expires"], cookie["max-age"]) == ("", "", "")


@pytest.mark.parametrize(
    ("name", "password"), [("ann", "wrong password"), ("Ann", PASSWORD), ("bob", PASSWORD)]
)
def test_after_a_wrong_password_nothing_says_which_of_the_two_is_wrong(
    name: str, password: str, locked: Clinic
) -> None:
    got = locked.sign_in(name, password)
    assert got.status_code == 401
    assert alert(got) == "That name and password do not match. Both are case-sensitive."
    assert "set-cookie" not in got.headers
    assert password not in got.text
    (field,) = (one for one in elements(got.text) if one.attributes.get("name") == "name")
    assert field.attributes["value"] == name
    assert [(line["by"], line["did"]) for line in locked.audit] == [("nobody", "wrong password")]
    assert name not in (locked.folder / AUDIT).read_text() or name == "Ann"


def test_after_five_wrong_passwords_a_name_must_wait_where_they_were_tried(
    locked: Clinic,
) -> None:
    for _ in range(GUESSES):
        assert locked.sign_in("ann", "wrong password").status_code == 401
    for password in ("wrong password", PASSWORD):
        got = locked.sign_in("ann", password)
        assert (got.status_code, got.headers["retry-after"]) == (429, str(int(FORGOTTEN_AFTER)))
        assert alert(got) == "Too many wrong passwords. Try again in 15 minutes."
        assert "set-cookie" not in got.headers
    elsewhere = locked.browser(client=("10.0.0.7", 1))
    entered = elsewhere.post("/staff/enter", data={"name": "ann", "password": PASSWORD})
    assert entered.status_code == 303
    locked.clock.now += FORGOTTEN_AFTER - 30
    assert alert(locked.sign_in()) == "Too many wrong passwords. Try again in 1 minute."
    locked.clock.now += 30
    assert locked.sign_in().status_code == 303


def test_one_place_may_not_try_one_name_after_the_other(locked: Clinic) -> None:
    statuses = [locked.sign_in(f"name {n}", PASSWORD).status_code for n in range(PLACE_GUESSES + 1)]
    assert statuses == [401] * PLACE_GUESSES + [429]
    elsewhere = locked.browser(client=("10.0.0.7", 1))
    entered = elsewhere.post("/staff/enter", data={"name": "ann", "password": PASSWORD})
    assert entered.status_code == 303


def test_the_many_addresses_of_one_household_are_one_place(locked: Clinic) -> None:
    def tries(address: str) -> int:
        given = {"name": "ann", "password": "wrong password"}
        browser = locked.browser(client=(address, 1))
        return browser.post("/staff/enter", data=given).status_code

    statuses = [tries(f"2001:db8:1:2::{n:x}") for n in range(GUESSES + 1)]
    assert statuses == [401] * GUESSES + [429]
    assert tries("2001:db8:1:3::1") == 401


def test_a_guess_counts_while_it_is_still_looked_at(
    locked: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    def slow(*_: str) -> bool:
        waits.append(locked.desk.guesses.wait("ann", SELF[0]))
        return False

    monkeypatch.setattr(Staff, "verify", slow)
    for _ in range(GUESSES):
        locked.sign_in()
    assert waits == [0.0] * (GUESSES - 1) + [FORGOTTEN_AFTER]


def test_two_passwords_are_checked_at_once_and_everybody_else_is_told_to_wait(
    locked: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, at_once, most = threading.Event(), [0], [0]

    def slow(*_: str) -> bool:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        assert go.wait(30)
        at_once[0] -= 1
        return True

    def tries(n: int) -> Response:
        browser = locked.browser(client=(f"10.0.0.{n}", 1))
        return browser.post("/staff/enter", data={"name": "ann", "password": PASSWORD})

    monkeypatch.setattr(Staff, "verify", slow)
    with ThreadPoolExecutor(20) as people:
        asking = [people.submit(tries, n) for n in range(20)]
        told = []
        for one in as_completed(asking):
            told.append(one.result())
            if len(told) == 20 - CHECKS_AT_ONCE:
                go.set()
    statuses = [one.status_code for one in told]
    assert (sorted(statuses), most) == ([303] * CHECKS_AT_ONCE + [503] * 18, [CHECKS_AT_ONCE])
    assert told[0].headers["retry-after"] == "5"
    assert "Try again in a few seconds" in alert(told[0])
    assert locked.sign_in().status_code == 303


# The names' file.


@pytest.fixture
def listed(library_copy: Path, tmp_path: Path) -> Iterator[tuple[Clinic, Path]]:
    """With a login by a file of names: Ann's and Bob's."""
    file = tmp_path / "staff.txt"
    file.write_text(f"{ANN}\n{BOB}\n", encoding="utf-8")
    clinic = Clinic(library_copy, Staff.open(file))
    with clinic.client:
        yield clinic, file


def entered(clinic: Clinic, name: str) -> TestClient:
    browser = clinic.browser()
    sent = browser.post("/staff/enter", data={"name": name, "password": PASSWORD})
    assert sent.status_code == 303
    return browser


WITHOUT_BOB = {
    "gone": f"{ANN}\n",
    "struck out": f"{ANN}\n# {BOB}\n",
    "torn": f"{ANN}\nbob:$argon2id$torn\n",
    "cut off": f"{ANN}\n{BOB[:-9]}",
}


@pytest.mark.parametrize("without", WITHOUT_BOB)
def test_a_line_that_goes_ends_that_persons_sessions_at_once(
    without: str, listed: tuple[Clinic, Path]
) -> None:
    clinic, file = listed
    ann, bob = entered(clinic, "ann"), entered(clinic, "bob")
    assert (ann.get("/staff").status_code, bob.get("/staff").status_code) == (200, 200)
    file.write_text(WITHOUT_BOB[without], encoding="utf-8")
    assert bob.get("/staff").status_code == 303
    assert ann.get("/staff").status_code == 200
    sent = clinic.browser().post("/staff/enter", data={"name": "bob", "password": PASSWORD})
    assert sent.status_code == 401
    file.write_text(f"{ANN}\n{BOB}\n", encoding="utf-8")
    assert bob.get("/staff").status_code == 303, "what has ended stays ended"
    assert entered(clinic, "bob").get("/staff").status_code == 200


def test_another_password_ends_the_sessions_of_the_old_one(listed: tuple[Clinic, Path]) -> None:
    clinic, file = listed
    bob = entered(clinic, "bob")
    file.write_text(f"{ANN}\n{line_for('bob', 'another password')}\n", encoding="utf-8")
    assert bob.get("/staff").status_code == 303


@pytest.mark.parametrize("then", ["", "another password"])
def test_whose_line_goes_while_the_password_is_checked_does_not_enter(
    then: str, listed: tuple[Clinic, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic, file = listed
    line, check = line_for("bob", then) if then else "", PasswordHasher.verify

    def checked(hasher: PasswordHasher, hashed: str, password: str) -> bool:
        found = check(hasher, hashed, password)
        file.write_text(f"{ANN}\n{line}\n", encoding="utf-8")
        assert clinic.browser().get("/staff").status_code == 303  # somebody else asks meanwhile
        return found

    monkeypatch.setattr(PasswordHasher, "verify", checked)
    browser = clinic.browser()
    sent = browser.post("/staff/enter", data={"name": "bob", "password": PASSWORD})
    assert (sent.status_code, browser.get("/staff").status_code) == (401, 303)


def test_a_sign_in_that_reads_the_file_first_ends_sessions_too(listed: tuple[Clinic, Path]) -> None:
    clinic, file = listed
    bob = entered(clinic, "bob")
    file.write_text(f"{ANN}\n", encoding="utf-8")
    entered(clinic, "ann")
    assert bob.get("/staff").status_code == 303


def test_a_new_line_lets_its_name_in(listed: tuple[Clinic, Path]) -> None:
    clinic, file = listed
    file.write_text(f"{ANN}\n{BOB}\n{line_for('zoë', PASSWORD)}\n", encoding="utf-8")
    assert entered(clinic, "zoë").get("/staff").status_code == 200


@pytest.mark.parametrize("text", [None, "", "# nobody\n", "\n"])
def test_a_file_that_is_gone_or_empty_lets_nobody_in_and_opens_nothing(
    text: str | None, listed: tuple[Clinic, Path]
) -> None:
    clinic, file = listed
    ann = entered(clinic, "ann")
    file.unlink() if text is None else file.write_text(text, encoding="utf-8")
    for browser in (ann, clinic.browser()):
        got = browser.get("/staff")
        assert (got.status_code, got.headers["location"]) == (303, "/staff/enter")
        assert browser.get("/staff/enter", params={"key": clinic.desk.key.cut()}).status_code == 200
        assert browser.get("/staff").status_code == 303
    sent = clinic.browser().post("/staff/enter", data={"name": "ann", "password": PASSWORD})
    assert sent.status_code == 401


@pytest.mark.parametrize(
    "origin",
    ["http://clinic.example", "null", "http://127.0.0.1:7860", "http://127.0.0.1.x", "http://["],
)
def test_nobody_enters_by_another_sites_form(origin: str, locked: Clinic) -> None:
    got = locked.client.post(
        "/staff/enter", data={"name": "ann", "password": PASSWORD}, headers={"origin": origin}
    )
    assert got.status_code == 403
    assert "set-cookie" not in got.headers
    ours = locked.client.post(
        "/staff/enter", data={"name": "ann", "password": PASSWORD}, headers={"origin": HERE}
    )
    assert ours.status_code == 303


def test_signing_out_ends_the_session_for_whoever_holds_its_token(locked: Clinic) -> None:
    locked.sign_in()
    token = locked.client.cookies[COOKIE]
    other = locked.browser()
    other.cookies.set(COOKIE, token)
    assert other.get("/staff").status_code == 200
    left = locked.post("/leave")
    assert (left.status_code, left.headers["location"]) == (303, "/staff/enter")
    assert f'{COOKIE}=""' in left.headers["set-cookie"]
    assert other.get("/staff").status_code == 303
    assert locked.get().status_code == 303


def test_a_session_that_nobody_uses_ends(locked: Clinic) -> None:
    locked.sign_in()
    locked.clock.now += 3601
    assert locked.get().status_code == 303


# Forms.


@pytest.mark.parametrize("path", SENT)
def test_a_form_without_its_key_or_from_elsewhere_changes_nothing(
    path: str, locked: Clinic
) -> None:
    locked.unanswered.add("Do veneers hurt?")
    locked.sign_in()
    key = locked.key
    other = locked.browser()
    other.post("/staff/enter", data={"name": "ann", "password": PASSWORD})
    others = key_in(other.get("/staff/pages").text)
    before, noted = locked.state, len(locked.audit)
    for form, headers in [
        (None, {}),
        ("", {}),
        ("wrong", {}),
        (others, {}),
        (locked.client.cookies[COOKIE], {}),
        (key, {"origin": "http://clinic.example"}),
        (key, {"origin": "null"}),
        (key, {"origin": "http://["}),
        (key, {"origin": f"{HERE}:7860"}),
    ]:
        data = FIELDS if form is None else {**FIELDS, "form": form}
        got = locked.client.post(path, data=data, files=FILE, headers=headers)
        assert got.status_code == 403, (form, headers)
        why = (
            f"This form was sent from {headers['origin']}, and the program takes itself to be at "
            f"{HERE}."
            if headers
            else "This form was not sent from this page, or is out of date."
        )
        assert why in text_of(got)
        assert "set-cookie" not in got.headers
    assert locked.state == before
    assert len(locked.audit) == noted
    assert locked.get().status_code == 200


@pytest.mark.parametrize("path", SENT)
def test_a_form_with_its_key_is_taken(path: str, locked: Clinic) -> None:
    locked.sign_in()
    got = locked.client.post(
        path, data={**FIELDS, "form": locked.key}, files=FILE, headers={"origin": HERE}
    )
    assert got.status_code in (200, 303), got.text
    if path == "/staff/remove/now":
        ended(locked.desk)


# Headers.


def assert_sealed(response: Response) -> None:
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "script-src 'self';" in policy and "'unsafe-eval'" not in policy
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Frame-Options"] == "DENY"


def test_every_answer_carries_the_headers_of_the_desk(locked: Clinic) -> None:
    def all_answers() -> Iterator[Response]:
        for path in (*READ, "/staff/doctors.xml", "/staff/nowhere", "/staff/a/b/c"):
            yield locked.client.get(path)
        for path in (*SENT, "/staff/enter", "/staff/coverage", "/staff/nowhere"):
            yield locked.client.post(path)
            yield locked.client.post(path, data={"form": "wrong"}, files=FILE)
            yield locked.client.delete(path)
        yield locked.sign_in("ann", "wrong password")

    statuses = set()
    for _ in range(2):
        for response in all_answers():
            assert_sealed(response)
            statuses.add(response.status_code)
        locked.sign_in()
    for _ in range(GUESSES):
        locked.sign_in("ann", "wrong password")
    assert_sealed(locked.sign_in())
    assert {200, 303, 401, 403, 404, 405, 422} <= statuses


def test_who_mistypes_an_address_is_told_so_at_the_desk_and_finds_on(locked: Clinic) -> None:
    locked.sign_in()
    for path in ("/staff/nowhere", "/staff/coverage/", "/staff/pages/none/more", "/staff/%00"):
        got = locked.client.get(path)
        assert (got.status_code, got.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert alert(got) == "There is no such page at the desk. The places above lead on."
        links = [one.attributes.get("href") for one in elements(got.text) if one.tag == "a"]
        assert "/staff/coverage" in links


def test_whatever_the_desk_has_not_leads_on(clinic: Clinic) -> None:
    for path in ("/searches/9", "/doctors.exe", "/doctor?person=nobody", "/nowhere"):
        got = clinic.get(path)
        assert got.status_code == 404, path
        assert alert(got)
        assert {"/staff", "/staff/searches", "/staff/pages"} <= links_of(got)
    refused = clinic.client.post("/staff/pages/example", data={"form": "another"})
    assert refused.status_code == 403 and links_of(refused) == {"#main", "/staff"}
    stranger = TestClient(clinic.app).get("/staff")
    assert stranger.status_code == 403 and links_of(stranger) == {"#main", "/"}


def links_of(response: Response) -> set[str | None]:
    return {one.attributes.get("href") for one in elements(response.text) if one.tag == "a"}


def test_other_pages_are_left_as_they_are(clinic: Clinic) -> None:
    clinic.app.get("/staffing")(lambda: "a page")
    got = clinic.client.get("/staffing")
    assert got.status_code == 200
    assert "x-frame-options" not in got.headers


def test_a_damaged_library_is_named_in_words_and_shows_nothing(library_copy: Path) -> None:
    alter(library_copy, "UPDATE pages SET text = replace(text, 'a fabulous', 'a terrible')")
    clinic = Clinic(library_copy)
    key = clinic.key
    for path in ("/staff", "/staff/doctors.csv", "/staff/doctors.json", "/staff/doctors.jsonl"):
        got = clinic.client.get(path)
        assert got.status_code == 500
        assert "doctor-answers --library" in alert(got)
        assert "terrible" not in got.text
        assert_sealed(got)
    sent = {"form": key, "answer": f"{THIRD}#7"}
    got = clinic.client.post("/staff/remove", data=sent)
    assert got.status_code == 500 and "doctor-answers --library" in alert(got)


def test_a_damaged_file_of_synonyms_is_named_with_what_mends_it(clinic: Clinic) -> None:
    (clinic.folder / TAUGHT).write_text("[[term]\n", encoding="utf-8")
    for got in (clinic.get("/coverage"), clinic.post("/unteach", said="pebbles")):
        assert got.status_code == 500
        assert alert(got).startswith(f"{clinic.folder / TAUGHT}: ")
        assert alert(got).endswith("; mend that line, or delete it")


def test_what_cannot_be_noted_is_not_done(clinic: Clinic) -> None:
    clinic.unanswered.add("Do veneers hurt?")
    (clinic.folder / AUDIT).mkdir()
    generation = clinic.service.library.generation
    for path, fields in (
        ("/remove/now", {"page": FIRST}),
        ("/forget", {"all": "yes"}),
        ("/unteach", {"said": "pebbles"}),
    ):
        got = clinic.post(path, **fields)
        assert got.status_code == 500
        assert AUDIT in alert(got)
    assert clinic.desk.change.state is None
    assert clinic.service.library.generation == generation
    assert len(clinic.unanswered.most_asked()) == 1


# One list.

LISTS: list[tuple[str | None, dict[FacetName, tuple[str, ...]], dict[TextField, str]]] = [
    (None, {}, {}),
    ("massage", {}, {}),
    ("botox", {}, {}),
    ("botox", {"stars": ("5",)}, {"specialty": "dermatolog"}),
    ("massage", {"named": ("named",), "stars": ("5",)}, {}),
    (None, {"named": ("unnamed",)}, {}),
    (None, {"page": (FIRST, THIRD), "stars": ("5", "4 to 4.9")}, {"place": "new"}),
    ("botox", {"page": (SECOND,)}, {"name": "k"}),
    ("porcelain veneers", {}, {}),
]


def of_the_table(
    chosen: dict[FacetName, tuple[str, ...]], letters: dict[TextField, str]
) -> set[str]:
    """What the list of the seeds that was made by hand tells."""
    stars = {"5": (5.0, 5.0), "4 to 4.9": (4.0, 4.9)}
    found = set()
    for row in ANSWERS:
        fits = all(
            text.casefold() in (getattr(row, name) or "").casefold()
            for name, text in letters.items()
        )
        fits &= "page" not in chosen or row.page_id in chosen["page"]
        fits &= "named" not in chosen or chosen["named"] == (
            "unnamed" if row.name is None else "named",
        )
        fits &= "stars" not in chosen or any(
            row.rating is not None and low <= row.rating <= high
            for low, high in (stars[one] for one in chosen["stars"])
        )
        if fits:
            found.add(f"{row.page_id}#{row.number}")
    return found


@pytest.mark.parametrize(("topic", "chosen", "letters"), LISTS, ids=str)
def test_a_list_is_the_same_in_the_library_the_command_the_page_and_every_file(
    topic: str | None,
    chosen: dict[FacetName, tuple[str, ...]],
    letters: dict[TextField, str],
    clinic: Clinic,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("index.library.open.SentenceEncoder", lambda _: WordsEncoder())
    selection = Selection({facet: frozenset(values) for facet, values in chosen.items()}, letters)
    reply = doctors_on(topic, clinic.service.library, clinic.service.encoder, selection)
    wanted = [card.answer.id for card in reply.cards]
    by_hand = of_the_table(chosen, letters)
    if topic is None:
        assert sorted(wanted) == sorted(by_hand)
    else:
        on_it = {card.answer.id for card in doctors_on(
            topic, clinic.service.library, clinic.service.encoder).cards}  # fmt: skip
        assert set(wanted) == by_hand & on_it
        assert len(wanted) == len(set(wanted))

    asked: dict[str, Any] = {f"in_{facet}": list(values) for facet, values in chosen.items()}
    asked.update(letters.items())
    if topic is not None:
        asked["topic"] = topic
    assert clinic.shown("", **asked) == wanted
    in_json = clinic.get("/doctors.json", **asked).json()
    assert answers_of(in_json) == wanted
    downloaded = clinic.get("/doctors.csv", **asked).content
    assert downloaded.startswith(b"\xef\xbb\xbf"), "Excel needs the mark"
    table = downloaded.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert [row["id"] for row in rows] == wanted
    records = [json.loads(line) for line in clinic.get("/doctors.jsonl", **asked).text.splitlines()]
    bodies = [clinic.service.library.answer(one) for one in wanted]
    assert [record["answer_text"] for record in records] == [
        one.page.quote(one.answer.body) for one in bodies
    ]

    given = ["--library", str(clinic.folder), "doctors", *([] if topic is None else [topic])]
    for facet, values in chosen.items():
        for value in values:
            given += [f"--{value}"] if facet == "named" else [f"--{facet}", value]
    for name, text in letters.items():
        given += [f"--{name}", text]
    for form in ("--json", "--csv"):
        capsys.readouterr()
        assert main([*given, form]) == (0 if wanted else 1)
        out = capsys.readouterr().out
        if form == "--json":
            told = json.loads(out)
            assert told.pop("alerts") == []  # a file is nobody's message
            assert told == in_json
        else:
            assert out == table


def answers_of(got: dict[str, Any]) -> list[str]:
    return [answer["id"] for row in got["doctors"] for answer in row["answers"]]


def test_a_list_says_how_many_doctors_and_answers_it_holds(clinic: Clinic) -> None:
    got = text_of(clinic.get())
    assert (
        "25 doctors and 3 answers whose doctor is not named on the page, 28 answers in all." in got
    )
    got = text_of(clinic.get("", topic="massage"))
    assert "6 doctors, 6 answers in all, on “massage”." in got
    assert "No answers match." in text_of(clinic.get("", topic="porcelain veneers"))


def test_a_list_on_a_topic_tells_who_says_it_with_the_words_lit(clinic: Clinic) -> None:
    got = clinic.get("", topic="scientific studies")
    assert "1 answer says it, 3 say only some of its words. " in text_of(got)
    found = elements(got.text)
    sections = [one.text for one in found if one.attributes.get("scope") == "rowgroup"]
    assert sections == ["Say it (1)", "Say only some of its words (3)"]
    assert {one.text for one in found if one.tag == "mark"} == {"scientific", "studies"}
    ids = clinic.shown("", topic="scientific studies")
    bodies = [clinic.service.library.answer(one) for one in ids]
    quotes = [one.text for one in found if one.tag == "q"]
    assert len(quotes) == len(ids) == 4
    for quote, one in zip(quotes, bodies, strict=True):
        assert "studies" in quote and quote in one.page.quote(one.answer.body)


def test_one_way_to_address_a_topic_is_chosen_and_downloaded(clinic: Clinic) -> None:
    asked = {"topic": "scientific studies", "in_addressed": "partly"}
    got = clinic.get("", **asked)
    assert choices(got.text, "in_addressed") == {"said": 1, "partly": 3}
    ids = clinic.shown("", **asked)
    assert len(ids) == 3
    table = clinic.get("/doctors.csv", **asked).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert [(row["id"], row["addressed"]) for row in rows] == [(one, "partly") for one in ids]
    in_json = clinic.get("/doctors.json", topic="scientific studies").json()
    assert in_json["counts"] == {"said": 1, "partly": 3}
    for row in in_json["doctors"]:
        for one in row["answers"]:
            page = clinic.service.library.answer(one["id"]).page
            lit = {page.text[at["start"] : at["end"]] for at in one["lit"]}
            assert lit == ({"scientific", "studies"} if one["addressed"] == "said" else {"studies"})


def test_a_taught_word_counts_in_a_list(clinic: Clinic) -> None:
    assert clinic.shown("", topic="rhubarbing") == []
    clinic.post("/teach", said="rhubarbing", meant="massage")
    said = sorted(clinic.shown("", topic="rhubarbing"))
    assert said == sorted(clinic.shown("", topic="massage")) != []


def test_a_web_page_is_added_and_leaves_with_its_doctor(clinic: Clinic) -> None:
    html = WRAPPINGS["site"](ROUGH).encode("utf-8")
    assert clinic.add(("teeth.html.gz", gzip.compress(html))).added == ["teeth"]
    page = Library.open(clinic.folder).page("teeth")
    assert page.derived_by is not None and len(page.answers) > 1
    clinic.remove(answer=page.answers[0].id)
    (left,) = [file.name for file in Uploads(clinic.folder).files()]
    assert left == "teeth.jsonl"
    assert len(Library.open(clinic.folder).page("teeth").answers) == len(page.answers) - 1


def test_a_list_is_narrowed_by_the_day_of_the_answers(clinic: Clinic) -> None:
    """The seeds give no dates, so none of their answers is of any period."""
    got = clinic.get("", topic="massage", since="2015-01-01", until="x")
    assert "No answers match." in text_of(got)
    days = {one.attributes.get("name"): one.attributes.get("value") for one in elements(got.text)}
    assert (days["since"], days["until"]) == ("2015-01-01", "")
    asked = AskedList("massage", Selection(), Period(date(2015, 1, 1)))
    assert asked.query == "topic=massage&since=2015-01-01"
    assert "No answers match." not in text_of(clinic.get("", topic="massage", since="nonsense"))


def test_what_is_chosen_is_ticked_and_counted_as_the_others_leave_it(clinic: Clinic) -> None:
    markup = clinic.get("", in_specialty=["Dermatologist"], in_place=["New York"]).text
    boxes = {
        (one.attributes["name"], one.attributes["value"]): "checked" in one.attributes
        for one in elements(markup)
        if one.attributes.get("type") == "checkbox"
    }
    assert {box for box, ticked in boxes.items() if ticked} == {
        ("in_specialty", "Dermatologist"),
        ("in_place", "New York"),
    }
    assert choices(markup, "in_specialty") == {
        "Dermatologist": 1, "Dermatologic Surgeon": 1, "Plastic Surgeon": 1,
    }  # fmt: skip
    assert choices(markup, "in_page") == {THIRD: 1}


def choices(markup: str, name: str) -> dict[str, int]:
    found, value = {}, None
    for one in elements(markup):
        if one.tag == "input" and one.attributes.get("name") == name:
            value = one.attributes["value"]
        if one.attributes.get("class") == "number" and one.tag == "span" and value is not None:
            found[value] = int(one.text.strip("()"))
            value = None
    return found


@pytest.mark.parametrize("facet", FACET_NAMES)
def test_an_address_that_chooses_what_there_is_not_is_a_page_all_the_same(
    facet: FacetName, clinic: Clinic
) -> None:
    got = clinic.get("", **{f"in_{facet}": "<nowhere>"})
    assert got.status_code == 200
    assert "No answers match." in text_of(got)
    assert "<nowhere>" not in got.text


@pytest.mark.parametrize(
    "asked",
    [
        {"topic": "  "}, {"topic": "x" * 10_000}, {"topic": "\x00"}, {"topic": "?!"},
        {"name": "\x00"}, {"place": "x" * 10_000}, {"in_nothing": "x"}, {"topic": '"'},
    ],
    ids=lambda asked: str(asked)[:30],
)  # fmt: skip
def test_no_address_is_too_odd(asked: dict[str, str], clinic: Clinic) -> None:
    assert clinic.get("", **asked).status_code == 200
    assert clinic.get("/doctors.csv", **asked).status_code == 200


def test_a_half_of_a_character_in_an_address_is_none(clinic: Clinic) -> None:
    assert clinic.client.get("/staff?topic=%ED%A0%80&name=%FF").status_code == 200


def test_a_rare_specialty_is_not_lost_behind_nearer_answers(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    rows = [
        {"id": f"r{n}", "answer_text": f"Botox botox botox number {n}.", "author": f"Dr {n}",
         "author_specialty": "Dermatologist"}
        for n in range(300)
    ]  # fmt: skip
    rows.append(
        {"id": "rare", "author": "Jane Roe", "author_specialty": "Podiatrist",
         "answer_text": "Of all that was asked here, feet and toes and heels and shoes and walking "
         "and standing come first, and only then may one speak of botox at some length."}
    )  # fmt: skip
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    build(tmp_path / "library", [file], WordsEncoder())
    clinic = Clinic(tmp_path / "library")
    assert clinic.shown("", topic="botox", in_specialty="Podiatrist") == ["rare#1"]
    assert clinic.shown("", topic="botox", specialty="podia") == ["rare#1"]
    assert choices(clinic.get("", topic="botox").text, "in_specialty") == {
        "Dermatologist": 300,
        "Podiatrist": 1,
    }


def smiths(folder: Path) -> Clinic:
    """John Smith of Boston, on two pages in two spellings, and John Smith of Denver."""
    rows = [
        {"id": f"r{n}", "answer_text": f"Botox number {n}.", "author": name,
         "author_credentials": credentials, "author_specialty": "Dermatologist",
         "author_place": place}
        for n, (name, credentials, place) in enumerate(
            [("John Smith", "MD", "Boston"), ("John Smith", "MD", "Denver"),
             ("JOHN SMITH", "M.D.", "Boston")], start=1)
    ]  # fmt: skip
    file = folder / "records.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    build(folder / "library", [file], WordsEncoder())
    return Clinic(folder / "library")


def doctor_boxes(markup: str) -> dict[str, str]:
    """What is written beside each doctor's box, and the value that it sends."""
    found = elements(markup)
    values = [one.attributes["value"] for one in found if one.attributes.get("name") == "in_doctor"]
    labels = [
        one.text.strip()
        for one, after in pairwise(found)
        if one.attributes.get("class") == "choice" and after.attributes.get("name") == "in_doctor"
    ]
    return {label: value or "" for label, value in zip(labels, values, strict=True)}


def test_two_doctors_of_one_name_are_two_boxes_and_one_in_two_spellings_is_one(
    tmp_path: Path,
) -> None:
    clinic = smiths(tmp_path)
    boxes = doctor_boxes(clinic.get("", topic="botox").text)
    boston, denver = (f"John Smith, MD · Dermatologist · {place}" for place in ("Boston", "Denver"))
    assert set(boxes) == {f"{boston} (2)", f"{denver} (1)"}
    for label, ids in ((f"{boston} (2)", ["r1#1", "r3#1"]), (f"{denver} (1)", ["r2#1"])):
        asked = {"topic": "botox", "in_doctor": boxes[label]}
        assert sorted(clinic.shown("", **asked)) == ids
        assert sorted(answers_of(clinic.get("/doctors.json", **asked).json())) == ids
        assert "1 doctor, " in text_of(clinic.get("", **asked))
    elsewhere = clinic.get("", topic="nothing like it", in_doctor=boxes[f"{denver} (1)"])
    assert list(doctor_boxes(elsewhere.text)) == ["not among these answers (0)"]


def test_a_long_list_comes_in_pages_and_a_file_of_it_is_whole(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = clinic.shown()
    assert len(every) == 28
    monkeypatch.setattr("bot.staff.paging.Paging.of.__func__.__defaults__", (4,))
    monkeypatch.setattr("bot.staff.routes.doctors.ROWS_AT_ONCE", 3)
    pages = [clinic.shown("", page=n) for n in range(1, 8)]
    assert [one for page in pages for one in page] == every
    assert clinic.shown("", page=99) == pages[-1] and clinic.shown("", page="x") == pages[0]
    assert "28 answers in all" in text_of(clinic.get("", page=2))
    assert len(answers_of(clinic.get("/doctors.json", page=2).json())) == 28
    assert choices(clinic.get("", page=2).text, "in_page") == {FIRST: 10, SECOND: 10, THIRD: 8}


def test_files_are_saved_under_names_of_their_own(clinic: Clinic) -> None:
    for ending, kind in (
        ("csv", "text/csv"),
        ("json", "application/json"),
        ("jsonl", "application/x-ndjson"),
    ):
        got = clinic.get(f"/doctors.{ending}")
        assert got.headers["content-type"] == f"{kind}; charset=utf-8"
        assert got.headers["content-disposition"] == f'attachment; filename="doctors.{ending}"'
        assert_sealed(got)
    assert clinic.get("/doctors.exe").status_code == 404


def test_every_quote_on_the_page_is_the_pages_slice(clinic: Clinic) -> None:
    markup = clinic.get("", topic="massage").text
    library = clinic.service.library
    texts = [library.page(page_id).text for page_id in PAGES]
    assert verbatim(markup)
    assert all(any(words in text for text in texts) for words in verbatim(markup))
    bodies = {one: library.answer(one) for one in clinic.shown("", topic="massage")}
    quotes = [one.text for one in elements(markup) if one.tag == "blockquote"]
    assert quotes == [one.page.quote(one.answer.body) for one in bodies.values()]


# Adding pages.

ROUGH = page_of(
    VENEERS,
    BONDING._replace(headline=None, byline=None),
    FILLER,
    votes=True,
    announced=5,
    title="Which lasts longer?",
)


def test_what_was_read_is_shown_with_every_warning_beside_its_answer(clinic: Clinic) -> None:
    got = clinic.client.get(clinic.upload(("teeth.txt", ROUGH.encode())))
    assert "1 page with 3 answers can be added." in text_of(got)
    found = elements(got.text)
    (section,) = (one for one in found if one.attributes.get("class") == "incoming")
    assert "teeth: 3 answers of 5 announced" in section.text
    warnings = {
        one.attributes["value"]: re.findall(r"answer \d+: [^.]*?(?=answer|Doctor|$)", one.text)
        for one in found
        if one.tag == "li" and "value" in one.attributes
    }
    assert {number: len(got) for number, got in warnings.items()} == {"1": 0, "2": 3, "3": 0}
    general = [one.text for one in found if one.attributes.get("class") == "warning"]
    assert general == [
        "the page announces 5 answers, 3 are on it",
        "answer 2: no headline",
        "answer 2: no byline",
        "answer 2: the doctor is not named",
    ]
    assert verbatim(got.text) == [VENEERS.body, BONDING.body, FILLER.body]


def test_what_is_added_is_found_at_once_and_what_is_discarded_never(clinic: Clinic) -> None:
    question = VENEERS.body
    assert "teeth" not in {card.page.id for card in clinic.service.reply(question).cards}
    shown = clinic.upload(("teeth.txt", ROUGH.encode()))
    assert clinic.service.library.manifest.pages == 3, "nothing is added before it was reviewed"
    left = clinic.post("/pages/discard", upload=shown.rpartition("/")[2])
    assert (left.status_code, left.headers["location"]) == (303, "/staff/pages")
    assert "This upload was already added or discarded." in text_of(clinic.client.get(shown))
    assert clinic.post("/pages/add", upload=shown.rpartition("/")[2]).status_code == 303
    assert clinic.desk.change.state is None

    report = clinic.add(("teeth.txt", ROUGH.encode()))
    assert (report.added, report.changed, report.removed) == (["teeth"], [], [])
    reply = clinic.service.reply(question)
    assert reply.cards[0].answer.id == "teeth#1"
    assert reply.cards[0].quote == VENEERS.body
    assert clinic.shown("", topic="porcelain veneers") == ["teeth#1"]
    assert "Which lasts longer?" in text_of(clinic.get("/pages"))
    assert "teeth" in History.read(clinic.folder).events[-1].added
    assert History.read(clinic.folder).events[-1].by == "this machine"


def test_a_page_is_replaced_by_one_of_the_same_name(clinic: Clinic) -> None:
    text = (SEEDS / f"{THIRD}.txt").read_bytes().replace(b"a fabulous", b"a splendid")
    shown = clinic.upload((f"{THIRD}.txt", text))
    got = text_of(clinic.client.get(shown))
    assert (
        f"It replaces the page of the same name from {SEEDS / THIRD}.txt: 8 answers there, 8" in got
    )
    report = clinic.done(clinic.post("/pages/add", upload=shown.rpartition("/")[2]))
    assert (report.added, report.changed, report.removed) == ([], [THIRD], [])
    found = clinic.service.library.answer(f"{THIRD}#7")
    assert "a splendid injection" in found.page.quote(found.answer.body)
    assert found.page.source == (clinic.folder / "pages" / f"{THIRD}.txt").as_posix()
    assert "a splendid injection" in clinic.get("", topic="botox").text
    assert "a fabulous injection" not in clinic.get("", topic="botox").text
    assert (SEEDS / f"{THIRD}.txt").read_bytes() != text, "the file it was read from stays"


def test_every_page_of_a_large_upload_can_be_looked_at(clinic: Clinic) -> None:
    rows = "".join(
        lines_of(answer_of(f"q{n}", f"Rest {n} days.", question_title=f"Rest {n}?")).decode()
        for n in range(PER_PAGE + 5)
    )
    shown = clinic.upload(("many.jsonl", rows.encode()))
    first, second = (text_of(clinic.client.get(f"{shown}?page={n}")) for n in (1, 2))
    for n in range(PER_PAGE + 5):
        words = f"Rest {n} days."
        assert (words in first, words in second) == (n < PER_PAGE, n >= PER_PAGE)
    assert "55 pages with 55 answers can be added" in second


def test_files_that_cannot_be_read_are_named_and_nothing_can_be_added(clinic: Clinic) -> None:
    got = clinic.client.get(clinic.upload(("a.txt", b"no page"), ("b.doc", b"\xd0")))
    (refused,) = (one for one in elements(got.text) if one.attributes.get("class") == "refused")
    assert "a.txt: " in refused.text and "b.doc: " in refused.text
    assert "Nothing in this upload can be added." in text_of(got)
    assert "Add to the library" not in text_of(got)


def test_one_change_is_made_at_a_time(clinic: Clinic) -> None:
    looked = threading.Event()

    def until_looked(_: object) -> Report:
        looked.wait(60)
        return Report()

    assert clinic.desk.change.begin("Long work", until_looked)
    got = clinic.post("/remove/now", page=FIRST)
    during = clinic.get("/progress")
    looked.set()
    ended(clinic.desk)
    assert got.status_code == 403
    assert "Another change is under way. Wait until it is done." in text_of(got)
    assert "Long work:" in text_of(during)
    assert 'http-equiv="refresh"' in during.text
    after = clinic.get("/progress")
    assert 'http-equiv="refresh"' not in after.text
    assert FIRST in {page.id for page in clinic.service.library.pages()}


def test_the_trouble_that_stopped_a_change_is_shown(clinic: Clinic) -> None:
    assert clinic.post("/remove/now", page="nowhere").status_code == 303
    assert ended(clinic.desk).error is not None
    got = clinic.get("/progress")
    assert "there is no page 'nowhere' here" in alert(got)
    assert "Nothing was changed: patients still see what was there before." in text_of(got)


def test_an_upload_that_could_not_be_added_can_be_reviewed_again(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.staff.routes.pages.PATIENCE", 0.0)
    page = page_of(VENEERS, votes=True).encode()
    shown = clinic.upload(("new.txt", page))
    token = shown.rpartition("/")[2]
    with changing(clinic.desk.folder):
        clinic.post("/pages/add", upload=token)
        assert "nothing was changed" in (ended(clinic.desk).error or "")
    assert f"/staff/pages/{token}" in clinic.get("/progress").text
    clinic.post("/pages/add", upload=token)
    report = ended(clinic.desk).report
    assert report is not None and report.added == ["new"]


def test_what_is_exported_comes_in_again_word_for_word(clinic: Clinic, tmp_path: Path) -> None:
    def held(library: Library) -> list[tuple[str, object]]:
        found = library.answers([one for one, _ in library.doctors()])
        return sorted(
            ((one.page.quote(one.answer.body), one.answer.doctor) for one in found), key=str
        )

    records = clinic.get("/doctors.jsonl").content
    (tmp_path / "empty").mkdir()
    build(tmp_path / "other" / "library", [tmp_path / "empty"], WordsEncoder())
    other = Clinic(tmp_path / "other" / "library")
    report = other.add(("doctors.jsonl", records))
    assert (len(report.added), report.skipped) == (3, [])
    assert held(other.service.library) == held(clinic.service.library)
    assert len(held(other.service.library)) == 28
    before = clinic.service.library.generation
    again = text_of(clinic.client.get(clinic.upload(("doctors.jsonl", records))))
    assert "Nothing in this upload can be added." in again
    assert again.count("The library has this page already, word for word. It stays as it is.") == 3
    assert "Add to the library" not in again
    assert clinic.service.library.generation == before


# What comes in harms nothing that is there.


def lines_of(*rows: dict[str, Any]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def answer_of(page_id: str, words: str, **more: Any) -> dict[str, Any]:
    return {"id": f"{page_id}#1", "question_id": page_id, "answer_text": words, **more}


def words_in(clinic: Clinic) -> dict[str, str]:
    """The words of every answer that is not of the seeds."""
    return {
        answer.id: page.quote(answer.body)
        for page in clinic.service.library.pages()
        for answer in page.answers
        if page.id not in PAGES
    }


def test_another_file_of_the_same_name_takes_nothing_away(clinic: Clinic) -> None:
    clinic.add(("answers.jsonl", lines_of(answer_of("monday", "Rest."), answer_of("both", "Old."))))
    shown = clinic.upload(
        ("answers.jsonl", lines_of(answer_of("tuesday", "Walk."), answer_of("both", "New.")))
    )
    got = text_of(clinic.client.get(shown))
    assert "1 answer would go, 1 answer would be new on its page; each is shown below." in got
    report = clinic.done(clinic.post("/pages/add", upload=shown.rpartition("/")[2]))
    assert (report.added, report.changed, report.removed) == (["tuesday"], ["both"], [])
    assert words_in(clinic) == {"monday#1": "Rest.", "tuesday#1": "Walk.", "both#1": "New."}
    own = clinic.folder / "pages"
    assert sorted(file.name for file in own.iterdir()) == ["answers-2.jsonl", "answers.jsonl"]
    assert "Old." not in (own / "answers.jsonl").read_text(encoding="utf-8")


def test_every_answer_that_would_go_or_be_another_is_listed_before_it_is(clinic: Clinic) -> None:
    two = answer_of("q", "Walk.", id="q#2", author="Bo Roe")
    clinic.add(
        ("a.jsonl", lines_of(answer_of("q", "Sleep on two pillows.", author="Ann Lee"), two))
    )
    got = clinic.client.get(
        clinic.upload(
            ("b.jsonl", lines_of(answer_of("q", "Sleep on three pillows.", author="Ann Li")))
        )
    )
    assert (
        "If this is added: in the library, 1 answer would go, 1 answer would have other words, "
        "1 answer would have another headline or attribution; each is shown below."
    ) in text_of(got)
    marked = [(one.tag, one.text) for one in elements(got.text) if one.tag in ("del", "ins")]
    assert ("del", "two") in marked and ("ins", "three") in marked
    assert "It would lose: answer 2." in text_of(got)
    assert "Answer 2 would go: Bo Roe" in text_of(got)
    assert ("del", "Lee") in marked and ("ins", "Li") in marked
    assert verbatim(got.text)[:2] == ["Sleep on two pillows.", "Sleep on three pillows."]
    assert "Walk." in verbatim(got.text)


def test_a_poorer_copy_is_not_added_and_what_it_would_lose_is_said(clinic: Clinic) -> None:
    library = clinic.service.library
    before = library.page(THIRD)
    rows = [json.loads(record_line(before, answer)) for answer in before.answers]
    poor = lines_of(*({**row, "notice": None, "question_body": None} for row in rows))
    shown = clinic.upload(("export.jsonl", poor + lines_of(answer_of("new", "Rest."))))
    got = text_of(clinic.client.get(shown))
    assert "1 page with 1 answer can be added." in got
    assert "would lose the patient's question, the notice" in got
    report = clinic.done(clinic.post("/pages/add", upload=shown.rpartition("/")[2]))
    assert (report.added, report.changed, report.skipped) == (["new"], [], [])
    assert clinic.service.library.page(THIRD) == before
    kept = (clinic.folder / "pages" / "export.jsonl").read_text(encoding="utf-8")
    assert [json.loads(line)["question_id"] for line in kept.splitlines()] == ["new"]


def test_an_earlier_upload_keeps_its_page_when_a_poorer_copy_comes(clinic: Clinic) -> None:
    rich = answer_of("q", "Rest.", question_title="Rest?", notice="Call 911.")
    clinic.add(("a.jsonl", lines_of(rich)))
    shown = clinic.upload(("a.jsonl", lines_of(answer_of("q", "Rest.", question_title="Rest?"))))
    assert "Nothing in this upload can be added." in text_of(clinic.client.get(shown))
    clinic.post("/pages/add", upload=shown.rpartition("/")[2])
    ended(clinic.desk)
    assert clinic.service.library.page("q").notice is not None


def test_what_was_not_reviewed_is_not_done(clinic: Clinic) -> None:
    shown = clinic.upload(("a.jsonl", lines_of(answer_of("q", "Walk."))))
    assert "would go" not in text_of(clinic.client.get(shown))
    clinic.add(("b.jsonl", lines_of(answer_of("q", "Rest."))))
    sent = clinic.post("/pages/add", upload=shown.rpartition("/")[2])
    again = sent.headers["location"]
    assert sent.status_code == 303 and again.startswith("/staff/pages/") and again != shown
    assert words_in(clinic) == {"q#1": "Rest."}
    assert "1 answer would go" in text_of(clinic.client.get(again))
    assert "already added or discarded" in text_of(clinic.client.get(shown))
    clinic.done(clinic.post("/pages/add", upload=again.rpartition("/")[2]))
    assert words_in(clinic) == {"q#1": "Walk."}


def test_what_somebody_edited_by_hand_is_listed_or_stops_the_change(clinic: Clinic) -> None:
    clinic.add(("a.jsonl", lines_of(answer_of("q", "Rest."), answer_of("r", "Walk."))))
    file = clinic.folder / "pages" / "a.jsonl"
    shown = clinic.upload(("b.jsonl", lines_of(answer_of("s", "Sleep."))))
    file.write_bytes(lines_of(answer_of("q", "Rest.")))
    clinic.post("/pages/add", upload=shown.rpartition("/")[2])
    assert "has changed since this upload was shown" in (ended(clinic.desk).error or "")
    assert words_in(clinic) == {"q#1": "Rest.", "r#1": "Walk."}
    got = text_of(clinic.client.get(clinic.upload(("b.jsonl", lines_of(answer_of("s", "Sleep."))))))
    assert "What else would change" in got and "the whole page would go" in got


def test_a_file_through_excel_changes_no_words(clinic: Clinic) -> None:
    words = "Donʼt bend down — and don’t lift.\r\nRest."
    row = answer_of("q", words, author="Ann Lee", question_title="When?", notice="Call 911.")
    clinic.add(("a.jsonl", lines_of(row)))
    table = clinic.get("/doctors.csv", in_page="q").content.decode("utf-8-sig")
    for spoiled in (
        table.encode("cp1252", "replace"),
        table.replace("\r\nRest", "\nRest").encode(),
        table.encode().replace("’".encode(), b"?").replace("—".encode(), b"?"),
        table.replace(words, "#NAME?").replace('"#NAME?"', "#NAME?").encode(),
    ):
        shown = clinic.upload(("doctors.csv", spoiled))
        got = text_of(clinic.client.get(shown))
        assert "Nothing in this upload can be added." in got, got
    assert words_in(clinic) == {"q#1": words}


# Removing.

GREEN = f"{THIRD}#7"


def everywhere_it_is(clinic: Clinic, answer_id: str) -> list[str]:
    """Where an answer is still shown."""
    found = clinic.service.library
    ids = {
        "list": clinic.shown(),
        "topic": clinic.shown("", topic="botox"),
        "json": answers_of(clinic.get("/doctors.json").json()),
        "csv": [
            row["id"]
            for row in csv.DictReader(
                io.StringIO(clinic.get("/doctors.csv").content.decode("utf-8-sig"), newline="")
            )
        ],
        "reply": [card.answer.id for card in clinic.service.reply("botox", 100).cards],
        "library": list(found.seals([answer_id])),
    }
    return [place for place, shown in ids.items() if answer_id in shown]


def test_an_answer_is_shown_before_it_is_removed_and_then_is_gone(clinic: Clinic) -> None:
    words = "Botox is a fabulous injection"
    assert everywhere_it_is(clinic, GREEN) == ["list", "topic", "json", "csv", "reply", "library"]
    asked = clinic.post("/remove", answer=GREEN)
    assert asked.status_code == 200
    assert "1 answer will be removed" in text_of(asked)
    assert "Michele S. Green, MD" in text_of(asked)
    assert verbatim(asked.text)[0].startswith(words)
    assert clinic.desk.change.state is None
    report = clinic.remove(answer=GREEN)
    assert report.taken_out == [GREEN]
    assert everywhere_it_is(clinic, GREEN) == []
    assert words not in clinic.get("/doctors.jsonl").text
    assert "This answer is no longer in the library." in text_of(
        clinic.post("/remove", answer=GREEN)
    )


def test_a_page_is_gone_as_a_whole(clinic: Clinic) -> None:
    ids = [f"{SECOND}#{n}" for n in range(1, 11)]
    assert "10 answers will be removed" in text_of(clinic.post("/remove", page=SECOND))
    report = clinic.remove(page=SECOND)
    assert report.removed == [SECOND]
    assert [everywhere_it_is(clinic, one) for one in ids] == [[]] * 10
    assert SECOND not in clinic.get("/pages").text
    assert SECOND not in clinic.get("/coverage").text.partition("<h2>Builds")[0]
    shown = clinic.client.get(
        clinic.upload((f"{SECOND}.txt", (SEEDS / f"{SECOND}.txt").read_bytes()))
    )
    assert "A page of this name was removed on" in text_of(shown)


def test_everything_of_a_doctor_is_gone_whatever_letters_stand_behind_the_name(
    clinic: Clinic,
) -> None:
    twice = page_of(
        VENEERS._replace(byline="Jared Mallalieu, MD, FACS\nTampa Dentist"), FILLER, votes=True
    )
    clinic.add(("teeth.txt", twice.encode()))
    theirs = ["teeth#1", f"{FIRST}#10"]
    for name in ("Jared Mallalieu", "jared  MALLALIEU"):
        asked = text_of(clinic.post("/remove", doctor=name))
        assert "Which doctor?" in asked and "Choose all 2 doctors" in asked
        got = text_of(clinic.post("/remove", doctor=name, all="yes"))
        assert "2 answers will be removed" in got
    report = clinic.remove(doctor="Jared Mallalieu", all="yes")
    assert sorted(report.taken_out) == sorted([f"{FIRST}#10", "teeth#1"])
    assert [everywhere_it_is(clinic, one) for one in theirs] == [[], []]
    for path in ("", "/doctors.csv", "/doctors.json", "/doctors.jsonl"):
        assert "Mallalieu" not in clinic.get(path).text
    assert clinic.shown("", name="Mallalieu") == []
    assert "teeth#2" in clinic.shown()


def test_of_two_doctors_of_one_name_only_the_one_who_was_chosen_goes(clinic: Clinic) -> None:
    twice = page_of(
        VENEERS._replace(byline="Jared Mallalieu, DO\nTampa Dentist"),
        BONDING._replace(byline="Jared B. Mallalieu, DO\nTampa Dentist"),
        votes=True,
    )
    clinic.add(("teeth.txt", twice.encode()))
    began = clinic.post("/remove/now", doctor="Jared Mallalieu")
    assert began.status_code == 200 and "Which doctor?" in text_of(began)
    assert clinic.audit[-1]["did"] == "putting pages in"
    shown = clinic.post("/remove", doctor="Jared Mallalieu", person="teeth#1")
    words = " ".join(text_of(shown).split())
    assert "1 answer will be removed" in words
    taken, _, stays = words.partition("Who stays")
    assert "Jared Mallalieu, DO · Dentist · Tampa (1 answer)" in taken
    assert "Jared Mallalieu, DO · General Surgeon · Annapolis (1 answer)" in stays
    assert "Jared B. Mallalieu, DO · Dentist · Tampa (1 answer)" in stays
    assert clinic.remove(doctor="Jared Mallalieu", person="teeth#1").taken_out == ["teeth#1"]
    assert set(clinic.shown("", name="Mallalieu")) == {"teeth#2", f"{FIRST}#10"}
    # The button of a doctor's row says which doctor it means.
    buttons = elements(clinic.get("", name="Jared Mallalieu").text)
    sent = [
        one.attributes.get("value") for one in buttons if one.attributes.get("name") == "person"
    ]
    assert sent == [f"{FIRST}#10"]


def test_a_row_that_could_not_be_read_comes_with_its_table_and_what_a_removal_loses_is_said(
    clinic: Clinic,
) -> None:
    rows = [
        "question,answer,doctor,credentials,clinic",
        "May I walk?,Walk a little every day.,Ruth Okafor,MD,Reno",
        "May I run?,Donâ€™t run.,Ann Lane,MD,Reno",
        "May I swim?,Swim when all of it has healed.,Hugo Barlow,MD,Reno",
    ]
    table = "\n".join([*rows, ""]).encode()
    clinic.add(("walking.csv", table))
    own = clinic.folder / "pages"
    assert "Donâ€™t run." in (own / "walking.jsonl").read_text(encoding="utf-8")
    (own / "walking.jsonl").unlink()
    (own / "walking.csv").write_bytes(table)  # as somebody may put it there
    shown = " ".join(text_of(clinic.post("/remove", doctor="Hugo Barlow")).split())
    assert f"left of {own / 'walking.csv'} is written as lines of JSON, without the" in shown
    clinic.remove(doctor="Hugo Barlow")
    left = (own / "walking.jsonl").read_text(encoding="utf-8")
    assert "Donâ€™t run." in left and "Barlow" not in left
    assert "lines of JSON" not in text_of(clinic.post("/remove", doctor="Ruth Okafor"))


def test_files_elsewhere_that_still_hold_what_was_removed_are_named(
    clinic: Clinic,
) -> None:
    report = clinic.remove(answer=GREEN)
    assert report.remaining == [
        f"{SEEDS / THIRD}.txt still holds these words; it is not the library's own: "
        "delete them there"
    ]
    assert "still holds these words" in text_of(clinic.get("/progress"))


def test_a_search_with_no_results_that_names_who_was_removed_is_told(clinic: Clinic) -> None:
    for asked in ("Do veneers hurt?", "what did jared mallalieu’s team say of veneers?"):
        clinic.unanswered.add(asked)
    told = "is named in searches with no results: forget them under “Coverage”"
    assert f"somebody who was removed {told}" in clinic.remove(doctor="Jared Mallalieu").remaining
    assert not any(told in one for one in clinic.remove(doctor="Michele S. Green").remaining)


def test_an_upload_that_has_words_of_who_is_removed_goes_and_that_is_told(clinic: Clinic) -> None:
    held = (SEEDS / f"{FIRST}.txt").read_bytes()
    shown, other = clinic.upload(("again.txt", held)), clinic.upload(("a.txt", ROUGH.encode()))
    doctor = next(
        one.doctor for one in clinic.service.library.page(FIRST).answers if one.doctor.name
    )
    report = clinic.remove(doctor=doctor.name or "")
    assert FORGOTTEN in report.remaining
    missing = "already added or discarded"
    assert missing in text_of(clinic.client.get(shown))
    assert missing not in text_of(clinic.client.get(other, follow_redirects=True))


def test_when_a_removal_has_ended_no_page_of_the_desk_holds_the_name(clinic: Clinic) -> None:
    said = VENEERS._replace(
        byline="Ruth Okafor, MD\nReno Dentist",
        body=f"{VENEERS.body} I agree with Dr. Jared Mallalieu on this.",
    )
    clinic.add(("teeth.txt", page_of(said, BONDING, votes=True).encode()))
    clinic.unanswered.add("What did Jared Mallalieu say?")
    report = clinic.remove(doctor="Jared Mallalieu")
    assert any("page 'teeth' still mentions" in one for one in report.remaining)
    shown = clinic.get("/progress")
    assert "still mentions somebody who was removed" in text_of(shown)
    for path in ("/progress", "/pages", "/changes", "/checking"):
        assert "Mallalieu" not in clinic.get(path).text, path


def test_what_came_of_a_change_is_forgotten_when_somebody_is_removed_elsewhere(
    clinic: Clinic,
) -> None:
    clinic.done_by(lambda _: Report(doubts=["Michele S. Green may be another"]))
    assert "Michele S. Green" in text_of(clinic.get("/progress"))
    remove(clinic.folder, WordsEncoder(), doctors=["Michele S. Green"])
    assert clinic.desk.change.state is None
    assert clinic.get("/progress").headers["location"] == "/staff/pages"


def test_a_doctor_who_went_meanwhile_is_not_named_where_the_removal_says_so(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> Report:
        raise NotInLibrary(clinic.folder, "doctor named 'Michele S. Green'")

    monkeypatch.setattr("bot.staff.routes.removal.remove", gone)
    clinic.post("/remove/now", doctor="Michele S. Green")
    assert ended(clinic.desk).error is not None
    assert "look the name up again" in text_of(clinic.get("/progress"))
    assert "Green" not in clinic.get("/progress").text


# What is noted.


def test_every_change_is_noted_with_who_and_ids_and_no_name_and_no_words(locked: Clinic) -> None:
    locked.sign_in()
    locked.unanswered.add("Do veneers hurt?")
    locked.add(("teeth.txt", ROUGH.encode()))
    shown = locked.upload(("a.txt", ROUGH.encode()))
    locked.post("/pages/discard", upload=shown.rpartition("/")[2])
    locked.remove(answer="teeth#1")
    locked.remove(doctor="Jared Mallalieu")
    locked.remove(page=SECOND)
    locked.post("/teach", said="small stones", meant="nodules", anyway="yes")
    locked.post("/unteach", said="small stones")
    locked.post("/forget", question="Do veneers hurt?")
    locked.post("/forget", all="yes")
    locked.post("/leave")
    locked.sign_in("ann", "wrong password")
    noted = [{key: line[key] for key in line if key != "when"} for line in locked.audit]
    seconds = sorted(f"{SECOND}#{n}" for n in range(1, 11))
    assert noted == [
        {"by": "ann", "did": "entered"},
        {"by": "ann", "did": "uploaded", "files": 1},
        {"by": "ann", "did": "putting pages in", "pages": ["teeth"]},
        {"by": "ann", "did": "uploaded", "files": 1},
        {"by": "ann", "did": "left an upload out"},
        {"by": "ann", "did": "taking out", "answers": ["teeth#1"]},
        {"by": "ann", "did": "taking out", "answers": [f"{FIRST}#10"]},
        {"by": "ann", "did": "taking out", "answers": seconds},
        {"by": "ann", "did": "taught a word"},
        {"by": "ann", "did": "forgot a word"},
        {"by": "ann", "did": "forgot questions", "all": False},
        {"by": "ann", "did": "forgot questions", "all": True},
        {"by": "nobody", "did": "wrong password"},
    ]
    written = (locked.folder / AUDIT).read_text("utf-8").casefold()
    for words in ("mallalieu", "beaumont", "veneers", "stones", "nodules", "password:", PASSWORD):
        assert words not in written


# Searches with no results, and synonyms.


def test_a_synonym_is_taught_with_a_form_and_found_at_once(clinic: Clinic) -> None:
    got = clinic.post("/teach", said="wiggle practice", meant="exercise")
    assert (got.status_code, got.headers["location"]) == (303, "/staff/coverage#teach")
    assert "wiggle practice is also searched as exercise" in text_of(clinic.get("/coverage"))
    (part,) = clinic.service.reply("is wiggle practice fine?").parts
    assert part.asked.wordings == ("is wiggle practice fine?", "is exercise fine?")
    clinic.post("/unteach", said="wiggle practice")
    assert taught_in(clinic.folder) == ()
    (part,) = clinic.service.reply("is wiggle practice fine?").parts
    assert part.asked.wordings == ("is wiggle practice fine?",)


@pytest.mark.parametrize(
    ("said", "meant", "why"),
    [
        ("botox", "filler", "“botox” names a product, and a product stands for no other thing"),
        ("same", "Same", "both are the same"),
        ("?", "filler", "write a word or a few, of up to 60 letters"),
        ("x" * 61, "filler", "write a word or a few, of up to 60 letters"),
    ],
)
def test_what_cannot_be_taught_is_said_beside_the_form(
    said: str, meant: str, why: str, clinic: Clinic
) -> None:
    got = clinic.post("/teach", said=said, meant=meant)
    assert alert(got) == f"Not taught: {why}."
    assert not (clinic.folder / TAUGHT).exists()
    assert not (clinic.folder / AUDIT).exists()


def test_a_word_that_no_doctor_says_is_taught_only_after_a_question(clinic: Clinic) -> None:
    got = clinic.post("/teach", said="small stones", meant="nodules")
    assert "no doctor here says “nodules”" in alert(got)
    assert taught_in(clinic.folder) == ()
    inputs = [one.attributes for one in elements(got.text) if one.tag == "input"]
    asked = {one["name"]: one["value"] or "" for one in inputs if one.get("type") == "hidden"}
    typed = {one["name"]: one["value"] for one in inputs if one.get("type") != "hidden"}
    assert typed == {"said": "small stones", "meant": "nodules"}
    # The browser comes back to the form, which stands at the end of a long page.
    forms = [one.attributes.get("action") for one in elements(got.text) if one.tag == "form"]
    assert forms.count("/staff/teach#teach") == 2
    assert (asked["said"], asked["meant"]) == ("small stones", "nodules")
    clinic.post("/teach", said="small stones", meant="nodules", anyway=asked["anyway"])
    assert [term.name for term in taught_in(clinic.folder)] == ["nodules"]


def test_searches_with_no_results_come_in_pages_and_in_any_order(clinic: Clinic) -> None:
    for n in range(60):
        clinic.unanswered.add(f"question {n:02}?")
    clinic.unanswered.add("question 00?")

    def listed(**asked: str) -> list[str]:
        found = elements(clinic.get("/coverage", **asked).text)
        return [one.text for one in found if one.attributes.get("data-column") == "Question"]

    assert len(listed()) == 50 and listed()[0] == "question 00?"
    assert listed(page="2", sort="question") == [f"question {n}?" for n in range(50, 60)]
    assert listed(sort="-question")[0] == "question 59?"
    assert listed(sort="times", page="2")[-1] == "question 00?"


def test_of_the_lists_of_the_coverage_the_first_are_shown_and_all_have_a_page(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.staff.coverage_view.LISTED", 2)
    markup = clinic.get("/coverage").text
    assert "/staff/coverage/list?of=warned" in markup and "All 3" in markup
    whole = text_of(clinic.get("/coverage/list", of="warned"))
    assert "3 pages." in whole
    for row in PAGES.values():
        assert row.title in whole
    assert "2 pages." in text_of(clinic.get("/coverage/list", of="mismatches"))
    assert "1 build." in text_of(clinic.get("/coverage/list", of="builds"))
    assert clinic.get("/coverage/list", of="secrets").headers["location"] == "/staff/coverage"


def test_searches_with_no_results_are_listed_and_deleted_one_or_all(clinic: Clinic) -> None:
    for question in ("Do veneers hurt?", "Do veneers hurt?", "What of knees?", "Or toes?"):
        clinic.unanswered.add(question)
    cells = [
        one.text
        for one in elements(clinic.get("/coverage").text)
        if one.attributes.get("data-column") in ("Question", "Times")
    ]
    assert cells == ["Do veneers hurt?", "2", "Or toes?", "1", "What of knees?", "1"]
    clinic.post("/forget", question="What of knees?")
    assert [one.question for one in clinic.unanswered.most_asked()] == [
        "Do veneers hurt?",
        "Or toes?",
    ]
    clinic.post("/forget")
    assert len(clinic.unanswered.most_asked()) == 2
    clinic.post("/forget", all="yes")
    assert clinic.unanswered.most_asked() == []
    assert "None yet." in text_of(clinic.get("/coverage"))


def test_where_questions_are_not_kept_that_is_said(clinic: Clinic) -> None:
    clinic.desk.unanswered = None
    assert "Questions are not kept." in text_of(clinic.get("/coverage"))
    assert clinic.post("/forget", all="yes").status_code == 303


def test_the_coverage_says_the_counts_of_the_seeds(clinic: Clinic) -> None:
    found = elements(clinic.get("/coverage").text)
    names = [one.text for one in found if one.tag == "dt"]
    values = [one.text for one in found if one.tag == "dd"]
    got = dict(zip(names, values, strict=True))
    assert got["Pages"] == "3"
    assert got["Answers"] == "28"
    assert got["Announced answers found"] == "28 of 34"
    assert got["Doctor not named"] == "3 answers"
    assert got["Pages without answers"] == "0"
    assert got["Warnings"] == "12 on 3 pages"
    assert got["Duplicate answers"] == "0 groups"
    assert got["Longest answer"].startswith("1,840 characters")


def test_the_coverage_is_read_anew_for_each_generation(clinic: Clinic) -> None:
    clinic.get("/coverage")
    first = clinic.desk.coverage()
    clinic.get("/coverage")
    assert clinic.desk.coverage() is first
    clinic.remove(page=SECOND)
    assert "18" in [one.text for one in elements(clinic.get("/coverage").text) if one.tag == "dd"]


# Hostile words.


def hostile_clinic(folder: Path, words: str) -> Clinic:
    """A library that says the same words in every field, asked and taught the same."""
    row = {
        "id": words, "question_id": words, "question_title": words, "question_body": words,
        "answer_text": words, "author": words, "author_credentials": words, "headline": words,
        "author_specialty": words, "author_place": words, "author_status": words,
        "author_rating": 4.5, "author_reviews": 3, "source": words,
    }  # fmt: skip
    folder.mkdir()
    file = folder / "records.jsonl"
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    build(folder / "library", [file], WordsEncoder(), by=words)
    clinic = Clinic(folder / "library")
    clinic.unanswered.add(words)
    return clinic


def pages_of(clinic: Clinic, words: str) -> dict[str, str]:
    """Every page of the desk, by what it shows."""
    name = re.sub(r"[/\\]", "_", words) + ".txt"  # no name has a slash
    uploaded = clinic.upload((name, b"no page"), (f"x{name}", ROUGH.encode()))
    asked = {"topic": words[:300], "name": words[:100]}
    asked |= {f"in_{facet}": words for facet in FACET_NAMES}
    return {
        "list": clinic.get().text,
        "asked": clinic.get("", **asked).text,
        "coverage": clinic.get("/coverage").text,
        "pages": clinic.get("/pages", contains=words[:10]).text,
        "read": clinic.client.get(uploaded).text,
        "remove": clinic.post("/remove", page=words).text,
        "nobody": clinic.post("/remove", doctor=words).text,
        "enter": failed_sign_in(clinic, words),
    }


def failed_sign_in(clinic: Clinic, words: str) -> str:
    locked = Clinic(clinic.folder, ANN)
    return locked.sign_in(words, "wrong password").text


@pytest.fixture(scope="module")
def plain_pages(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, str]]:
    """The pages of the desk with plain words, by how many warnings these have: none; that signs
    join an author to something; and that there is an entity of HTML, too."""
    folder = tmp_path_factory.mktemp("desk")
    made = {}
    # "Rest for a day" would be no author: no name has a "for".
    for number, words in enumerate(("Rest a day", "Rest a day | again", "Rest a day &amp;")):
        clinic = hostile_clinic(folder / str(number), words)
        (page,) = clinic.service.library.pages()
        made[len(page.warnings)] = pages_of(clinic, words)
    assert len(made) == 3
    return made


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_add_no_element_to_any_page_of_the_desk_and_change_no_quote(
    hostile: str, tmp_path: Path, plain_pages: dict[int, dict[str, str]]
) -> None:
    clinic = hostile_clinic(tmp_path / "hostile", hostile)
    shown = pages_of(clinic, hostile)
    (page,) = clinic.service.library.pages()
    expected = plain_pages[len(page.warnings)]
    for name, markup in shown.items():
        assert skeleton(markup) == skeleton(expected[name]), name
        assert "\r" not in markup
    (answer,) = page.answers
    headline = body = page.quote(answer.body)
    assert verbatim(shown["list"]) == [headline, body]
    assert verbatim(shown["remove"]) == [body[:BEGINNING]]
    assert verbatim(shown["read"]) == [VENEERS.body, BONDING.body, FILLER.body]
    ids = [one.attributes["data-answer"] for one in elements(shown["list"]) if one.tag == "article"]
    assert ids == [f"{hostile}#1"]


def test_synonyms_are_escaped_and_a_trouble_too() -> None:
    def markup(words: str, error: str | None) -> str:
        term = Term(words, "taught", (words,), (), (), False)
        asked = UnansweredQuestion(words, 2, "2026-03-02")
        return searches_html([asked], [term], Session.named("ann"), error, (words, words))

    for words in HOSTILE.values():
        assert skeleton(markup(words, words)) == skeleton(markup(PLAIN, PLAIN))
        assert skeleton(markup(words, None)) == skeleton(markup(PLAIN, None))
        fields = [
            one.attributes["value"]
            for one in elements(markup(words, None))
            if one.attributes.get("name") in ("question", "said", "meant")
        ]
        # To judge, to delete, to teach all the same, to teach otherwise, and to take back.
        assert fields == [words] * 7


def test_what_is_read_added_and_removed_is_escaped_whatever_it_says() -> None:
    def markup(words: str) -> str:
        page = everywhere(words)
        incoming = Incoming(replace(page, warnings=(words,)), words, words)
        session, bad = Session.named(words), [UnreadablePage(words, words)]
        paging = Paging.of(words, 1, ListAddress("/pages/"))
        report = Report(skipped=[(words, words)], remaining=[words])
        found = (FoundAnswer(page, page.answers[0]),)
        return (
            review_html(words, [incoming], bad, paging, session)
            + removal_html(words, Going(found, found), {"doctor": words}, session)
            + progress_html(ChangeState(words, report=report))
            + progress_html(ChangeState(words, error=words))
            + progress_html(ChangeState(words, 1, 2))
        )

    for words in HOSTILE.values():
        assert skeleton(markup(words)) == skeleton(markup(PLAIN))
        assert verbatim(markup(words)) == [words, words[:BEGINNING], words[:BEGINNING]]


def test_a_pages_id_in_an_address_leads_to_that_page(tmp_path: Path) -> None:
    for n, words in enumerate(["a&in_page=b", "a#b?c=d", "100%25", "a b+c"]):
        clinic = hostile_clinic(tmp_path / str(n), words)
        (link,) = {
            one.attributes["href"] or ""
            for one in elements(clinic.get("/pages").text)
            if (one.attributes.get("href") or "").startswith("/staff?in_page=")
        }
        shown = clinic.client.get(link).text
        assert f"{words}#1" in [one.attributes.get("data-answer") for one in elements(shown)]


def test_the_desk_shows_the_folders_that_are_watched_and_what_keeps_them_out(
    clinic: Clinic, tmp_path: Path
) -> None:
    assert "Watched folders" not in clinic.get("/pages").text
    folder = tmp_path / "<saved>"
    folder.mkdir()
    (folder / "letter & more.docx").write_bytes(b"no page")
    clinic.desk.watched = WatchedFolders(clinic.folder, [folder])
    assert "&lt;saved&gt;" in clinic.get("/pages").text
    assert "read for the first time" in clinic.get("/pages").text
    stop = threading.Event()
    for outcome in clinic.desk.watched.follow(WordsEncoder, stop):
        assert outcome.report is not None
        stop.set()
    told = clinic.get("/pages").text
    assert "0 added, 0 changed, 0 removed, 0 unchanged" in told
    assert "letter &amp; more.docx</bdi>: files ending in .docx are not read" in told
    clinic.desk.watched.stopped_by(OSError("no more watches"))
    assert "watched no more (no more watches); start the program again" in clinic.get("/pages").text


def test_a_browser_offers_every_kind_of_file_that_an_upload_may_have(clinic: Clinic) -> None:
    (offered,) = re.findall(r'accept="([^"]*)"', clinic.get("/pages").text)
    kinds = offered.split(",")
    assert {".html", ".mhtml", ".txt", ".xlsx", ".zip"} <= set(kinds)
    assert all(ending.endswith(tuple(kinds)) for ending in ENDINGS)


def test_a_message_in_the_search_for_a_topic_is_told_of_danger(clinic: Clinic) -> None:
    """As by every other way to the doctors; whoever only names an emergency looks it up."""
    told = clinic.get(topic="my left arm is numb and my chest hurts").text
    assert "call 911" in told
    assert "call 911" not in clinic.get(topic="chest pain").text
