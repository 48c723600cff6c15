"""Replies, pages and reports as lines of text for a terminal."""

import sys
from collections.abc import Iterator, Sequence
from itertools import count, groupby
from pathlib import Path

from bot.reply.doctors import DoctorRow, DoctorsReply
from bot.reply.reply import Card, Reply, ReplyPart, beginning, whole_characters
from bot.reply.spread import shown_spread
from bot.safety.alerts import AMERICAN, Alert, alerts_of
from bot.show.differences import marked_line
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
from index.library.build import Preview
from index.library.difference import FieldDifference, PageDifference
from index.library.people import NamedPeople, Person
from index.library.pull import PullReport
from index.library.push import PushReport
from index.library.remove import Going, Removal
from index.library.report import Report
from index.library.undo import Undo
from index.model import Doctor, Page
from index.storage.manifest import Calibration

MOST_SHOWN = 100
"""Characters of an answer that would go or come that are shown; JSON has all of it."""
HELD_BACK = "What doctors told other patients is held back; --anyway shows it."
DIRECTION_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that change the direction of the text after them."""
NOBODY = "No doctor here addressed this topic."
MAY_BE_THEIRS = (
    "names nobody for sure and may be by who is removed: it would be left out, until somebody lets "
    "it in with build --readmit"
)
MOST_ALIKE = 20
"""Like names that are listed where a doctor is removed."""


def reply_text(reply: Reply, number: str = AMERICAN, *, anyway: bool = False) -> str:
    """A Reply: alerts for signs of danger, how much was found, each answer under its doctor, its
    words untouched, and notices.

    After a crisis there are only the alerts; after an emergency, too, unless the answers are wanted
    `anyway`. `number` is the emergency number of where the reader is.
    """
    alerts = alerts_text(reply, number)
    if reply.trouble is not None:
        return shown("\n\n".join([*alerts, SIGNS_ALONE]))
    if reply.holds_back(anyway=anyway):
        return shown("\n\n".join([*alerts, *([HELD_BACK] if reply.cards else [])]))
    notices = [notice.text for notice in reply.notices]
    return shown("\n\n".join([*alerts, *_found_blocks(reply), *notices, WHAT_IT_IS_NOT]))


def alerts_text(reply: Reply, number: str = AMERICAN) -> list[str]:
    """Each alert of a Reply, the most urgent first."""
    return [_alert_text(one) for one in alerts_of(reply.question, reply.signs, number)]


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


def report_text(report: Report, folder: Path) -> str:
    """What a build did."""
    lines = [
        f"{folder}: {report.counts}; {report.embedded} passages embedded; {report.seconds:.1f} s",
        *(f"  skipped {source}: {reason}" for source, reason in report.skipped),
    ]
    lines += [f"  ! {page_id} lost: {lost}" for page_id, lost in report.losses]
    lines += people_lines(report.people, report.others, report.alike)
    told = () if report.calibration is None else calibration_lines(report.calibration)
    lines += [f"  {line}" for line in told]
    lines += [f"  removed for good: {name}" for name in report.taken_out]
    lines += [f"  ? {doubt}" for doubt in report.doubts]
    lines += [f"  ! {left}" for left in report.remaining]
    if report.not_exported is not None:
        lines.append(
            f"  the encoder is not exported ({report.not_exported}): "
            "every start takes as long as sentence-transformers needs to load"
        )
    return shown("\n".join(map(one_line, lines)))


def push_text(report: PushReport, address: str) -> str:
    """What a push did."""
    told = (
        f"{address}: {report.generation}; {_files(report.sent, report.sent_bytes)} sent, "
        f"{_files(report.there, report.there_bytes)} there already, {report.deleted} deleted"
    )
    return shown(one_line(told))


def pull_text(report: PullReport, folder: Path) -> str:
    """What a pull did."""
    if not report.is_new:
        return shown(one_line(f"{folder}: as it is there already, {report.generation}"))
    pages = (("added", report.added), ("changed", report.changed), ("removed", report.removed))
    told = (
        f"{folder}: {report.generation}; {', '.join(f'{len(ids)} {name}' for name, ids in pages)}; "
        f"{_files(report.received, report.received_bytes)} received"
    )
    return shown(one_line(told))


def _files(count: int, size: int) -> str:
    return f"{count} {'file' if count == 1 else 'files'} ({size / 1e6:,.1f} MB)"


def calibration_lines(told: Calibration) -> Iterator[str]:
    """Where "answered" and "related" begin in a library, and what is guaranteed of them."""
    yield _answered_line(told)
    if told.related is not None:
        kept = "nothing is guaranteed"
        if told.off_topic is not None:
            share = f"at most {told.off_topic:.0%} of questions on no medical matter"
            kept = f"{share}, with {told.confidence:.0%} confidence"
        yield f"“related” begins at {told.related:.2f}: {kept}"


def _answered_line(told: Calibration) -> str:
    begins = f"“answered” begins at {told.threshold:.2f}"
    if not told.questions:
        return f"{begins}, as fitted elsewhere; {told.pages} pages are too few for a guarantee"
    bounds = [
        *([f"finds at least {told.found:.0%} of the pages' own"] if told.found else []),
        *([f"at most {told.false:.0%} with their page left out"] if told.false else []),
    ]
    kept = f"{' and '.join(bounds)}, with {told.confidence:.0%} confidence" if bounds else ""
    return f"{begins}, tried on {told.questions} questions: {kept or 'nothing is guaranteed'}"


def preview_text(preview: Preview, folder: Path) -> str:
    """What a build would do."""
    plan = preview.plan
    lines = [
        f"{folder}: {len(plan.added)} to add, {len(plan.changed)} to change, "
        f"{len(plan.removed)} to remove, {len(plan.unchanged)} unchanged, "
        f"{len(plan.skipped)} skipped; {preview.to_embed} passages to embed, "
        f"about {preview.seconds:.1f} s; nothing was written",
        *(f"  + {page_id}" for page_id in plan.added),
        *_changed_lines(preview),
        *(f"  skipped {source}: {reason}" for source, reason in plan.skipped),
        *(f"  ? {doubt}" for doubt in plan.left_out),
    ]
    return shown("\n".join(map(one_line, lines)))


def undo_text(undo: Undo, folder: Path) -> str:
    """What taking the last change back would do."""
    event = undo.event
    made = "" if event is None else f"; that change was made on {event.when[:10]} by {event.by}"
    told = {one.page_id: one for one in undo.differences}
    lines = [
        f"{folder}: {len(undo.coming)} to come back, {len(undo.changing)} to become what it was, "
        f"{len(undo.going)} to go; nothing was written{made}"
    ]
    for sign, page_ids in (("+", undo.coming), ("~", undo.changing), ("-", undo.going)):
        for page_id in page_ids:
            lines += [f"  {sign} {page_id}", *_difference_lines(told[page_id])]
    return shown("\n".join(map(one_line, lines)))


def removal_text(removal: Removal, taken: Going, folder: Path) -> str:
    """What a removal would take, and who of the same name or a like one would stay."""
    ids = [*removal.pages, *(one.answer.id for one in taken.answers)]
    doubted = f", {len(taken.doubted)} in doubt to leave out" if taken.doubted else ""
    lines = [
        f"{folder}: {len(ids)} to remove for good{doubted}; nothing was written",
        *people_lines(removal.people, removal.others, removal.alike),
        *(f"  - {one}" for one in ids),
        *(f"  ? {one.answer.id} {MAY_BE_THEIRS}" for one in taken.doubted),
    ]
    return shown("\n".join(map(one_line, lines)))


def whom_text(named: Sequence[NamedPeople]) -> str:
    """The doctors whom names may mean, where a removal has to be told which."""
    lines = []
    for one in named:
        lines.append(f"{one.name}: {len(one.meant)} here")
        lines += people_lines(one.meant, one.others, one.alike, "may be meant")
    return shown("\n".join(map(one_line, lines)))


def people_lines(
    people: Sequence[Person],
    others: Sequence[Person],
    alike: Sequence[Person],
    chosen: str = "doctor",
) -> list[str]:
    """Whom a removal takes, and who of the same name or a like one stays."""
    lines = [f"  {chosen}: {one.described}" for one in people]
    lines += [f"  stays, of the same name: {one.described}" for one in others]
    lines += [f"  stays, of a like name: {one.described}" for one in alike[:MOST_ALIKE]]
    if len(alike) > MOST_ALIKE:
        lines.append(f"  and {len(alike) - MOST_ALIKE} more of a like name, in --json")
    return lines


def _changed_lines(preview: Preview) -> Iterator[str]:
    """Each page that would change or go, with every answer that would go or be another."""
    told = {one.page_id: one for one in preview.differences}
    plan = preview.plan
    for sign, page_ids in (("~", plan.changed), ("-", plan.removed)):
        for page_id in page_ids:
            yield f"  {sign} {page_id}"
            if page_id in told:
                if told[page_id].lost is not None:
                    yield f"      ! would lose: {told[page_id].lost}"
                yield from _difference_lines(told[page_id])


def _difference_lines(told: PageDifference) -> Iterator[str]:
    for field in told.fields:
        yield f"      {_field_line(field)}"
    for answer in told.answers:
        lead = f"      #{answer.number} {name_of(answer.doctor)}"
        words = answer.words
        if words is not None and answer.kind == "gone":
            yield f"{lead}: would go: {_cut(words.before or '')}"
        elif words is not None and answer.kind == "new":
            yield f"{lead}: would come: {_cut(words.after or '')}"
        elif words is not None:
            yield f"{lead}: other words: {marked_line(words.before or '', words.after or '')}"
        for field in answer.fields:
            yield f"{lead}: {_field_line(field)}"


def _field_line(field: FieldDifference) -> str:
    if field.after is None:
        return f"{field.name} would go: {_cut(field.before or '')}"
    if field.before is None:
        return f"{field.name} would come: {_cut(field.after)}"
    return f"{field.name}: {marked_line(field.before, field.after)}"


def _cut(text: str) -> str:
    cut = beginning(text, MOST_SHOWN)
    return cut if len(text) <= MOST_SHOWN else f"{cut} …"


def one_line(text: str) -> str:
    """Text in one line, with line ends as symbols: the name of a file, or of a doctor, could
    otherwise forge a line of ours."""
    return text.replace("\n", "\u240a")


def shown(text: str) -> str:
    """Text as it is for a file or a pipe; for a terminal, control characters drawn as symbols.

    A page could otherwise move the cursor and write a doctor's name over another's.
    """
    return with_visible_controls(text) if sys.stdout.isatty() else whole_characters(text)


def with_visible_controls(text: str) -> str:
    """Text with its control characters drawn as symbols, but for tabs and line ends."""
    return "".join(_visible(character) for character in whole_characters(text))


def _visible(character: str) -> str:
    code = ord(character)
    if character in DIRECTION_CONTROLS or 0x7F <= code < 0xA0:
        return "\ufffd"
    return chr(0x2400 + code) if code < 0x20 and character not in "\n\t" else character
