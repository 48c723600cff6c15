"""Pages, Replies and doctors as JSON and CSV, in the formats that other programs rely on."""

import csv
import io
from dataclasses import asdict, replace
from typing import Any

from bot.reply.doctors import DoctorsReply
from bot.reply.reply import Card, Reply, ReplyPart
from bot.reply.spread import shows_times, spread_of
from bot.safety.alerts import AMERICAN, alerts_of
from bot.safety.told import alerts_told
from bot.show.wording import brand_note, count_of, warning_of
from bot.text.homoglyphs import deceptive_characters
from index.library.open import FoundAnswer
from index.model import Answer, Page
from index.pages.rows.csv_injection import escape_formula
from index.storage.seals import seal

Json = dict[str, Any]

BYTE_ORDER_MARK = "\ufeff"
"""Before a file of CSV: without it, Excel takes UTF-8 for the code page of its country."""
CSV_COLUMNS = (
    "id", "name", "credentials", "named_by", "specialty", "place", "rating", "reviews", "status",
    "page_id", "page_title", "source", "headline", "quote", "start", "end", "closeness",
    "byline", "page_question", "page_notice", "page_announced", "record_id", "addressed",
    "answered_on", "url", "language", "dated", "upvotes",
)  # fmt: skip


def page_json(page: Page) -> Json:
    """A page with its answers."""
    return {
        "id": page.id,
        "source": page.source,
        "digest": page.digest,
        "derived_by": page.derived_by,
        "changed_on": None if page.changed_on is None else page.changed_on.isoformat(),
        "title": page.quoted(page.title),
        "question": page.quoted(page.question),
        "announced": page.announced,
        "found": len(page.answers),
        "notice": page.quoted(page.notice),
        "warnings": list(page.warnings),
        "answers": [answer_json(page, answer) for answer in page.answers],
    }


def answer_json(page: Page, answer: Answer) -> Json:
    """An answer; `body` is `page.text[start:end]`, and `seal` a hash of it, of its doctor and of
    what the page says around it, which stays the same as long as these do."""
    return {
        "id": answer.id,
        "number": answer.number,
        "headline": page.quoted(answer.headline),
        "body": page.quote(answer.body),
        "start": answer.body.start,
        "end": answer.body.end,
        "byline": page.quoted(answer.byline),
        "doctor": asdict(answer.doctor),
        "record_id": answer.record_id,
        "doubt": answer.doubt,
        "seal": seal(page, answer),
        **_facts(answer),
    }


def found_json(found: FoundAnswer) -> Json:
    """An answer that was looked up, with what its page says around it."""
    page = found.page
    origin = {
        "id": page.id,
        "title": page.quoted(page.title),
        "source": page.source,
        "question": page.quoted(page.question),
        "notice": page.quoted(page.notice),
    }
    return {**answer_json(page, found.answer), "page": origin}


def lines_json(page: Page) -> list[Json]:
    """The lines of a page with their roles; a line, with the blank ones below it, is
    `page.text[start:end]`, and these tile the text."""
    return [
        {
            "number": line.number,
            "start": line.span.start,
            "end": line.span.end,
            "role": str(line.role),
            "evidence": line.evidence,
            "answer": line.answer,
        }
        for line in page.lines
    ]


def reply_json(
    reply: Reply, number: str = AMERICAN, *, anyway: bool = False, is_older: bool = False
) -> Json:
    """A Reply with its cards, and before all else the alerts for signs of danger.

    `held_back` asks a program that shows the Reply to keep the answers out of sight, unless its
    reader wants them `anyway`. `number` is the emergency number of where the reader is; `is_older`
    says that the answers are an older library's, as the newest is damaged.
    """
    return {
        "alerts": [asdict(one) for one in alerts_of(reply.question, reply.signs, number)],
        "held_back": reply.holds_back(anyway=anyway),
        "question": reply.question,
        "searched": list(reply.searched),
        "band": reply.band,
        "welcome": count_of(reply) if reply.is_courtesy else None,
        "language": None if reply.other_language is None else asdict(reply.other_language),
        "narrowed": _narrowed_json(reply),
        "parts": [_part_json(reply, part) for part in reply.parts],
        "notices": [asdict(notice) for notice in reply.notices],
        "answers": [_card_json(card) for card in reply.cards],
        "warning": warning_of(reply, is_older=is_older),
        "partial": reply.is_partial,
    }


def _narrowed_json(reply: Reply) -> Json | None:
    """Whose answers a message asks for, what of them, and how many there are; None where it asks
    everybody."""
    asked = reply.narrowing
    if asked is None:
        return None
    return {
        "whose": asked.whose,
        "question": asked.question,
        "of": len(asked.answers),
        "skipped": asked.skip,
        "left": asked.left,
    }


def _part_json(reply: Reply, part: ReplyPart) -> Json:
    """What one question of a message found, and all that was changed before it was searched."""
    asked = part.asked
    return {
        "asked": asked.asked,
        "searched": asked.searched,
        "wordings": list(asked.wordings),
        "carried": asked.carried,
        "leaning": asked.leaning,
        "corrections": [asdict(one) for one in asked.corrections],
        "expansions": [asdict(one) for one in asked.expansions],
        "glosses": [asdict(one) for one in asked.glosses],
        "named": [{"said": one.said, "here": bool(one.people)} for one in asked.named],
        "band": part.band,
        "answers": [card.answer.id for card in part.cards],
        "own": [card.answer.id for card in part.cards[: part.own]],
        "far": part.is_far and not part.is_partial,
        "spread": _spread_json(reply, part),
    }


