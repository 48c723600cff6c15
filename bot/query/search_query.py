"""Rewrites a patient's message into the queries that are searched, and records every change.

Words in double quotes are searched as typed, as in search engines; a message that is quoted as a
whole is not changed at all. That is how a reader undoes a change.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.query.correct import Correction, Spelling
from bot.query.courtesy import is_courtesy
from bot.query.follow_up import follow_up
from bot.query.named_doctors import DoctorNames, NamedDoctor, NamedQuestion
from bot.query.previous_question import previous_question, told_with_question
from bot.query.question_patterns import COMMON
from bot.query.spanish_words import Gloss, glossed
from bot.query.split import MessagePart, parts_of
from bot.query.synonyms import Expansion, Term, expansions, wordings
from index.folding import seen

WHAT_ABOUT = re.compile(r"\W*(?:(?:and|or|but|also|so)\s+)*(?:what|how)\s+about\b", re.IGNORECASE)
USES_IT = re.compile(r"\b(?:use|using|apply|wear|put)\s+(?:it|them)\b", re.IGNORECASE)
"""What one uses is a thing of the question before, and not the treatment that was its condition."""
OF_ANSWERS = frozenset(
    "read show find found see look looking bring open list answers reply replies post posts write "
    "writes wrote written said words exact exactly whole full complete lol bit part opinion "
    "opinions".split()
)
"""What is asked of a doctor's answers, whatever they are about."""
QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”')


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One question of a message. `asked` are the patient's words, `searched` those that are
    searched; `wordings` are alternatives that are searched as well: none where a question names
    doctors and asks nothing else. `carried` are words of the previous question, where this one
    refers to it, and `judged` are then those wordings that must be addressed, as well as the
    others: what was carried is no evidence for the rest. `leaning` is what a question that was read
    alone may be together with the previous one. `named` are the doctors whom it names,
    `asks_them` tells whether their own words are asked for. `glosses` are Spanish words, which are
    searched in English, too."""

    asked: str
    searched: str
    wordings: tuple[str, ...]
    corrections: tuple[Correction, ...]
    expansions: tuple[Expansion, ...]
    carried: str | None
    named: tuple[NamedDoctor, ...] = ()
    asks_them: bool = False
    judged: tuple[str, ...] = ()
    glosses: tuple[Gloss, ...] = ()
    leaning: str | None = None


def queries_in(
    message: str,
    spelling: Spelling,
    before: str | None = None,
    taught: tuple[Term, ...] = (),
    names: DoctorNames | None = None,
) -> tuple[SearchQuery, ...]:
    """The queries for the questions of a message; none of a greeting or thanks.

    Args:
        before: what was searched for the previous question.
        taught: the library's own terms.
        names: those of the library's doctors; without them no question names anybody.
    """
    message = seen(message) or message
    whole = QUOTED.fullmatch(message.strip())
    if whole:
        return (as_typed(unquoted(whole[0]) or whole[0]),)
    if is_courtesy(message):
        return ()
    parts = parts_of(message)
    if len(parts) == 1:
        (one,) = parts
        return (_named_query(one.asked, one.searched, spelling, before, taught, names),)
    queries: list[SearchQuery] = []
    for part in parts:
        # "And what about filler?" repeats the question before it in the same message, and "can I
        # use it" asks of a thing in that.
        query = None
        if queries and (WHAT_ABOUT.match(part.asked) or _uses_it(part)):
            earlier = queries[-1].searched
            query = _named_query(part.asked, part.asked, spelling, earlier, taught, names)
        if query is None or query.carried is None:
            query = _named_query(part.asked, part.searched, spelling, None, taught, names)
        queries.append(query)
    return tuple(queries)


def _uses_it(part: MessagePart) -> bool:
    """Whether a part asks of a thing that another question names, and no statement does."""
    context = part.searched.removesuffix(part.asked).rstrip()
    return USES_IT.search(part.asked) is not None and (not context or context.endswith(":"))


def or_leaning(query: SearchQuery, message: str, spelling: Spelling, before: str) -> SearchQuery:
    """A query that was read alone, with what it is if it refers to the previous question: a thing
    and nothing else ("green tea") may be asked about the same, or be typed to be searched."""
    if query.carried is not None or query.named or QUOTED.search(message):
        return query
    marked = _query(f"{message.strip()}?", f"{message.strip()}?", spelling, before, ())
    return replace(query, leaning=None if marked.carried is None else marked.searched)


def as_typed(words: str) -> SearchQuery:
    """A query that is searched as it is."""
    return SearchQuery(words, words, (words,), (), (), None)


def as_one_query(message: str, spelling: Spelling) -> SearchQuery:
    """The query for a message that is not split into questions."""
    whole = (seen(message) or message).strip()
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
    found = None if names is None else names.read(asked, before)
    if found is None or not found.named:
        return _query(asked, searched, spelling, before, taught)
    query = None
    if before is not None and not _has_topic(found.topic):  # "does Dr. Weiner recommend it?"
        query = _asked_before(found, before, taught)
    if query is None and (_has_topic(found.topic) or (found.topic and before is not None)):
        words = searched.replace(asked, found.topic)
        query = _query(found.topic, words, spelling, before, taught)
    if query is None or not (_has_topic(found.topic) or query.carried):
        query = SearchQuery(asked, asked, (), (), (), None)
    return replace(query, asked=asked, named=found.named, asks_them=found.asks_them)


def _asked_before(
    found: NamedQuestion, before: str, taught: tuple[Term, ...]
) -> SearchQuery | None:
    """The previous question, for doctors who are asked what they say to it."""
    asked = previous_question(before, fragments=True).text if found.asks_them else ""
    if not asked:
        return None
    searched = f"{told_with_question(before)} {asked}".strip()
    expanded = expansions(searched, taught)
    words = wordings(searched, expanded, taught)
    return SearchQuery(searched, searched, words, (), expanded, searched)


def _has_topic(words: str) -> bool:
    """Whether words name something, and do not only point ("it") or ask ("who is", "read")."""
    said = (word.lower() for word in re.findall(r"[^\W\d_]+", words))
    return any(word not in COMMON and word not in OF_ANSWERS for word in said)


def _query(
    asked: str, searched: str, spelling: Spelling, before: str | None, taught: tuple[Term, ...]
) -> SearchQuery:
    searched, corrections = _corrected(searched, spelling)
    leaning = follow_up(searched, before)
    searched = unquoted(leaning.searched) or leaning.searched
    # Two words do not become one name over what is quoted between them.
    open_words = QUOTED.sub('""', leaning.searched)
    expanded = expansions(open_words, taught)
    read = glossed(open_words, spelling.words)
    in_english = () if read is None else (unquoted(read.searched),)
    judged = () if leaning.judged is None else _judged(unquoted(leaning.judged), taught)
    words = (*wordings(searched, expanded, taught), *in_english, *judged)
    return SearchQuery(
        asked=asked,
        searched=searched,
        wordings=tuple(dict.fromkeys(words)),
        corrections=corrections,
        expansions=expanded,
        carried=leaning.carried,
        judged=judged,
        glosses=() if read is None else read.glosses,
    )


def _judged(words: str, taught: tuple[Term, ...]) -> tuple[str, ...]:
    """The wordings of what has to be addressed of a question that refers to another."""
    return wordings(words, expansions(words, taught), taught)


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
