"""Nobody who has not signed in reaches a route of the desk, whatever its method: a route is closed
unless it is where one signs in."""

import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.responses import PlainTextResponse
from fastapi.routing import RouteContext, iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response
from starlette.routing import BaseRoute

from bot.feedback.unanswered import UnansweredQuestions
from bot.reply.service import AnswerService
from bot.staff.access import COOKIE, StaffRoute
from bot.staff.audit import NAME as AUDIT
from bot.staff.audit import Audit
from bot.staff.desk import Desk
from bot.staff.layout import ROOT
from bot.staff.login import Session, Staff
from bot.staff.routes import add_staff
from bot.web.app import make_app
from index.library.open import Library
from index.storage.tombstones import Tombstones
from tests.faults.tally import Tally
from tests.staff.test_desk import ANN, FIELDS, FILE, HERE, READ, SELF, SENT
from tests.words_encoder import WordsEncoder

OPEN = {("GET", "/staff/enter"), ("POST", "/staff/enter")}
"""Where one signs in: all that a stranger may reach."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def walked(routes: Iterable[BaseRoute | RouteContext], at: str = "") -> Iterator[tuple[str, str]]:
    """Every method and path of some routes, those of routers and of mounted programs within them
    included."""
    for one in iter_route_contexts([*routes]):
        path = at + (one.path or "")
        inner = getattr(one.original_route, "routes", None)
        if inner:
            yield from walked(inner, path)
        else:
            yield from ((method, path) for method in one.methods or METHODS)


def of_the_desk(app: FastAPI) -> list[tuple[str, str]]:
    """The methods and addresses below /staff, with something in place of each parameter."""
    return sorted(
        (method, re.sub(r"\{[^}]+\}", "csv", path))
        for method, path in walked(app.routes)
        if f"{path}/".startswith(f"{ROOT}/")
    )


class Program:
    """The whole program as it is served, with its desk."""

    def __init__(self, folder: Path, staff: str) -> None:
        self.folder = folder
        service = AnswerService(Library.open(folder), WordsEncoder())
        service.load()
        self.unanswered = UnansweredQuestions.open(folder.parent / "questions.db")
        self.unanswered.add("Do veneers hurt?")
        self.desk = Desk(service, Staff.read(staff), self.unanswered, Audit(folder))
        self.app = make_app(service, unanswered=self.unanswered, desk=self.desk)
        self.reached: list[str] = []

    def browser(self, client: tuple[str, int] = SELF) -> TestClient:
        return TestClient(self.app, HERE, client=client, follow_redirects=False)

    @property
    def state(self) -> tuple[object, ...]:
        """All that a request could change."""
        files = {
            file.relative_to(self.folder.parent): file.read_bytes()
            for file in self.folder.parent.rglob("*")
            if file.is_file()
        }
        return files, [*self.desk.uploads._open], self.desk.change.state, [*self.reached]

    def reach(self, method: str) -> PlainTextResponse:
        """What a route does that was added without a thought of who may enter."""
        self.reached.append(method)
        return PlainTextResponse("reached")


@pytest.fixture
def program(library_copy: Path) -> Program:
    """With a login: Ann may enter."""
    return Program(library_copy, ANN)


@pytest.fixture
def open_program(library_copy: Path) -> Program:
    """Without a login: it opens by a key."""
    return Program(library_copy, "")


def closed_of(app: FastAPI) -> APIRouter:
    """The router of an application on which every route of the desk is closed."""
    routers = [one.original_router for one in app.routes if hasattr(one, "original_router")]
    (closed,) = (one for one in routers if one.dependencies)
    assert isinstance(closed, APIRouter)
    return closed


def add_routes(program: Program) -> set[tuple[str, str]]:
    """Add routes as somebody would who thinks of nothing: on the router, and in a new file."""
    closed, file = closed_of(program.app), APIRouter(prefix=ROOT, route_class=StaffRoute)
    for method in METHODS:
        closed.add_api_route(
            "/staff/new", lambda method=method: program.reach(method), methods=[method]
        )
        file.add_api_route(
            "/new/file", lambda method=method: program.reach(method), methods=[method]
        )
    closed.include_router(file)
    return {(method, path) for method in METHODS for path in ("/staff/new", "/staff/new/file")}


def ask(browser: TestClient, method: str, path: str, key: str = "", **headers: str) -> Response:
    """A request with all that any of the forms sends."""
    if method in ("GET", "HEAD", "OPTIONS"):
        return browser.request(method, path, headers=headers)
    given = {"name": "ann", "password": "wrong", **FIELDS, "form": key}
    return browser.request(method, path, data=given, files=FILE, headers=headers)


def test_the_only_open_routes_are_those_where_one_signs_in(program: Program) -> None:
    added = add_routes(program)
    there = set(of_the_desk(program.app))
    assert there >= added | OPEN
    assert len(there) == len(added) + len(READ) + len(SENT) + len(["POST /staff/enter"])
    answered = {
        (method, path)
        for method, path in there
        if ask(program.browser(), method, path).status_code not in (303, 403)
    }
    assert answered == OPEN


@pytest.mark.parametrize("cookie", [None, "", "wrong"])
def test_every_other_route_shows_a_stranger_where_to_sign_in_and_does_nothing(
    cookie: str | None, program: Program
) -> None:
    add_routes(program)
    before = program.state
    for method, path in of_the_desk(program.app):
        if (method, path) in OPEN:
            continue
        browser = program.browser()
        if cookie is not None:
            browser.cookies.set(COOKIE, cookie)
        answer = ask(browser, method, path)
        got = (answer.status_code, answer.headers["location"], answer.text)
        assert got == (303, "/staff/enter", ""), (method, path)
    assert program.state == before
    assert not (program.folder / AUDIT).exists()


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.7"])
@pytest.mark.parametrize("header", [None, "x-forwarded-for", "forwarded", "x-real-ip", "host"])
def test_without_a_login_every_route_refuses_whoever_has_no_key_wherever_they_seem_to_be(
    address: str, header: str | None, open_program: Program
) -> None:
    program = open_program
    add_routes(program)
    mine = program.desk.sessions.of(program.desk.sessions.begin("this machine"))
    assert mine is not None
    before = program.state
    browser = program.browser((address, 1))
    headers = {} if header is None else {header: "127.0.0.1"}
    for method, path in of_the_desk(program.app):
        answer = ask(browser, method, path, mine.form, **headers)
        assert answer.status_code == 403, (method, path)
    assert program.state == before
    assert not (program.folder / AUDIT).exists()


@pytest.fixture(scope="module")
def grown(library_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """With a login, and with routes that somebody added."""
    folder = tmp_path_factory.mktemp("grown") / "library"
    program = Program(Path(shutil.copytree(library_folder, folder)), ANN)
    add_routes(program)
    return program


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", ["/staff/new", "/staff/new/file"])
def test_a_new_route_that_changes_something_takes_only_a_form_of_ours(
    path: str, method: str, grown: Program
) -> None:
    program = grown
    program.reached.clear()
    browser = program.browser()
    token = program.desk.sessions.begin("ann")
    browser.cookies.set(COOKIE, token)
    session = program.desk.sessions.of(token)
    assert isinstance(session, Session)
    changes = method not in ("GET", "HEAD")
    for key, headers in [
        ("", {}), ("wrong", {}), (token, {}), (session.form, {"origin": "http://clinic.example"}),
    ]:  # fmt: skip
        answer = ask(browser, method, path, key, **headers)
        assert (answer.status_code == 403) == changes, (key, headers)
    assert program.reached == ([] if changes else ["GET"] * 4)  # whoever only looks reads
    if method != "OPTIONS":  # a browser sends no form with it
        answer = ask(browser, method, path, session.form, origin=HERE)
        assert answer.status_code == 200
        assert program.reached[-1] == ("GET" if method == "HEAD" else method)


def test_what_a_stranger_sends_to_a_new_route_is_not_read(program: Program) -> None:
    add_routes(program)
    read: list[int] = []

    def much() -> Iterator[bytes]:
        for n in range(1000):
            read.append(n)
            yield b"x" * 1000

    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = program.browser().request(method, "/staff/new", content=much())
        assert answer.status_code == 303
    assert read == []


def test_the_router_is_closed_even_where_nothing_stands_before_it(program: Program) -> None:
    app = FastAPI()
    closed = add_staff(app, program.desk)
    app.user_middleware = [
        one for one in app.user_middleware if getattr(one.cls, "__name__", "") != "Gate"
    ]
    closed.get("/staff/new")(lambda: program.reach("GET"))
    browser = TestClient(app, HERE, client=SELF, follow_redirects=False)
    asked = [one for one in of_the_desk(app) if one not in OPEN]
    assert ("GET", "/staff/new") in asked
    for method, path in asked:
        assert ask(browser, method, path).status_code == 303, (method, path)
    assert program.reached == []


def test_programs_on_several_ports_of_a_host_have_cookies_of_their_own(
    open_program: Program, tally: Tally
) -> None:
    names = []
    for address in ("http://127.0.0.1:7860", "http://127.0.0.1:7861", "https://127.0.0.1:7861"):
        browser = TestClient(open_program.app, address, client=SELF, follow_redirects=False)
        entered = browser.get("/staff/enter", params={"key": open_program.desk.key.cut()})
        names.append(entered.headers["set-cookie"].partition("=")[0])
        assert browser.get("/staff/pages").status_code == 200
    plain = [f"{COOKIE}-7860", f"{COOKIE}-7861"]
    assert names == [*plain, f"__Host-{COOKIE}-7861"]
    assert "Path=/;" in entered.headers["set-cookie"] and "Secure" in entered.headers["set-cookie"]
    tally.record(36, tries=3)


def test_no_page_is_told_of_the_address_that_has_a_key(open_program: Program) -> None:
    for key in (open_program.desk.key.cut(), "wrong", ""):
        received = open_program.browser().get("/staff/enter", params={"key": key})
        assert received.headers["referrer-policy"] == "no-referrer", key


def test_the_form_to_sign_in_says_where_it_is_sent_from(program: Program) -> None:
    """Under no-referrer a browser says that it comes from nowhere, and the form is refused."""
    received = program.browser().get("/staff/enter", params={"key": "a"})
    assert received.status_code == 200 and "<form" in received.text
    assert received.headers["referrer-policy"] == "same-origin"


def test_a_removal_that_was_not_finished_is_said_on_the_desk_with_what_ends_it(
    library_copy: Path, library: Library
) -> None:
    page_id = next(library.pages()).id
    Tombstones.read(library_copy).adding(pages=[page_id]).write(library_copy)
    program = Program(library_copy, ANN)
    browser = program.browser()
    browser.cookies.set(COOKIE, program.desk.sessions.begin("ann"))
    shown = browser.get("/staff/pages").text
    assert "finish the removal with" in shown and "--repair" in shown


def test_a_stranger_who_meets_an_error_is_told_nothing_of_the_server(
    program: Program, caplog: pytest.LogCaptureFixture, tally: Tally
) -> None:
    shutil.rmtree(program.folder)  # so that nothing can be noted there
    given = {"name": "Ann", "password": "a wrong password"}
    received = program.browser().post("/staff/enter", data=given)
    assert received.status_code == 503 and "cannot be done now" in received.text
    assert str(program.folder) not in received.text and AUDIT not in received.text
    assert any(one.exc_info for one in caplog.records)
    tally.record(30)


def test_a_stranger_with_a_key_to_a_library_that_is_gone_is_told_nothing_of_the_server(
    open_program: Program, tally: Tally
) -> None:
    shutil.rmtree(open_program.folder)
    received = open_program.browser().get("/staff/enter?key=a")
    assert received.status_code == 503 and str(open_program.folder) not in received.text
    tally.record(30)
