"""The rules of rules.toml, which explains them: signs, and phrases made of groups of words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from bot.safety.written_rules import WrittenRules, written_rules
from index.folding import folded

Level: TypeAlias = Literal["crisis", "emergency", "urgent", "clinic", "vet"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""The most urgent first; then what is about an animal."""

SENTENCE_WIDE = 40
"""A gap from which a phrase may go on in another part of its sentence."""
GAPS = {"..": 3, "...": 7, "~": SENTENCE_WIDE}
"""Other words, at most, that each mark of rules.toml stands for."""
END = "."
"""Stands, as a step of a phrase, for the end of a sentence or of its part."""
EITHER_ORDER = re.compile(r" ([&+]) ")

PhraseKind: TypeAlias = Literal["saying", "sign", "hint", "exception", "known", "trigger"]
"""What a phrase is for: a figure of speech; a sign, a hint at one, what makes one harmless
("unless"), or an illness of old that it belongs to, by the name of the sign; or a trigger of
[context]."""


UNGUESSED = frozenset({"{animal}", "{poison}", "{garment}"})
"""Groups whose words are understood only as they are spelled: many words are one letter away."""


class Step(NamedTuple):
    """A group of words within a phrase, after at most `gap` other words."""

    gap: int
    group: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Groups one after another; `name` is that of the sign or the trigger that they belong to."""

    kind: PhraseKind
    name: str
    steps: tuple[Step, ...]
    groups: frozenset[str]


class WrittenPhrase(NamedTuple):
    """A phrase as the file writes it, folded, in one of its orders."""

    kind: PhraseKind
    name: str
    words: str

    def taken_apart(self) -> Phrase:
        """The phrase that is written."""
        steps = tuple(_steps(self.words))
        return Phrase(self.kind, self.name, steps, frozenset(step.group for step in steps))


class PhraseIndex:
    """Phrases by their first group. Those of a group are taken apart when it is first met: a
    message meets sixty groups of thousands."""

    def __init__(self, written: Iterable[WrittenPhrase]) -> None:
        self._written: dict[str, list[WrittenPhrase]] = {}
        self._taken_apart: dict[str, Sequence[Phrase]] = {}
        for phrase in written:
            self._written.setdefault(phrase.words.partition(" ")[0], []).append(phrase)

    def possible(self, groups: AbstractSet[str]) -> dict[str, Sequence[Phrase]]:
        """Those all of whose groups are among some, by the first of them."""
        return {
            first: some
            for first in groups & self._written.keys()
            if (some := [phrase for phrase in self._of(first) if phrase.groups <= groups])
        }

    def _of(self, first: str) -> Sequence[Phrase]:
        found = self._taken_apart.get(first)
        if found is None:
            found = [phrase.taken_apart() for phrase in self._written[first]]
            self._taken_apart[first] = found
        return found


class GroupMember(NamedTuple):
    """The words that follow the first of a member, and the groups that it belongs to."""

    following: tuple[str, ...]
    groups: Sequence[str]


class MemberIndex:
    """The members of groups by their first word. Those of a word are put in order when it is first
    met: a message meets a dozen words of thousands."""

    def __init__(self, members: Mapping[str, Iterable[str]]) -> None:
        self._groups_of: dict[str, list[str]] = {}
        for group, several in members.items():
            for member in dict.fromkeys(several):
                self._groups_of.setdefault(member, []).append(group)
        self._beginning: dict[str, list[str]] = {}
        for member in self._groups_of:
            self._beginning.setdefault(member.partition(" ")[0], []).append(member)
        self._in_order: dict[str, Mapping[str, Sequence[GroupMember]]] = {}

    def of(self, first: str) -> Mapping[str, Sequence[GroupMember]]:
        """The members that begin with a word, by their second, which is empty where there is
        none."""
        found = self._in_order.get(first)
        if found is None and first in self._beginning:
            found = self._in_order[first] = self._by_second(self._beginning[first])
        return found or {}

    def words(self) -> frozenset[str]:
        """Every single word of the members."""
        return frozenset(" ".join(self._groups_of).split(" "))

    def only_of(self, groups: frozenset[str]) -> AbstractSet[str]:
        """The first words whose members are all of these groups, and of no other."""
        others = {
            member.partition(" ")[0]
            for member, some in self._groups_of.items()
            if not groups.issuperset(some)
        }
        return self._beginning.keys() - others

    def _by_second(self, members: Iterable[str]) -> dict[str, list[GroupMember]]:
        found: dict[str, list[GroupMember]] = {}
        for member in members:
            _, *following = member.split(" ")
            second = following[0] if following else ""
            one = GroupMember(tuple(following), self._groups_of[member])
            found.setdefault(second, []).append(one)
        return found


@dataclass(frozen=True, slots=True)
class SignRule:
    """A sign: it counts only where the message holds each of `beside`, and `outright` whatever the
    message asks or jokes about. With one that is `sudden` nobody has been living."""

    name: str
    level: Level
    beside: tuple[str, ...]
    outright: bool
    sudden: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything of the file; `number_groups` are the groups that any number belongs to."""

    signs: Mapping[str, SignRule]
    sayings: PhraseIndex
    phrases: PhraseIndex
    members: MemberIndex
    number_groups: tuple[str, ...]


