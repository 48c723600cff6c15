"""Saved searches: what each found when it was looked at last, by sealed ids, and what came, went
and changed since.

A file in the library's folder, a line of JSON for each search. Of an answer it keeps its id, its
seal, and hashes of its doctor: words and names are the library's, and are looked up there when they
are shown. Of what was removed for good only the number is kept.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from index.identity import doctor_key, folded_person
from index.model import Doctor
from index.storage.line_files import filled_lines, write_lines

NAME = "saved-searches.jsonl"
MOST_CHANGES = 50
"""Changes of a search that are kept; of more, the oldest go."""
UNKNOWN = "-"
"""In place of a hash of what no page prints."""


@dataclass(frozen=True, slots=True)
class SeenAnswer:
    """An answer as it was seen: its seal, and hashes of its doctor's key and of the name."""

    seal: str
    key: str = UNKNOWN
    name: str = UNKNOWN

    @classmethod
    def of(cls, seal: str, doctor: Doctor) -> "SeenAnswer":
        """An answer with that seal, by that doctor."""
        key = doctor_key(doctor)
        name = folded_person(doctor.name or "")
        return cls(
            seal,
            UNKNOWN if key is None else _hash("\0".join(map(str, key))),
            _hash(name) if name else UNKNOWN,
        )

    def may_be_same_doctor(self, other: "SeenAnswer") -> bool:
        """Whether both may be by one person: by the key, or by the name where one has no key."""
        if UNKNOWN not in (self.key, other.key):
            return self.key == other.key
        return self.name != UNKNOWN and self.name == other.name


@dataclass(frozen=True, slots=True)
class SearchChange:
    """What differed between two generations: the ids of the answers that came; those that changed,
    each with its seal before; those that went, each as it was seen; and how many went of which
    nothing more is kept. `when` is in UTC, to the second."""

    when: str
    before: int
    after: int
    came: tuple[str, ...] = ()
    changed: Mapping[str, str] = field(default_factory=dict)
    went: Mapping[str, SeenAnswer] = field(default_factory=dict)
    forgotten: int = 0

    def __bool__(self) -> bool:
        return bool(self.came or self.changed or self.went or self.forgotten)

    def without(self, is_gone: Callable[[str], bool]) -> "SearchChange":
        """The same, without the ids of answers that were removed for good."""
        went = {one: seen for one, seen in self.went.items() if not is_gone(one)}
        return replace(
            self,
            came=tuple(one for one in self.came if not is_gone(one)),
            changed={one: seal for one, seal in self.changed.items() if not is_gone(one)},
            went=went,
            forgotten=self.forgotten + len(self.went) - len(went),
        )


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that somebody named: the query string of its list, and what it found in a
    generation.

    `number` tells it from the others. `key_hash` is the hash of the private address of its feed;
    None where it has none. `forgotten` counts what was removed for good since it was looked at.
    """

    number: int
    name: str
    query: str
    by: str
    made: str
    generation: int
    seen: Mapping[str, SeenAnswer] = field(default_factory=dict)
    changes: tuple[SearchChange, ...] = ()
    key_hash: str | None = None
    forgotten: int = 0

    @classmethod
    def read(cls, line: str) -> "SavedSearch":
        """Read a line.

        Raises:
            ValueError: it is none.
        """
        try:
            found = json.loads(line)
            found["seen"] = _seen(found["seen"])
            found["changes"] = tuple(map(_change, found["changes"]))
            return cls(**found)
        except (TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ValueError(f"{type(error).__name__}: {error}") from error

    @property
    def line(self) -> str:
        """The line, without its end."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def looked_at(
        self,
        now: Mapping[str, SeenAnswer],
        generation: int,
        when: str,
        shown_for: Mapping[str, str],
    ) -> "SavedSearch":
        """The search with what it finds in another generation, and what differs there.

        Args:
            now: the answers that it finds.
            when: in UTC, as ISO 8601 to the second.
            shown_for: for answers that are copies there, the one that is shown for them.
        """
        then = {shown_for.get(one, one): seen for one, seen in self.seen.items()}
        change = SearchChange(
            when,
            self.generation,
            generation,
            came=tuple(one for one in now if one not in then),
            changed={
                one: self.seen[one].seal
                for one, seen in now.items()
                if one in self.seen and self.seen[one].seal != seen.seal
            },
            went={one: seen for one, seen in then.items() if one not in now},
            forgotten=self.forgotten,
        )
        changes = (*self.changes, change)[-MOST_CHANGES:] if change else self.changes
        return replace(self, generation=generation, seen=dict(now), changes=changes, forgotten=0)

    def seen_before(self, day: str) -> dict[str, SeenAnswer]:
        """What it found before a day, as ISO 8601 has it, as far back as changes are kept."""
        found = dict(self.seen)
        for change in reversed(self.changes):
            if change.when[:10] < day:
                break
            for one in change.came:
                found.pop(one, None)
            found |= change.went
        return found

    def came_since(self, day: str) -> list[str]:
        """The ids of the answers that came since a day and are found now."""
        return [one for one in self.seen if one not in self.seen_before(day)]

    def without(self, is_gone: Callable[[str], bool]) -> "SavedSearch":
        """The same, without the ids of answers that were removed for good."""
        seen = {one: made for one, made in self.seen.items() if not is_gone(one)}
        return replace(
            self,
            seen=seen,
            changes=tuple(one.without(is_gone) for one in self.changes),
            forgotten=self.forgotten + len(self.seen) - len(seen),
        )


def read_searches(folder: Path) -> list[SavedSearch]:
    """The saved searches of a library.

    Raises:
        ValueError: a line is none; which one, and what to do.
    """
    found = []
    for number, line in enumerate(filled_lines(folder / NAME), start=1):
        try:
            found.append(SavedSearch.read(line))
        except ValueError as error:
            told = f"{folder / NAME}, line {number}: {error}; mend that line, or delete it"
            raise ValueError(told) from error
    return found


def write_searches(folder: Path, searches: Sequence[SavedSearch]) -> None:
    """Write the saved searches of a library, for a caller that holds the folder's lock; where there
    are none, there is no file."""
    write_lines(folder / NAME, (one.line for one in searches))


def forget_seen(folder: Path, is_gone: Callable[[str], bool]) -> None:
    """Forget the answers that were removed for good, for a caller that holds the folder's lock. A
    line that cannot be read goes, too: what it names cannot be told."""
    lines = filled_lines(folder / NAME)
    read = list(_readable(lines))
    left = [one.without(is_gone) for one in read]
    if len(read) < len(lines) or left != read:
        write_searches(folder, left)


def _readable(lines: Sequence[str]) -> Iterator[SavedSearch]:
    for line in lines:
        try:
            yield SavedSearch.read(line)
        except ValueError:
            continue


def _change(found: dict[str, Any]) -> SearchChange:
    made = SearchChange(**found)  # JSON has lists and objects
    return replace(made, came=tuple(made.came), went=_seen(found["went"]))


def _seen(found: Mapping[str, dict[str, str]]) -> dict[str, SeenAnswer]:
    return {one: SeenAnswer(**made) for one, made in found.items()}


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
