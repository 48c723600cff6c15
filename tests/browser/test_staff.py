"""A staff member's day: signing in, who addressed a topic, files out and in, and removing."""

import csv
import io
import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.feedback.unanswered import UnansweredQuestions
from bot.reply.doctors import doctors_on
from bot.reply.service import AnswerService
from bot.staff.audit import Audit
from bot.staff.desk import Desk
from bot.staff.login import Staff, line_for
from index.library.open import Library
from index.pages.decisions import decision_beside
from index.storage.history import History
from index.storage.uploads import Uploads
from tests.browser.conftest import (
    DESKTOP,
    PHONE,
    Opened,
    ask,
    box_of,
    last_reply,
    open_chat,
    serving,
)
from tests.browser.test_chat import EXERCISE, SCHEMES, show_in, violations
from tests.pages.test_decisions import TWO_NAMES

pytestmark = [pytest.mark.browser, pytest.mark.model]

PASSWORD = "correct horse battery"
KRANT = "Jessica J. Krant"
DEEP = "is deep massage safe one week after botox?"
MASSAGE = {
    "000_935efed495dcb89e#4": "Tariq Ahmad",
    "000_935efed495dcb89e#8": "J. Jason Wendel",
    "000_935efed495dcb89e#10": "Jared Mallalieu",
    "003_13a95f21a5b80d88#2": "Madeline Krauss",
    "003_13a95f21a5b80d88#6": KRANT,
    "003_13a95f21a5b80d88#8": "Mark J. Lucarelli",
}
"""The answers of the seeds that speak of massage, and whose they are, found by reading them."""
NEW_PAGE = """How long until botox works?

I had it yesterday and see nothing.

Doctor Answers 3

Give it time

+3

Most of my patients see it within four days, and all of it after two weeks.

Jane Roe, MD
Denver Plastic Surgeon

Be patient

+2

Wait two weeks before you judge it.

The muscle rests

+1

It takes some days until the muscle is at rest.

Paul Green, MD
Boston Dermatologist
"""


@dataclass(frozen=True, slots=True)
class Clinic:
    """A running program with a library of its own, which may be changed."""

    address: str
    folder: Path
    desk: Desk

    @property
    def way_in(self) -> str:
        """The address that opens the desk once, where there is no login."""
        return f"{self.address}/staff/enter?key={self.desk.key.cut()}"

    @property
    def library(self) -> Library:
        return Library.open(self.folder)


@contextmanager
def clinic_in(folder: Path, seeds: Path, staff: str) -> Iterator[Clinic]:
    """The program on a copy of a library of the seeds, with a desk."""
    shutil.copytree(seeds, folder)
    service = AnswerService.open(folder)
    service.load()
    service.wait()
    unanswered = UnansweredQuestions.open(folder / "questions.sqlite")
    desk = Desk(service, Staff.read(staff), unanswered, Audit(folder))
    with serving(service, unanswered=unanswered, desk=desk) as address:
        yield Clinic(address, folder, desk)


@pytest.fixture
def clinic(real_folder: Path, tmp_path: Path, outliving: ExitStack) -> Clinic:
    anna = line_for("anna", PASSWORD)
    return outliving.enter_context(clinic_in(tmp_path / "library", real_folder, anna))


def sign_in(page: Page, clinic: Clinic, password: str = PASSWORD) -> None:
    page.goto(f"{clinic.address}/staff")
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def shown(page: Page) -> set[str]:
    """The ids of the answers on the page."""
    found = page.locator("article.answer").evaluate_all("all => all.map(e => e.dataset.answer)")
    return set(found)


def ask_again(page: Page, question: str) -> None:
    """Ask, and wait for the reply, whatever became of those before."""
    box_of(page).fill(question)
    box_of(page).press("Enter")
    expect(page.locator("#chat .asked").last).to_have_text(question)
    expect(page.locator("#chat .waiting")).to_have_count(0)


def finished(page: Page) -> None:
    expect(page.get_by_role("status")).to_contain_text("done in", timeout=60_000)


# Who may enter.


def test_who_has_not_signed_in_sees_nothing(clinic: Clinic, opened: Opened) -> None:
    page = opened()
    for path in (
        "/staff",
        "/staff/coverage",
        "/staff/pages",
        "/staff/checking",
        "/staff/checking/page?page=000_935efed495dcb89e",
        "/staff/doctors.csv",
        "/staff/progress",
    ):
        page.goto(clinic.address + path)
        expect(page).to_have_url(f"{clinic.address}/staff/enter")
        assert page.locator("[data-verbatim], table").count() == 0
    assert violations(page) == []


