"""HTML of whole documents: a page as saved, and one answer to print."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePosixPath

from markupsafe import Markup

from bot.reply.reply import LONGEST_WRITTEN
from bot.show.addresses import address_of
from bot.show.card import (
    about_doctor_html,
    doctor_html,
    headline_html,
    marked,
    page_question_html,
    title_html,
)
from bot.show.conversation import OFFLINE, lifeline_html
from bot.show.templates import rendered
from bot.show.wording import NO_DATE, WHAT_IT_IS, WHAT_IT_IS_NOT, answered_on
from bot.text.homoglyphs import has_invisible
from bot.text.languages import ENGLISH, language_of, translatable, translations
from index.model import Answer, Page, Span
from index.pages.kinds import PAGE_ENDINGS, ending_of
from index.pages.rows.records import SOURCES

PRINTING = "document.querySelector('button').addEventListener('click', () => print());"
"""The only script that a document may run; its hash says so."""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
FORM_HEADERS = {
    "Content-Security-Policy": f"{POLICY}; form-action 'self'",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
}
"""For the answers to a question that was sent without script: no browser is to keep them."""
HEADERS = {"Content-Security-Policy": POLICY, "Vary": "Accept-Language"}
"""A saved page is shown without any script."""
_HASH = b64encode(sha256(PRINTING.encode()).digest()).decode()
PRINT_HEADERS = {**HEADERS, "Content-Security-Policy": f"{POLICY}; script-src 'sha256-{_HASH}'"}
READING_IN = translatable(
    "The doctors' answers are being read in, which takes a moment. You can already write your "
    "question."
)


@cache
def _style() -> Markup:
    style = Path(__file__).with_name("document.css").read_text(encoding="utf-8")
    return Markup(style)  # noqa: S704  it is ours


def saved_page_html(page: Page, answer: Answer, language: str = ENGLISH) -> Markup:
    """A whole page as saved, with one answer marked."""
    whole = Span(0, len(page.text))
    return _document(
        "saved_page.html",
        page.quoted(page.title) or page.id,
        language,
        number=answer.number,
        text=marked(page, whole, [answer.body], mark_id="marked"),
        lang=language_of(page.text),
        **_source(page, answer, language),
    )


def answer_html(page: Page, answer: Answer, language: str = ENGLISH) -> Markup:
    """One answer with all that must go with it, to print or to keep."""
    words, notice = page.quote(answer.body), page.quoted(page.notice)
    return _document(
        "answer.html",
        page.quoted(page.title) or answer.id,
        language,
        answer=answer,
        doctor=doctor_html(page, answer.doctor, "h1", language),
        about=about_doctor_html(answer.doctor, language),
        headline=headline_html(page, answer),
        words=words,
        lang=language_of(words, page.text),
        page_title=title_html(page, language),
        question=page_question_html(page, language, unfolded=True),
        notice=notice,
        notice_lang=language_of(notice),
        what_it_is_not=translations(language).gettext(WHAT_IT_IS_NOT),
        script=Markup(PRINTING),  # noqa: S704  it is ours
        **_source(page, answer, language),
    )


def _source(page: Page, answer: Answer, language: str) -> dict[str, object]:
    """Where a page comes from, and whether its file's name is not what it looks like."""
    return {
        "source": shown_source(page),
        "dated": answered_on(answer, language) or translations(language).gettext(NO_DATE),
        "deceptive_file_name": has_invisible(page.source),
    }


def shown_source(page: Page) -> str:
    """Where a page comes from, for readers: of a file only what is below the folder that was built,
    as far as the page's id tells it, or else its name. The folders of this machine are nobody's
    business. What is no path of a file, such as a web page's address, stays as it is."""
    return SOURCES.join(_shown_file(one, page.id) for one in page.source.split(SOURCES))


def _shown_file(source: str, page_id: str) -> str:
    file = PurePosixPath(source)
    if "://" in source or ending_of(file) not in PAGE_ENDINGS:
        return source
    named = source[: len(source) - len(ending_of(file))]
    is_told = f"/{named}".endswith(f"/{page_id}")
    return source[len(named) - len(page_id) :] if is_told else file.name


def head_tags_html(
    name: str, icons: tuple[str, str], colour: str, language: str = ENGLISH
) -> Markup:
    """What the head of the start page says to whoever shares, finds or installs it.

    Args:
        icons: the addresses of the icon as a drawing, and as a picture of a phone's size.
    """
    description = translations(language).gettext(WHAT_IT_IS)
    return rendered(
        "head_tags.html", language, name=name, icons=icons, colour=colour, description=description
    )


def no_script_html(name: str, number: str, language: str = ENGLISH) -> Markup:
    """What stands in the start page of who has no script: whom to call, and a form."""
    say = translations(language).gettext
    return rendered(
        "no_script.html",
        language,
        name=name,
        lifeline=lifeline_html(number, language, skips=False),
        what_it_is=say(WHAT_IT_IS),
        what_it_is_not=say(WHAT_IT_IS_NOT),
        longest=LONGEST_WRITTEN,
        written="",
    )


def first_start_html(number: str, language: str = ENGLISH) -> Markup:
    """What stands at the page's address while the first library is made: whom to call, that the
    answers are being read in, and a form. It becomes the chat page by itself."""
    say = translations(language).gettext
    script = Path(__file__).with_name("first_start.js").read_text(encoding="utf-8")
    return _document(
        "first_start.html",
        "Doctor Answers",
        language,
        lifeline=lifeline_html(number, language, skips=False),
        told=say(READING_IN),
        away=say(OFFLINE),
        what_it_is=say(WHAT_IT_IS),
        what_it_is_not=say(WHAT_IT_IS_NOT),
        longest=LONGEST_WRITTEN,
        written="",
        script=Markup(script),  # noqa: S704  it is ours
    )


def asked_html(
    question: str,
    alerts: str,
    shown: str,
    number: str,
    language: str = ENGLISH,
    written: str = "",
) -> Markup:
    """A question and the HTML that is shown for it, as a document that needs no script.

    Args:
        written: what stands in the box for the next question.
    """
    return _document(
        "asked.html",
        "Doctor Answers",
        language,
        lifeline=lifeline_html(number, language, skips=False),
        question=question,
        alerts=Markup(alerts),  # noqa: S704  templates made both
        shown=Markup(shown),  # noqa: S704
        what_it_is_not=translations(language).gettext(WHAT_IT_IS_NOT),
        longest=LONGEST_WRITTEN,
        written=written,
    )


def missing_html(language: str = ENGLISH) -> Markup:
    """What is said where there is no such page."""
    say = translations(language).gettext
    message = say("There is no such page here. It may have been removed from the library.")
    return message_html(message, language)


def damaged_html(language: str = ENGLISH) -> Markup:
    """What is said where a page cannot be trusted."""
    say = translations(language).gettext
    message = say(
        "The library cannot be used, so nothing is shown. The person who runs it has been told why."
    )
    return message_html(message, language)


def message_html(message: str, language: str = ENGLISH) -> Markup:
    """Why there is nothing to show, and the way to the start page."""
    start = address_of("/")
    return _document("message.html", "Doctor Answers", language, message=message, start=start)


def _document(template: str, title: str, language: str, /, **values: object) -> Markup:
    return rendered(template, language, title=title, style=_style(), **values)
