"""HTML of the answers of records of which a person has to decide who gave them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote as in_url

from markupsafe import Markup

from bot.show.addresses import address_of
from bot.show.wording import name_of
from bot.staff.layout import ROOT, rendered
from bot.staff.login import Session
from bot.text.languages import language_of
from index.library.decide_records import OpenRecord, RecordsPage
from index.pages.rows.record_decisions import RecordDecision, Who
from index.pages.rows.records import Record, Row

MOST_RECORDS = 200
"""Records of one page that are asked about at once; the others follow when these are decided."""
BEGINNING = 600
"""Characters of an answer's words that are shown."""
OPEN, TYPED, DOCTOR = "open", "typed", "doctor:"
"""What may be chosen of a record, beside `Who`: nothing yet, a name that is typed, or one that the
record prints."""


@dataclass(frozen=True, slots=True)
class RecordChoice:
    """What is chosen of a record, and the name that is typed."""

    chosen: str = OPEN
    typed: str = ""

    @property
    def doctor(self) -> str | None:
        """The doctor who is chosen, if one is."""
        if self.chosen == TYPED:
            return self.typed
        return self.chosen.removeprefix(DOCTOR) if self.chosen.startswith(DOCTOR) else None

    @property
    def who(self) -> Who | None:
        """What is decided; None where nothing is yet."""
        if self.doctor is not None:
            return Who.DOCTOR
        return Who(self.chosen) if self.chosen in set(Who) - {Who.DOCTOR} else None


@dataclass(frozen=True, slots=True)
class AskedRecord:
    """A record as it is asked about: how its fields are called in the form, what it prints, and
    what it would be; None where nothing is chosen yet."""

    field: str
    id: str
    number: int | None
    reasons: tuple[str, ...]
    printed: str
    beginning: str
    is_cut: bool
    language: str
    options: tuple[tuple[str, str], ...]
    choice: RecordChoice
    told: str
    would_be: str | None


def records_address(page_id: str) -> str:
    """Where somebody decides about the records of a page."""
    return f"{address_of(ROOT)}/checking/records?page={in_url(page_id, safe='')}"


def choice_of(one: OpenRecord) -> RecordChoice:
    """What is decided of a record now."""
    decision = one.decision
    if decision is None:
        return RecordChoice()
    if decision.doctor is None:
        return RecordChoice(str(decision.who))
    if decision.doctor in one.names:
        return RecordChoice(f"{DOCTOR}{decision.doctor}")
    return RecordChoice(TYPED, decision.doctor)


def records_html(
    found: RecordsPage,
    choices: Sequence[RecordChoice],
    session: Session,
    *,
    rows: Mapping[str, Row],
    error: str | None,
    shown: str,
    by: str,
    asks_who: bool,
) -> Markup:
    """The records of a page as a form.

    Args:
        choices: one for each of the first records.
        rows: what the records would be, by their ids.
        shown: what tells whether the same form is kept that was shown; empty where none can be.
        by: who decides, as typed.
        asks_who: whether the name has to be typed, as nobody signs in.
    """
    pairs = zip(found.records, choices, strict=False)
    return rendered(
        "checking_records.html",
        session=session,
        page_id=found.page.id,
        source=found.page.source,
        records=[
            _asked(n, one, choice, rows.get(one.record.id)) for n, (one, choice) in enumerate(pairs)
        ],
        more=max(0, len(found.records) - len(choices)),
        reason=found.reason,
        error=error,
        shown=shown,
        by=by,
        asks_who=asks_who,
    )


def _asked(n: int, one: OpenRecord, choice: RecordChoice, row: Row | None) -> AskedRecord:
    words = one.record.answer_text
    return AskedRecord(
        str(n),
        one.record.id,
        one.number,
        one.reasons,
        one.row.told.printed,
        words[:BEGINNING],
        len(words) > BEGINNING,
        language_of(words),
        tuple(_options(one)),
        choice,
        "" if one.decision is None else _told(one.decision),
        None if row is None else _would_be(row),
    )


def _options(one: OpenRecord) -> list[tuple[str, str]]:
    return [
        (OPEN, "Not decided yet: nobody is named"),
        *((f"{DOCTOR}{name}", f"Given by {name}") for name in one.names),
        (TYPED, "Given by whom I type below"),
        (Who.UNNAMED, "Not named in the record"),
        (Who.LEFT_OUT, "No doctor’s answer: leave out"),
    ]


def _told(decision: RecordDecision) -> str:
    return f"{decision.told[:1].upper()}{decision.told[1:]}"


def _would_be(row: Row) -> str:
    if row.told.is_left_out or not isinstance(row.record, Record):
        return "It would be left out"
    return name_of(row.record.doctor)