def test_a_wrong_password_is_refused_and_after_five_nobody_is_asked(
    browser: Browser, clinic: Clinic
) -> None:
    page = browser.new_page()
    for _ in range(5):
        sign_in(page, clinic, "a wrong password")
        expect(page.get_by_role("alert")).to_contain_text("do not match")
        assert violations(page) == []
    sign_in(page, clinic)
    expect(page.get_by_role("alert")).to_contain_text("Too many wrong passwords. Try again in 15")
    page.close()


def test_the_cookie_is_for_the_browser_alone_and_signing_out_ends_it(
    clinic: Clinic, opened: Opened
) -> None:
    page = opened()
    sign_in(page, clinic)
    expect(page.get_by_role("heading", name="Doctors", level=1)).to_be_visible()
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/staff")
    assert page.evaluate("document.cookie") == ""
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{clinic.address}/staff/enter")
    page.goto(f"{clinic.address}/staff")
    expect(page).to_have_url(f"{clinic.address}/staff/enter")


def test_without_a_login_the_desk_opens_by_an_address_that_works_once(
    opened: Opened, outliving: ExitStack, real_folder: Path, tmp_path: Path
) -> None:
    clinic = outliving.enter_context(clinic_in(tmp_path / "library", real_folder, ""))
    page, way_in = opened(), clinic.way_in
    page.goto(way_in)
    expect(page).to_have_url(f"{clinic.address}/staff")
    expect(page.locator(".notice")).to_contain_text("open in this browser only")
    assert violations(page) == []
    page.get_by_role("navigation").get_by_role("link", name="Pages").click()
    expect(page.get_by_role("main")).to_contain_text("Upload")
    assert way_in.partition("key=")[2] not in page.evaluate("document.referrer")
    with pytest.raises(HTTPError, match="403"):
        urlopen(way_in)


# A day.


def test_a_topic_its_facets_and_its_files_say_the_same_and_the_files_come_in_again(
    clinic: Clinic, opened: Opened, tmp_path: Path
) -> None:
    page = opened()
    sign_in(page, clinic)
    page.get_by_role("searchbox", name="Topic").fill("massage")
    page.get_by_role("button", name="Show").click()
    library, encoder = clinic.library, clinic.library.encoder()
    reply = doctors_on("massage", library, encoder)
    assert {card.answer.id: card.answer.doctor.name for card in reply.cards} == MASSAGE
    assert shown(page) == set(MASSAGE)
    page.locator("summary", has_text="Specialty").click()
    choice = page.locator("label.choice", has_text="Dermatologic Surgeon")
    expect(choice).to_contain_text("(2)")
    choice.click()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("status")).to_contain_text("2 doctors, 2 answers in all")
    both = shown(page)
    assert both == {"003_13a95f21a5b80d88#6", "003_13a95f21a5b80d88#2"}
    files = {}
    for name in ("CSV", "JSON", "records"):
        with page.expect_download() as started:
            page.get_by_role("link", name=name).click()
        files[name] = Path(started.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(files["CSV"], newline="")))
    assert {row["id"] for row in rows} == both
    told = json.loads(files["JSON"])
    assert {one["id"] for row in told["doctors"] for one in row["answers"]} == both
    records = [json.loads(line) for line in files["records"].splitlines()]
    assert {one["answer_text"] for one in records} == {
        card.quote for card in reply.cards if card.answer.id in both
    }
    quotes = {card.answer.id: card.quote for card in reply.cards}
    doctors = {card.answer.id: asdict(card.answer.doctor) for card in reply.cards}
    for row in told["doctors"]:
        for one in row["answers"]:
            assert (row["doctor"], one["quote"]) == (doctors[one["id"]], quotes[one["id"]])
    for ending, name in (("csv", "CSV"), ("jsonl", "records")):
        file = tmp_path / f"again.{ending}"
        file.write_text(files[name], encoding="utf-8", newline="")
        page.goto(f"{clinic.address}/staff/pages")
        page.locator('input[type="file"]').set_input_files(file)
        page.get_by_role("button", name="Upload and review").click()
        expect(page.get_by_role("status")).to_contain_text("1 page with 2 answers can be added.")
        read = page.locator(".incoming blockquote").evaluate_all(
            "all => all.map(e => e.textContent)"
        )
        assert sorted(read) == sorted(quotes[one] for one in both)
        for one in both:
            expect(page.locator(".incoming")).to_contain_text(MASSAGE[one])
        page.get_by_role("button", name="Discard").click()
        expect(page.get_by_role("heading", name="Add pages")).to_be_visible()


