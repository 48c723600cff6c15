"""Records of single answers → Pages, and back: what JSON Lines and CSV have in common.

Records of one question make one page. Its text is their fields, each character for character, with
blank lines between them, so that quotes are slices of it, as of a saved page; only the doctor's
stars and the number of announced answers are written as a page would print them.

A record that was exported holds all that its page says, so that nothing is lost when it comes back:
the page's notice and announced answers, and the byline as it was printed.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Literal, TypeVar, cast

from index.errors import UnreadablePage
from index.model import Answer, Doctor, Page, Span
from index.pages.line_reader.authors import read_author
from index.pages.line_reader.days import day_of
from index.pages.line_reader.facts import language_of, link_of
from index.pages.line_reader.names import is_nobody
from index.pages.line_reader.page_warnings import TO_BE_CHECKED

Value = TypeVar("Value", str, int)

NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""Characters that no text has: NUL, and surrogates (halves of characters)."""
MOST_REVIEWS = 10**15
MOST_ANNOUNCED = 10**9
OF_PAGE = ("question_title", "question_body", "notice", "announced")
"""Fields that are the page's: its records must agree on them."""
NAMED_BY = ("byline", "signature")
SOURCES = "; "
"""What stands between the places that the answers of one page come from."""


@dataclass(frozen=True, slots=True)
class Record:
    """One answer, its empty fields None.

    `number` is the answer's on its page, where `id` does not tell it; `record_id` is the name that
    an earlier import gave it, where that is not `id`.
    """

    id: str
    answer_text: str
    question_id: str | None = None
    question_title: str | None = None
    question_body: str | None = None
    author: str | None = None
    author_credentials: str | None = None
    source: str | None = None
    headline: str | None = None
    author_specialty: str | None = None
    author_place: str | None = None
    author_rating: float | None = None
    author_reviews: int | None = None
    author_status: str | None = None
    author_named_by: str | None = None
    byline: str | None = None
    notice: str | None = None
    announced: int | None = None
    number: int | None = None
    record_id: str | None = None
    answered_on: str | None = None
    url: str | None = None
    language: str | None = None
    dated: str | None = None
    upvotes: int | None = None

    @property
    def page_id(self) -> str:
        """The id of the page that it is on; without a question it is a page of its own."""
        return self.id if self.question_id is None else self.question_id

    @property
    def is_signed(self) -> bool:
        """Whether the doctor's name is in the answer itself."""
        return self.author_named_by == "signature"

    @property
    def doctor(self) -> Doctor:
        """Who gave the answer."""
        author = read_author(self.author, self.author_credentials)
        named_by = self.author_named_by or "byline"
        return Doctor(
            name=author.name,
            credentials=author.credentials,
            named_by=None
            if author.name is None
            else cast("Literal['byline', 'signature']", named_by),
            place=self.author_place,
            specialty=self.author_specialty,
            rating=self.author_rating,
            reviews=self.author_reviews,
            status=self.author_status or author.status,
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What a person must be told of a record: `warnings` of its fields, and `checks`, which say why
    it is in doubt who wrote it. `author`, `credentials` and `byline` are what its file prints of
    that, taken or not. `decided` tells who decided, where somebody did; who decided that it is no
    answer left it out. `as_written` are the words as the file has them, where it has them with
    markup."""

    warnings: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    author: str | None = None
    credentials: str | None = None
    byline: str | None = None
    decided: str | None = None
    is_left_out: bool = False
    as_written: str | None = None

    @property
    def printed(self) -> str:
        """All that the file prints of who wrote it, in lines."""
        named = ", ".join(part for part in (self.author, self.credentials) if part is not None)
        parts = (named, self.author, self.byline)
        return "\n".join(dict.fromkeys(part for part in parts if part))


@dataclass(frozen=True, slots=True)
class Row:
    """What a file holds of one record: its bytes, where they stand, and what they say.

    Bytes that say nothing (a blank line, the names of the columns) have no record.
    """

    raw: bytes
    where: str
    record: Record | UnreadablePage | None
    told: Told = Told()


@dataclass(frozen=True, slots=True)
class FileRows:
    """All rows of a file, and what each of its pages must say of the file. The first row of a table
    names the columns."""

    rows: Iterable[Row]
    warnings: tuple[str, ...] = ()
    is_array: bool = False
    codec: str = "utf-8"
    derived_by: str | None = None
    """What made records of a file that has none of ours, and its version; these are written as
    JSON Lines."""
    matching: str | None = None
    """Which columns of such a file were matched with which fields."""
    header: bytes = b""
    """Bytes that decide what the rows mean, such as the names of the columns."""

    def written(self, kept: Sequence[Row]) -> bytes:
        """The file with some of its rows only, in UTF-8: without the first row's mark, or the words
        that proved the encoding, the rest could not be read. Of a file that has none of our records
        these stand first: they tell what the file is, whatever could not be read."""
        if self.derived_by is not None:
            kept = sorted(kept, key=lambda row: not isinstance(row.record, Record))
        if self.is_array:
            return b"[" + b",\n".join(row.raw for row in kept) + b"]\n"
        raw = b"".join(row.raw for row in kept)
        if self.codec == "utf-8":
            return raw
        return raw.decode(self.codec).removeprefix("\ufeff").encode("utf-8")


@dataclass(frozen=True, slots=True)
class _Recorded:
    """A record, its bytes, and what a person must be told of its fields."""

    record: Record
    raw: bytes
    told: Told

    @property
    def checks(self) -> tuple[str, ...]:
        """Why it is in doubt who gave the answer."""
        return checks_of(self.record, self.told)

    @property
    def doubt(self) -> str | None:
        """Why nobody is named, if that is a doubt."""
        checks = self.checks
        return checks[0] if checks and self.record.doctor.name is None else None


def checks_of(record: Record, told: Told) -> tuple[str, ...]:
    """Why it is in doubt who gave an answer, where nobody decided that. Who is anonymous is in no
    doubt, and a name that is kept as printed is no other doctor's."""
    read = read_author(record.author, record.author_credentials)
    is_open = record.author is not None and read.name is None and not is_nobody(record.author)
    return (*told.checks, read.doubt) if is_open and read.doubt else told.checks


@dataclass(slots=True)
class TextBuilder:
    """A text put together from parts, with the place of each."""

    parts: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, part: str, gap: str) -> Span:
        """Append a part after a gap (none before the first) and return its place."""
        if self.length:
            self.parts.append(gap)
            self.length += len(gap)
        start = self.length
        self.parts.append(part)
        self.length += len(part)
        return Span(start, self.length)

    def add_if_any(self, part: str | None) -> Span | None:
        """Append a part of its own, if there is one."""
        return None if part is None else self.add(part, "\n\n")


