"""The fields of one answer, as a line of JSON or a row of a table has them → Record.

Only the id and the answer's words must be there. Any other field that says what it cannot say is
left out with a warning, and costs nothing but itself.
"""

import html
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from dataclasses import fields as fields_of
from reprlib import Repr
from types import MappingProxyType

from index.errors import UnreadablePage
from index.model import Doctor
from index.pages.encodings import damage_in, damage_told
from index.pages.line_reader.attributions import attributed_to_another, is_another, named_by_line
from index.pages.line_reader.authors import contradicts, read_author, signs
from index.pages.line_reader.days import partial_date, told_day
from index.pages.line_reader.denials import is_no_doctors
from index.pages.line_reader.disclaimed import disclaimed
from index.pages.line_reader.facts import language_of, link_of
from index.pages.line_reader.furniture import furniture_kind
from index.pages.line_reader.lines import lines_of
from index.pages.line_reader.names import prints_name
from index.pages.line_reader.rivals import says_another
from index.pages.rows.authorship import against, told_of
from index.pages.rows.disowned import disowned
from index.pages.rows.empty_cells import says_nothing
from index.pages.rows.records import (
    MOST_ANNOUNCED,
    MOST_REVIEWS,
    NAMED_BY,
    Record,
    Told,
    text_field,
)
from index.pages.rows.spreadsheets import REMEDY, damage_by_spreadsheet, zeros_lost
from index.pages.rows.withdrawn import is_withdrawn, withdrawn

