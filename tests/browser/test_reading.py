"""Reading, sharing, printing, linking and voting, in a real browser."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote as in_url
from urllib.parse import unquote, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from bot.feedback.votes import Votes
from bot.reply.reply import Card, ReplyPart
from bot.reply.service import AnswerService
from bot.reply.spread import spread_of
from bot.show.card import LONG, print_address
from bot.show.document import shown_source
from bot.show.wording import UNTITLED, WHAT_IT_IS_NOT, attribution_around, name_of
from bot.text.glossary import defined
from index.model import Answer
from index.model import Page as Saved
from tests.browser.conftest import (
    Opened,
    Program,
    article_of,
    ask,
    box_of,
    context_of,
    last_reply,
    open_about,
    open_chat,
    open_rows,
    open_times,
    serving,
)
from tests.browser.test_chat import assert_unhacked
from tests.show.test_card import HOSTILE
from tests.show.test_conversation import by_speaker

pytestmark = [pytest.mark.browser, pytest.mark.model]

EXERCISE = "can I exercise after botox?"
MASSAGE = "massage after botox"
BOTH = "Can I exercise after Botox? Can I have a massage after Botox?"
FOUR = (
    "Can I exercise after Botox? Can I have a massage after Botox? Can I fly after Botox? "
    "Can I drink wine after Botox?"
)
RINGING = "How long do ears ring after a loud concert?"
TATTOO = "Does laser tattoo removal hurt?"
SECRET = "can I exercise after botox, asks Wilhelmina?"


@pytest.fixture
def copying(opened: Opened, program: Program) -> Page:
    """The chat page with a clipboard that may be read."""
    page = opened()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=program.address)
    open_chat(page, program.address)
    return page


def pasted(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


# Doctors differ.

READ_CHIPS = """
chips => chips.map(chip => [
  chip.dataset.leads,
  Number(chip.dataset.at),
  chip.querySelector('[data-verbatim]').textContent,
  chip.closest('ul').previousElementSibling.textContent,
])
"""


def times_of(part: ReplyPart) -> list[list[object]]:
    """What the chips of a part must hold."""
    spread = spread_of(part.cards)
    times = by_speaker(spread.times) if spread else []
    for time in times:
        assert time.card.answer.body.holds(time.sentence)
        assert time.sentence.holds(time.span)
    return [
        [
            time.card.answer.id,
            time.sentence.start,
            time.card.page.text[time.span.start : time.span.end],
            name_of(time.card.answer.doctor),
        ]
        for time in times
    ]


@pytest.mark.parametrize("question", [EXERCISE, MASSAGE, BOTH, TATTOO])
def test_each_chip_holds_a_doctors_own_words_for_a_time_and_the_doctors_name(
    question: str, chat: Page, service: AnswerService
) -> None:
    ask(chat, question)
    parts = service.reply(question).parts
    sections = last_reply(chat).locator("section.for")
    assert sections.count() == len(parts)
    for section, part in zip(sections.all(), parts, strict=True):
        chips = section.locator(".spread button.time")
        assert chips.evaluate_all(READ_CHIPS) == times_of(part)
    assert question == TATTOO or all(times_of(part) for part in parts)


@pytest.mark.parametrize("question", [RINGING, FOUR])
def test_where_fewer_than_three_doctors_answered_no_spread_is_shown(
    question: str, chat: Page, service: AnswerService
) -> None:
    ask(chat, question)
    reply = service.reply(question)
    assert reply.cards
    assert all(len(part.cards) < 3 for part in reply.parts)
    expect(last_reply(chat).locator(".spread, .time")).to_have_count(0)


def test_a_spread_tells_who_answered_and_each_specialty_as_printed(
    chat: Page, service: AnswerService
) -> None:
    ask(chat, EXERCISE)
    open_times(chat)
    spread = spread_of(service.reply(EXERCISE).cards)
    assert spread is not None
    spread_text = last_reply(chat).locator(".spread").inner_text()
    assert f"{len({time.card.answer.id for time in spread.times})} answers" in spread_text
    speakers = spread.speakers
    state = f" · {speakers.doctors} doctors · {speakers.unnamed} unnamed"
    expect(last_reply(chat).locator(".found")).to_contain_text(state)
    for specialty, _ in spread.specialties:
        assert specialty in spread_text
    assert last_reply(chat).locator(".spread bdi").first.text_content() == spread.specialties[0][0]


# A doctor's words hold nothing of ours.

FOREIGN = """
all => all.flatMap(words => [...words.querySelectorAll('*')])
  .filter(one => !['MARK', 'SPAN'].includes(one.tagName)).map(one => one.outerHTML)
