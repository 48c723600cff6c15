"""The program behind a real socket, and a Chromium that can reach nothing else.

`pictures.py` starts both the same way.
"""

import json
import os
import shutil
import socket
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from bot.feedback.unanswered import UnansweredQuestions
from bot.feedback.votes import Votes
from bot.reply.reply import Card
from bot.reply.service import AnswerService
from bot.safety.alerts import AMERICAN
from index.encoders.sentence_encoder import SentenceEncoder
from index.library.build import build
from index.library.open import Library
from tests.conftest import SEEDS
from tests.show.test_card import HOSTILE

if TYPE_CHECKING:
    from bot.staff.routes import Desk

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NO_CHROMIUM = "no Chromium: apt-get install --no-install-recommends chromium fonts-dejavu-core"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
HOST = "127.0.0.1"
DESKTOP, PHONE = (1200, 800), (390, 844)
Scheme = Literal["light", "dark"]
SECONDS = 30
"""A limit for what takes one or two, on a machine that is busy."""


@contextmanager
def serving(
    service: AnswerService,
    votes: Votes | None = None,
    number: str = AMERICAN,
    unanswered: UnansweredQuestions | None = None,
    desk: "Desk | None" = None,
) -> Iterator[str]:
    """The program at a free port of this machine; its address."""
    import uvicorn

    from bot.web.app import make_app

    with socket.socket() as listening:
        listening.bind((HOST, 0))
        port = listening.getsockname()[1]
        app = make_app(service, votes, number, unanswered, desk)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            thread.join(0.05)
        try:
            yield f"http://{HOST}:{port}"
        finally:
            server.should_exit = True
            thread.join(SECONDS)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without any way out of this machine."""
    with sync_playwright() as playwright, _launched(playwright) as browser:
        yield browser


def _launched(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


def context_of(
    browser: Browser,
    size: tuple[int, int] = DESKTOP,
    scheme: Scheme = "light",
    locale: str = "en-US",
) -> BrowserContext:
    """A window of that size in which nothing moves by itself."""
    return browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale=locale,
    )


def open_chat(page: Page, address: str) -> None:
    """The chat page, ready for a question."""
    page.goto(address)
    expect(page.get_by_role("textbox", name="Your question")).to_be_visible()
    expect(page.locator("#starting")).to_be_hidden()
    page.wait_for_function("() => window.doctorAnswers")  # the page's own script has run


STILL = """
() => new Promise((resolve) => {
  let before = '';
  const look = () => {
    const now = `${scrollY} ${document.documentElement?.scrollHeight}`; // none while it is replaced
    if (now === before) resolve(true);
    before = now;
    setTimeout(look, 200);
  };
  look();
})
"""
"""Whether all is drawn, and the page has moved for the last time: it looks every 150 ms whether it
has to move again."""
LISTEN = """
() => {
  const page = window.doctorAnswers;
  if (window.moves !== undefined) return window.moves;
  const move = page.showQuestion;
  window.moves = 0;
  page.showQuestion = () => { move(); window.moves += 1; };
  return 0;
}
"""
"""How often the page has begun to move to a question since somebody listened."""


@contextmanager
def one_more_turn(page: Page) -> Iterator[None]:
    """Ask a question inside; at the end it is answered, by whatever is shown for it, and the page
    has moved there."""
    asked = page.locator("#chat .asked")
    before = asked.count()
    moves = page.evaluate(LISTEN)
    yield
    expect(asked).to_have_count(before + 1)
    expect(page.locator("#chat .waiting")).to_have_count(0)
    page.wait_for_function("moves => window.moves > moves", arg=moves)
    page.wait_for_function(STILL)


def ask(page: Page, question: str) -> None:
    """Type a question, ask it by mouse, and wait for its answer."""
    with one_more_turn(page):
        page.get_by_role("textbox", name="Your question").fill(question)
        page.get_by_role("button", name="Ask", exact=True).click()
    assert page.locator("#chat .trouble").all_text_contents() == []


# What stands on the page.


def box_of(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your question")


def last_reply(page: Page) -> Locator:
    return page.locator("#chat .reply").last


def open_rows(page: Page) -> None:
    """Open every row of the last reply, as if each was pressed."""
    last_reply(page).locator("details.short").evaluate_all("all => all.forEach(e => e.open = true)")


def open_times(page: Page) -> None:
    """Open the times that doctors mention in the last reply."""
    last_reply(page).locator(".spread").evaluate_all("all => all.forEach(e => e.open = true)")


def open_about(article: Locator) -> Locator:
    """What stands behind "About this answer", opened."""
    about = article.locator("details.about")
    about.locator("> summary").click()
    return about


def article_of(page: Page, card: Card) -> Locator:
    return last_reply(page).locator(f'article.card[data-answer="{card.answer.id}"]')


# What is asked, and who may answer.

HOSTILE_TITLE = (
    "Does laser tattoo removal hurt? <img src=x onerror='window.hacked = 1'> ${hacked()}"
)


def saved_page() -> str:
    """A saved page whose every part holds something hostile, with every kind of line end."""
    answers = []
    for n, words in enumerate(HOSTILE.values()):
        headline = words.splitlines()[0][:90] if words.split() else "Tattoo"
        answers.append(
            f"Tattoo {headline}\r\n\r\n"
            "{{ voteCount >= 0 ? '+' + (voteCount + 1) : (voteCount + 1) }}\r\n\r\n"
            f"Laser tattoo removal hurts a little. {words} Laser tattoo removal {n}.\r\n\r\n"
            "Jane Roe, MD (not currently <b>practicing</b>)\r\nDenver Plastic Surgeon\r\n"
            "4.9 out of 5 stars 75 reviews\r\n\r\n"
        )
    asked = "Does it hurt? " + " ".join(HOSTILE.values())
    notice = "These answers are for educational purposes <script>window.hacked = 1</script> & only."
    return (
        f"{HOSTILE_TITLE}\r\n\r\n{asked}\r\n\r\nDoctor Answers {len(answers)}\r\n\r\n"
        f"{''.join(answers)}{notice}\r\n"
    )


RINGING = [
    "My ears ring since a loud concert two nights ago, will it ever stop?",
    "How long do ears ring after a loud concert, if one stood close to the band?",
    "Is ringing in the ears after a concert a bad sign, or does everybody have it?",
]
"""Questions to which one doctor says the same."""


def ringing_pages() -> Iterator[str]:
    """Saved pages on which a doctor says the same words, greeting apart."""
    greetings = ("", "Hello. ", "Thank you for your question. ")
    for title, greeting in zip(RINGING, greetings, strict=True):
        yield (
            f"{title}\n\nThe band was loud and I stood close to it.\n\nDoctor Answers 1\n\n"
            f"Ringing ears after a concert\n\n{greeting}"
            "Ears that ring after a loud concert mostly fall quiet again within two days. Stay "
            "away from noise until they do, and wear plugs the next time. If the ringing is still "
            "there after a week, or one ear hears less, have your hearing tested.\n\n"
            "Ada Quill, MD\nPortland Otolaryngologist\n"
        )


def hostile_records() -> Iterator[str]:
    """Lines of JSON in which the doctors' names are hostile, too."""
    for n, words in enumerate(HOSTILE.values()):
        yield json.dumps(
            {
                "id": f"r{n}",
                "question_id": f"wisdom/<b>{n}</b>?#&%2F",
                "question_title": f"How long do wisdom teeth bleed? {words}",
                "question_body": words,
                "answer_text": f"Wisdom teeth bleed for a day. {words} Bite on gauze.",
                "author": words,
                "author_credentials": f"MD {words}",
                "source": words,
            }
        )


