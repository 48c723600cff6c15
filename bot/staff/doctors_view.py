"""The staff's list of doctors who addressed a topic → HTML."""

from collections import Counter
from urllib.parse import urlencode

from bot.reply.doctors import DoctorRow, DoctorsReply
from bot.reply.facets import NOT_ON_PAGE, Facet, FacetChoice, FacetName, Selection
from bot.reply.reply import Card
from bot.show.card import escaped, headline_html, marked, page_address, title_html
from bot.show.wording import NO_DATE, name_of, signed_only
from bot.staff.frame import ROOT, bars_html, button_html, counted
from bot.staff.login import Session
from bot.text.languages import ENGLISH, written_in
from index.model import Span

SIDE_NAMES: dict[FacetName, str] = {
    "specialty": "Specialty",
    "place": "Place",
    "doctor": "Doctor",
    "page": "Page",
    "stars": "Stars of the doctor",
    "named": "Named on the page",
}
SAID = {"named": "named", "unnamed": "not named on the page"}
MOST_BARS = 12
"""Rows of a plot; what is rarer is in the table."""


def doctors_html(
    reply: DoctorsReply, selection: Selection, titles: dict[str, str], session: Session
) -> str:
    """The form that narrows the list, the list itself, and plots of it.

    Args:
        titles: of pages, by their ids.
    """
    query = query_of(reply.topic, selection)
    return (
        f'<form class="narrow" method="get" action="{ROOT}" role="search">'
        f"{_topic_html(reply.topic)}{_letters_html(selection)}"
        f'<div class="facets">{"".join(_facet_html(one, titles) for one in reply.facets)}</div>'
        '<p class="go"><button type="submit" class="primary">Show</button> '
        f'<a href="{ROOT}">Begin anew</a></p></form>'
        f"{_count_html(reply, query)}{_table_html(reply, session)}{_plots_html(reply)}"
    )


def query_of(topic: str | None, selection: Selection) -> str:
    """A list's address behind the question mark: whoever opens it sees the same list."""
    pairs = [("topic", topic or "")] if topic else []
    pairs += [(name, letters) for name, letters in selection.letters.items()]
    pairs += [
        (f"in_{side}", value)
        for side, values in selection.chosen.items()
        for value in sorted(values)
    ]
    return urlencode(pairs)


def _topic_html(topic: str | None) -> str:
    return (
        '<label class="topic">Topic <input type="search" name="topic" '
        f'value="{escaped(topic or "")}" maxlength="300" placeholder="everything"></label>'
    )


def _letters_html(selection: Selection) -> str:
    fields = (
        ("name", "Name holds"),
        ("specialty", "Specialty holds"),
        ("place", "Place holds"),
    )
    return (
        '<div class="letters">'
        + "".join(
            f'<label>{words} <input name="{name}" maxlength="100" '
            f'value="{escaped(dict(selection.letters).get(name, ""))}"></label>'  # type: ignore[call-overload]
            for name, words in fields
        )
        + "</div>"
    )


def _facet_html(facet: Facet, titles: dict[str, str]) -> str:
    if not facet.choices:
        return ""
    boxes = "".join(_choice_html(facet.side, choice, titles) for choice in facet.choices)
    more = ""
    if facet.left_out:
        more = f'<p class="more">{counted(facet.left_out, "more value")} with fewer answers</p>'
    open_ = " open" if any(choice.chosen for choice in facet.choices) else ""
    return (
        f"<details{open_}><summary>{SIDE_NAMES[facet.side]}</summary>"
        f'<fieldset><legend class="sr">{SIDE_NAMES[facet.side]}</legend>{boxes}{more}</fieldset>'
        "</details>"
    )


def _choice_html(side: FacetName, choice: FacetChoice, titles: dict[str, str]) -> str:
    words = choice.value
    if side == "page":
        words = titles.get(choice.value) or choice.value
    elif side == "named":
        words = SAID.get(choice.value, choice.value)
    elif choice.value == NOT_ON_PAGE:
        words = "not on the page"
    checked = " checked" if choice.chosen else ""
    return (
        f'<label class="choice"><input type="checkbox" name="in_{side}" '
        f'value="{escaped(choice.value)}"{checked}> <span><bdi>{escaped(words)}</bdi> '
        f'<span class="number">({choice.answers:,})</span></span></label>'
    )


