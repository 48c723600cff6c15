"""Matches the columns of a table, or the fields of a dump, with ours: by what a person said, by
their names, and by what is in them. Where two would do, nobody guesses: a person is asked.
"""

import re
import shlex
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from index.errors import UnreadablePage
from index.pages.line_reader.days import partial_date, told_day
from index.pages.line_reader.denials import plain_words
from index.pages.line_reader.facts import link_of
from index.pages.line_reader.stars import read_count
from index.pages.rows.empty_cells import says_nothing

NAMED = Path(__file__).with_name("columns.toml")
LOOKED_UP = re.compile(r"\s*(\S[^()]*?)\s*\(from ([^()]+)\)\s*", re.IGNORECASE)
LONGEST_NAME = 120
"""Characters of a name: a doctor's, with all letters."""
LONGEST_TITLE = 200
"""Characters of a question that is a title, in one line."""
SENTENCES = "sentences"
SENTENCE_END = re.compile(r"\w[.!?…][\"”’')]*(?:\s|$)")
FEWEST_OF_SENTENCE = 4
"""Words in small letters that no name has: "Ruth Okafor, Dr. med. (now retired)" has three."""
MOST_NAMED = 20
LONGEST_SHOWN = 40
ASKED = ("answer_text", "question_body", "question_title")
"""Fields of which one must know which column they are, where it could be two."""
NEEDED_NAMES = frozenset({"answer text", "quote"})
"""What the words of an answer are called in files of ours."""
UPVOTES = "upvotes"
AS_HTML = " (HTML, read as a browser shows it)"
MAY_BE = {
    UPVOTES: "says how many found an answer good",
    "answered_on": "says when an answer was given",
    "author": "says who gave each answer",
}
"""Fields that a column may be of which its name does not say so, and what it would tell then."""
OF_QUESTION = ("question_id", "question_title", "question_body")
OF_BOTH = ("url", "language", "source")
"""What a question may say for all its answers."""
MOST = 0.5
"""The share of the cells that must be what their column is said to be."""


@dataclass(frozen=True, slots=True)
class Matching:
    """Which column each field is, and which columns are left aside.

    `names_doctors`: whether the column of the author says that these are doctors. `asked` is what a
    person may want to say of columns that are left aside. `html` are the fields whose words are
    HTML. `author_is_told`: whether a person said which column is the author. `within` is what the
    names of all columns of an answer begin with, where questions have lists of answers. `authors`
    are all columns that are the author as well as the first of them is, where there are several.
    """

    columns: Mapping[str, str]
    names_doctors: bool
    unused: tuple[str, ...] = ()
    asked: str | None = None
    html: frozenset[str] = frozenset()
    author_is_told: bool = False
    within: str = ""
    authors: tuple[str, ...] = ()

    def of_row(self, cells: Mapping[str, object]) -> "Matching":
        """The matching of a row: of several columns of the author the first that is filled, so that
        the others stand beside it, and can name another."""
        told = ((one, str(cells.get(one) or "").strip()) for one in self.authors)
        author = next((one for one, cell in told if cell and not says_nothing(cell)), None)
        if author is None or author == self.columns["author"]:
            return self
        aside = tuple(self.columns["author"] if one == author else one for one in self.unused)
        return replace(self, columns={**self.columns, "author": author}, unused=aside)

    def beside(self, cells: Mapping[str, object]) -> dict[str, object]:
        """The cells of an answer that are left aside, by their names within the list of answers."""
        return {
            name.removeprefix(self.within): cells[name]
            for name in self.unused
            if name in cells and name.startswith(self.within)
        }

    def __str__(self) -> str:
        told = ", ".join(
            f"{field} is {shown(column)}{AS_HTML if field in self.html else ''}"
            for field, column in self.columns.items()
        )
        aside = ", ".join(map(shown, self.unused[:MOST_NAMED]))
        parts = (told, f"left aside: {aside}" if aside else None, self.asked)
        return "; ".join(part for part in parts if part)


def matched(
    columns: Sequence[str],
    sample: Sequence[Mapping[str, object]],
    source: str,
    told: Mapping[str, str],
    within: str | None = None,
) -> Matching:
    """Which column each field is.

    Args:
        sample: some rows, to see what is in the columns.
        told: what a person said, by the names of Record's fields.
        within: the name of the list of answers that each question has, if they have one: what
            stands in it has names that begin with that and a dot.

    Raises:
        UnreadablePage: it is not clear which column holds the answers, or who gave them.
    """
    return _Matcher(columns, sample, source, told, within).matching()