def _spread_json(reply: Reply, part: ReplyPart) -> Json | None:
    """Who answered and the times that they mention; `words` are `page.text[start:end]`. The page
    and the terminal list no times where `times_shown` is false."""
    spread = spread_of(part.cards)
    if spread is None:
        return None
    return {
        "doctors": spread.speakers.doctors,
        "others": spread.speakers.others,
        "unnamed": spread.speakers.unnamed,
        "specialties": dict(spread.specialties),
        "times_shown": shows_times(reply, part),
        "times": [
            {
                "answer": time.card.answer.id,
                "words": time.card.page.quote(time.span),
                "start": time.span.start,
                "end": time.span.end,
                "sentence": asdict(time.sentence),
            }
            for time in spread.times
        ],
    }


def _card_json(card: Card) -> Json:
    page = card.page
    return {
        **answer_json(page, card.answer),
        "page": {"id": page.id, "title": page.quoted(page.title), "source": page.source},
        "score": card.score,
        "closeness": card.closeness,
        "lit": [{"start": span.start, "end": span.end} for span in card.highlights],
        "notes": [
            note for note in (brand_note(card), *deceptive_characters(card.answer.doctor)) if note
        ],
        "alike": [one.answer.id for one in card.alike],
    }


def doctors_json(reply: DoctorsReply, number: str = AMERICAN) -> Json:
    """The doctors who addressed a topic; `left_out` is how many more there are.

    The `alerts` are those for danger that the topic tells of somebody; nothing is held back for
    them. `number` is the emergency number of where the reader is.
    """
    return {
        "alerts": [asdict(one) for one in alerts_told(reply.topic or "", number)],
        "topic": reply.topic,
        "doctors": doctor_rows_json(reply),
        "counts": dict(reply.counts),
        "facets": [asdict(one) for one in reply.facets],
        "left_out": reply.left_out,
        "partial": reply.is_partial,
    }


def doctor_rows_json(reply: DoctorsReply) -> list[Json]:
    """The doctors of a list, each with the answers."""
    return [
        {
            "doctor": asdict(row.doctor),
            "answers": [
                {
                    "id": card.answer.id,
                    "page_title": card.page.quoted(card.page.title),
                    "closeness": card.closeness,
                    "quote": card.quote,
                    "doctor": asdict(card.answer.doctor),
                    **_origin(card),
                    "seal": seal(card.page, card.answer),
                    **_saying_json(reply, card),
                }
                for card in row.cards
            ],
            "spellings": list(row.spellings),
        }
        for row in reply.rows
    ]


def _saying_json(reply: DoctorsReply, card: Card) -> Json:
    """How an answer addresses the topic, and where its words are, in its headline and its body."""
    saying = reply.sayings.get(card.answer.id)
    if saying is None:
        return {"addressed": None, "lit": []}
    return {
        "addressed": saying.addressed,
        "lit": [{"start": span.start, "end": span.end} for span in saying.words],
    }


def doctors_csv(reply: DoctorsReply, *, header: bool = True) -> str:
    """One row an answer, header first; no cell is taken for a formula by a spreadsheet."""
    written = io.StringIO(newline="")
    table = csv.writer(written)
    if header:
        table.writerow(CSV_COLUMNS)
    for row in reply.rows:
        for card in row.cards:
            cells = {
                **asdict(card.answer.doctor),
                "id": card.answer.id,
                "page_title": card.page.quoted(card.page.title),
                "quote": card.quote,
                "closeness": None if card.closeness is None else round(card.closeness, 6),
                **_origin(card),
                "addressed": _saying_json(reply, card)["addressed"],
            }
            table.writerow([_safe(cells[column]) for column in CSV_COLUMNS])
    return written.getvalue()


def _origin(card: Card) -> Json:
    """Where an answer stands, and all that its page says beside its words."""
    page, answer = card.page, card.answer
    return {
        "page_id": page.id,
        "source": page.source,
        "headline": page.quoted(answer.headline),
        "start": answer.body.start,
        "end": answer.body.end,
        "byline": page.quoted(answer.byline),
        "page_question": page.quoted(page.question),
        "page_notice": page.quoted(page.notice),
        "page_announced": page.announced,
        "record_id": _record_id(answer),
        **_facts(answer),
    }


def _facts(answer: Answer) -> Json:
    """When an answer was given, where it stands on the web, and its language, as the page says."""
    day = answer.answered_on
    return {
        "answered_on": None if day is None else day.isoformat(),
        "url": answer.url,
        "language": answer.language,
        "dated": answer.dated,
        "upvotes": answer.upvotes,
    }


def _record_id(answer: Answer) -> str | None:
    """The name that an import gave an answer, where it has another one than its id."""
    return None if answer.record_id == answer.id else answer.record_id


def _safe(cell: object) -> object:
    return escape_formula(cell) if isinstance(cell, str) else cell


def records_jsonl(reply: DoctorsReply, taken: set[str] | None = None) -> str:
    """Every answer as a line of JSON that `build` reads, with everything that is shown of it.

    Args:
        taken: the ids of records that were written before; those of these are added.
    """
    from index.pages.rows.records import (  # reads records, which a Reply has none of
        line_of,
        record_of,
    )

    lines: list[str] = []
    taken = set() if taken is None else taken
    for row in reply.rows:
        for card in row.cards:
            record = record_of(card.page, card.answer)
            if record.id in taken:  # two pages came from files that gave the same name
                record = replace(record, id=card.answer.id, record_id=_record_id(card.answer))
            taken.add(record.id)
            lines.append(line_of(record))
    return "".join(lines)