def pages_of(found: FileRows, source: str) -> Iterator[Page | UnreadablePage]:
    """Every page of a file, and an UnreadablePage (yielded, not raised) for each bad row."""
    questions: dict[str, list[_Recorded]] = {}
    alone: dict[str, _Recorded] = {}
    seen: set[str] = set()
    for row in found.rows:
        record = row.record
        if record is None:
            continue
        if isinstance(record, UnreadablePage):
            yield record
        elif record.id in seen:
            yield UnreadablePage(row.where, f"a second record with id {record.id!r}")
        else:
            seen.add(record.id)
            recorded = _Recorded(record, found.header + row.raw, row.told)
            if record.question_id is None:
                alone[record.id] = recorded
            else:
                questions.setdefault(record.question_id, []).append(recorded)
    for page_id, group in questions.items():
        if not all(one.told.is_left_out for one in group):
            yield _page(page_id, group, source, found)
    for page_id, one in alone.items():
        if page_id in questions:
            yield UnreadablePage(source, f"record {page_id!r} has the id of another's question")
        elif not one.told.is_left_out:
            yield _page(page_id, [one], source, found)


def record_of(page: Page, answer: Answer) -> Record:
    """An answer with all that is needed to read it again."""
    doctor, record_id = answer.doctor, answer.record_id or answer.id
    return Record(
        id=record_id,
        answer_text=page.quote(answer.body),
        question_id=page.id,
        question_title=page.quoted(page.title),
        question_body=page.quoted(page.question),
        author=doctor.name,
        author_credentials=doctor.credentials,
        source=page.source,
        headline=page.quoted(answer.headline),
        author_specialty=doctor.specialty,
        author_place=doctor.place,
        author_rating=doctor.rating,
        author_reviews=doctor.reviews,
        author_status=doctor.status,
        author_named_by=doctor.named_by,
        byline=page.quoted(answer.byline),
        notice=page.quoted(page.notice),
        announced=page.announced,
        number=None if record_id == answer.id else answer.number,
        answered_on=None if answer.answered_on is None else answer.answered_on.isoformat(),
        url=answer.url,
        language=answer.language,
        dated=answer.dated,
        upvotes=answer.upvotes,
    )


def line_of(record: Record) -> str:
    """A record as a line of JSON, its empty fields left out."""
    fields = {name: value for name, value in asdict(record).items() if value is not None}
    return json.dumps(fields, ensure_ascii=False) + "\n"


def text_field(value: object, name: str, where: str) -> str | None:
    """A field that is text; None where it is empty.

    Raises:
        UnreadablePage: it is not text.
    """
    if value is None:
        return None
    if not isinstance(value, str):
        raise UnreadablePage(where, f"the field {name} is no text")
    if NO_TEXT.search(value):
        raise UnreadablePage(where, f"the field {name} holds characters that no text has")
    return value if value.strip() else None


