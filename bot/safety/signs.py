"""Signs of a crisis, an emergency or an urgent worry in a patient's message, by rules alone.

safety.toml holds the rules and explains them; here they are only carried out. A sign is told
unless its own sentence takes it back: it denies it, dates it long ago, or asks of it in general.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.text.english import english

FILE = Path(__file__).with_name("rules.toml")

Level: TypeAlias = Literal["crisis", "emergency", "urgent", "clinic"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""The most urgent first."""

GAPS = {"..": 3, "...": 7, "~": 40}
"""Other words, at most, that each mark of safety.toml stands for."""
SHORTEST = 5
"""Letters below which a word is taken as typed: too many others are one letter away."""
SLIPS = 2
"""Letters that may be wrong in a word that sounds the same; in any other, one."""
MANY = 10
"""From how many on pills are too many, whatever they are."""
REACH = 14
"""Words back from a sign in which its denial is looked for."""
CLOSE = 6
"""The same for a crisis, where a denial that is meant stands close by."""
AT_ONCE = 3
"""Words after a sign within which "now" still speaks of it."""
TITLES = {"dr", "dra", "doctor", "doctora", "mr", "mrs", "ms", "prof"}
END = "."
"""Stands, as a step of a phrase, for the end of a sentence or of its part."""
EITHER_WAY = re.compile(r" ([&+]) ")
WORD = re.compile(r"\d+|[^\W\d_]+(?:['’`´][^\W\d_]+)*|[😂🤣]")
YEAR = re.compile(r"(?:19|20)\d\d")
SENTENCE = re.compile(r"[.!?;…](?!\d)|\n\s*\n")
CLAUSE = re.compile(r"[,:\n()/–—-]")


@dataclass(frozen=True, slots=True)
class Sign:
    """What the patient's words `message[start:end]` tell: a sign of safety.toml, and its level."""

    name: str
    level: Level
    start: int
    end: int


def signs_in(message: str) -> tuple[Sign, ...]:
    """The signs that a message tells, most urgent first, then in reading order; each name once."""
    text = _Text(message)
    found: dict[str, Sign] = {}
    for rule, place in text.told():
        start, end = text.words[place.first].start, text.words[place.last - 1].end
        found.setdefault(rule.name, Sign(rule.name, rule.level, start, end))
    return tuple(sorted(found.values(), key=lambda sign: (LEVELS.index(sign.level), sign.start)))


# The rules, as safety.toml gives them.


