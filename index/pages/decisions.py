"""Decisions: what a person decided that the lines of a saved page are, where the program may not.

A decision is a small file beside the page, `veins.decision.toml` beside `veins.txt`, that anybody
can read and write:

    digest = "93a1…"                the sha256 of the page's bytes
    by = "Anna"
    when = 2026-11-27T07:30:00Z
    unnamed = [3]                   answers whose doctor the page does not name
    signed = [7]                    answers that are named by their own sign-off
    highest = 9                     the highest number that an answer ever had, if none has it now
    lines = [                       every line that is not blank, counted from 1
      { first = 1, last = 1, role = "title" },
      { first = 9, last = 14, role = "body", answer = 1 },
    ]
    elsewhere = [                   answers whose byline is that of another one
      { first = 30, last = 32, answer = 2 },
    ]
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePath

from index.durable import replace_file
from index.errors import UnfitDecision
from index.model import Role
from index.pages.toml_values import quoted

ENDING = ".decision.toml"
LARGEST_DECISION = 1_000_000
"""Bytes that a decision may have."""
LONGEST_NAME = 200
"""Characters of the name of who decided."""
HEADER = (
    "# What a person decided about the page beside this file; it is read by this alone.\n"
    "# Lines are counted from 1, blank ones too. A changed page asks again.\n"
    f"# Roles: {', '.join(Role)}.\n"
    '# To give answer 2 its doctor: role = "byline", answer = 2, and no 2 in “unnamed”.\n'
)


@dataclass(frozen=True, slots=True)
class LineRun:
    """Lines from `first` to `last`, both included, of one role and one answer."""

    first: int
    last: int
    role: Role
    answer: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about the page of that digest.

    `runs` give every line's role. `unnamed` are the answers whose doctor the page does not name,
    `signed` those that are named by their own sign-off; `elsewhere` are bylines that are
    given for a further answer. `highest` is the highest number that an answer of the page ever
    had, so that it is given to no other; 0 where that is not known.
    """

    digest: str
    by: str
    when: datetime
    runs: tuple[LineRun, ...]
    unnamed: frozenset[int] = frozenset()
    signed: frozenset[int] = frozenset()
    elsewhere: tuple[LineRun, ...] = ()
    highest: int = 0

    @property
    def day(self) -> str:
        """The day on which it was made, in UTC."""
        return self.when.astimezone(UTC).date().isoformat()

    @property
    def toml(self) -> str:
        """The file's text."""
        lines = [
            f"digest = {quoted(self.digest)}",
            f"by = {quoted(self.by)}",
            f"when = {self.when.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%SZ')}",
            f"unnamed = {sorted(self.unnamed)}",
            f"signed = {sorted(self.signed)}",
            *([f"highest = {self.highest}"] if self.highest else []),
            "lines = [",
            *map(_run_toml, self.runs),
            "]",
            "elsewhere = [",
            *map(_byline_toml, self.elsewhere),
            "]",
        ]
        return HEADER + "\n".join(lines) + "\n"

    def remembering(self, highest: int) -> "Decision":
        """The same; it tells the highest number that was ever given, where no answer has it."""
        own = max((run.answer or 0 for run in self.runs), default=0)
        return replace(self, highest=highest if highest > own else 0)

    @property
    def bytes(self) -> bytes:
        """What its file holds."""
        return self.toml.encode("utf-8", "replace")

    def write(self, page: Path) -> Path:
        """Write it beside a page's file; the path.

        Raises:
            OSError: it cannot be written there.
        """
        file = decision_file(page)
        replace_file(file, self.bytes)
        return file


def decision_file(page: Path) -> Path:
    """Where the decision about a page's file is, if there is one."""
    return page.with_name(page.stem + ENDING)


def is_decision(file: PurePath) -> bool:
    """Whether a file is a decision, by its name."""
    return file.name.lower().endswith(ENDING)


def decision_beside(page: Path) -> Decision | None:
    """The decision about a page's file; None if there is none.

    Raises:
        UnfitDecision: it cannot be read.
    """
    file = decision_file(page)
    return read_decision(file) if is_there(file) else None


def is_there(file: Path) -> bool:
    """Whether there is anything of that name."""
    try:
        return file.is_symlink() or file.exists()
    except OSError:  # the name is too long
        return False


def read_decision(file: Path) -> Decision:
    """Read a decision.

    Raises:
        UnfitDecision: it cannot be read, or is none.
    """
    return decision_in(bytes_of(file, LARGEST_DECISION), file.as_posix())


