"""Rewrites a patient's message into the queries that are searched, and records every change.

Words in double quotes are searched as typed, as in search engines; a message that is quoted as a
whole is not changed at all. That is how a reader undoes a change.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.query.correct import Correction, Spelling
from bot.query.follow_up import follow_up
from bot.query.split import parts_of
from bot.query.synonyms import Expansion, Term, expansions, wordings

QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”')


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One question of a message. `asked` are the patient's words, `searched` those that are
    searched; `wordings` are alternatives that are searched as well. `carried` are words of the
    previous question, where this one refers to it."""

    asked: str
    searched: str
    wordings: tuple[str, ...]
    corrections: tuple[Correction, ...]
    expansions: tuple[Expansion, ...]
    carried: str | None


def queries_in(
    message: str, spelling: Spelling, before: str | None = None, taught: tuple[Term, ...] = ()
) -> tuple[SearchQuery, ...]:
    """The queries for the questions of a message.

    Args:
        before: what was searched for the previous question.
        taught: the library's own terms.
    """
    whole = QUOTED.fullmatch(message.strip())
    if whole:
        return (as_typed(unquoted(whole[0]) or whole[0]),)
    parts = parts_of(message)
    if len(parts) == 1:
        return (_query(parts[0].asked, parts[0].searched, spelling, before, taught),)
    return tuple(_query(part.asked, part.searched, spelling, None, taught) for part in parts)


def as_typed(words: str) -> SearchQuery:
    """A query that is searched as it is."""
    return SearchQuery(words, words, (words,), (), (), None)


def as_one_query(message: str, spelling: Spelling) -> SearchQuery:
    """The query for a message that is not split into questions."""
    whole = message.strip()
    return _query(whole, whole, spelling, None, ())


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
