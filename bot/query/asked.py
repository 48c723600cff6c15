"""A patient's message → what is searched for it, with all that was changed on the way.

Words in double quotes are searched as they stand, as search engines do; a message that is quoted as
a whole is left alone altogether. That is how a reader takes a change back.
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
class Asked:
    """One question of a message. `asked` are the patient's words for it, `searched` those that are
    searched; `wordings` are other ways to put the same that are searched as well. `carried` are
    words of the question before, where this one leans on it."""

    asked: str
    searched: str
    wordings: tuple[str, ...]
    corrections: tuple[Correction, ...]
    expansions: tuple[Expansion, ...]
    carried: str | None


def asked_in(
    message: str, spelling: Spelling, before: str | None = None, taught: tuple[Term, ...] = ()
) -> tuple[Asked, ...]:
    """The questions of a message.

    Args:
        before: what was searched for the one before it.
        taught: terms of the library's own.
    """
    whole = QUOTED.fullmatch(message.strip())
    if whole:
        return (as_typed(unquoted(whole[0]) or whole[0]),)
    parts = parts_of(message)
    if len(parts) == 1:
        return (_asked(parts[0].asked, parts[0].searched, spelling, before, taught),)
    return tuple(_asked(part.asked, part.searched, spelling, None, taught) for part in parts)


def as_typed(words: str) -> Asked:
    """A question that is searched as it stands."""
    return Asked(words, words, (words,), (), (), None)


def as_one(message: str, spelling: Spelling) -> Asked:
    """A message read as one question, whatever it holds."""
    whole = message.strip()
    return _asked(whole, whole, spelling, None, ())


def _asked(
    asked: str, searched: str, spelling: Spelling, before: str | None, taught: tuple[Term, ...]
) -> Asked:
    searched, corrections = _corrected(searched, spelling)
    leaning = follow_up(searched, before)
    searched = unquoted(leaning.searched) or leaning.searched
    # Two words do not become one name over what is quoted between them.
    expanded = expansions(QUOTED.sub('""', leaning.searched), taught)
    return Asked(
        asked=asked,
        searched=searched,
        wordings=wordings(searched, expanded, taught),
        corrections=corrections,
        expansions=expanded,
        carried=leaning.carried,
    )


def _corrected(text: str, spelling: Spelling) -> tuple[str, tuple[Correction, ...]]:
    """A text with its slips corrected, but for what stands in quotes."""
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
    """A text in which all that stands outside of quotes is changed, and what is quoted is not."""
    pieces: list[str] = []
    at = 0
    for quoted in QUOTED.finditer(text):
        pieces += [change(text[at : quoted.start()]), quoted[0]]
        at = quoted.end()
    return "".join([*pieces, change(text[at:])])
