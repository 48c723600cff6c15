"""HTML of one Card, by templates with the functions' names.

Elements marked data-verbatim hold a slice of a page and nothing else; their text content is that
slice, character for character.
"""

from collections.abc import Collection, Iterable
from functools import lru_cache
from urllib.parse import quote as in_url

from markupsafe import Markup

from bot.reply.reply import Card
from bot.show.templates import escaped, rendered
from bot.show.wording import (
    UNTITLED,
    alike_note,
    answered_on,
    attribution_around,
    brand_note,
    more_asking,
    name_of,
    signed_only,
    standing_of,
    stars_of,
)
from bot.text.credentials import explained
from bot.text.glossary import defined
from bot.text.homoglyphs import deceptive_characters
from bot.text.languages import ENGLISH, language_of, translations
from index.model import Answer, Doctor, Page, Span

__all__ = [
    "LONG",
    "MOST_DEFINED",
    "about_doctor_html",
    "card_html",
    "doctor_html",
    "escaped",
    "headline_html",
    "link_html",
    "marked",
    "page_address",
    "page_question_html",
    "print_address",
    "title_html",
]

KEPT = 1_000
"""Pieces of HTML of a kind that are kept, by the words that they are made of: those of answers that
are shown often."""
LONG = 700
"""Characters from which an answer is folded, its highlighted part left in view."""
MOST_DEFINED = 8
"""Words of one answer that are explained, at most."""


def card_html(
    card: Card,
    level: str = "h2",
    language: str = ENGLISH,
    *,
    timed: Collection[Span] = (),
    votes: bool = False,
    short: bool = False,
) -> Markup:
    """A card under a heading of that level.

    `timed` are the sentences that must be reachable; with `votes` a reader may say whether the
    answer helped. A `short` one is folded into a row with the sentence nearest to the question.
    """
    page, answer = card.page, card.answer
    before, after = attribution_around(card, language)
    return rendered(
        "card.html",
        language,
        answer=answer,
        doctor=doctor_html(page, answer.doctor, level, language),
        about=about_doctor_html(answer.doctor, language),
        best=page.quote(card.highlights[0]) if short and card.highlights else "",
        note=brand_note(card, language),
        headline=headline_html(page, answer),
        lang=language_of(card.quote, page.text),
        words=marked(page, answer.body, card.highlights, timed),
        length=f"{len(card.quote):,}",
        excerpts=_excerpts(card),
        terms=defined(card.quote, language)[:MOST_DEFINED],
        link=link_html(page, answer.number, language),
        dated=answered_on(answer, language),
        url=answer.url,
        question=page_question_html(page, language),
        before=before,
        after=after,
        to_print=print_address(page.id, answer.number),
        votes=votes,
        more_by=more_asking(answer.doctor, language) if card.others else "",
        alike=[link_html(one.page, one.answer.number, language) for one in card.alike],
        alike_note=alike_note(card, language),
    )


def _excerpts(card: Card) -> list[Markup]:
    """What stays in view of a folded answer; nothing for one that is not folded."""
    if len(card.quote) < LONG:
        return []
    return [marked(card.page, span, card.highlights) for span in card.excerpt]


def doctor_html(page: Page, doctor: Doctor, level: str, language: str) -> Markup:
    """The doctor: name, specialty, place and status."""
    lang = language_of(page.text) if standing_of(doctor) else ""
    return _doctor_html(doctor, level, language, lang)


@lru_cache(KEPT)
def _doctor_html(doctor: Doctor, level: str, language: str, lang: str) -> Markup:
    standing = {"specialty": doctor.specialty, "place": doctor.place, "status": doctor.status}
    return rendered(
        "doctor.html",
        language,
        level=level,
        name=name_of(doctor, language),
        named=bool(doctor.name),
        standing={name: words for name, words in standing.items() if words},
        lang=lang,
        deceptive=deceptive_characters(doctor, language),
        signed=signed_only(doctor, language) or "",
    )


@lru_cache(KEPT)
def about_doctor_html(doctor: Doctor, language: str) -> Markup:
    """What the letters behind the doctor's name mean, and the doctor's stars."""
    known = [one for one in explained(doctor.credentials or "", language) if one.meaning]
    stars = stars_of(doctor, language) or ""
    return rendered("about_doctor.html", language, credentials=known, stars=stars)


def headline_html(page: Page, answer: Answer, highlights: Iterable[Span] = ()) -> Markup:
    """The answer's headline, if it has one, with the highlighted words in it marked."""
    if answer.headline is None:
        return Markup()
    lang = language_of(page.quote(answer.headline), page.quote(answer.body), page.text)
    words = marked(page, answer.headline, highlights)
    return rendered("headline.html", ENGLISH, headline=words, lang=lang)


def page_question_html(page: Page, language: str, *, unfolded: bool = False) -> Markup:
    """The question that the page's patient asked, if the page has it."""
    question = page.quoted(page.question)
    if question is None:
        return Markup()
    return _question_html(question, language_of(question, page.text), language, unfolded)


@lru_cache(KEPT)
def _question_html(question: str, lang: str, language: str, unfolded: bool) -> Markup:
    return rendered("page_question.html", language, question=question, lang=lang, unfolded=unfolded)


def link_html(page: Page, number: int, language: str) -> Markup:
    """A page's title, leading to the page as saved with one answer marked."""
    address, title = page_address(page.id, number), title_html(page, language)
    return rendered("link.html", language, address=address, title=title)


def title_html(page: Page, language: str) -> Markup:
    """A page's title, or that there is none."""
    title = page.quoted(page.title)
    return _title_html(title, "" if title is None else language_of(title, page.text), language)


@lru_cache(KEPT)
def _title_html(title: str | None, lang: str, language: str) -> Markup:
    untitled = translations(language).gettext(UNTITLED)
    return rendered("title.html", language, title=title, lang=lang, untitled=untitled)


def marked(
    page: Page,
    whole: Span,
    highlights: Iterable[Span],
    timed: Collection[Span] = (),
    mark_id: str | None = None,
) -> Markup:
    """A span's text with the highlighted sentences inside it marked, and those in `timed` made link
    targets by their start; the text content stays the slice.

    A sentence that would begin within another one is left as it is. `mark_id` names the marks.
    """
    highlights = set(highlights)
    pieces: list[tuple[str, str | None, int | None]] = []
    at = whole.start
    for span in sorted(highlights | set(timed)):
        if whole.holds(span) and span.start >= at:
            tag = "mark" if span in highlights else "span"
            pieces.append((page.quote(Span(at, span.start)), None, None))
            pieces.append((page.quote(span), tag, span.start if span in timed else None))
            at = span.end
    pieces.append((page.quote(Span(at, whole.end)), None, None))
    return rendered("marked.html", ENGLISH, pieces=pieces, mark_id=mark_id)


def page_address(page_id: str, number: int) -> str:
    """Where the whole page is shown, with one answer marked, seen from the chat page: what stands
    before both is the proxy's affair."""
    return f"page/{in_url(page_id, safe='')}/{number}#marked"


def print_address(page_id: str, number: int) -> str:
    """Where one answer is shown for printing, seen from there."""
    return f"answer/{in_url(page_id, safe='')}/{number}"
