"""Synonyms: brands, generics and lay words for one thing, from synonyms.toml and products.toml; for
searching only.

They never rewrite anything that is shown of a page.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bot.query.phrases import is_done, stands_alone
from bot.query.products import product_groups
from bot.text.lexicon import Lexicon, key_of
from index.words import plain, words_in

FILE = Path(__file__).with_name("synonyms.toml")
TEXTS_KEPT = 8
"""Texts whose terms are cached: several steps ask for those of one question."""


@dataclass(frozen=True, slots=True)
class Term:
    """A thing and the words for it, as synonyms.toml explains them."""

    name: str
    kind: str
    said: tuple[str, ...]
    forms: tuple[str, ...]
    also: tuple[str, ...]
    brand: bool
    alone: tuple[str, ...] = ()
    done: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Every way of naming the thing itself."""
        return (self.name, *self.said, *self.forms)


@dataclass(frozen=True, slots=True)
class Mention:
    """A term named in a text, at `text[start:end]`."""

    term: Term
    start: int
    end: int


@cache
def terms() -> tuple[Term, ...]:
    """Every term of the files."""
    return (*terms_in(FILE.read_text(encoding="utf-8")), *_products())


def _products() -> Iterator[Term]:
    for group in product_groups():
        kind = "medicine" if group.kind == "medicine" else "treatment"
        is_brand = kind == "treatment"
        for n, name in enumerate(group.names):
            said, forms = (group.said, group.forms) if n == 0 else ((), ())
            yield Term(name, kind, said, forms, group.also, is_brand)
        for name in group.generics:
            yield Term(name, kind, (), (), group.also, False)


def terms_in(text: str) -> tuple[Term, ...]:
    """Every term that such a file holds.

    Raises:
        ValueError: it is no TOML, or a term in it has no name or kind, or no words.
    """
    read = tomllib.loads(text)
    try:
        return _terms(read["term"] if read else ())
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a term: {error}") from error


def _terms(rows: Sequence[dict[str, Any]]) -> tuple[Term, ...]:
    return tuple(
        Term(
            name=_words([row["name"]])[0],
            kind=_words([row["kind"]])[0],
            said=_words(row.get("said", [])),
            forms=_words(row.get("forms", [])),
            also=_words(row.get("also", [])),
            brand=False,
            alone=_words(row.get("alone", [])),
            done=_words(row.get("done", [])),
        )
        for row in rows
    )


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise TypeError(f"{value!r} where words must be")
    return tuple(value)


@lru_cache(TEXTS_KEPT)
def mentions(text: str, taught: tuple[Term, ...] = ()) -> tuple[Mention, ...]:
    """The terms that a text names, in reading order; a longer name hides a shorter one in it, and a
    word that is only a part of another phrase names nothing.

    Args:
        taught: terms beside those of the files.
    """
    found: list[Mention] = []
    for term, start, end in _lexicon(taught).found_in(text):
        if _is_meant(text, term, start, end, found[-1].end if found else None):
            found.append(Mention(term, start, end))
    return tuple(found)


def _is_meant(text: str, term: Term, start: int, end: int, after: int | None) -> bool:
    """Whether words that can be said of a term are said of it; `after` is the end of the mention
    before them."""
    words = key_of(text[start:end])
    if words in map(key_of, term.done):
        return is_done(text, start, end)
    if words in map(key_of, term.alone):
        before_known = after is not None and not text[after:start].strip()
        return stands_alone(text, start, end, before_known)
    return True


def brands(text: str) -> tuple[str, ...]:
    """The makers' products that a text names, each once."""
    return tuple(dict.fromkeys(one.term.name for one in mentions(text) if one.term.brand))


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words of a question, and the others that are searched as well."""

    words: str
    searched: tuple[str, ...]


def expansions(question: str, taught: tuple[Term, ...] = ()) -> tuple[Expansion, ...]:
    """For each term that a question names: the other words to search for it."""
    found: dict[str, Expansion] = {}
    for mention in mentions(question, taught):
        words = question[mention.start : mention.end]
        others = _others(mention.term, words)
        if others:
            found.setdefault(key_of(words), Expansion(words, others))
    return tuple(found.values())


def wordings(
    question: str, expanded: Sequence[Expansion], taught: tuple[Term, ...] = ()
) -> tuple[str, ...]:
    """The question, and the question with each expanded word replaced by its others in turn."""
    if not expanded:
        return (question,)
    named = [(key_of(question[one.start : one.end]), one) for one in mentions(question, taught)]
    found = [question]
    for one in expanded:
        places = [mention for words, mention in named if words == key_of(one.words)]
        found += [_replaced(question, places, other) for other in one.searched]
    return tuple(dict.fromkeys(found))


def _replaced(text: str, places: Sequence[Mention], other: str) -> str:
    pieces: list[str] = []
    end = 0
    for place in places:
        pieces += [text[end : place.start], other]
        end = place.end
    return "".join([*pieces, text[end:]])


def _others(term: Term, words: str) -> tuple[str, ...]:
    same = {key_of(term.name), *map(key_of, term.forms)}
    own = () if key_of(words) in same else (term.name,)
    return (*own, *term.also)


@lru_cache(4)
def _lexicon(taught: tuple[Term, ...] = ()) -> Lexicon[Term]:
    # Where both have a word, the taught one comes last, and wins.
    return Lexicon((word, term) for term in (*terms(), *taught) for word in term.words)


@cache
def term_words() -> frozenset[str]:
    """Every single word of the terms; of products only names of one word, and no medicines: there
    are too many of them to be meant where no doctor speaks of them."""
    listed = (term for term in terms() if term.kind != "medicine" and not term.brand)
    said = (words for term in listed for words in (*term.words, *term.also))
    return brand_words() | {word for words in said for word in words_in(words)}


@cache
def brand_words() -> frozenset[str]:
    """The makers' names for their products, where they are one word."""
    return frozenset(plain(term.name) for term in terms() if term.brand and " " not in term.name)