def test_a_row_opens_the_answers_in_full(clinic: Clinic, opened: Opened) -> None:
    page = opened()
    sign_in(page, clinic)
    page.goto(f"{clinic.address}/staff?topic=massage")
    page.locator("summary", has_text=KRANT).click()
    found = clinic.library.answer("003_13a95f21a5b80d88#6")
    quote = page.locator('[data-answer="003_13a95f21a5b80d88#6"] blockquote')
    expect(quote).to_be_visible()
    assert quote.evaluate("e => e.textContent") == found.page.quote(found.answer.body)


def test_what_was_uploaded_is_shown_with_every_warning_beside_its_answer_before_it_is_added(
    clinic: Clinic, opened: Opened, tmp_path: Path
) -> None:
    file = tmp_path / "how-long.txt"
    file.write_text(NEW_PAGE, encoding="utf-8")
    page, patient = opened(), opened()
    open_chat(patient, clinic.address)
    sign_in(page, clinic)
    page.get_by_role("navigation").get_by_role("link", name="Pages").click()
    page.locator('input[type="file"]').set_input_files(file)
    page.get_by_role("button", name="Upload and review").click()
    expect(page.get_by_role("status")).to_contain_text("1 page with 3 answers can be added.")
    unnamed = page.locator("li[value='2']")
    expect(unnamed.locator(".warning", has_text="the doctor is not named")).to_be_visible()
    expect(unnamed.locator("blockquote")).to_have_text("Wait two weeks before you judge it.")
    assert violations(page) == []
    assert len(list(clinic.library.pages())) == 3
    page.get_by_role("button", name="Add to the library").click()
    finished(page)
    assert violations(page) == []
    ask(patient, "how long until botox works?")
    expect(last_reply(patient)).to_contain_text("all of it after two weeks")
    file.write_text(NEW_PAGE.replace("within four days", "within five days"), encoding="utf-8")
    page.goto(f"{clinic.address}/staff/pages")
    page.locator('input[type="file"]').set_input_files(file)
    page.get_by_role("button", name="Upload and review").click()
    expect(page.locator(".note")).to_contain_text("It replaces the page of the same name")
    expect(page.locator("del")).to_have_text("four")
    expect(page.locator("ins")).to_have_text("five")
    page.get_by_role("button", name="Add to the library").click()
    finished(page)
    ask_again(patient, "when does botox begin to work?")
    expect(last_reply(patient)).to_contain_text("within five days")
    # the page looks every 15 seconds whether the library has changed
    expect(patient.locator("text=within four days")).to_have_count(0, timeout=60_000)
    expect(patient.locator("#chat .trouble")).to_contain_text("no longer shown")


def test_a_doctor_who_was_removed_is_shown_nowhere_again(clinic: Clinic, opened: Opened) -> None:
    page, patient, waiting = opened(), opened(), opened(PHONE)
    for one in (patient, waiting):
        open_chat(one, clinic.address)
        ask_again(one, DEEP)
        expect(one.locator("#chat .card", has_text=KRANT)).to_have_count(1)
    sign_in(page, clinic)
    page.goto(f"{clinic.address}/staff?topic=massage")
    page.locator("summary", has_text=KRANT).click()
    page.get_by_role("button", name=f"Remove everything by {KRANT}").click()
    expect(page.get_by_role("main")).to_contain_text("1 answer will be removed")
    assert violations(page) == []
    page.get_by_role("button", name="Remove permanently").click()
    finished(page)
    ask_again(patient, EXERCISE)
    expect(patient.locator("#chat")).not_to_contain_text(KRANT)
    expect(patient.locator("#chat .trouble")).to_contain_text("no longer shown")
    ask_again(patient, DEEP)
    expect(patient.locator("#chat")).not_to_contain_text("Krant")
    # In the other window nobody does anything.
    expect(waiting.locator("#chat")).not_to_contain_text("Krant")
    saved = patient.context.request.get(f"{clinic.address}/page/003_13a95f21a5b80d88/1")
    assert "Krant" not in saved.text()
    page.goto(f"{clinic.address}/staff")
    assert "Krant" not in page.content()
    left = [
        file.relative_to(clinic.folder).as_posix()
        for file in clinic.folder.rglob("*")
        if file.is_file() and b"Krant" in file.read_bytes()
    ]
    assert left == []
    events = History.read(clinic.folder).events
    assert (events[-1].by, events[-1].taken_out) == ("anna", ("003_13a95f21a5b80d88#6",))


