"""Documents of their own, each a whole HTML file: a page as saved, and one answer to print."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from bot.show.card import (
    doctor_html,
    escaped,
    headline_html,
    marked,
    question_asked_html,
    title_html,
)
from bot.show.wording import NO_DATE, WHAT_IT_IS_NOT
from bot.text.homoglyphs import has_invisible
from bot.text.languages import ENGLISH, speaking, written_in
from index.model import Answer, Page, Span

PRINTING = "document.querySelector('button').addEventListener('click', () => print());"
"""The only script that a document may run; its hash says so."""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
HEADERS = {"Content-Security-Policy": POLICY, "Vary": "Accept-Language"}
"""A saved page is shown without any script."""
_HASH = b64encode(sha256(PRINTING.encode()).digest()).decode()
PRINT_HEADERS = {**HEADERS, "Content-Security-Policy": f"{POLICY}; script-src 'sha256-{_HASH}'"}


@cache
def _style() -> str:
    return Path(__file__).with_name("document.css").read_text(encoding="utf-8")


def saved_page_html(page: Page, answer: Answer, language: str = ENGLISH) -> str:
    """A whole page as saved, with one answer marked."""
    say = speaking(language).gettext
    whole = Span(0, len(page.text))
    number = say("The marked words are answer {number}.").format(number=answer.number)
    return _document(
        page.quoted(page.title) or page.id,
        f"<h1>{escaped(say('The page as saved'))}</h1>"
        f"<p>{_source_html(page)}; {escaped(say(NO_DATE))}. {escaped(number)}</p>"
        f"{_disguise_html(page, language)}"
        f'<pre dir="auto" lang="{written_in(page.text)}" data-verbatim>\n'
        f"{marked(page, whole, [answer.body], attributes=' id=marked')}</pre>",
        language,
    )


def answer_html(page: Page, answer: Answer, language: str = ENGLISH) -> str:
    """One answer with all that must go with it, to print or to keep."""
    say = speaking(language).gettext
    title, notice, words = (
        page.quoted(page.title),
        page.quoted(page.notice),
        page.quote(answer.body),
    )
    lang = written_in(words, page.text)
    question = question_asked_html(page, language, unfolded=True)
    return _document(
        title or answer.id,
        f'<button type="button">{escaped(say("Print"))}</button><article class="card">'
        f"{doctor_html(page, answer.doctor, 'h1', language)}{headline_html(page, answer)}"
        f'<blockquote class="words" dir="auto" lang="{lang}" data-verbatim>'
        f"{escaped(words)}</blockquote>"
        f"<p>{escaped(say('Answer to:'))} "
        f"{title_html(page, language)} ({escaped(say(NO_DATE))})</p>{question}"
        f'<p class="source"><bdi>{escaped(answer.id)}</bdi> · {_source_html(page)}</p>'
        f"{_disguise_html(page, language)}"
        + (
            f'<p class="notice" lang="{written_in(notice)}" data-verbatim>{escaped(notice)}</p>'
            if notice
            else ""
        )
        + f"<p>{escaped(say(WHAT_IT_IS_NOT))}</p></article><script>{PRINTING}</script>",
        language,
    )


def _source_html(page: Page) -> str:
    return f"<bdi>{escaped(page.source)}</bdi>"


def _disguise_html(page: Page, language: str) -> str:
    """Whether the name of a page's file is not what it looks like."""
    if not has_invisible(page.source):
        return ""
    words = speaking(language).gettext("The file's name holds characters that cannot be seen.")
    return f'<p class="about disguise">{escaped(words)}</p>'


def missing_html(language: str = ENGLISH) -> str:
    """What is said where there is no such page."""
    say = speaking(language).gettext
    words = say("There is no such page here. It may have been taken out of the library.")
    return _document("Doctor Answers", f"<p>{escaped(words)}</p>", language)


def damaged_html(language: str = ENGLISH) -> str:
    """What is said where a page cannot be trusted."""
    say = speaking(language).gettext
    words = say("The library cannot be used, so nothing is shown. Whoever runs it is told why.")
    return _document("Doctor Answers", f"<p>{escaped(words)}</p>", language)


def _document(title: str, body: str, language: str) -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><title>{escaped(title)}</title>'
        f"<style>{_style()}</style></head><body><main>{body}</main></body></html>"
    )