def shown(column: str) -> str:
    """A column's name, for a message."""
    plain = column if column.isprintable() else ascii(column)[1:-1]
    return f"“{plain[:LONGEST_SHOWN]}”"


def plain_name(column: str) -> str:
    """A column's name in small letters, its words a blank apart; "Doctor (from Doctors)", as
    programs call what they look up in another table, is "doctor"."""
    looked_up = LOOKED_UP.fullmatch(column)
    if looked_up is not None and looked_up[2].casefold().startswith(looked_up[1].casefold()):
        column = looked_up[1]
    return " ".join(plain_words(column))


@lru_cache(maxsize=1)
def _named() -> dict[str, Any]:
    with NAMED.open("rb") as file:
        return tomllib.load(file)


def listed_names(part: str, kind: str) -> list[str]:
    """The names of one kind in a part of the list."""
    return list(_named()[part][kind])


def is_list_of_answers(name: str) -> bool:
    """Whether a list of that name within a question holds the answers to it."""
    return plain_name(name) in _named()["lists"]["names"]


def is_answer_column(name: str) -> bool:
    """Whether a column of that name, among others, has the words of answers."""
    plain = plain_name(name)
    return plain in NEEDED_NAMES or any(plain in one for one in _named()["anywhere"]["answer_text"])


def is_question_column(name: str) -> bool:
    """Whether a column of that name, among others, says what was asked."""
    return any(plain_name(name) in one for one in _groups_of_questions("anywhere"))


def has_words(answer: object) -> bool:
    """Whether something in a list of answers, or in the place of one, is an object with words."""
    names = [*_named()["answers"]["answer_text"], *_named()["anywhere"]["answer_text"]]
    return isinstance(answer, Mapping) and any(
        isinstance(value, str) and any(plain_name(name) in one for one in names)
        for name, value in answer.items()
    )


def is_question_with(
    name: str, found: Mapping[str, object], answers: Sequence[Mapping[str, object]]
) -> bool:
    """Whether an object is a question, and its list of that name its answers; not where the list is
    all that it says, or what is in the list says itself what was asked."""
    groups = (*_groups_of_questions("anywhere"), *_groups_of_questions("questions"))
    asked = {one for names in groups for one in names}
    headlines = {one for names in _named()["answers"]["headline"] for one in names}
    own = {one for names in _groups_of_questions("anywhere") for one in names} - headlines
    return (
        is_list_of_answers(name)
        and any(plain_name(one) in asked for one in found)
        and not any(plain_name(field) in own for one in answers for field in one)
    )


def _groups_of_questions(part: str) -> list[list[str]]:
    fields = ("question_title", "question_body")
    return [names for field in fields for names in _named()[part][field]]