@dataclass(frozen=True, slots=True)
class Program:
    """A running program: where it is, what it reads, and a library of the same for comparing."""

    address: str
    library: Library
    encoder: SentenceEncoder
    files: dict[str, Path]


@pytest.fixture(scope="session")
def program(
    real_encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Program]:
    """The seeds, pages of hostile text, and pages on which a doctor says the same thing."""
    folder = tmp_path_factory.mktemp("browser")
    pages = folder / ("PagesInAFolderWithALongName" * 3)  # a path that no phone has room for
    (pages / "sub").mkdir(parents=True)
    (pages / "sub" / "hostile.txt").write_text(saved_page(), encoding="utf-8", newline="")
    for n, words in enumerate(ringing_pages()):
        (pages / f"ringing-{n}.txt").write_text(words, encoding="utf-8", newline="")
    (pages / "names.jsonl").write_text("\n".join(hostile_records()), encoding="utf-8")
    report = build(folder / "library", [SEEDS, pages], real_encoder)
    assert report.skipped == []
    service = AnswerService(Library.open(folder / "library"), real_encoder)
    service.load()
    service.wait()
    files = {path.stem: path for path in SEEDS.iterdir()}
    files["sub/hostile"] = pages / "sub" / "hostile.txt"
    files |= {path.stem: path for path in pages.glob("ringing-*.txt")}
    with serving(service) as address:
        yield Program(address, Library.open(folder / "library"), real_encoder, files)


