"""Replies, pages and reports as lines of text for a terminal."""

from collections.abc import Iterator, Sequence
from itertools import count, groupby

from bot.reply.doctors import DoctorRow, DoctorsReply
from bot.reply.reply import Card, Reply, ReplyPart
from bot.reply.spread import shown_spread
from bot.safety.alerts import AMERICAN, Alert, alerts_of
from bot.safety.told import alerts_told
from bot.show.visible import one_line, shown
from bot.show.wording import (
    NOTHING_IN_REST,
    PARTIAL,
    SIGNS_ALONE,
    THEY_SAY,
    UNTITLED,
    WHAT_IT_IS_NOT,
    alike_note,
    answered_on,
    brand_note,
    changes_of,
    count_of,
    count_of_part,
    counted_by_saying,
    date_note,
    following,
    name_of,
    named_notes,
    narrowed_note,
    signed_only,
    standing_of,
    stars_of,
)
from bot.text.homoglyphs import deceptive_characters
from index.model import Doctor, Page

MOST_SHOWN = 100
"""Characters of an answer that are shown where a page or a change is; JSON has all of it."""
HELD_BACK = "What doctors told other patients is held back; --anyway shows it."
NOBODY = "No doctor here addressed this topic."


def reply_text(
    reply: Reply, number: str = AMERICAN, *, anyway: bool = False, told: Sequence[str] = ()
) -> str:
    """A Reply: alerts for signs of danger, how much was found, each answer under its doctor, its
    words untouched, and notices.

    After a crisis there are only the alerts; after an emergency, too, unless the answers are wanted
    `anyway`. `number` is the emergency number of where the reader is; `told` are the alerts that
    stand there already.
    """
    alerts = [one for one in alerts_text(reply, number) if one not in told]
    if reply.trouble is not None:
        return shown("\n\n".join([*alerts, SIGNS_ALONE]))
    if reply.holds_back(anyway=anyway):
        return shown("\n\n".join([*alerts, *([HELD_BACK] if reply.cards else [])]))
    notices = [notice.text for notice in reply.notices]
    return shown("\n\n".join([*alerts, *_found_blocks(reply), *notices, WHAT_IT_IS_NOT]))


def alerts_text(reply: Reply, number: str = AMERICAN) -> list[str]:
    """Each alert of a Reply, the most urgent first."""
    return [_alert_text(one) for one in alerts_of(reply.question, reply.signs, number)]


def alerts_told_text(words: str, number: str = AMERICAN) -> list[str]:
    """Each alert for an emergency that words tell of somebody which are no message."""
    return [_alert_text(one) for one in alerts_told(words, number)]


def _found_blocks(reply: Reply) -> Iterator[str]:
    """What was searched, how much was found, and for each question its answers."""
    if reply.is_courtesy:
        yield count_of(reply)
        return
    weighed = _is_weighed(reply)
    counted = [count_of(reply)] if weighed or not reply.cards else []
    told = [] if reply.other_language is None else [reply.other_language.note]
    told += [note for note in (narrowed_note(reply),) if note]
    told += [PARTIAL] if reply.is_partial else []
    yield "\n".join([*told, f"Searched: {' | '.join(reply.searched)}", *counted])
    numbers = count(1)
    for part in reply.parts:
        lines = _part_lines(reply, part, weighed=weighed)
        yield from ["\n".join(lines)] if lines else []
        for n, card in enumerate(part.cards):
            if part.own and n == part.own:
                yield "Others on this:"
            yield _card_text(next(numbers), card)
    behind = following(reply)
    if behind is not None:
        yield f"{behind.offer}: ask “{behind.question}”"
    dates = date_note(reply.cards)
    if dates is not None:
        yield dates


def _is_weighed(reply: Reply) -> bool:
    """Whether it is said how near the answers are and who gave them: not in an emergency, where
    nobody should weigh what others were told."""
    return reply.level != "emergency"


def _part_lines(reply: Reply, part: ReplyPart, *, weighed: bool) -> list[str]:
    several = len(reply.parts) > 1
    lines = [f"“{part.asked.asked}”"] if several else []
    lines += [count_of_part(part)] if several and weighed else []
    lines += [
        f"{change.message} {change.offer}: {change.question}" for change in changes_of(part.asked)
    ]
    return [*lines, *named_notes(part), *(_spread_lines(reply, part) if weighed else [])]


def _alert_text(alert: Alert) -> str:
    if alert.level == "crisis":  # as one would say it: neither capitals nor marks
        return f"{alert.title}.\n{alert.text}"
    lines = [f"{alert.heading.upper()}: {alert.title}", alert.text]
    if alert.told_by:
        because = ", ".join(f"“{' '.join(words.split())}”" for words in alert.told_by)
        lines.append(f"Shown because you wrote: {because}")
    return "\n".join(f"! {line}" for line in lines)


