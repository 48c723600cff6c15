"""Rewrites a patient's message into the queries that are searched, and records every change.

Words in double quotes are searched as typed, as in search engines; a message that is quoted as a
whole is not changed at all. That is how a reader undoes a change.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.query.correct import Correction, Spelling
from bot.query.follow_up import follow_up
from bot.query.named_doctors import DoctorNames, NamedDoctor
from bot.query.question_patterns import COMMON
from bot.query.split import parts_of
from bot.query.synonyms import Expansion, Term, expansions, wordings

QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”')


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One question of a message. `asked` are the patient's words, `searched` those that are
    searched; `wordings` are alternatives that are searched as well: none where a question names
    doctors and asks nothing else. `carried` are words of the previous question, where this one
    refers to it. `named` are the doctors whom it names, `asks_them` tells whether their own words
    are asked for."""

    asked: str
    searched: str
    wordings: tuple[str, ...]
    corrections: tuple[Correction, ...]
    expansions: tuple[Expansion, ...]
    carried: str | None
    named: tuple[NamedDoctor, ...] = ()
    asks_them: bool = False


def queries_in(
    message: str,
    spelling: Spelling,
    before: str | None = None,
    taught: tuple[Term, ...] = (),
    names: DoctorNames | None = None,
) -> tuple[SearchQuery, ...]:
    """The queries for the questions of a message.

    Args:
        before: what was searched for the previous question.
        taught: the library's own terms.
        names: those of the library's doctors; without them no question names anybody.
    """
    whole = QUOTED.fullmatch(message.strip())
    if whole:
        return (as_typed(unquoted(whole[0]) or whole[0]),)
    parts = parts_of(message)
    leaning = before if len(parts) == 1 else None
    return tuple(
        _named_query(part.asked, part.searched, spelling, leaning, taught, names) for part in parts
    )


def as_typed(words: str) -> SearchQuery:
    """A query that is searched as it is."""
    return SearchQuery(words, words, (words,), (), (), None)


def as_one_query(message: str, spelling: Spelling) -> SearchQuery:
    """The query for a message that is not split into questions."""
    whole = message.strip()
    return _query(whole, whole, spelling, None, ())


def _named_query(
    asked: str,
    searched: str,
    spelling: Spelling,
    before: str | None,
    taught: tuple[Term, ...],
    names: DoctorNames | None,
) -> SearchQuery:
    """The query of a question without the doctors whom it names: no name is searched as a word,
    and no word is mended into a name."""
    found = None if names is None else names.read(asked)
    if found is None or not found.named:
        return _query(asked, searched, spelling, before, taught)
    query = None
    if names_something(found.topic) or (found.topic and before is not None):
        words = searched.replace(asked, found.topic)
        query = _query(found.topic, words, spelling, before, taught)
    if query is None or not (names_something(found.topic) or query.carried):
        query = SearchQuery(asked, asked, (), (), (), None)
    return replace(query, asked=asked, named=found.named, asks_them=found.asks_them)


def names_something(words: str) -> bool:
    """Whether words name something, and do not only point ("it") or ask ("who is")."""
    return any(word.lower() not in COMMON for word in re.findall(r"[^\W\d_]+", words))


def _query(
    asked: str, searched: str, spelling: Spelling, before: str | None, taught: tuple[Term, ...]
) -> SearchQuery:
    searched, corrections = _corrected(searched, spelling)
    leaning = follow_up(searched, before)
    searched = unquoted(leaning.searched) or leaning.searched
    # Two words do not become one name over what is quoted between them.
    expanded = expansions(QUOTED.sub('""', leaning.searched), taught)
    return SearchQuery(
        asked=asked,
        searched=searched,
        wordings=wordings(searched, expanded, taught),
        corrections=corrections,
        expansions=expanded,
        carried=leaning.carried,
    )


def _corrected(text: str, spelling: Spelling) -> tuple[str, tuple[Correction, ...]]:
    """A text with its spelling corrected, except in quotes."""
    corrections: list[Correction] = []

    def correct(part: str) -> str:
        corrected, found = spelling.correct(part)
        corrections.extend(found)
        return corrected

    return outside_quotes(text, correct), tuple(dict.fromkeys(corrections))


def unquoted(text: str) -> str:
    """A text with its quotes taken off, and the white space around it."""
    return QUOTED.sub(lambda found: found[1] or found[2] or "", text).strip()


def outside_quotes(text: str, change: Callable[[str], str]) -> str:
    """A text with a change applied to everything outside quotes."""
    pieces: list[str] = []
    at = 0
    for quoted in QUOTED.finditer(text):
        pieces += [change(text[at : quoted.start()]), quoted[0]]
        at = quoted.end()
    return "".join([*pieces, change(text[at:])])