class _Step(NamedTuple):
    """A word or group of a phrase, after at most `gap` other words."""

    gap: int
    group: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words or groups one after another that tell a sign, or belong to a context, of that name."""

    name: str
    steps: tuple[_Step, ...]
    groups: frozenset[str]


_Index: TypeAlias = Mapping[str, Sequence[_Phrase]]
"""Phrases by their first group."""


_Member: TypeAlias = tuple[tuple[str, ...], Sequence[str]]
"""The words that follow the first of a member, and the groups that it belongs to."""

_Members: TypeAlias = Mapping[str, Mapping[str, Sequence[_Member]]]
"""What belongs to groups, by its first and second word."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """A sign: it counts only where the message holds each of `beside`, and no `unless` in its
    sentence."""

    name: str
    level: Level
    beside: tuple[str, ...]
    outright: bool


@dataclass(frozen=True, slots=True)
class _Rules:
    """Everything of the file; `numbers` are the groups that any number belongs to."""

    signs: Mapping[str, _Rule]
    sayings: _Index
    phrases: _Index
    members: _Members
    numbers: tuple[str, ...]


@cache
def _rules() -> _Rules:
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    signs: dict[str, dict[str, Any]] = read["sign"]
    sayings = [*_phrases("saying", read["sayings"]["harmless"])]
    phrases = [
        *(phrase for name, rows in read["context"].items() for phrase in _phrases(name, rows)),
        *(phrase for name, row in signs.items() for phrase in _phrases(name, row["says"])),
        *(
            phrase
            for name, row in signs.items()
            for kind in ("hints", "unless")
            for phrase in _phrases(f"{kind} {name}", row.get(kind, ()))
        ),
    ]
    used = {group for phrase in (*sayings, *phrases) for group in phrase.groups}
    words = {f"{{{name}}}": words.split(",") for name, words in read["words"].items()}
    either = {
        group: [
            word for part in group.split("/") for word in words.get(part, (part.replace("_", " "),))
        ]
        for group in used
        if group not in words and group != END
    }
    return _Rules(
        signs={name: _rule(name, row) for name, row in signs.items()},
        sayings=_by_first(sayings),
        phrases=_by_first(phrases),
        members=_by_word({**words, **either}),
        numbers=tuple(group for group in used if "{number}" in group.split("/")),
    )


def _rule(name: str, row: Mapping[str, Any]) -> _Rule:
    return _Rule(name, row["level"], tuple(row.get("beside", ())), row.get("outright", False))


def _by_first(phrases: Iterable[_Phrase]) -> _Index:
    found: dict[str, list[_Phrase]] = {}
    for phrase in phrases:
        found.setdefault(phrase.steps[0].group, []).append(phrase)
    return found


def _phrases(name: str, written: Iterable[str]) -> Iterator[_Phrase]:
    """The phrases that are written, and the same turned round where "&" says so."""
    for one in written:
        left, either, right = EITHER_WAY.split(one) if EITHER_WAY.search(one) else (one, "", "")
        if either:
            gap = ".." if either == "&" else "~"
            yield from _phrases(name, (f"{left} {gap} {right}", f"{right} {gap} {left}"))
        else:
            steps = tuple(_steps(one))
            yield _Phrase(name, steps, frozenset(step.group for step in steps))


def _steps(written: str) -> Iterator[_Step]:
    gap = 0
    for mark in written.split():
        if mark in GAPS:
            gap = GAPS[mark]
        else:
            yield _Step(gap, _plain(mark))
            gap = 0


def _by_word(groups: Mapping[str, Iterable[str]]) -> _Members:
    found: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for group, members in groups.items():
        for member in dict.fromkeys(map(_plain, members)):
            first, *rest = member.split()
            found.setdefault(first, {}).setdefault(tuple(rest), []).append(group)
    known: dict[str, dict[str, list[_Member]]] = {}
    for first, rests in found.items():
        for following, its in rests.items():
            by_second = known.setdefault(first, {})
            by_second.setdefault(following[0] if following else "", []).append((following, its))
    return known


# A message's words.


class _Word(NamedTuple):
    """A word at `message[start:end]`, as it is compared; `sentence` and `clause` count the breaks
    before it."""

    text: str
    start: int
    end: int
    sentence: int
    clause: int


class _Place(NamedTuple):
    """Words from `first` up to, not including, `last`."""

    first: int
    last: int


def _words_of(message: str) -> list[_Word]:
    words: list[_Word] = []
    sentence = clause = end = 0
    for found in WORD.finditer(message):
        between = message[end : found.start()]
        new = SENTENCE.search(between) is not None
        sentence += new
        clause += new or CLAUSE.search(between) is not None
        end = found.end()
        # A name is no slip of another word: "Dr. Lang's page" tells nothing of lungs.
        named = bool(words) and words[-1].text in TITLES
        meant = _plain(found.group()) if named else _meant(found.group())
        words.append(_Word(meant, found.start(), end, sentence, clause))
    return words


def _plain(text: str) -> str:
    """A text in small letters without accents and apostrophes."""
    if text.isascii() and "'" not in text and "`" not in text:
        return text.lower()  # nearly all of the rules, which are read whenever the program starts
    bare = re.sub(r"['’`´]", "", text).casefold()
    if bare.isascii():
        return bare
    return "".join(
        one for one in unicodedata.normalize("NFD", bare) if not unicodedata.combining(one)
    )


@lru_cache(maxsize=10_000)
def _meant(typed: str) -> str:
    """The word of the rules that was meant, or the word itself, if nobody would misspell so."""
    word = _plain(typed)
    if word in _known():
        return word
    if word.endswith("in") and f"{word}g" in _known():
        return f"{word}g"
    if word in english():
        return word
    if (silent := _with_h(word)) or len(word) < SHORTEST:
        return silent or _swapped(word)
    begins_alike = [one for first in {*word[:2]} for one in _known_by(first, len(word))]
    near = process.extract(word, begins_alike, scorer=OSA.distance, score_cutoff=SLIPS, limit=8)
    likely = [
        (
            distance,
            sorted(known) != sorted(word),
            _sound(known) != _sound(word),
            known not in english(),
            abs(len(known) - len(word)),
            known,
        )
        for known, distance, _ in near
        if _slip(word, known, distance)
    ]
    return min(likely)[-1] if likely else word


def _with_h(word: str) -> str:
    """The known word that sounds the same in Spanish and begins with a silent h, or nothing."""
    ways = (f"h{word}", f"h{word}".replace("s", "c"))
    return next((one for one in ways if len(word) > 2 and one in _known()), "")


def _swapped(word: str) -> str:
    """The known word of four letters whose two in the middle were swapped, or the word itself."""
    meant = word[:1] + word[2:0:-1] + word[3:]
    return meant if len(word) == SHORTEST - 1 and meant in _known() else word


def _slip(typed: str, known: str, distance: float) -> bool:
    """Whether one word may be a slip of the other: the beginning is hardly ever wrong."""
    if typed[0] != known[0] and sorted(typed[:2]) != sorted(known[:2]):
        return False
    return distance <= 1 or _sound(typed) == _sound(known)


def _sound(word: str) -> str:
    """What is left of a word that is written as it sounds: no vowels, no doubled letters."""
    left = re.sub("[aeiouyh]", "", word.replace("ph", "f")).translate(str.maketrans("czk", "ssc"))
    return re.sub(r"(.)\1+", r"\1", left)


@cache
def _known() -> frozenset[str]:
    members = _rules().members
    later = (
        word
        for rows in members.values()
        for row in rows.values()
        for rest, _ in row
        for word in rest
    )
    return frozenset([*members, *later])


@cache
def _known_by(first: str, length: int) -> tuple[str, ...]:
    """The words that may be meant by one of a length that begins with a letter."""
    near = (word for word in _known() if word[0] == first and abs(len(word) - length) <= SLIPS)
    return tuple(sorted(word for word in near if len(word) >= SHORTEST))


# What a message says.


class _Text:
    """A message, read by the rules."""

    def __init__(self, message: str) -> None:
        self.words = _words_of(message)
        self._groups = [self._groups_at(n) for n in range(len(self.words))]
        self._stops: frozenset[int] = frozenset()
        for _, place in list(self._found(_rules().sayings)):
            for n in range(*place):
                self._groups[n] = {}
        self._stops = frozenset(n for n, groups in enumerate(self._groups) if "{stop}" in groups)
        self._places: dict[str, list[_Place]] = {}
        self._contexts: dict[tuple[str, int], list[_Place]] = {}
        for name, place in self._found(_rules().phrases):
            sign = name.removeprefix("hints ")
            if sign in _rules().signs:
                self._places.setdefault(name, []).append(place)
            else:
                sentence = self.words[place.first].sentence
                self._contexts.setdefault((name, sentence), []).append(place)
        self._denials = self._covered("denial") - self._covered("no_denial")
        self._last_confirmed = max(self._covered("confirmed") | self._lately(), default=-1)
        self._unreal = bool(self._covered("unreal"))
        self._then = self._sentences_of_then()

    def told(self) -> Iterator[tuple[_Rule, _Place]]:
        """The signs that are told and not taken back, in reading order for each."""
        new = self._holds("treated") or (self._holds("{treatment}") and self._holds("recently/now"))
        nobody = not new and self._holds("not_treated")
        for name, rule in _rules().signs.items():
            hints = self._places.get(f"hints {name}", ()) if new else ()
            hints = [place for place in hints if not self._planned(place)]
            places = sorted([*self._places.get(name, ()), *hints])
            if (nobody and not rule.outright) or not all(map(self._holds, rule.beside)):
                continue
            told = (place for place in places if not self._taken_back(rule, place))
            if (place := next(told, None)) is not None:
                yield rule, place

    # Finding phrases.

    def _covered(self, context: str) -> set[int]:
        """The words that belong to a context."""
        found = (places for (name, _), places in self._contexts.items() if name == context)
        return {n for places in found for place in places for n in range(*place)}

    def _groups_at(self, n: int) -> dict[str, list[int]]:
        """The groups that begin at a word, each with the words after which it may end."""
        text = self.words[n].text
        following = self.words[n + 1].text if n + 1 < len(self.words) else ""
        by_second = _rules().members.get(text, {})
        found = {group: [n + 1] for _, groups in by_second.get("", ()) for group in groups}
        for rest, groups in by_second.get(following, ()) if following else ():
            last = n + 1 + len(rest)
            if tuple(word.text for word in self.words[n + 1 : last]) == rest:
                for group in groups:
                    found.setdefault(group, []).append(last)
        if text.isdecimal():
            for group in _rules().numbers:
                found.setdefault(group, []).append(n + 1)
            if YEAR.fullmatch(text):
                found["{year}"] = [n + 1]
            elif len(text) < 4 and int(text) >= MANY:
                found["{many}"] = [n + 1]
        return found

    def _found(self, phrases: _Index) -> Iterator[tuple[str, _Place]]:
        present = {END, *(group for groups in self._groups for group in groups)}
        possible = {
            group: [one for one in phrases[group] if present.issuperset(one.groups)]
            for group in present & phrases.keys()
        }
        for n, groups in enumerate(self._groups):
            for group in groups.keys() & possible.keys():
                for phrase in possible[group]:
                    if (last := self._end(phrase, n)) is not None:
                        yield phrase.name, _Place(n, last)

    def _end(self, phrase: _Phrase, n: int) -> int | None:
        """Where a phrase that begins at a word ends at the earliest, if it stands there."""
        first, *later = phrase.steps
        ends = set(self._groups[n][first.group])
        for step in later:
            ends = {end for at in ends for end in self._step(step, at)}
            if not ends:
                return None
        return min(ends)

    def _step(self, step: _Step, at: int) -> Iterator[int]:
        if step.group == END:
            if at == len(self.words) or self._breaks(at):
                yield at
            return
        for n in range(at, min(at + step.gap + 1, len(self.words))):
            if self.words[n].sentence != self.words[at - 1].sentence:
                return
            if step.gap < GAPS["~"] and n > at and not self._together(n, at - 1):
                return
            yield from self._groups[n].get(step.group, ())
            if step.gap < GAPS["~"] and n in self._stops:
                return

    def _together(self, n: int, other: int) -> bool:
        return self.words[n].clause == self.words[other].clause

    def _breaks(self, n: int) -> bool:
        here, before = self.words[n], self.words[n - 1]
        return (here.sentence, here.clause) != (before.sentence, before.clause)

    # What takes a sign back.

    def _taken_back(self, rule: _Rule, place: _Place) -> bool:
        unless = self._in_clause(f"unless {rule.name}", place)
        if rule.outright:  # what is harmless in it does not make harmless what stands beside
            unless = [one for one in unless if one.first < place.last and place.first < one.last]
        if unless or self._denied(rule, place):
            return True
        if self._long_ago(rule, place):
            return True
        if rule.level == "crisis" and self._by_accident(place):
            return True
        if rule.outright:
            return False
        if rule.level != "crisis" and (self._elsewhere(place) or self._background(place)):
            return True
        figurative = rule.level != "clinic" and self._in_clause("figurative", place)
        return bool(figurative) or self._joked(place) or self._asked(place)

    def _holds(self, either: str) -> bool:
        """Whether any of these groups and contexts stands anywhere in the message."""
        return any(
            any(one in groups for groups in self._groups)
            or any(context == one for context, _ in self._contexts)
            for one in either.split("/")
        )

    def _has(self, group: str, first: int, last: int) -> bool:
        return any(group in groups for groups in self._groups[first:last])

    def _near(self, context: str, place: _Place) -> Sequence[_Place]:
        """The places of a context within the sentence of a sign."""
        return self._contexts.get((context, self.words[place.first].sentence), ())

    def _lately(self) -> set[int]:
        """The words that tell since when it is so, where nobody only reads or thinks of it."""
        found = self._covered("lately")
        musing = {
            word.sentence
            for word, groups in zip(self.words, self._groups, strict=True)
            if "{musing}" in groups
        }
        return {n for n in found if self.words[n].sentence not in musing}

    def _by_accident(self, place: _Place) -> bool:
        """Whether it is an overdose, and nobody meant it."""
        doses = self._places.get("overdose", ())
        dose = any(one.first < place.last and place.first < one.last for one in doses)
        return dose and bool(self._near("accidental", place)) and not self._holds("purpose")

    def _in_clause(self, context: str, place: _Place) -> list[_Place]:
        """The places of a context within the part of the sentence that tells a sign."""
        first, last = self.words[place.first].clause, self.words[place.last - 1].clause
        return [
            one
            for one in self._near(context, place)
            if first <= self.words[one.first].clause <= last
        ]

    def _denied(self, rule: _Rule, place: _Place) -> bool:
        """Whether "no", "without" or their like reaches a sign: over a comma only in a list with
        "or", as a comma may also end what is denied."""
        if place.first in self._denials or self._has("{cannot}", *place):
            return False
        if any(one.first == place.last for one in self._near("answered_no", place)):
            return True
        here = self.words[place.first]
        reach = CLOSE if rule.level == "crisis" else REACH
        for n in range(place.first - 1, max(place.first - reach, 0) - 1, -1):
            if self.words[n].sentence != here.sentence:
                return False
            if n in self._denials:
                return self.words[n].clause == here.clause or self._has("{or}", n, place.last + 3)
            if "{turn}" in self._groups[n]:
                return False
        return False

    def _joked(self, place: _Place) -> bool:
        return bool(self._near("joking", place)) and not self._holds("now/recently")

    def _planned(self, place: _Place) -> bool:
        """Whether a hint is of what somebody may do, or of how well it went."""
        if self._in_clause("well", place):
            return True
        care = [one for one in self._near("care", place) if one.first <= place.first]
        if not care:
            return False
        last = max(one.last for one in care)
        return not any(last <= one.first < place.last for one in self._near("reported", place))

    def _long_ago(self, rule: _Rule, place: _Place) -> bool:
        dated = self._near("dated", place)
        told = self._has("{past}", self._start_of_clause(place.first), place.last)
        if any(0 <= one.first - place.last <= 1 for one in dated):
            return True
        soon = place.last + AT_ONCE
        if any(one.first <= soon for one in self._in_clause("now", place)):
            return False
        if told and self._in_clause("far_back", place):
            return True
        if self._in_clause("recently", place):
            return False
        if not rule.outright and (
            self._in_clause("long_standing", place) or self._near("always_so", place)
        ):
            return True
        then = self.words[place.first].sentence in self._then
        return (bool(dated) or then) and told

    def _sentences_of_then(self) -> frozenset[int]:
        """The sentences of a story of years ago: the one that dates it, and those that go on in the
        past."""
        then: set[int] = set()
        following: dict[int, set[str]] = {}
        for n, word in enumerate(self.words):
            following.setdefault(word.sentence, set()).update(self._groups[n])
        for sentence, groups in following.items():
            if any((context, sentence) in self._contexts for context in ("now", "recently")):
                continue
            dated = ("far_back", sentence) in self._contexts
            goes_on = sentence - 1 in then and "{past}" in groups and "{present}" not in groups
            if dated or goes_on:
                then.add(sentence)
        return frozenset(then)

    def _elsewhere(self, place: _Place) -> bool:
        """Whether a sign is only supposed, made up, or told of somebody else that was heard of."""
        if self._last_confirmed > place.last or any(
            self._in_clause(context, place) for context in ("now", "recently")
        ):
            return False
        if any(one.first <= place.first for one in self._near("hypothetical", place)):
            return True
        unreal = [one.last for one in self._near("unreal", place) if one.first <= place.first]
        start = max(unreal, default=0)
        own = [one for one in self._near("mine", place) if start <= one.first < place.last]
        if self._unreal and not own and not self._holds("recently"):
            return True
        heard = [one.last for one in self._near("others", place) if one.first <= place.first]
        return bool(heard) and not any(one.first >= max(heard) for one in own)

    def _background(self, place: _Place) -> bool:
        """Whether a sign is what somebody who asks for a treatment to come has been living with."""
        return (
            self._holds("planned")
            and not self._holds("treated/recently/now/lately/confirmed")
            and not self._has("{cannot}", *place)
        )

    def _start_of_clause(self, n: int) -> int:
        clause = self.words[n].clause
        while n and self.words[n - 1].clause == clause and "{turn}" not in self._groups[n - 1]:
            n -= 1
        return n

    def _asked(self, place: _Place) -> bool:
        """Whether a sentence asks of a sign in general, and nothing says that anybody has it."""
        if self._last_confirmed > place.last or any(
            self._in_clause(context, place) for context in ("now", "recently")
        ):
            return False
        if self._holds("treated") and self._near("recently", place):
            return False
        reported = self._near("reported", place)
        asking = [
            one
            for one in self._near("asking", place)
            if one.first <= place.first
            and one.last <= place.last
            and not self._has("{cannot}", one.first, one.last)
        ]
        if asking:
            last = max(one.last for one in asking)
            if self._holds("treated"):
                reported = [*reported, *self._near("despite", place)]
                last = min(one.last for one in asking)
            return not any(last <= one.first < place.last for one in reported)
        after = [one for one in self._near("asked_after", place) if one.first >= place.last]
        return bool(after) and not reported