def _spread_lines(reply: Reply, part: ReplyPart) -> list[str]:
    """Which specialties answered and which times they mention, where several doctors did."""
    spread = shown_spread(reply, part)
    if spread is None:
        return []
    specialties = ", ".join(f"{name} ({count})" for name, count in spread.specialties)
    times = ", ".join(
        f"{time.card.page.quote(time.span)} ({time.card.answer.id})" for time in spread.times
    )
    labelled = {"Who answered": specialties, "Times they mention": times}
    return [f"{label}: {words}" for label, words in labelled.items() if words]


def _card_text(number: int, card: Card) -> str:
    page = card.page
    lines = [
        f"{number}. {one_line(name_of(card.answer.doctor))}",
        *(f"   {one_line(line)}" for line in _about(card.answer.doctor)),
        f"   answer to: {one_line(page.quoted(page.title) or UNTITLED)}",
        one_line(f"   {', '.join(_origin(card))}"),
        *(f"   {note}" for note in (brand_note(card),) if note),
        "",
    ]
    if card.answer.headline is not None:
        lines += [page.quote(card.answer.headline), ""]
    more = [f"   ({alike_note(card)}: {', '.join(one.answer.id for one in card.alike)})"]
    return "\n".join([*lines, card.quote, *(["", *more] if card.alike else [])])


def _origin(card: Card) -> Iterator[str]:
    """Where an answer stands, and when it was given."""
    dated = answered_on(card.answer)
    yield from (card.answer.id, card.page.source, *((dated,) if dated else ()))
    if card.answer.url is not None:
        yield card.answer.url


def _about(doctor: Doctor) -> list[str]:
    lines = (
        standing_of(doctor),
        stars_of(doctor),
        signed_only(doctor),
        *deceptive_characters(doctor),
    )
    return [line for line in lines if line]


def doctors_text(reply: DoctorsReply) -> str:
    """A line a doctor, and below it the answers."""
    if not reply.rows:
        return f"{PARTIAL} {NOTHING_IN_REST}" if reply.is_partial else NOBODY
    lines = [PARTIAL] if reply.is_partial else []
    lines += [counted_by_saying(reply)] if reply.counts else []
    for how, rows in groupby(reply.rows, reply.addressed):
        lines += [] if how is None else ["", f"{THEY_SAY[how]}:"]
        for row in rows:
            lines += _doctor_lines(row, reply)
    return shown("\n".join(lines))


def _doctor_lines(row: DoctorRow, reply: DoctorsReply) -> Iterator[str]:
    yield one_line(" · ".join([name_of(row.doctor), *_about(row.doctor)]))
    if len(row.spellings) > 1:
        yield one_line(f"    also printed as {'; '.join(row.spellings[1:])}")
    for card in row.cards:
        title = card.page.quoted(card.page.title) or UNTITLED
        closeness = f"{card.closeness:.2f}  " if _is_only_near(reply, card) else ""
        yield one_line(f"    {closeness}{card.answer.id}  {title}")
        yield from _words_lines(reply, card)


def _is_only_near(reply: DoctorsReply, card: Card) -> bool:
    """Whether nothing but closeness tells why an answer is listed."""
    saying = reply.sayings.get(card.answer.id)
    return card.closeness is not None and (saying is None or saying.addressed == "near")


def _words_lines(reply: DoctorsReply, card: Card) -> list[str]:
    """The words of the topic that an answer says, as it says them, each once."""
    saying = reply.sayings.get(card.answer.id)
    if saying is None or not saying.words:
        return []
    words = dict.fromkeys(card.page.quote(span) for span in saying.words)
    return [one_line(f"      says {', '.join(f'“{one}”' for one in words)}")]


def recipe_text(page: Page) -> str:
    """What a recipe reads of a page: each answer's doctor, and how its words begin and end."""
    lines = [f"{page.id}: {page.quoted(page.title) or 'no title'}"]
    for answer in page.answers:
        about = " · ".join([name_of(answer.doctor), *_about(answer.doctor)])
        words = " ".join(page.quote(answer.body).split())
        short = words if len(words) <= MOST_SHOWN else f"{words[:70]} … {words[-25:]}"
        lines += [f"  #{answer.number} {about}", f"     {short}"]
    return shown("\n".join(map(one_line, lines)))


def page_text(page: Page) -> str:
    """What was read of a page, with every warning."""
    announced = "?" if page.announced is None else page.announced
    head = f"{page.id}: {page.quoted(page.title) or 'no title'}"
    counts = f"  {len(page.answers)} of {announced} announced answers"
    answers = [f"  #{a.number} {name_of(a.doctor)}" for a in page.answers]
    lines = [head, counts, *answers, *(f"  ! {warning}" for warning in page.warnings)]
    return shown("\n".join(map(one_line, lines)))