@pytest.fixture(scope="session")
def service(program: Program) -> AnswerService:
    """Replies like those of the program, to compare with."""
    found = AnswerService(Library.open(program.library.folder), program.encoder)
    found.load()
    found.wait()
    return found


# The browser.


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail(NO_CHROMIUM)
        pytest.skip(NO_CHROMIUM)
    expect.set_options(timeout=SECONDS * 1000)
    with chromium() as launched:
        yield launched


Opened = Callable[..., Page]


class Windows:
    """Pages that one test after the other opens, so that what the program sends is loaded once."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._pages: dict[Hashable, list[Page]] = {}
        self._lent: list[Page] = []
        self._covered: set[Page] = set()

    def lend(self, size: tuple[int, int], scheme: Scheme, locale: str) -> Page:
        """An empty page in a window of its own."""
        alike = self._pages.setdefault((size, scheme, locale), [])
        page = next((one for one in alike if one not in self._lent), None)
        if page is None:
            window = context_of(self._browser, size, scheme, locale)
            window.set_default_timeout(SECONDS * 1000)
            page = window.new_page()
            window.on("page", self._note_cover)
            alike.append(page)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(media="null", color_scheme=scheme, reduced_motion="reduce")
        self._lent.append(page)
        return page

    def _note_cover(self, cover: Page) -> None:
        """A test opened another page, in front of the one that it was lent."""
        self._covered |= {one for one in self._lent if one.context is cover.context}

    def take_back(self) -> None:
        """Leave nothing of a test but the files that its pages loaded. A window in which it opened
        another page is closed: what was behind that page may go on drawing nothing."""
        lent, self._lent = self._lent, []
        for page in lent:
            if page.is_closed() or len(page.context.pages) > 1 or page in self._covered:
                page.context.close()
                for alike in self._pages.values():
                    alike[:] = [one for one in alike if one is not page]
                continue
            page.evaluate("() => { try { sessionStorage.clear(); } catch { /* it has none */ } }")
            page.goto("about:blank")
            page.unroute_all()
            page.context.clear_cookies()
            page.context.clear_permissions()
        self._covered.clear()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    return Windows(browser)


@pytest.fixture
def outliving() -> Iterator[ExitStack]:
    """What a test starts for its pages is entered here: it ends when they have been left. A page
    that misses its program, or is left in the midst of a reply, calls that an error."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def opened(windows: Windows, outliving: ExitStack) -> Iterator[Opened]:
    """Opens pages, and sees at the end that none reached out or met an error or a dialog."""
    watched: list[BrowserContext] = []
    requests: list[str] = []
    troubles: list[str] = []
    notes: dict[Any, Callable[..., None]] = {
        "request": lambda request: requests.append(request.url),
        "dialog": lambda dialog: troubles.append(f"dialog: {dialog.message}"),
        "weberror": lambda error: troubles.append(str(error.error)),
        "console": lambda message: (
            troubles.append(message.text) if message.type == "error" else None
        ),
    }

    def open_page(
        size: tuple[int, int] = DESKTOP, scheme: Scheme = "light", locale: str = "en-US"
    ) -> Page:
        page = windows.lend(size, scheme, locale)
        watched.append(page.context)
        for event, note in notes.items():
            page.context.on(event, note)
        return page

    yield open_page
    for window in watched:
        for shown in window.pages:
            # The answer comes behind everything that the page has said so far.
            shown.evaluate("0")
        # Nobody listens any more when the page is left.
        for event, note in notes.items():
            window.remove_listener(event, note)
    windows.take_back()
    outside = [
        url
        for url in requests
        if urlsplit(url).scheme not in {"data", "blob"} and urlsplit(url).hostname != HOST
    ]
    assert outside == []
    assert troubles == []


@pytest.fixture
def page(opened: Opened) -> Page:
    return opened()


@pytest.fixture
def chat(page: Page, program: Program) -> Page:
    open_chat(page, program.address)
    return page
