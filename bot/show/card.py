"""One Card → HTML. Every string is escaped in Python, before any template sees it.

Elements marked data-verbatim hold a slice of a page and nothing else; their text content is that
slice, character for character.
"""

import html
from collections.abc import Collection, Iterable
from urllib.parse import quote as in_url

from bot.reply.reply import Card
from bot.show.wording import (
    NO_DATE,
    UNTITLED,
    alike_note,
    around,
    brand_note,
    name_of,
    signed_only,
    standing_of,
    stars_of,
)
from bot.text.credentials import explained
from bot.text.glossary import defined
from bot.text.homoglyphs import deceptive_characters
from bot.text.languages import ENGLISH, speaking, written_in
from index.model import Answer, Doctor, Page, Span

LONG = 700
"""Characters from which an answer is folded, its lit part left in view."""
MOST_DEFINED = 8
"""Words of one answer that are explained, at most."""


def escaped(text: str) -> str:
    """Text that HTML shows as it is. A bare CR is written out: a parser would make it LF."""
    return html.escape(text).replace("\r", "&#13;")


def card_html(
    card: Card,
    level: str = "h2",
    language: str = ENGLISH,
    *,
    timed: Collection[Span] = (),
    votes: bool = False,
) -> str:
    """A card under a heading of that level.

    `timed` are the sentences that must be reachable; with `votes` a reader may say whether the
    answer helped.
    """
    note = brand_note(card, language)
    other = "" if note is None else f'<p class="note">{escaped(note)}</p>'
    return (
        f'<article class="card" data-answer="{escaped(card.answer.id)}">'
        f"{doctor_html(card.page, card.answer.doctor, level, language)}{other}"
        f"{headline_html(card.page, card.answer)}"
        f"{_words_html(card, timed, language)}{_definitions_html(card, language)}"
        f"{_source_html(card, language)}{_actions_html(card, language, votes=votes)}"
        f"{_alike_html(card, language)}</article>"
    )


def doctor_html(page: Page, doctor: Doctor, level: str, language: str) -> str:
    """Who speaks: the name, what the doctor is and where, and what the letters stand for."""
    named = "named" if doctor.name else "unnamed"
    lines = [signed_only(doctor, language), stars_of(doctor, language)]
    odd = deceptive_characters(doctor, language)
    return (
        f'<header><{level} class="doctor {named}"><bdi>{escaped(name_of(doctor, language))}</bdi>'
        f"</{level}>{_standing_html(page, doctor)}"
        + "".join(f'<p class="about disguise">{escaped(one)}</p>' for one in odd)
        + "".join(f'<p class="about"><bdi>{escaped(line)}</bdi></p>' for line in lines if line)
        + f"{_degrees_html(doctor, language)}</header>"
    )


def _standing_html(page: Page, doctor: Doctor) -> str:
    """The specialty first: it says more of who speaks than stars do."""
    if not standing_of(doctor):
        return ""
    parts = {"specialty": doctor.specialty, "place": doctor.place, "status": doctor.status}
    told = " · ".join(
        f'<span class="{name}" {_lang(page.text)}><bdi>{escaped(part)}</bdi></span>'
        for name, part in parts.items()
        if part
    )
    return f'<p class="about standing">{told}</p>'


def _degrees_html(doctor: Doctor, language: str) -> str:
    """What the letters behind the name stand for, on a tap."""
    known = [one for one in explained(doctor.credentials or "", language) if one.meaning]
    if not known:
        return ""
    asked = speaking(language).gettext("What the letters mean: {letters}")
    letters = ", ".join(one.words for one in known)
    meanings = "".join(
        f"<dt>{escaped(one.words)}</dt><dd>{escaped(one.meaning or '')}</dd>" for one in known
    )
    return (
        f'<details class="degrees"><summary>{escaped(asked.format(letters=letters))}</summary>'
        f"<dl>{meanings}</dl></details>"
    )


def headline_html(page: Page, answer: Answer) -> str:
    """The answer's headline, if it has one."""
    words = page.quoted(answer.headline)
    if words is None:
        return ""
    lang = _lang(words, page.quote(answer.body), page.text)
    return f'<p class="headline" dir="auto" {lang} data-verbatim>{escaped(words)}</p>'


def _words_html(card: Card, timed: Collection[Span], language: str) -> str:
    page, body = card.page, card.answer.body
    lang = _lang(card.quote, page.text)
    whole = (
        f'<blockquote class="words" dir="auto" {lang} data-verbatim>'
        f"{marked(page, body, card.highlights, timed)}</blockquote>"
    )
    if len(card.quote) < LONG:
        return whole
    excerpts = '<p class="gap">[…]</p>'.join(
        f'<blockquote class="excerpt" dir="auto" {lang} data-verbatim>'
        f"{marked(page, span, card.highlights)}</blockquote>"
        for span in card.excerpt
    )
    unfold = speaking(language).gettext("Read the whole answer ({count} characters)")
    return (
        f'<details class="whole"><summary>{escaped(unfold.format(count=f"{len(card.quote):,}"))}'
        f'</summary>{whole}</details><div class="excerpts">{excerpts}</div>'
    )


