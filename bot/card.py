"""Reply → HTML. Every string is escaped here, in Python, and nowhere else.

Elements marked data-verbatim hold a slice of a page and nothing else; their text content is that
slice, character for character.
"""

import html
from collections.abc import Iterable, Sequence
from urllib.parse import quote as in_url

from bot.asked import Asked
from bot.reply import Card, Part, Reply
from bot.words import (
    NO_DATE,
    WHAT_IT_IS,
    WHAT_IT_IS_NOT,
    alike_note,
    brand_note,
    changes_of,
    count_of,
    count_of_part,
    name_of,
    signed_only,
    standing_of,
    stars_of,
)
from index.model import Answer, Page, Span

LONG = 700
"""Characters from which an answer is folded, its lit part left in view."""


def escaped(text: str) -> str:
    """Text that HTML shows as it is. A bare CR is written out: a parser would make it LF."""
    return html.escape(text).replace("\r", "&#13;")


def head_html(notice: str | None) -> str:
    """The top of the page: what this is, what it is not, and the saved pages' own notice."""
    words = "" if notice is None else f'<p class="notice" data-verbatim>{escaped(notice)}</p>'
    return (
        '<header class="top"><h1>Doctor Answers</h1>'
        f"<p>{escaped(WHAT_IT_IS)}</p>"
        f'<p class="caution">{escaped(WHAT_IT_IS_NOT)}</p>{words}</header>'
    )


def starting_html() -> str:
    """What the page says while the encoder still loads."""
    return (
        '<p class="waiting">Starting up. You can ask already; the first answer takes a moment.</p>'
    )


def question_html(question: str) -> str:
    """The patient's own words, as they were typed."""
    return f'<p class="asked" dir="auto">{escaped(question)}</p>'


def waiting_html(*, loading: bool) -> str:
    """What stands in place of a reply until it is there."""
    words = "Looking through the doctors' answers …"
    if loading:
        words = "Still starting up; your question is answered in a few seconds …"
    return f'<p class="waiting">{words}</p>'


def status_text(reply: Reply) -> str:
    """The one sentence that a screen reader says when a reply has come."""
    return escaped(count_of(reply))


def trouble_html(trouble: str) -> str:
    """Why there is no reply, in words."""
    return f'<p class="trouble">{escaped(trouble)}</p>'


def reply_html(reply: Reply) -> str:
    """A Reply: how much was found, for each question its cards, and the pages' own notices."""
    several = len(reply.parts) > 1
    parts = "".join(_part_html(part, several=several) for part in reply.parts)
    notices = "".join(
        f'<p class="notice" data-level="{notice.level}" data-verbatim>{escaped(notice.text)}</p>'
        for notice in reply.notices
    )
    return (
        f'<section class="reply" data-band="{reply.band}">'
        f'<p class="count">{status_text(reply)}</p>{parts}{notices}</section>'
    )


def _part_html(part: Part, *, several: bool) -> str:
    """One question's cards, and before them what was searched, where it is not what was typed."""
    head = hint = ""
    if several:
        head = (
            f'<h2 class="part" dir="auto">{escaped(part.asked.asked)}</h2>'
            f"<p>{escaped(count_of_part(part))}</p>"
        )
    if part.band == "nothing":
        hint = (
            "<p>Nothing here answers it, so nothing is shown. Other words may find more; "
            "for your own case, ask your doctor.</p>"
        )
    cards = "".join(_card_html(card, "h3" if several else "h2") for card in part.cards)
    return f'<section class="for">{head}{_changes_html(part.asked)}{hint}{cards}</section>'


def _changes_html(asked: Asked) -> str:
    changes = changes_of(asked)
    lines = [
        f"<li>{escaped(change.told)} "
        f'<button type="button" class="again" data-question="{escaped(change.question)}">'
        f"{escaped(change.offer)}</button></li>"
        for change in changes
    ]
    if asked.searched != asked.asked:
        lines.insert(
            0,
            f'<li>Searched: <span class="searched" dir="auto">{escaped(asked.searched)}</span> '
            f'<button type="button" class="edit" data-question="{escaped(asked.searched)}">'
            "Edit these words</button></li>",
        )
    return f'<ul class="changes">{"".join(lines)}</ul>' if lines else ""


def _card_html(card: Card, level: str) -> str:
    page, answer = card.page, card.answer
    headline = ""
    if answer.headline is not None:
        words = escaped(page.quote(answer.headline))
        headline = f'<p class="headline" dir="auto" data-verbatim>{words}</p>'
    note = brand_note(card)
    marked = "" if note is None else f'<p class="note">{escaped(note)}</p>'
    return (
        f'<article class="card" data-answer="{escaped(answer.id)}">{_doctor_html(card, level)}'
        f"{marked}{headline}{_words_html(card)}{_source_html(card)}{_alike_html(card)}</article>"
    )