def _page(page_id: str, group: list[_Recorded], source: str, file: FileRows) -> Page:
    numbers = _numbers(page_id, [one.record for one in group])
    in_order = sorted(zip(numbers, group, strict=True), key=lambda pair: pair[0])
    records = [one.record for _, one in in_order]
    numbered = [pair for pair in in_order if not pair[1].told.is_left_out]
    text = TextBuilder()
    title_span = text.add_if_any(_first(record.question_title for record in records))
    question_span = text.add_if_any(_first(record.question_body for record in records))
    announced = _first(record.announced for record in records)
    text.add_if_any(None if announced is None else f"Doctor Answers {announced}")
    answers = tuple(
        replace(_answer(page_id, n, one.record, text), doubt=one.doubt) for n, one in numbered
    )
    notice_span = text.add_if_any(_first(record.notice for record in records))
    return Page(
        id=page_id,
        source=SOURCES.join(_sources(records)) or source,
        digest=hashlib.sha256(b"".join(one.raw for one in group)).hexdigest(),
        text="".join(text.parts),
        title=title_span,
        question=question_span,
        announced=announced,
        answers=answers,
        notice=notice_span,
        warnings=(
            *file.warnings,
            *_disagreements(records),
            *_missing(announced, len(answers)),
            *(warning for n, one in in_order for warning in _warnings(n, one)),
            *(f"answer {a.number}: the doctor is not named" for a in answers if not a.doctor.name),
        ),
        derived_by=file.derived_by,
        as_written=tuple(
            (n, one.told.as_written) for n, one in numbered if one.told.as_written is not None
        ),
    )


def _warnings(number: int, one: _Recorded) -> Iterator[str]:
    """What must be told of one answer."""
    if one.told.is_left_out:
        yield f"{one.told.decided}: record {one.record.id!r} is left out"
        return
    if one.told.decided is not None:
        yield f"{one.told.decided}: answer {number}"
    checks = one.checks
    yield from (f"{TO_BE_CHECKED}: answer {number}: {check}" for check in checks)
    doubt = read_author(one.record.author, one.record.author_credentials).doubt
    told = one.told.warnings if doubt is None or doubt in checks else (*one.told.warnings, doubt)
    yield from (f"answer {number}: {warning}" for warning in told)


def _numbers(page_id: str, records: Sequence[Record]) -> list[int]:
    """The answers' numbers on the page: those that an export gave them, as part of their ids or
    beside them, if it gave one to each, or else their order."""
    pattern = re.compile(re.escape(page_id) + r"#([1-9][0-9]{0,8})")
    found = [pattern.fullmatch(record.id) for record in records]
    told = [
        record.number if one is None else int(one[1])
        for record, one in zip(records, found, strict=True)
    ]
    numbers = {number for number in told if number}
    order = list(range(1, len(records) + 1))
    return [n or 0 for n in told] if len(numbers) == len(records) else order


def _first(values: Iterable[Value | None]) -> Value | None:
    return next((value for value in values if value is not None), None)


def _sources(records: Sequence[Record]) -> list[str]:
    """Where the answers come from, each place once: no answer is shown as another's place's."""
    return list(dict.fromkeys(record.source for record in records if record.source is not None))


def _disagreements(records: Sequence[Record]) -> Iterator[str]:
    for name in OF_PAGE:
        if len({getattr(record, name) for record in records} - {None}) > 1:
            yield f"the records do not agree on {name}; the first one is shown"
    if len(_sources(records)) > 1:
        yield "the records do not agree on source; all are shown"


def _missing(announced: int | None, found: int) -> Iterator[str]:
    if announced is not None and announced != found:
        yield f"the page announces {announced} answers, {found} are on it"


def _answer(page_id: str, number: int, record: Record, text: TextBuilder) -> Answer:
    headline = text.add_if_any(record.headline)
    body = text.add(record.answer_text, "\n\n")
    lines = [text.add(part, "\n" if n else "\n\n") for n, part in enumerate(_attribution(record))]
    return Answer(
        id=f"{page_id}#{number}",
        number=number,
        headline=headline,
        body=body,
        byline=Span(lines[0].start, lines[-1].end) if lines else None,
        doctor=record.doctor,
        record_id=record.record_id or record.id,
        answered_on=day_of(record.answered_on),
        url=link_of(record.url),
        language=language_of(record.language),
        dated=record.dated,
        upvotes=record.upvotes,
    )


def _attribution(record: Record) -> list[str]:
    """The byline as it was printed, or else its lines; a doctor who signed the answer itself is not
    named there."""
    if record.byline is not None:
        return [record.byline]
    named = [] if record.is_signed else [record.author, record.author_credentials]
    about = [record.author_status, record.author_specialty, record.author_place]
    return [part for part in (*named, *about, _stars(record)) if part is not None]


def _stars(record: Record) -> str | None:
    stars = None if record.author_rating is None else f"{record.author_rating} out of 5 stars"
    reviews = None if record.author_reviews is None else f"{record.author_reviews} reviews"
    return " ".join(part for part in (stars, reviews) if part is not None) or None
