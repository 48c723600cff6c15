"""Posts of a forum's dump → rows, each an answer to what was asked: what all such dumps have in
common. An account is a doctor's only where the dump says so: its name, or what the forum prints
beside that.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from index.errors import UnreadablePage
from index.pages.rows.evidence import is_a_doctors_name
from index.pages.rows.flairs import read_flair
from index.pages.rows.foreign import ForeignRow, foreign_rows
from index.pages.rows.records import FileRows

REPLY = "replies to an answer are none to the question"
OWN = "whoever asked wrote them"
GONE = "they are deleted, hidden, or none of a reader's"
NO_WORDS = "they have no words of their own"
QUOTES = "the words quote what another wrote, or may have written"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: its title, and the words below that, if there are any."""

    title: str | None
    words: str | None


@dataclass(frozen=True, slots=True)
class Post:
    """An answer, and what the forum prints of the account that wrote it: its name, and what stands
    beside that. `doubt` tells why nobody may be named."""

    where: str
    words: str
    name: str | None
    flair: str | None
    day: object
    link: str | None = None
    doubt: str | None = None


def post_row(asked: Asked, post: Post, columns: Mapping[str, str]) -> ForeignRow:
    """The row of an answer.

    Args:
        columns: what each of our fields is called in it.
    """
    flair = read_flair(post.flair)
    is_doctors = is_a_doctors_name(
        post.name or "", flair.letters, flair.specialty, column_says_so=False
    )
    # The name of an account is no person's; that it is a doctor's may be said all the same.
    is_account = flair.says_doctor and not is_doctors
    values = {
        "question_title": asked.title,
        "question_body": asked.words,
        "answer_text": post.words,
        "author": None if is_account else post.name,
        "author_credentials": flair.letters,
        "author_specialty": flair.specialty,
        "answered_on": post.day,
        "url": post.link,
    }
    cells = {columns[field]: value for field, value in values.items() if field in columns}
    denied = f"“{(post.flair or '')[:60]}” stands beside the name" if flair.denies else None
    return ForeignRow(post.where, cells, doubt=post.doubt or denied)


def post_rows(
    rows: Iterable[ForeignRow],
    source: str,
    columns: Mapping[str, str],
    warnings: tuple[str, ...],
    derived_by: str,
) -> FileRows:
    """Every answer of a dump with its record.

    Raises:
        UnreadablePage: no answer can be read.
    """
    told = {field: column for field, column in columns.items() if field != "author"}
    found = foreign_rows(
        rows, source, told, warnings=warnings, author=columns["author"], is_text=True
    )
    return replace(found, derived_by=derived_by)


def left_out(counts: Counter[str]) -> tuple[str, ...]:
    """What is said of posts that are no answers, by the reason."""
    return tuple(
        f"{count} post{'s were' if count > 1 else ' was'} left out: {reason}"
        for reason, count in counts.items()
    )


def without_answers(source: str, counts: Counter[str]) -> UnreadablePage:
    """Why nothing is read of a thread that nobody answered."""
    return UnreadablePage(source, "; ".join(("nobody answered in it", *left_out(counts))))