@cache
def _read() -> WrittenRules:
    return written_rules()


@cache
def rules() -> Rules:
    """The rules of the file."""
    read = _read()
    sayings = [*_phrases("saying", "harmless", read["sayings"]["harmless"])]
    phrases = [*_trigger_phrases(read["context"]), *_sign_phrases(read["sign"])]
    used = {one for phrase in (*sayings, *phrases) for one in phrase.words.split()} - GAPS.keys()
    return Rules(
        signs={name: _sign_rule(name, row) for name, row in read["sign"].items()},
        sayings=PhraseIndex(sayings),
        phrases=PhraseIndex(phrases),
        members=MemberIndex(_members(read["words"], used)),
        number_groups=tuple(group for group in used if "{number}" in group.split("/")),
    )


@cache
def disguised_words() -> tuple[str, ...]:
    """The words of the rules whose letters people disguise."""
    return tuple(map(folded, _read()["disguised"]["words"].replace("\n", " ").split(", ")))


@cache
def guessed_words() -> frozenset[str]:
    """The known words that a misspelled one may have been meant to be."""
    return known_words() - rules().members.only_of(UNGUESSED)


@cache
def known_words() -> frozenset[str]:
    """Every single word of the rules' groups."""
    return rules().members.words()


def _sign_rule(name: str, row: Mapping[str, Any]) -> SignRule:
    beside = tuple(row.get("beside", ()))
    return SignRule(
        name, row["level"], beside, row.get("outright", False), row.get("sudden", False)
    )


# Phrases.


def _trigger_phrases(context: Mapping[str, Iterable[str]]) -> Iterator[WrittenPhrase]:
    for name, written in context.items():
        yield from _phrases("trigger", name, written)


def _sign_phrases(signs: Mapping[str, Mapping[str, Any]]) -> Iterator[WrittenPhrase]:
    for name, row in signs.items():
        yield from _phrases("sign", name, row["says"])
        yield from _phrases("hint", name, row.get("hints", ()))
        yield from _phrases("exception", name, row.get("unless", ()))
        yield from _phrases("known", name, row.get("known", ()))


def _phrases(kind: PhraseKind, name: str, written: Iterable[str]) -> Iterator[WrittenPhrase]:
    """The phrases that are written, those with "&" or "+" in both orders."""
    for one in written:
        for ordered in _in_either_order(folded(one)):
            yield WrittenPhrase(kind, name, ordered)


def _in_either_order(written: str) -> Iterator[str]:
    found = EITHER_ORDER.search(written)
    if found is None:
        yield written
        return
    left, right = written[: found.start()], written[found.end() :]
    gap = ".." if found[1] == "&" else "~"
    yield from _in_either_order(f"{left} {gap} {right}")
    yield from _in_either_order(f"{right} {gap} {left}")


def _steps(written: str) -> Iterator[Step]:
    gap = 0
    for mark in written.split():
        if mark in GAPS:
            gap = GAPS[mark]
        else:
            yield Step(gap, mark)
            gap = 0


# Groups.


def _members(written: Mapping[str, str], used: Iterable[str]) -> dict[str, list[str]]:
    """The members of each group of [words], and of each "one/other" that a phrase uses, folded:
    each list at once, as there are tens of thousands."""
    words = {f"{{{name}}}": _listed(members) for name, members in written.items()}
    choices = {
        group: [
            word
            for choice in group.split("/")
            for word in words.get(choice, (choice.replace("_", " "),))
        ]
        for group in used
        if group not in words and group != END
    }
    return {**words, **choices}


def _listed(written: str) -> list[str]:
    """What stands between commas, folded, with single blanks."""
    return " ".join(folded(written).split()).replace(", ", ",").replace(" ,", ",").split(",")