NEEDED = ("id", "answer_text")
IDS = ("id", "question_id", "record_id")
NUMBERS = ("author_rating", "author_reviews", "announced", "number", "upvotes")
AS_NUMBERS = (*IDS, "answered_on")
"""Texts that a file may have as numbers: a clock of computers counts the seconds since 1970."""
PRINTED = ("author", "author_credentials", "byline")
"""Fields that print who wrote the answer."""
FIELDS = frozenset(one.name for one in fields_of(Record))
OF_AUTHOR = (
    "byline",
    *(name for name in FIELDS if name.split("_")[0] == "author" and name not in NUMBERS),
)
"""Texts that tell of who is named."""
TEXTS = tuple(one.name for one in fields_of(Record) if one.name not in NUMBERS)
COLUMNS = {
    "id": "id",
    "quote": "answer_text",
    "page_id": "question_id",
    "page_title": "question_title",
    "page_question": "question_body",
    "page_notice": "notice",
    "page_announced": "announced",
    "source": "source",
    "headline": "headline",
    "name": "author",
    "credentials": "author_credentials",
    "named_by": "author_named_by",
    "specialty": "author_specialty",
    "place": "author_place",
    "rating": "author_rating",
    "reviews": "author_reviews",
    "status": "author_status",
    "byline": "byline",
    "record_id": "record_id",
    "answered_on": "answered_on",
    "url": "url",
    "language": "language",
    "dated": "dated",
    "upvotes": "upvotes",
}
"""What `doctors` calls the fields in CSV and JSON, and which field of a Record each of them is."""
NAMES = {**{one.name: one.name for one in fields_of(Record)}, **COLUMNS}
"""All names that a column of a table may have."""
PLAIN_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
RATING = re.compile(r"(\d(?:[.,]\d{1,2})?)(?:\s*(?:/|out of)\s*5)?(?:\s*stars?)?", re.IGNORECASE)
COUNT = re.compile(r"(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.0)?(?:\s*reviews?)?", re.IGNORECASE)
MARKUP = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>|&(?:#?\w{2,10});")
ESCAPE = re.compile(r"(?<=[.,;:!?)\w])\\[nrt](?=\\|\W|[A-ZÀ-Þ]|$)")
"""A line end or a tab, as programs write it between words: "in.\\n\\nThen"; no part of a path."""
_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = 60
_WHO = Repr()
_WHO.maxstring = _WHO.maxother = 300
"""For what tells who wrote the answer: whether that is somebody who was removed is seen there."""


@dataclass(slots=True)
class _Fields:
    """The values of one record while they are read."""

    values: Mapping[str, object]
    where: str
    shown: Mapping[str, str]
    is_foreign: bool
    warnings: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)

    def name(self, of: str) -> str:
        """What the file calls a field."""
        return self.shown.get(of, of)

    def leave_out(self, of: str, reason: str) -> None:
        """Warn of a field that is not taken."""
        self.warnings.append(self._told(of, reason))

    def doubt_author(self, reason: str) -> None:
        """Have a person decide who wrote it: the author is not taken."""
        self.checks.append(self._told("author", reason))

    def _told(self, of: str, reason: str) -> str:
        shown = _WHO if of in PRINTED else _SHORT
        value, number = shown.repr(self.values.get(of)), self.where.rpartition(":")[2]
        return f"{self.name(of)} {value} of record {number} {reason}; left out"

    def text(self, of: str) -> str | None:
        """A field of text; None where it is empty or left out.

        Raises:
            UnreadablePage: it is needed, and no text; or its words are damaged.
        """
        value = self.values.get(of)
        if value is None:  # as are most
            return None
        if of in AS_NUMBERS and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        try:
            found = text_field(value, self.name(of), self.where)
        except UnreadablePage as error:
            if of in NEEDED:
                raise
            self.leave_out(of, error.reason.removeprefix(f"the field {self.name(of)} "))
            return None
        damage = [] if found is None else damage_in(found)
        told = damage_told(damage) if damage else None
        if found is not None and told is None:
            told = damage_by_spreadsheet(found, of, is_cell=bool(self.shown))
        if told is not None:
            raise UnreadablePage(self.where, f"the field {self.name(of)} holds {told}")
        is_text = of == "answer_text"
        if found is None:
            return None
        if self.is_foreign and of not in IDS and says_nothing(found, are_words=is_text):
            return None
        if is_text and furniture_kind(found.strip()) == "gone":
            told = f"the field {self.name(of)} says that an answer is gone"
            raise UnreadablePage(self.where, told)
        if is_text and (markup := _markup(found)):
            self.warnings.append(f"the words hold HTML ({markup}), kept as it is")
        if is_text and self.is_foreign and (escape := ESCAPE.search(found)) is not None:
            told = f"the words hold {escape[0]} as two characters, kept as they are"
            self.warnings.append(f"{told}; export them without escapes")
        return found

    def rating(self) -> float | None:
        """The stars, out of 5."""
        value = self.values.get("author_rating")
        rating = _number(value, RATING)
        if rating is None or not 0 <= rating <= 5:
            if not _is_empty(value):
                self.leave_out("author_rating", "is no number from 0 to 5")
            return None
        return rating

    def count(self, of: str, what: str, most: int) -> int | None:
        """How many there are of something."""
        value = self.values.get(of)
        count = _count(value) if isinstance(value, str) else _number(value, RATING)
        if count is None or not 0 <= count <= most or count != int(count):
            if not _is_empty(value):
                self.leave_out(of, f"is no number of {what}")
            return None
        return int(count)