def bytes_of(file: Path, largest: int) -> bytes:
    """What a file of decisions holds.

    Raises:
        UnfitDecision: it cannot be read, or has more bytes than the largest.
    """
    name = file.as_posix()
    if file.is_symlink() or not file.is_file():  # to open a pipe would wait for ever
        raise UnfitDecision(name, "it is no regular file")
    try:
        with file.open("rb") as opened:
            data = opened.read(largest + 1)
    except OSError as error:
        raise UnfitDecision(name, f"it cannot be read ({error.strerror})") from error
    if len(data) > largest:
        raise UnfitDecision(name, f"it has more than {largest:,} bytes")
    return data


def decision_in(data: bytes, name: str) -> Decision:
    """The decision that a file holds.

    Args:
        name: how the file is called in an error.

    Raises:
        UnfitDecision: it is none.
    """
    return _Fields(name, toml_in(data, name)).decision()


def toml_in(data: bytes, name: str) -> dict[str, object]:
    """The values of a file of decisions.

    Raises:
        UnfitDecision: it is no TOML.
    """
    try:
        return tomllib.loads(data.decode("utf-8").replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        told = " ".join(str(error).split())[:100]
        raise UnfitDecision(name, f"it is no TOML ({told})") from error


@dataclass(frozen=True, slots=True)
class _Fields:
    """The values of a file, of which nothing is taken for granted."""

    name: str
    values: Mapping[str, object]

    def decision(self) -> Decision:
        unknown = sorted(self.values.keys() - KEYS)
        if unknown:
            raise self._error(f"it has a field {unknown[0][:40]!r}, which says nothing")
        when = self.values.get("when")
        if not isinstance(when, datetime) or when.tzinfo is None:
            raise self._error("“when” is no date and time with its zone, as 2026-11-27T07:30:00Z")
        by = " ".join(self._text("by").split())
        if not by or len(by) > LONGEST_NAME:
            raise self._error("“by” does not say who decided")
        return Decision(
            self._text("digest"),
            by,
            when,
            tuple(self._run(one) for one in self._list("lines")),
            self._numbers("unnamed"),
            self._numbers("signed"),
            tuple(self._byline(one) for one in self._list("elsewhere", ())),
            self._number(self.values["highest"], "highest") if "highest" in self.values else 0,
        )

    def _text(self, key: str) -> str:
        value = self.values.get(key)
        if not isinstance(value, str):
            raise self._error(f"“{key}” is no text")
        return value

    def _list(self, key: str, otherwise: Sequence[object] | None = None) -> Sequence[object]:
        value = self.values.get(key, otherwise)
        if not isinstance(value, list | tuple):
            raise self._error(f"“{key}” is no list")
        return value

    def _numbers(self, key: str) -> frozenset[int]:
        return frozenset(self._number(one, key) for one in self._list(key, ()))

    def _number(self, value: object, key: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self._error(f"“{key}” holds {str(value)[:40]!r}, and no number from 1")
        return value

    def _run(self, value: object) -> LineRun:
        fields = self._table(value, "lines", {"first", "last", "role", "answer"})
        roles = {role.value: role for role in Role}
        role = fields.get("role")
        if not isinstance(role, str) or role not in roles:
            known = ", ".join(roles)
            raise self._error(f"{str(role)[:40]!r} is no role; the roles are {known}")
        answer = fields.get("answer")
        number = None if answer is None else self._number(answer, "answer")
        return self._ordered(fields, roles[role], number)

    def _byline(self, value: object) -> LineRun:
        fields = self._table(value, "elsewhere", {"first", "last", "answer"})
        return self._ordered(fields, Role.BYLINE, self._number(fields.get("answer"), "answer"))

    def _ordered(self, fields: Mapping[str, object], role: Role, answer: int | None) -> LineRun:
        first = self._number(fields.get("first"), "first")
        last = self._number(fields.get("last"), "last")
        if last < first:
            raise self._error(f"lines {first} to {last} end before they begin")
        return LineRun(first, last, role, answer)

    def _table(self, value: object, key: str, known: set[str]) -> Mapping[str, object]:
        if not isinstance(value, dict) or not value.keys() <= known:
            raise self._error(f"“{key}” holds something else than {', '.join(sorted(known))}")
        return value

    def _error(self, reason: str) -> UnfitDecision:
        return UnfitDecision(self.name, reason)


KEYS = {"digest", "by", "when", "unnamed", "signed", "highest", "lines", "elsewhere"}


def _run_toml(run: LineRun) -> str:
    answer = "" if run.answer is None else f", answer = {run.answer}"
    return f"  {{ first = {run.first}, last = {run.last}, role = {quoted(run.role)}{answer} }},"


def _byline_toml(run: LineRun) -> str:
    return f"  {{ first = {run.first}, last = {run.last}, answer = {run.answer} }},"