def _count_html(reply: DoctorsReply, query: str) -> str:
    answers = len(reply.cards)
    named = [row for row in reply.rows if row.doctor.name]
    unnamed = len(reply.rows) - len(named)
    told = counted(len(named), "doctor")
    if unnamed:
        told += f" and {counted(unnamed, 'answer')} whose doctor the page does not name"
    told = f"{told}, {counted(answers, 'answer')} in all"
    if reply.topic is not None:
        told += f", on “{reply.topic}”"
    cut = ""
    if reply.left_out:
        cut = (
            f"<p>These are the first; {counted(reply.left_out, 'more row')} are neither shown nor "
            "in the files below. Narrow the list to see them.</p>"
        )
    mark = "?" if query else ""
    files = "".join(
        f'<li><a href="{ROOT}/doctors.{ending}{mark}{escaped(query)}" download>{words}</a></li>'
        for ending, words in (
            ("csv", "CSV, for a spreadsheet"),
            ("json", "JSON"),
            ("jsonl", "records, to put in elsewhere"),
        )
    )
    return (
        f'<p class="count" role="status">{escaped(told)}.</p>{cut}'
        f'<div class="files"><p id="files">Just what is shown, as a file:</p>'
        f'<ul aria-labelledby="files">{files}</ul></div>'
        if reply.rows
        else '<p class="count" role="status">No answer here fits. Take something out of the '
        "selection, or use other words.</p>"
    )


def _table_html(reply: DoctorsReply, session: Session) -> str:
    if not reply.rows:
        return ""
    columns = ["Doctor", "Specialty", "Place", "Stars", "Answers", "Pages"]
    if reply.topic is not None:
        columns.append("Nearest sentence")
    heads = "".join(f'<th scope="col">{column}</th>' for column in columns)
    rows = "".join(_row_html(row, columns, session) for row in reply.rows)
    return (
        '<table class="roster"><caption class="sr">Doctors and their answers</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row_html(row: DoctorRow, columns: list[str], session: Session) -> str:
    doctor = row.doctor
    stars = "" if doctor.rating is None else f"{doctor.rating:.1f}"
    if doctor.rating is not None and doctor.reviews is not None:
        stars += f" ({counted(doctor.reviews, 'review')})"
    place = " · ".join(part for part in (doctor.place, doctor.status) if part)
    cells = [
        doctor.specialty or "",
        place,
        stars,
        f"{len(row.cards):,}",
        f"{row.pages:,}",
    ]
    told = "".join(
        f'<td data-column="{column}"><bdi>{escaped(cell)}</bdi></td>'
        for column, cell in zip(columns[1:], cells, strict=False)
    )
    nearest = ""
    if len(columns) > len(cells) + 1:
        nearest = (
            f'<td data-column="{columns[-1]}" class="nearest">{_nearest_html(row.cards[0])}</td>'
        )
    kind = "" if doctor.name else ' class="unnamed"'
    signed = signed_only(doctor)
    note = "" if signed is None else f"<br><small>{escaped(signed)}</small>"
    answers = "".join(_answer_html(card, session) for card in row.cards)
    return (
        f'<tr><th scope="row"{kind}><bdi>{escaped(name_of(doctor))}</bdi>{note}</th>{told}{nearest}'
        f'</tr><tr class="answers"><td colspan="{len(columns)}"><details><summary>'
        f"Read {'the answer' if len(row.cards) == 1 else f'the {len(row.cards):,} answers'} of "
        f"<bdi>{escaped(name_of(doctor))}</bdi></summary>{answers}"
        f"{_all_out_html(row, session)}</details></td></tr>"
    )


def _nearest_html(card: Card) -> str:
    """The sentence nearest to the topic, in the doctor's words."""
    if not card.highlights:
        return ""
    words = card.page.quote(card.highlights[0])
    lang = written_in(words, card.page.text)
    return f'<q dir="auto" lang="{lang}" data-verbatim>{escaped(words)}</q>'


def _answer_html(card: Card, session: Session) -> str:
    page, answer = card.page, card.answer
    body: Span = answer.body
    near = ""
    if card.closeness is not None:
        near = f" · closeness {card.closeness:.2f}"
    return (
        f'<article class="answer" data-answer="{escaped(answer.id)}">'
        f"{headline_html(page, answer)}"
        f'<blockquote dir="auto" lang="{written_in(card.quote, page.text)}" data-verbatim>'
        f"{marked(page, body, card.highlights)}</blockquote>"
        f'<p class="source">Answer to: <a href="{page_address(page, answer.number)}" '
        f'target="_blank" rel="noopener">{title_html(page, ENGLISH)}</a> ({NO_DATE}) · '
        f"<bdi>{escaped(answer.id)}</bdi>{near}</p>"
        f"{button_html('/take-out', 'Take this answer out …', session, {'answer': answer.id})}"
        "</article>"
    )


def _all_out_html(row: DoctorRow, session: Session) -> str:
    if row.doctor.name is None:
        return ""
    words = f"Take out everything of {row.doctor.name} …"
    return button_html("/take-out", words, session, {"doctor": row.doctor.name})


def _plots_html(reply: DoctorsReply) -> str:
    specialties = Counter(card.answer.doctor.specialty or "not on the page" for card in reply.cards)
    places = Counter(row.doctor.place or "not on the page" for row in reply.rows if row.doctor.name)
    plots = bars_html("Answers by specialty", specialties.most_common(MOST_BARS), "Answers")
    plots += bars_html("Named doctors by place", places.most_common(MOST_BARS), "Doctors")
    return f'<div class="plots">{plots}</div>' if plots else ""
