"""What rules.toml says, as it is written; read from its copy in JSON while that is the same.

TOML takes 36 ms to read, JSON one. The copy names the hash of the file that it was made of. Where
that is not the file's, or there is no copy, the file itself is read: an old copy makes a start
slower, and no rule is ever missing. `python -m bot.safety.written_rules` makes it again.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

FILE = Path(__file__).with_name("rules.toml")
COPY = Path(__file__).with_name("rules.json")

WrittenRules: TypeAlias = dict[str, Any]

SIGN_PHRASES = ("says", "unless", "known", "hints")
"""The lists of phrases that a sign may have."""
MARKS = frozenset(".,&+~")
"""Characters of which the marks of phrases are made, and a comma, which is no word."""
WIDE = frozenset({"+", "~"})
"""Marks of a gap that may reach over a comma."""


class ImpossiblePhrase(ValueError):
    """A phrase of rules.toml that no message can hold as it is written."""

    def __init__(self, name: str, phrase: str, reason: str) -> None:
        super().__init__(name, phrase, reason)
        self.name, self.phrase, self.reason = name, phrase, reason

    def __str__(self) -> str:
        return f'The phrase "{self.phrase}" of {self.name} never matches: {self.reason}'


def written_rules(file: Path = FILE, copy: Path = COPY) -> WrittenRules:
    """The tables of the file."""
    data = file.read_bytes()
    found = _copied(copy, _hash_of(data))
    return _read(data) if found is None else found


def copy_of(file: Path = FILE) -> str:
    """The text of the copy of a file."""
    data = file.read_bytes()
    copied = {"made_of": _hash_of(data), "rules": _read(data)}
    return json.dumps(copied, ensure_ascii=False, indent=0) + "\n"


def _read(data: bytes) -> WrittenRules:
    """The tables of a file of TOML, each of whose phrases may stand in a message. Copies are made
    of such files alone, so that they need no look."""
    found = tomllib.loads(data.decode("utf-8"))
    for name, phrase in _phrases(found):
        if _has_mark_as_choice(phrase):
            reason = "a mark is no choice. Write one phrase with it and one without."
            raise ImpossiblePhrase(name, phrase, reason)
    for sign, row in found.get("sign", {}).items():
        for phrase in row.get("unless", ()):
            if _reaches_over_a_comma(phrase):
                reason = 'an "unless" is looked for in one segment. Use ".." or "...".'
                raise ImpossiblePhrase(sign, phrase, reason)
    return found


def _phrases(found: WrittenRules) -> Iterator[tuple[str, str]]:
    """Every phrase, with the name of what it belongs to."""
    for tables in (found.get("sayings", {}), found.get("context", {})):
        yield from ((name, one) for name, written in tables.items() for one in written)
    for sign, row in found.get("sign", {}).items():
        yield from ((sign, one) for kind in SIGN_PHRASES for one in row.get(kind, ()))


def _has_mark_as_choice(phrase: str) -> bool:
    choices = (step.split("/") for step in phrase.split() if "/" in step)
    return any(MARKS.issuperset(one) for several in choices for one in several)


def _reaches_over_a_comma(phrase: str) -> bool:
    steps = phrase.split()
    return not WIDE.isdisjoint(steps) or "." in steps[:-1]


def _copied(copy: Path, wanted: str) -> WrittenRules | None:
    """What a copy holds, if it was made of the file with that hash."""
    try:
        found = json.loads(copy.read_bytes())
        made_of, rules = found["made_of"], found["rules"]
    except (OSError, ValueError, TypeError, KeyError):  # none, or half of one
        return None
    return rules if made_of == wanted and isinstance(rules, dict) else None


def _hash_of(data: bytes) -> str:
    # Git may end the lines otherwise on another machine; TOML means the same by it.
    return hashlib.blake2b(data.replace(b"\r\n", b"\n"), digest_size=32).hexdigest()


if __name__ == "__main__":
    COPY.write_text(copy_of(), encoding="utf-8", newline="\n")