"""


@pytest.mark.parametrize("question", [MASSAGE, TATTOO])
def test_explanations_stand_beside_a_doctors_words_and_never_in_them(
    question: str, chat: Page, service: AnswerService
) -> None:
    ask(chat, question)
    cards = service.reply(question).cards
    words = last_reply(chat).locator(".words")
    open_rows(chat)
    entries = last_reply(chat).locator(".glossary dt")
    expect(entries).to_have_count(sum(len(defined(card.quote)) for card in cards))
    for article in last_reply(chat).locator(".card").all():
        about = open_about(article)
        for meaning in about.locator("dd").all():
            expect(meaning).to_be_visible()
    assert words.all_text_contents() == [card.quote for card in cards]
    assert last_reply(chat).locator(".words, .excerpt").evaluate_all(FOREIGN) == []
    expect(last_reply(chat).locator(".words .glossary, .words details")).to_have_count(0)
    for card in cards:
        terms = article_of(chat, card).locator(".glossary")
        known = defined(card.quote)
        assert terms.locator(".term").all_text_contents() == [one.words for one in known]
        assert terms.locator("dd").all_text_contents() == [one.meaning for one in known]
        assert all(one.words in card.quote for one in known)
    assert question == TATTOO or any(defined(card.quote) for card in cards)


def test_the_sentences_that_times_lead_to_are_the_doctors_own_and_out_of_the_tab_order(
    chat: Page, service: AnswerService
) -> None:
    ask(chat, EXERCISE)
    reply = service.reply(EXERCISE)
    spread = spread_of(reply.cards)
    assert spread is not None
    for card in reply.cards:
        sentences = {t.sentence for t in spread.times if t.card.answer.id == card.answer.id}
        marked = article_of(chat, card).locator(".words [data-at]")
        texts = [card.page.text[span.start : span.end] for span in sorted(sentences)]
        assert marked.all_text_contents() == texts
        for one in marked.all():
            expect(one).to_have_attribute("tabindex", "-1")


# Sharing.


def shared(card: Card) -> str:
    """The text that is shared of a card; what must go with the words is in it, and they are copied
    with a link."""
    before, behind = attribution_around(card)
    text = f"{before}{card.quote}{behind}"
    for words in (
        name_of(card.answer.doctor),
        card.page.quoted(card.page.title) or UNTITLED,
        card.page.quoted(card.page.notice) or "",
        "date not given on the page",
        WHAT_IT_IS_NOT,
    ):
        assert words in text
    return text


def linked(card: Card, program: Program) -> str:
    """The address of an answer by itself."""
    return f"{program.address}/{print_address(card.page.id, card.answer.number)}"


@pytest.mark.parametrize("question", [EXERCISE, f"{TATTOO} one two three four"])
def test_what_is_shared_is_copied_with_the_exact_words_and_all_that_goes_with_them(
    question: str, copying: Page, program: Program, service: AnswerService
) -> None:
    ask(copying, question)
    open_rows(copying)
    assert copying.evaluate("navigator.share === undefined")
    for card in service.reply(question).cards:
        button = article_of(copying, card).locator("button.share")
        button.click()
        expect(button).to_have_text("Copied")
        assert pasted(copying) == f"{shared(card)}\n\n{linked(card, program)}"


SHARE = """
Object.defineProperty(navigator, 'share', { value: async given => {
  window.given = [...(window.given ?? []), given];
  if (window.refusal) throw new DOMException('refused', window.refusal);
} });
"""


def test_a_device_that_shares_is_given_the_same_text(
    opened: Opened, program: Program, service: AnswerService
) -> None:
    page = opened().context.new_page()  # one that is closed at the end, and its script with it
    page.add_init_script(SHARE)
    open_chat(page, program.address)
    ask(page, EXERCISE)
    open_rows(page)
    cards = service.reply(EXERCISE).cards
    for card in cards:
        article_of(page, card).get_by_role("button", name="Share", exact=True).click()
    assert page.evaluate("given") == [
        {"text": shared(card), "url": linked(card, program)} for card in cards
    ]
    expect(last_reply(page).get_by_role("button", name="Share", exact=True)).to_have_count(
        len(cards)
    )


def test_what_cannot_be_shared_is_copied_and_what_is_called_off_is_not(
    copying: Page, program: Program, service: AnswerService
) -> None:
    copying.evaluate(SHARE)
    ask(copying, EXERCISE)
    first, second = service.reply(EXERCISE).cards[:2]
    copying.evaluate("navigator.clipboard.writeText('as before')")
    copying.evaluate("window.refusal = 'AbortError'")
    article_of(copying, first).locator("button.share").click()
    copying.wait_for_function("() => given.length === 1")
    copying.evaluate("window.refusal = 'NotAllowedError'")
    expect(article_of(copying, first).locator("button.share")).to_have_text("Share")
    assert pasted(copying) == "as before"
    article_of(copying, second).locator("button.share").click()
    expect(article_of(copying, second).locator("button.share")).to_have_text("Copied")
    assert pasted(copying) == f"{shared(second)}\n\n{linked(second, program)}"


def test_a_long_answer_is_shared_whole(
    copying: Page, program: Program, service: AnswerService
) -> None:
    ask(copying, MASSAGE)
    open_rows(copying)
    long = [card for card in service.reply(MASSAGE).cards if len(card.quote) >= LONG]
    assert long
    for card in long:
        button = article_of(copying, card).locator("button.share")
        button.click()
        expect(button).to_have_text("Copied")
        assert pasted(copying) == f"{shared(card)}\n\n{linked(card, program)}"


# To print.


def answers_of(program: Program, page_id: str) -> Iterator[tuple[Saved, Answer]]:
    (found,) = (page for page in program.library.pages() if page.id == page_id)
    for answer in found.answers:
        yield found, answer


@pytest.mark.parametrize("page_id", ["003_13a95f21a5b80d88", "sub/hostile"])
def test_an_answer_to_print_has_its_exact_words_and_all_that_goes_with_them(
    page_id: str, page: Page, program: Program
) -> None:
    text = program.files[page_id].read_bytes().decode("utf-8")
    for found, answer in answers_of(program, page_id):
        response = page.goto(f"{program.address}/{print_address(found.id, answer.number)}")
        assert response is not None
        assert response.status == 200
        words = page.locator("blockquote[data-verbatim]")
        assert words.text_content() == text[answer.body.start : answer.body.end]
        expect(page.locator("h1")).to_have_text(name_of(answer.doctor))
        assert page.locator(".notice[data-verbatim]").text_content() == found.quoted(found.notice)
        assert page.locator(".question").text_content() == found.quoted(found.question)
        body = page.locator("body").text_content() or ""
        for part in (
            found.quoted(found.title) or UNTITLED,
            shown_source(found),
            "date not given on the page",
            WHAT_IT_IS_NOT,
        ):
            assert part in body
        assert page.evaluate("typeof window.hacked") == "undefined"
        assert page.locator("body :is(img, iframe, object, embed, link, b, i)").count() == 0
        assert page.locator("script").count() == 1


def test_an_answer_to_print_may_run_its_one_script_only(page: Page, program: Program) -> None:
    response = page.goto(f"{program.address}/answer/000_935efed495dcb89e/1")
    assert response is not None
    given = response.headers["content-security-policy"].split(";")
    policy = {name: allowed for name, *allowed in (one.split() for one in given)}
    assert policy["default-src"] == ["'none'"]
    (allowed,) = policy["script-src"]
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", allowed)
    assert page.evaluate("document.scripts.length") == 1


def test_the_print_button_prints_and_stands_on_no_paper(opened: Opened, program: Program) -> None:
    page = opened().context.new_page()  # one that is closed at the end, and its script with it
    page.add_init_script("window.print = () => { window.printed = (window.printed ?? 0) + 1; };")
    page.goto(f"{program.address}/answer/000_935efed495dcb89e/9")
    button = page.get_by_role("button", name="Print", exact=True)
    assert page.evaluate("window.printed") is None
    button.click()
    page.wait_for_function("() => window.printed === 1")
    page.emulate_media(media="print")
    expect(page.locator("button")).to_be_hidden()
    for part in ("h1", ".words", ".notice", ".question"):
        expect(page.locator(part)).to_be_visible()


def test_on_paper_no_byline_is_parted_from_its_words(chat: Page, program: Program) -> None:
    ask(chat, EXERCISE)
    for address in (None, f"{program.address}/answer/000_935efed495dcb89e/9"):
        if address is not None:
            chat.goto(address)
        chat.emulate_media(media="print")
        for part in chat.locator(".card header, .card .headline").all():
            assert part.evaluate("e => getComputedStyle(e).breakAfter") == "avoid"
        words = chat.locator("blockquote.words").first
        assert words.evaluate("e => getComputedStyle(e).orphans") == "3"
        expect(words).to_be_visible()
        expect(
            chat.locator("#ask-bar, .actions, #keep, button").locator("visible=true")
        ).to_have_count(0)


def test_a_dark_page_is_printed_in_ink_with_its_answers_opened(
    opened: Opened, program: Program
) -> None:
    page = opened(scheme="dark")
    open_chat(page, program.address)
    ask(page, EXERCISE)
    rows = page.locator(".card details.short")
    assert rows.count() > 0
    assert rows.evaluate_all("all => all.some(e => e.open)") is False
    page.emulate_media(media="print")
    for part in (".card .doctor", ".card blockquote", ".lifeline"):
        ink = page.locator(part).first.evaluate("e => getComputedStyle(e).color")
        assert ink == "rgb(0, 0, 0)", part
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert rows.evaluate_all("all => all.every(e => e.open)")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert rows.evaluate_all("all => all.some(e => e.open)") is False


def test_only_what_is_hidden_on_paper_is_missing_there(page: Page, program: Program) -> None:
    """All that must go with the words is on paper, too; nothing is cut off at the side."""
    page.set_viewport_size({"width": 700, "height": 900})
    page.goto(f"{program.address}/answer/sub%2Fhostile/1")
    page.emulate_media(media="print")
    hidden = page.locator("main *:not(bdi, .title:has(+ .degrees))").evaluate_all(
        "all => all.filter(e => !e.checkVisibility()).map(e => e.tagName)"
    )
    assert set(hidden) <= {"BUTTON", "SCRIPT", "DETAILS", "SUMMARY", "DL", "DT", "DD"}
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    expect(page.locator(".question")).to_be_visible()


@pytest.mark.parametrize(
    "path",
    ["not-there/1", "000_935efed495dcb89e/0", "000_935efed495dcb89e/99", "..%2F..%2Fetc/1"],
)
def test_an_answer_that_is_not_there_is_said_to_be_missing(path: str, program: Program) -> None:
    response = httpx.get(f"{program.address}/answer/{path}")
    assert response.status_code == 404
    assert "There is no such page here." in response.text
    assert "script-src" not in response.headers["content-security-policy"]
    assert "root:" not in response.text


# A link to a question.


def asked_by_itself(page: Page, address: str, question: str) -> None:
    """Open a link to a question and see it asked."""
    page.goto("about:blank")  # a new # alone would load nothing
    page.goto(address)
    expect(page.locator("#chat .reply")).to_have_count(1)
    assert page.locator("#chat .asked").all_text_contents() == [question]
    expect(box_of(page)).to_have_value("")
    assert page.evaluate("location.hash") == ""
    assert page.evaluate("location.href") == address.partition("#")[0]


def test_the_link_to_a_question_asks_it_by_itself(
    copying: Page, opened: Opened, program: Program, service: AnswerService
) -> None:
    question = "100% sure: can I exercise & swim after botox? #1 + 2/3 “ja” ñ 👩‍⚕️"
    ask(copying, question)
    button = copying.get_by_role("button", name="Copy a link to this question")
    button.click()
    expect(copying.locator("#chat button.link")).to_have_text("Link copied")
    address = pasted(copying)
    before, behind = address.split("#q=")
    assert before == f"{program.address}/"
    assert unquote(behind) == question
    assert re.fullmatch(r"[\w.~!*'()%-]+", behind, re.ASCII)
    page = opened()
    asked_by_itself(page, address, question)
    words = last_reply(page).locator(".words").all_text_contents()
    assert words == [card.quote for card in service.reply(question).cards]
    page.reload()
    expect(page.locator("#examples")).to_be_visible()
    expect(page.locator("#chat .asked")).to_have_count(0)


@pytest.mark.parametrize("first", range(0, len(HOSTILE), 6))
def test_a_link_with_hostile_words_asks_them_as_text(
    first: int, page: Page, program: Program
) -> None:
    for words in list(HOSTILE.values())[first : first + 6]:
        # A text box has but one kind of line end.
        question = words.replace("\r\n", "\n").replace("\r", "\n")
        asked_by_itself(page, f"{program.address}/#q={in_url(words, safe='')}", question)
        assert_unhacked(page, "#chat")


@pytest.mark.parametrize(
    "sequence", ["%E0%A4", "%", "100%25%", "%zz-botox", "a%00%FFb", "%3Cb%3E%C3%28"]
)
def test_a_link_that_is_no_proper_link_is_asked_as_it_stands(
    sequence: str, page: Page, program: Program
) -> None:
    asked_by_itself(page, f"{program.address}/#q={sequence}", sequence)
    assert_unhacked(page, "#chat")


def test_a_link_without_a_question_asks_nothing(page: Page, program: Program) -> None:
    for behind in ("#q=", "#q", "#other=can%20I%20exercise", "#"):
        page.goto("about:blank")
        open_chat(page, f"{program.address}/{behind}")
        expect(page.locator("#examples")).to_be_visible()
        expect(page.locator("#chat .asked")).to_have_count(0)
        expect(box_of(page)).to_have_value("")


# What a question leaves behind.


def sent_by(context: BrowserContext) -> list[Request]:
    """Every request of a context, from here on."""
    requests: list[Request] = []

    def note(request: Request) -> None:
        requests.append(request)

    context.on("request", note)
    return requests


def test_a_question_stands_in_no_address_and_no_header(
    opened: Opened, program: Program, service: AnswerService
) -> None:
    page = opened()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=program.address)
    requests = sent_by(page.context)
    page.goto(f"{program.address}/#q={in_url(SECRET)}")
    expect(page.locator("#chat .reply")).to_have_count(1)
    ask(page, f"{SECRET} and again")
    page.locator("#chat button.link").last.click()
    article = article_of(page, service.reply(f"{SECRET} and again").cards[0])
    article.locator("button.share").click()
    for link in (article.locator("footer a"), article.locator("a.print")):
        with page.context.expect_page() as opening:
            link.click()
        opening.value.wait_for_load_state()
    page.reload()
    expect(page.locator("#examples")).to_be_visible()
    asking = []
    for request in requests:
        headers = request.all_headers()
        sent = unquote(f"{request.url} {headers}")
        assert "Wilhelmina" not in sent, request.url
        assert "exercise" not in sent, request.url
        if "Wilhelmina" in (request.post_data or ""):
            asking.append(urlsplit(request.url).path)
    assert len(requests) > 10
    assert len(asking) == 2
    assert all(path.endswith("/queue/join") for path in asking)


# Votes.


@pytest.fixture
def votes(tmp_path: Path) -> Votes:
    folder = tmp_path / "votes"
    folder.mkdir()
    return Votes.open(folder / "votes.sqlite")


@pytest.fixture
def voting(service: AnswerService, votes: Votes, outliving: ExitStack) -> str:
    """The address of a program that counts votes."""
    return outliving.enter_context(serving(service, votes))


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def kept_in(votes: Votes) -> bytes:
    """All that stands in the folder of the votes."""
    return b"".join(file.read_bytes() for file in sorted(votes.file.parent.rglob("*")))


@pytest.mark.parametrize(
    ("words", "vote"), [("Helpful", "helpful"), ("Not my question", "not my question")]
)
def test_a_vote_is_counted_once_and_thanked_for(
    words: str, vote: str, voting: str, page: Page, votes: Votes, service: AnswerService
) -> None:
    open_chat(page, voting)
    ask(page, SECRET)
    open_rows(page)
    card = service.reply(SECRET).cards[0]
    first, second = article_of(page, card).locator("button.vote").all()
    assert [first.text_content(), second.text_content()] == ["Helpful", "Not my question"]
    pressed, other = (first, second) if vote == "helpful" else (second, first)
    days = [today()]
    article_of(page, card).get_by_role("button", name=words, exact=True).click()
    expect(pressed).to_have_text("Thank you")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    days.append(today())
    expect(pressed).to_be_disabled()
    expect(other).to_be_disabled()
    expect(other).not_to_have_attribute("aria-pressed", "true")
    ((answer, counted, day, times),) = votes.counted()
    assert (answer, counted, times) == (card.answer.id, vote, 1)
    assert day in days
    expect(last_reply(page).locator("button.vote:disabled")).to_have_count(2)


def test_a_file_of_votes_holds_nothing_of_who_voted_or_asked(
    voting: str, page: Page, votes: Votes, service: AnswerService
) -> None:
    open_chat(page, voting)
    ask(page, SECRET)
    open_rows(page)
    for article in last_reply(page).locator("article.card").all():
        article.get_by_role("button", name="Helpful", exact=True).click()
        expect(article.get_by_role("button", name="Thank you")).to_be_visible()
    cards = service.reply(SECRET).cards
    assert sorted(one.answer for one in votes.counted()) == sorted(c.answer.id for c in cards)
    kept = kept_in(votes)
    for words in ("Wilhelmina", "exercise", "botox", "127.0.0.1", "Mozilla", "en-US"):
        assert words.lower().encode() not in kept.lower(), words
    hour = datetime.now(UTC).strftime("T%H:").encode()
    assert hour not in kept


def test_a_vote_sends_the_answer_and_the_vote_and_nothing_else(
    voting: str, page: Page, service: AnswerService
) -> None:
    open_chat(page, voting)
    ask(page, SECRET)
    open_rows(page)
    answer = service.reply(SECRET).cards[0].answer.id
    with page.expect_request("**/vote") as sending:
        last_reply(page).get_by_role("button", name="Helpful", exact=True).first.click()
    assert sending.value.post_data_json == {"answer": answer, "vote": "helpful"}
    expect(last_reply(page).get_by_role("button", name="Thank you")).to_be_visible()


def test_a_vote_that_is_not_saved_is_said_and_may_be_given_again(
    browser: Browser, voting: str, votes: Votes
) -> None:
    with context_of(browser) as context:
        page = context.new_page()
        open_chat(page, voting)
        ask(page, EXERCISE)
        page.route("**/vote", lambda route: route.fulfill(status=500))
        button = last_reply(page).locator('button.vote[data-vote="helpful"]').first
        button.click()
        expect(button).to_have_text("Not saved. Try again later.")
        expect(button).to_be_enabled()
        assert votes.counted() == []
        page.unroute("**/vote")
        button.click()
        expect(button).to_have_text("Thank you")
        assert [one.times for one in votes.counted()] == [1]


def test_without_a_file_of_votes_nobody_is_asked_and_nothing_is_taken(
    chat: Page, program: Program, service: AnswerService
) -> None:
    ask(chat, EXERCISE)
    expect(last_reply(chat).locator("button.vote")).to_have_count(0)
    answer = service.reply(EXERCISE).cards[0].answer.id
    cast = {"answer": answer, "vote": "helpful"}
    assert httpx.post(f"{program.address}/vote", json=cast).status_code == 404


NOBODYS = "000_935efed495dcb89e#1"


@pytest.mark.parametrize(
    ("answer", "vote", "status"),
    [
        ("not-there#1", "helpful", 404),
        ("000_935efed495dcb89e#99", "helpful", 404),
        ("000_935efed495dcb89e", "helpful", 404),
        ("", "helpful", 404),
        (NOBODYS, "harmful", 422),
        (NOBODYS, "", 422),
        (NOBODYS, None, 422),
        (None, "helpful", 422),
        ("x" * 2000, "helpful", 422),
        (["a"], "helpful", 422),
    ],
)
def test_a_vote_that_nobody_can_have_given_is_refused(
    answer: object, vote: object, status: int, voting: str, votes: Votes
) -> None:
    cast = {"answer": answer, "vote": vote}
    assert httpx.post(f"{voting}/vote", json=cast).status_code == status
    assert votes.counted() == []


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
def test_a_vote_that_is_no_json_is_refused(kind: str | None, voting: str, votes: Votes) -> None:
    cast = f'{{"answer": "{NOBODYS}", "vote": "helpful"}}'.encode()
    headers = {} if kind is None else {"content-type": kind}
    response = httpx.post(f"{voting}/vote", content=cast, headers=headers)
    assert response.status_code in {415, 422}
    assert votes.counted() == []


ELSEWHERE = """
async ([address, answer]) => {
  const vote = JSON.stringify({ answer, vote: 'helpful' });
  const send = (given) => fetch(address, { method: 'POST', ...given }).then(
    (response) => response.type, () => 'refused');
  const json = { 'Content-Type': 'application/json' };
  return [
    await send({ mode: 'no-cors', body: vote }),
    await send({ mode: 'no-cors', body: new Blob([vote]) }),
    await send({ mode: 'no-cors', body: vote, headers: json }),
    await send({ body: vote, headers: json }),
  ];
}
"""


def test_another_site_cannot_vote_for_its_visitors(
    browser: Browser, program: Program, voting: str, votes: Votes
) -> None:
    with context_of(browser) as context:
        page = context.new_page()
        page.goto(program.address)  # another port is another site
        results = page.evaluate(ELSEWHERE, [f"{voting}/vote", NOBODYS])
        assert results[-1] == "refused"
        assert votes.counted() == []
        page.goto("about:blank")  # the program's own pages send no form elsewhere
        page.set_content(
            f"""<form method="post" enctype="text/plain" action="{voting}/vote">
            <input name='{{"vote": "helpful", "answer": "{NOBODYS}", "x": "' value='"}}'>
            <button>Win</button></form>"""
        )
        with page.expect_response("**/vote") as sending:
            page.get_by_role("button", name="Win").click()
        assert sending.value.status in {403, 415, 422}
        assert votes.counted() == []
    own = httpx.post(f"{voting}/vote", json={"answer": NOBODYS, "vote": "helpful"})
    assert own.status_code == 204
    assert [one.answer for one in votes.counted()] == [NOBODYS]