def read_fields(
    values: Mapping[str, object],
    where: str,
    shown: Mapping[str, str] = MappingProxyType({}),
    *,
    is_foreign: bool = False,
    beside: Mapping[str, object] | None = None,
    is_sure: bool = False,
) -> tuple[Record, Told]:
    """A record, and what a person must be told of it.

    Args:
        values: by the names of Record's fields.
        shown: what the file calls a field, where that is another name.
        is_foreign: whether another program wrote it, which may have put "nan" into empty fields.
        beside: the other fields that tell of the answer; without it, all that have no name of ours.
        is_sure: whether a person said which field is the author.

    Raises:
        UnreadablePage: the id or the words are missing, or some words are damaged.
    """
    found = _Fields(values, where, shown, is_foreign)
    texts = {name: found.text(name) for name in TEXTS}
    record_id, answer_text = texts.pop("id"), texts.pop("answer_text")
    if record_id is None or answer_text is None:
        missing = "id" if record_id is None else "answer_text"
        kind = "column" if shown else "field"
        said = "is empty" if shown else "is missing or empty"
        raise UnreadablePage(
            where, f"the {kind} {found.name(missing)} {said}{_other_names(values)}"
        )
    if zeros_lost(record_id, texts["question_id"]):
        reason = f"the field {found.name('question_id')} lost the zeros that id begins with"
        raise UnreadablePage(where, f"{reason}; {REMEDY}")
    author, credentials, byline = (texts[name] for name in PRINTED)
    around = {name: value for name, value in values.items() if name not in FIELDS}
    is_denied = _check_beside(found, texts, around if beside is None else beside, is_sure=is_sure)
    _check_signature(found, texts, answer_text)
    _check_byline(found, texts)
    _check_facts(found, texts)
    if texts["author_named_by"] is None:  # exports say it, of what was read or decided
        _check_words(found, texts, answer_text)
    reviews = found.count("author_reviews", "reviews", MOST_REVIEWS)
    record = Record(
        record_id,
        answer_text,
        **texts,
        author_rating=None if is_denied else found.rating(),
        author_reviews=None if is_denied else reviews,
        announced=found.count("announced", "answers", MOST_ANNOUNCED),
        number=found.count("number", "answers", MOST_ANNOUNCED),
        upvotes=found.count("upvotes", "votes", MOST_REVIEWS),
    )
    told = Told(tuple(found.warnings), tuple(found.checks), author, credentials, byline)
    return record, told


def _check_beside(
    found: _Fields, texts: dict[str, str | None], beside: Mapping[str, object], *, is_sure: bool
) -> bool:
    """Leave out an author, with all that is told of it, where another field names somebody else, or
    says that it is no doctor; whether one does."""
    author = texts["author"]
    told = None if author is None else _spoken_against(author, texts, beside, is_sure=is_sure)
    if told is not None:
        found.doubt_author(told)
        texts.update(dict.fromkeys(OF_AUTHOR))
    return told is not None


def _spoken_against(
    author: str, texts: Mapping[str, str | None], beside: Mapping[str, object], *, is_sure: bool
) -> str | None:
    """What speaks against an author."""
    is_ours = texts["author_named_by"] is not None
    status = {} if is_ours else {"author_status": texts["author_status"]}
    state, doubted = withdrawn(beside), disowned({**status, **beside}, author)
    if state is not None:
        return f"wrote nothing to be shown, as {told_of(state)} says {_SHORT.repr(state.value)}"
    if is_withdrawn(texts["author_status"] or ""):
        return f"wrote nothing to be shown, as status says {_SHORT.repr(texts['author_status'])}"
    if doubted is not None:
        return f"may not have written it, as {told_of(doubted)} says {_SHORT.repr(doubted.value)}"
    told = beside if is_ours else {"source": texts["source"], **beside}
    other = against(author, told, is_sure=is_sure)
    if other is not None:
        says = f"{told_of(other)} says {_SHORT.repr(other.value)}"
        return f"is one of two, as {says}" if other.is_rival else f"is no doctor, as {says}"
    for name in ("author_credentials", "author_specialty", "author_status"):
        if is_no_doctors(texts[name] or ""):
            return f"is no doctor, as {name} says {_SHORT.repr(texts[name])}"
    return None


def _check_signature(found: _Fields, texts: dict[str, str | None], words: str) -> None:
    """Leave out where the name stands, if that is no place, and the name that does not stand in
    the words that it is said to sign."""
    named_by, author = texts["author_named_by"], texts["author"]
    if named_by not in (None, *NAMED_BY):
        found.leave_out("author_named_by", f"is none of {', '.join(NAMED_BY)}")
        texts["author_named_by"] = None
    elif named_by == "signature" and (author is None or not signs(words, author)):
        found.leave_out("author_named_by", "is not so: no such name signs the answer")
        if author is not None:
            found.doubt_author("does not stand in the answer that it is said to sign")
        texts["author_named_by"] = texts["author"] = None