class _Matcher:
    """The columns of one file while they are matched."""

    def __init__(
        self,
        columns: Sequence[str],
        sample: Sequence[Mapping[str, object]],
        source: str,
        told: Mapping[str, str],
        within: str | None,
    ) -> None:
        self._columns, self._sample, self._source = columns, sample, source
        self._within = None if within is None else f"{within}."
        self._found: dict[str, str] = {}
        for field, column in told.items():
            self._found[field] = self._told_column(column)
        self._told = frozenset(told)
        self._names_doctors = "author" in told
        self._authors: tuple[str, ...] = ()

    def matching(self) -> Matching:
        """Which column each field is."""
        for field in _named()["anywhere"]:
            name = "author" if field == "doctor" else field
            if name in self._found:
                continue
            column = self._column_of(field, name)
            if column is not None:
                self._found[name] = column
                self._names_doctors |= field == "doctor"
        if "answer_text" not in self._found:
            self._settle_spoken()
        if "answer_text" not in self._found:
            raise self._unsure("answer_text", self._wordy() or self._columns)
        if UPVOTES not in self._told and self._may_be_the_questions(self._found.get(UPVOTES)):
            del self._found[UPVOTES]
        self._settle_day()
        self._settle_title()
        asked = "; ".join(filter(None, (self._asked(field) for field in MAY_BE)))
        return Matching(
            self._found,
            self._names_doctors,
            self._unused(),
            asked or None,
            author_is_told="author" in self._told,
            within=self._within or "",
            authors=self._authors,
        )

    def _unused(self) -> tuple[str, ...]:
        used = set(self._found.values())
        return tuple(column for column in self._columns if column not in used)

    def _told_column(self, told: str) -> str:
        if told in self._columns:
            return told
        alike = [one for one in self._columns if plain_name(one) == plain_name(told)]
        if len(alike) == 1:
            return alike[0]
        raise UnreadablePage(
            self._source, f"there is no column {shown(told)}; the columns are {self._shown()}"
        )

    def _column_of(self, field: str, name: str) -> str | None:
        """The column of a field by its name; None where there is none.

        Raises:
            UnreadablePage: there are two, and one must know.
        """
        used = set(self._found.values())
        for column_names in self._groups(field):
            fitting = [
                column
                for column, plain in column_names
                if column not in used and self._fits(name, column)
            ]
            if len(fitting) == 1:
                return fitting[0]
            if len(fitting) > 1:
                if name == "author":  # a row in which they name two names nobody
                    self._authors = tuple(fitting)
                    return fitting[0]
                if name in ASKED:
                    raise self._unsure(name, fitting)
                return None
        return None

    def _groups(self, field: str) -> Iterator[list[tuple[str, str]]]:
        """The columns that each group of a field's names has, the likeliest group first."""
        for part in ("anywhere", "answers", "questions"):
            for names in _named()[part].get(field, ()):
                found = ((column, self._name_in(column, part, field)) for column in self._columns)
                yield [(column, plain) for column, plain in found if plain and plain in names]

    def _name_in(self, column: str, part: str, field: str) -> str | None:
        """The name of a column as it is looked up in a part of the list; None where it cannot be
        there."""
        is_of_answer = self._within is not None and column.startswith(self._within)
        if self._within is None:
            return plain_name(column) if part == "anywhere" else None
        is_questions = field.startswith("question_")
        if part == "answers" and not is_of_answer:
            return None
        if part == "questions" and is_of_answer:
            return None
        if (
            part == "anywhere"
            and is_of_answer == is_questions
            and (is_of_answer or field not in OF_BOTH)
        ):
            return None
        return plain_name(column.removeprefix(self._within) if is_of_answer else column)

    # What is in the columns.

    def _cells(self, column: str) -> list[object]:
        cells = (row.get(column) for row in self._sample)
        return [one for one in cells if one is not None and str(one).strip()]

    def _fits(self, field: str, column: str) -> bool:
        """Whether what is in a column can be what its name says."""
        cells = self._cells(column)
        if not cells:
            return False
        count = sum(_can_be(field, str(one).strip()) for one in cells)
        return count >= MOST * len(cells)

    def _wordy(self) -> list[str]:
        """The columns that hold several words a cell, the longest first: one may be the answers."""
        used = set(self._found.values())
        lengths = {
            column: sum(len(str(one)) for one in cells) / len(cells)
            for column in self._columns
            if column not in used and (cells := self._cells(column))
            and self._fits("answer_text", column)
        }  # fmt: skip
        return sorted(lengths, key=lambda column: -lengths[column])

    def _may_be_the_questions(self, votes: str | None) -> bool:
        """Whether a column of votes may tell those of the question: nowhere do two answers to one
        question have different ones, and a name that says "answer" does not speak for it."""
        if votes is None or self._within is not None or plain_name(votes).startswith("answer "):
            return False
        several = [cells for cells in self._of_each_question(votes) if len(cells) > 1]
        return bool(several) and all(len(set(cells)) == 1 for cells in several)

    def _of_each_question(self, column: str) -> list[list[str]]:
        """The cells that the answers to each question have in a column; none without questions."""
        asked = [self._found[one] for one in OF_QUESTION if one in self._found]
        told: dict[tuple[str, ...], list[str]] = {}
        for row in self._sample if asked else ():
            question = tuple(str(row.get(one)) for one in asked)
            told.setdefault(question, []).append(str(row.get(column)))
        return list(told.values())

    def _settle_day(self) -> None:
        """A column that says no more than "date" has the days of the answers where two answers to
        one question have different ones, or nothing was asked; it may be the question's else."""
        if "answered_on" in self._found or self._within is not None:
            return
        dates = self._that_may_be("answered_on")
        if len(dates) != 1:
            return
        days = self._of_each_question(dates[0])
        if not days or any(len(set(cells)) > 1 for cells in days):
            self._found["answered_on"] = dates[0]

    def _that_may_be(self, field: str) -> list[str]:
        """The columns that may be a field, and may be something else: of an author those around a
        list of answers, where a name may be that of whoever asked."""
        named = _named()
        groups = [
            *named["anywhere"][field],
            *(named["anywhere"]["doctor"] if field == "author" else ()),
        ]
        names = {*named["asked"][field]}.union(*groups)
        within = self._within or ""
        return [
            column
            for column in self._unused()
            if self._within is None or column.startswith(within) != (field == "author")
            if plain_name(column.removeprefix(within)) in names
            if self._fits(field, column)
        ]

    def _asked(self, field: str) -> str | None:
        """What a person may say of columns that may be a field, where none is."""
        columns = [] if field in self._found else self._that_may_be(field)
        if not columns:
            return None
        told = f"whether {' or '.join(map(shown, columns))} {MAY_BE[field]} is not clear"
        return f"{told}; if it does, say it as: {_option(field, columns[0])}"

    def _settle_spoken(self) -> None:
        """Columns that are called by who speaks ("Patient", "Doctor") are what was said, where they
        hold sentences."""
        for field, names in _named()["spoken"].items():
            columns = [
                column
                for column in self._unused()
                if plain_name(column) in names and self._fits(SENTENCES, column)
            ]
            if field not in self._found and len(columns) == 1:
                self._found[field] = columns[0]

    def _settle_title(self) -> None:
        """A question of many words, or of several lines, is no title, where it is all there is."""
        title = self._found.get("question_title")
        if title is None or "question_body" in self._found:
            return
        if not all(_is_title(str(one).strip()) for one in self._cells(title)):
            self._found["question_body"] = self._found.pop("question_title")

    def _unsure(self, field: str, columns: Sequence[str]) -> UnreadablePage:
        what = "the doctors' words" if field == "answer_text" else "the questions"
        if any(map(_has_sentences, self._columns)):
            reason = "its first row names no columns; write above it what is in each, as: "
            raise UnreadablePage(self._source, f"{reason}question,answer,doctor")
        is_named = any(map(is_answer_column, self._columns))
        if field == "answer_text" and not is_named and not self._wordy():
            reason = "no column of it holds words, as those of an answer"
            told = f"{reason} (the columns are {self._shown()}); export one answer a row"
            raise UnreadablePage(self._source, told)
        first = columns[0] if columns else "COLUMN"
        choice = " or ".join(map(shown, columns[:MOST_NAMED])) or "none"
        return UnreadablePage(
            self._source,
            f"it is not clear which column holds {what} (the columns are {self._shown()}; it may "
            f"be {choice}); say it as: {_option(field, first)}",
        )

    def _shown(self) -> str:
        return ", ".join(map(shown, self._columns[:MOST_NAMED])) or "none"