def test_searches_with_no_results_are_listed_and_a_synonym_is_taught(
    clinic: Clinic, opened: Opened
) -> None:
    page, patient = opened(), opened()
    open_chat(patient, clinic.address)
    ask(patient, "what is the capital of France?")
    sign_in(page, clinic)
    page.get_by_role("link", name="Coverage").click()
    expect(page.get_by_role("main")).to_contain_text("what is the capital of France?")
    page.get_by_label("Patients say").fill("gurning")
    page.get_by_label("Doctors here say").fill("facial exercise")
    page.get_by_role("button", name="Approve and teach").click()
    expect(page.get_by_role("main")).to_contain_text("gurning is also searched as facial exercise")
    assert violations(page) == []
    ask(patient, "is gurning safe after botox?")
    expect(patient.locator("#chat .changes")).to_contain_text("facial exercise")
    page.get_by_role("button", name="Delete all").click()
    expect(page.get_by_role("main")).not_to_contain_text("capital of France")


# For everybody.


def test_a_member_of_staff_decides_whose_words_are_whose(clinic: Clinic, opened: Opened) -> None:
    page = opened()
    sign_in(page, clinic)
    page.goto(f"{clinic.address}/staff/pages")
    page.get_by_label("Pages as .html").set_input_files(
        {"name": "moves.txt", "mimeType": "text/plain", "buffer": TWO_NAMES.encode()}
    )
    page.get_by_role("button", name="Upload and review").click()
    expect(page.get_by_role("main")).to_contain_text("will be on the list “To be checked”")
    page.get_by_role("button", name="Add to the library").click()
    finished(page)
    listed = page.get_by_role("navigation").get_by_role("link", name="To be checked 1")
    for _ in range(60):  # the new generation is served within a few seconds
        if listed.count():
            break
        page.wait_for_timeout(500)
        page.goto(f"{clinic.address}/staff/pages")
    listed.click()
    page.get_by_role("link", name="Does filler move?").click()
    page.get_by_label("What line 18 is").select_option("The site’s own, nobody’s words")
    for line in (19, 20):
        page.get_by_label(f"What line {line} is").select_option("Byline of the answer above")
    page.locator("form.checking").get_by_role("button", name="Show the result").last.click()
    result = page.locator(".results li", has_text="Ice helps")
    expect(result).to_contain_text("John Roe, MD")
    expect(result).to_contain_text("now: Doctor not named on the page")
    assert violations(page) == []
    page.get_by_role("button", name="Keep this decision").click()
    finished(page)
    (second,) = [one for one in clinic.library.page("moves").answers if one.number == 2]
    assert (second.doctor.name, second.doctor.named_by) == ("John Roe", "byline")
    decision = decision_beside(Uploads(clinic.folder).folder / "moves.txt")
    assert decision is not None and decision.by == "anna"
    page.goto(f"{clinic.address}/staff/checking")
    expect(page.get_by_role("main")).to_contain_text("Nothing to decide")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "?topic=massage",
        "?sort=-answers",
        "/values?facet=doctor",
        "/doctor?person=003_13a95f21a5b80d88%231",
        "/topics",
        "/topic?of=003_13a95f21a5b80d88",
        "/coverage",
        "/coverage/list?of=warned",
        "/pages",
        "/checking",
        "/checking/page?page=003_13a95f21a5b80d88",
    ],
)
def test_everybody_can_use_the_desk(path: str, page: Page, desk: Clinic) -> None:
    """In every window, light and dark, one after the other in the same visit."""
    page.goto(desk.way_in)
    page.goto(f"{desk.address}/staff{path}")
    page.locator("details").evaluate_all("all => all.forEach(e => { e.open = true; })")
    found = {}
    for kind, size in {"desktop": DESKTOP, "phone": PHONE}.items():
        for scheme in SCHEMES:
            show_in(page, size, scheme, at_the_end=False)
            found[kind, scheme] = violations(page)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= size[0], (kind, scheme)
    assert {kind: some for kind, some in found.items() if some} == {}