def _check_byline(found: _Fields, texts: dict[str, str | None]) -> None:
    """Leave out a name that the byline does not print, and that byline: nobody can tell which of
    the two is the doctor's."""
    byline, author = texts["byline"], texts["author"]
    if byline is None or author is None or texts["author_named_by"] == "signature":
        return
    if not prints_name(" ".join(byline.split()), " ".join(author.split())):
        found.doubt_author(f"does not stand in the byline {_SHORT.repr(byline)}")
        found.leave_out("byline", "has another name")
    elif texts["author_named_by"] is None and _names_another(byline, author):
        found.doubt_author(f"is not all that the byline names, {_SHORT.repr(byline)}")
        found.leave_out("byline", "tells of another, or of somebody who did not write")
    else:
        return
    texts["byline"] = texts["author"] = texts["author_named_by"] = None


def _names_another(byline: str, author: str) -> bool:
    """Whether a byline says that the author did not write, or a line of it that another did."""
    beside = (line for line in lines_of(byline) if not prints_name(line.plain, author))
    return contradicts(byline, author) or any(says_another(one, Doctor(author)) for one in beside)


def _check_words(found: _Fields, texts: dict[str, str | None], words: str) -> None:
    """Leave out a name where the words, or their headline, say that they are another's."""
    author = read_author(texts["author"], texts["author_credentials"])
    named = Doctor(author.name, author.credentials)
    against = attributed_to_another(lines_of(words), named)
    if against is None and named.name is not None:
        against = _headed_by_another(texts["headline"] or "", named)
    if against is not None:
        found.doubt_author(f"is not who wrote the answer, or not alone: {against}")
        texts["byline"] = texts["author"] = texts["author_named_by"] = None


def _headed_by_another(headline: str, author: Doctor) -> str | None:
    """How a headline tells that another wrote: "Paul Smith, MD", "Answer from Paul Smith, MD". One
    that only mentions somebody ("I agree with Dr. Smith") tells nothing."""
    for line in lines_of(headline):
        other = named_by_line(line)
        if other is not None and is_another(other, author):
            return f"its headline names {other.name}"
        told = disclaimed(line.plain, author)
        if told is not None:
            return f"its headline {told}"
    return None


def _check_facts(found: _Fields, texts: dict[str, str | None]) -> None:
    """Leave out a day, a link or a language that can be understood in no way, or in two."""
    readers: dict[str, tuple[Callable[[str], object], str]] = {
        "answered_on": (told_day, "is no day such as 2016-03-03"),
        "dated": (partial_date, "is no date without a day, such as March 2016"),
        "url": (link_of, "is no address of the web"),
        "language": (language_of, "is no language such as en"),
    }
    if (day := told_day(texts["answered_on"])) is not None:
        texts["answered_on"] = day.isoformat()
    elif (partial := partial_date(texts["answered_on"])) is not None:
        texts["dated"], texts["answered_on"] = partial, None
    for name, (reader, reason) in readers.items():
        told = texts[name]
        if told is not None and reader(told) is None:
            found.leave_out(name, reason)
            texts[name] = None


def _other_names(values: Mapping[str, object]) -> str:
    """What else a record has, where it calls things by other names."""
    known = {one.name for one in fields_of(Record)}
    if not set(values) - known:
        return ""
    names = ", ".join(_SHORT.repr(name)[1:-1] for name in list(values)[:20])
    return f"; its fields are {names}, and it needs {' and '.join(NEEDED)}"


def _number(value: object, pattern: re.Pattern[str]) -> float | None:
    """What a number says, or a text that says one in no second way."""
    if isinstance(value, str):
        text = value.strip()
        if PLAIN_NUMBER.fullmatch(text):
            return float(text)
        found = pattern.fullmatch(text)
        return None if found is None else float(found[1].replace(",", "."))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if abs(value) > MOST_REVIEWS or not math.isfinite(value):
        return None
    return value


def _count(value: str) -> int | None:
    found = COUNT.fullmatch(value.strip())
    return None if found is None else int(found[1].replace(",", ""))


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _markup(words: str) -> str | None:
    """The first tag or entity of HTML in some words."""
    for found in MARKUP.finditer(words):
        if found[0].startswith("<") or html.unescape(found[0]) != found[0]:
            return found[0][:40]
    return None