def _option(field: str, column: str) -> str:
    """The option of a command that says which column a field is."""
    plain = re.fullmatch(r"[\w.-]+", column)
    return f"--map {field}={column if plain else shlex.quote(column[:LONGEST_SHOWN])}"


def _is_title(cell: str) -> bool:
    return "\n" not in cell and len(cell) <= LONGEST_TITLE


def _has_sentences(cell: str) -> bool:
    small = [word for word in cell.split() if word[0].islower()]
    return len(small) >= FEWEST_OF_SENTENCE and SENTENCE_END.search(cell) is not None


def is_name(cell: str) -> bool:
    """Whether a cell may be a name: short, in one line, and no sentence."""
    is_short = len(cell) <= LONGEST_NAME and "\n" not in cell and not _has_sentences(cell)
    return is_short and any(map(str.isalpha, cell))


def _is_date(cell: str) -> bool:
    return (told_day(cell) or partial_date(cell)) is not None


def _is_count(cell: str) -> bool:
    return read_count(cell.removesuffix(".0")) is not None  # a spreadsheet's whole number


CAN_BE: dict[str, Callable[[str], bool]] = {
    "answer_text": lambda cell: len(cell.split()) > 1,
    SENTENCES: _has_sentences,
    "author": is_name,
    "answered_on": _is_date,
    "url": lambda cell: link_of(cell) is not None,
    UPVOTES: _is_count,
}
"""Whether a cell can be what its column is said to be; of other fields it can."""


def _can_be(field: str, cell: str) -> bool:
    return field not in CAN_BE or CAN_BE[field](cell)