def _alike_html(card: Card) -> str:
    """The near-identical answers, folded; each leads to its own page."""
    if not card.alike:
        return ""
    lines = "".join(f"<li>{_link_html(one.page, one.answer.number)}</li>" for one in card.alike)
    return (
        f'<details class="alike"><summary>{alike_note(card)}</summary>'
        f"<p>Near-identical answers by the same doctor:</p><ul>{lines}</ul></details>"
    )


def _link_html(page: Page, number: int) -> str:
    title = page.quoted(page.title) or "a question without title"
    return (
        f'<a target="_blank" rel="noopener" href="{page_address(page, number)}">'
        f"<bdi>{escaped(title)}</bdi></a>"
    )


def _doctor_html(card: Card, level: str) -> str:
    doctor = card.answer.doctor
    named = "named" if doctor.name else "unnamed"
    lines = [standing_of(doctor), signed_only(doctor), stars_of(doctor)]
    return (
        f'<header><{level} class="doctor {named}"><bdi>{escaped(name_of(doctor))}</bdi></{level}>'
        + "".join(f'<p class="about"><bdi>{escaped(line)}</bdi></p>' for line in lines if line)
        + "</header>"
    )


def _words_html(card: Card) -> str:
    page, body = card.page, card.answer.body
    whole = (
        f'<blockquote class="words" dir="auto" data-verbatim>'
        f"{_marked(page, body, card.lit)}</blockquote>"
    )
    if len(card.quote) < LONG:
        return whole
    excerpts = '<p class="gap">[…]</p>'.join(
        f'<blockquote class="excerpt" dir="auto" data-verbatim>{_marked(page, span, card.lit)}'
        "</blockquote>"
        for span in card.excerpt
    )
    return (
        f'<details class="whole"><summary>Read the whole answer ({len(card.quote):,} characters)'
        f'</summary>{whole}</details><div class="excerpts">{excerpts}</div>'
    )


def _marked(page: Page, whole: Span, lit: Iterable[Span], attributes: str = "") -> str:
    """A span's text with the lit spans inside it marked; the text content stays the slice."""
    pieces = []
    at = whole.start
    for span in lit:
        if whole.holds(span):
            pieces.append(escaped(page.quote(Span(at, span.start))))
            pieces.append(f"<mark{attributes}>{escaped(page.quote(span))}</mark>")
            at = span.end
    pieces.append(escaped(page.quote(Span(at, whole.end))))
    return "".join(pieces)


def _source_html(card: Card) -> str:
    page = card.page
    asked = page.quoted(page.question)
    question = ""
    if asked is not None:
        question = (
            "<details><summary>The patient's question</summary>"
            f'<p class="question" dir="auto" data-verbatim>{escaped(asked)}</p></details>'
        )
    return (
        f"<footer><p>Answer to: {_link_html(page, card.answer.number)} "
        f'<span class="date">({NO_DATE})</span></p>{question}'
        '<button type="button" class="copy">Copy the words</button></footer>'
    )


def page_address(page: Page, number: int) -> str:
    """Where the whole page is shown, with one answer marked."""
    return f"/page/{in_url(page.id, safe='')}/{number}#marked"


def page_html(page: Page, answer: Answer) -> str:
    """A whole page as saved, a document of its own, with one answer marked."""
    whole = Span(0, len(page.text))
    title = escaped(page.quoted(page.title) or page.id)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><title>{title}</title><style>{PAGE_STYLE}</style></head>'
        "<body><main>"
        f"<h1>The page as saved</h1><p>{escaped(page.source)}; {NO_DATE}. The marked words are "
        f'answer {answer.number}.</p><pre dir="auto" data-verbatim>\n'
        f"{_marked(page, whole, [answer.body], ' id=marked')}</pre></main></body></html>"
    )


def examples_of(titles: Sequence[str]) -> list[str]:
    """Questions to begin with: the library's own titles, the shorter ones first."""
    return sorted(titles, key=len)[:3]


PAGE_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; font: 1rem/1.6 system-ui, sans-serif; background: Canvas; color: CanvasText;
  overflow-wrap: anywhere; }