def marked(
    page: Page,
    whole: Span,
    highlights: Iterable[Span],
    timed: Collection[Span] = (),
    attributes: str = "",
) -> str:
    """A span's text with the lit sentences inside it marked, and those timed made reachable by
    where they start; the text content stays the slice.

    A sentence that would begin within another one is left as it is.
    """
    highlights = set(highlights)
    pieces = []
    at = whole.start
    for span in sorted(highlights | set(timed)):
        if whole.holds(span) and span.start >= at:
            tag = "mark" if span in highlights else "span"
            reachable = f' data-at="{span.start}" tabindex="-1"' if span in timed else ""
            pieces.append(escaped(page.quote(Span(at, span.start))))
            pieces.append(f"<{tag}{attributes}{reachable}>{escaped(page.quote(span))}</{tag}>")
            at = span.end
    pieces.append(escaped(page.quote(Span(at, whole.end))))
    return "".join(pieces)


def _definitions_html(card: Card, language: str) -> str:
    """Medical words of the answer in plain ones, beside the doctor's words and never in them."""
    found = defined(card.quote, language)[:MOST_DEFINED]
    if not found:
        return ""
    lang = _lang(card.quote, card.page.text)
    words = "".join(
        f'<details><summary><span {lang} data-verbatim class="term">{escaped(one.words)}</span>'
        f"</summary><p>{escaped(one.meaning)}</p></details>"
        for one in found
    )
    label = speaking(language).gettext("Words explained")
    return f'<div class="glossary" role="group" aria-label="{escaped(label)}">{words}</div>'


def _source_html(card: Card, language: str) -> str:
    say = speaking(language).gettext
    link = link_html(card.page, card.answer.number, language)
    return (
        f"<footer><p>{escaped(say('Answer to:'))} {link} "
        f'<span class="date">({escaped(say(NO_DATE))})</span></p>'
        f"{question_asked_html(card.page, language)}</footer>"
    )


def question_asked_html(page: Page, language: str, *, unfolded: bool = False) -> str:
    """The question that the page's patient asked."""
    asked = page.quoted(page.question)
    if asked is None:
        return ""
    label = speaking(language).gettext("The patient's question")
    return (
        f"<details{' open' if unfolded else ''}><summary>{escaped(label)}</summary>"
        f'<p class="question" dir="auto" {_lang(asked, page.text)} data-verbatim>'
        f"{escaped(asked)}</p></details>"
    )


def _actions_html(card: Card, language: str, *, votes: bool) -> str:
    say = speaking(language).gettext
    before, after = (escaped(text) for text in around(card, language))
    address = print_address(card.page, card.answer.number)
    buttons = [
        f'<button type="button" class="copy">{escaped(say("Copy the words"))}</button>',
        f'<button type="button" class="share" data-before="{before}" data-after="{after}">'
        f"{escaped(say('Share'))}</button>",
        f'<a class="print" target="_blank" rel="noopener" href="{address}">'
        f"{escaped(say('Print'))}</a>",
    ]
    if votes:
        buttons += [
            f'<button type="button" class="vote" data-vote="{vote}">{escaped(words)}</button>'
            for vote, words in (
                ("helpful", say("Helpful")),
                ("not my question", say("Not my question")),
            )
        ]
    return f'<div class="actions">{"".join(buttons)}</div>'


def _alike_html(card: Card, language: str) -> str:
    """The near-identical answers, folded; each leads to its own page."""
    if not card.alike:
        return ""
    lines = "".join(
        f"<li>{link_html(one.page, one.answer.number, language)}</li>" for one in card.alike
    )
    label = speaking(language).gettext("Near-identical answers by the same doctor:")
    return (
        f'<details class="alike"><summary>{escaped(alike_note(card, language) or "")}</summary>'
        f"<p>{escaped(label)}</p><ul>{lines}</ul></details>"
    )


def link_html(page: Page, number: int, language: str) -> str:
    """A page's title, leading to the page as saved with one answer marked."""
    return (
        f'<a target="_blank" rel="noopener" href="{page_address(page, number)}">'
        f"{title_html(page, language)}</a>"
    )


def title_html(page: Page, language: str) -> str:
    """A page's title, or that there is none."""
    title = page.quoted(page.title)
    if title is None:
        return f"<bdi>{escaped(speaking(language).gettext(UNTITLED))}</bdi>"
    return f"<bdi {_lang(title, page.text)}>{escaped(title)}</bdi>"


def page_address(page: Page, number: int) -> str:
    """Where the whole page is shown, with one answer marked."""
    return f"/page/{in_url(page.id, safe='')}/{number}#marked"


def print_address(page: Page, number: int) -> str:
    """Where one answer is shown for printing."""
    return f"/answer/{in_url(page.id, safe='')}/{number}"


def _lang(*texts: str) -> str:
    return f'lang="{written_in(*texts)}"'