def test_small_buttons_are_centred_and_who_signed_in_stands_beside_the_name_of_the_desk(
    clinic: Clinic, opened: Opened
) -> None:
    page = opened((1280, 900))
    sign_in(page, clinic)
    page.goto(f"{clinic.address}/staff/doctor?person=003_13a95f21a5b80d88%231")
    sides = page.locator("button.plain").evaluate_all(
        "all => all.map(getComputedStyle).map(e => [e.paddingLeft, e.paddingRight])"
    )
    assert sides
    assert all(left == right for left, right in sides)
    brand, leave = (page.locator(one).bounding_box() for one in (".brand", ".leave"))
    assert brand is not None
    assert leave is not None
    assert abs(brand["y"] + brand["height"] / 2 - leave["y"] - leave["height"] / 2) < 4


def test_the_desk_is_walked_by_keyboard(opened: Opened, desk: Clinic) -> None:
    page = opened()
    page.goto(desk.way_in)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.textContent.trim().slice(0, 20)"))
        if page.evaluate("document.activeElement.name") == "topic":
            page.keyboard.type("massage")
            page.keyboard.press("Enter")
            break
    expect(page.get_by_role("status")).to_contain_text("on “massage”")
    summary = page.locator(".roster summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("article.answer").first).to_be_visible()


def test_a_slash_goes_to_the_search_and_the_arrows_from_row_to_row(
    opened: Opened, desk: Clinic
) -> None:
    page = opened()
    page.goto(desk.way_in)
    topic = page.get_by_role("searchbox", name="Topic")
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(topic).to_be_focused()
    page.keyboard.type("and/or")
    expect(topic).to_have_value("and/or")  # where somebody types it is a letter
    names = page.locator("[data-row] th a")
    for key, at in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0)):
        page.keyboard.press(key)
        expect(names.nth(at)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(topic).to_be_focused()


@pytest.mark.parametrize(
    ("path", "form", "way"),
    [
        ("?topic=massage", "#filters", "Filters and order"),
        ("/pages", "#add", "Add pages"),
    ],
)
def test_on_a_phone_the_first_row_stands_before_the_form(
    path: str, form: str, way: str, opened: Opened, desk: Clinic
) -> None:
    page = opened(PHONE)
    page.goto(desk.way_in)
    page.goto(f"{desk.address}/staff{path}")
    top = page.locator("[data-row]").first.bounding_box()
    below = page.locator(form).bounding_box()
    assert top is not None and below is not None and top["y"] + 100 < PHONE[1] < below["y"]
    page.get_by_role("link", name=way).click()
    expect(page.locator(form)).to_be_in_viewport()


def test_whoever_opens_an_address_in_vain_goes_on_from_there(
    browser: Browser, desk: Clinic
) -> None:
    page = browser.new_page()
    for path in ("/nowhere", "/page/nothing/1", "/answer/nothing/1"):
        page.goto(desk.address + path)
        assert violations(page) == []
        page.get_by_role("link", name="To the start page").click()
        expect(page).to_have_url(f"{desk.address}/")
    page.goto(desk.way_in)
    page.goto(f"{desk.address}/staff/searches/9")
    assert violations(page) == []
    page.get_by_role("link", name="All saved searches").click()
    expect(page.get_by_role("heading", name="Saved searches", level=1)).to_be_visible()
    page.close()


def test_without_script_a_list_is_ordered_and_leads_to_a_doctor_and_back(
    browser: Browser, desk: Clinic
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(desk.way_in)
    page.get_by_role("link", name="Specialty").click()
    expect(page.locator("th[aria-sort='ascending']")).to_contain_text("Specialty")
    page.locator("[data-row] th a", has_text=KRANT).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(KRANT)
    page.get_by_role("link", name="all doctors on it").click()
    page.get_by_role("link", name="All doctors who answered on it").click()
    expect(page.locator("[data-row] th a", has_text=KRANT)).to_be_visible()
    context.close()


@pytest.fixture(scope="session")
def desk(real_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """A desk that nobody changes anything at."""
    with clinic_in(tmp_path_factory.mktemp("desk") / "library", real_folder, "") as clinic:
        yield clinic