main { max-width: 46rem; margin: 0 auto; padding: 1rem; }
pre { white-space: pre-wrap; font: inherit; }
mark { background: #fff1a8; color: #1f1a00; scroll-margin-top: 3rem; }
@media (prefers-color-scheme: dark) { mark { background: #57480a; color: #fff8db; } }
"""

STYLE = """
.gradio-container { overflow: visible !important; }
.gradio-container .main.app { max-width: 54rem; padding: 0 1rem; }
.top h1 { font-size: 1.6rem; margin: 1rem 0 0.25rem; }
.top p { margin: 0.3rem 0; }
.top .caution { border-left: 3px solid #b45309; padding-left: 0.7rem; }
#chat { border-width: 0 !important; background: transparent; overflow: visible !important; }
#chat .icon-button-wrapper { display: none; } /* its bin would empty the screen, not the turns */
#chat .message { max-width: 100%; }
.asked { font-weight: 600; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere;
  scroll-margin-top: 1rem; }
.reply .count { font-weight: 600; margin: 0 0 0.6rem; }
.reply h2.part { font-size: 1.25rem; font-weight: 650; margin: 1.6rem 0 0.2rem;
  overflow-wrap: anywhere; }
.reply h2.part + p { margin: 0 0 0.6rem; }
.reply .changes { list-style: none; margin: 0 0 0.8rem; padding: 0; font-size: 0.95rem; }
.reply .changes li { margin: 0.2rem 0; overflow-wrap: anywhere; }
.reply .searched { font-weight: 600; }
.reply .changes button { border: none; background: none; color: inherit; font: inherit;
  text-decoration: underline; cursor: pointer; padding: 0.15rem 0; min-height: 24px;
  text-align: left; }
.card .note { border-left: 3px solid #b45309; padding-left: 0.7rem; margin: 0.6rem 0 0;
  font-size: 0.95rem; }
.card .alike ul { margin: 0; padding-left: 1.2rem; }
.card .alike li { margin: 0.3rem 0; }
.card .alike { font-size: 0.9rem; margin-top: 0.4rem; }
.card .alike p { margin: 0; }
.card { border: 1px solid var(--border-color-primary); border-radius: 10px; margin: 0 0 1rem;
  padding: 0.9rem 1rem; background: var(--background-fill-primary); }
.card .doctor { font-size: 1.1rem; margin: 0; font-weight: 650; }
.card .unnamed { font-style: italic; font-weight: 500; }
.card .about { margin: 0; font-size: 0.9rem; text-wrap: pretty; }
.card .headline { font-weight: 600; margin: 0.7rem 0 0; white-space: pre-wrap; }
.card blockquote { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0.4rem 0 0;
  padding: 0 0 0 0.8rem; border-left: 3px solid #0f766e; font-style: normal; color: inherit; }
.card mark { background: #fff1a8; color: #1f1a00; border-radius: 3px; }
.dark .card mark { background: #57480a; color: #fff8db; }
.card .gap { margin: 0.25rem 0 0; }
.card summary { cursor: pointer; text-decoration: underline; padding: 0.3rem 0; width: max-content;
  max-width: 100%; min-height: 24px; }
.card:has(details.whole[open]) .excerpts { display: none; }
.card footer { margin-top: 0.8rem; font-size: 0.9rem; }
.card footer p { margin: 0; }
.card a { color: inherit; text-decoration: underline; }
.card .question { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0.3rem 0; }
.card button.copy { border: 1px solid currentColor; border-radius: 6px; padding: 0.3rem 0.7rem;
  margin-top: 0.4rem; min-height: 28px; background: transparent; color: inherit; cursor: pointer; }
.reply :focus-visible { outline: 3px solid #2563eb; outline-offset: 2px; }
.notice { font-size: 0.9rem; }
.reply .notice { border-top: 1px solid var(--border-color-primary); padding-top: 0.6rem; }
.trouble { border-left: 3px solid #b91c1c; padding-left: 0.7rem; margin: 0; }
.waiting { margin: 0; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
#bridge { position: absolute; }
#turn { position: sticky; bottom: 4.2rem; z-index: 5; background: var(--body-background-fill); }
#turn:not(:has(#place:not([hidden]))) { position: absolute; }
#turn [data-testid="status-tracker"] { display: none; }
#turn * { opacity: 1 !important; }
#place { margin: 0; padding: 0.3rem 0; }
#starting:not([data-loading]) { display: none; }
#examples { gap: 0.5rem; }
#examples button { white-space: normal; text-align: left; justify-content: flex-start;
  padding: 0.6rem 0.9rem; font-size: 1rem; font-weight: 400; }
#ask-bar { position: sticky; bottom: 0; z-index: 5; padding: 0.7rem 0 0.9rem; flex-wrap: nowrap;
  gap: 0.6rem; align-items: end; background: var(--body-background-fill); }
#ask-bar textarea { border: 1px solid #6b7280; border-radius: 8px; font-size: 1rem;
  min-height: 44px; }
#ask-bar textarea::placeholder { color: #5b6270; opacity: 1; }
.dark #ask-bar textarea::placeholder { color: #a3a9b5; }
#ask-bar button.primary { background: #0f766e; color: #ffffff; border-color: #0f766e; }
#ask-bar button { min-height: 44px; flex: 0 0 auto; padding: 0 1rem; font-size: 1rem; }
footer.gradio-footer, .gradio-container > footer { display: none; }
"""
