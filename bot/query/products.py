"""The makers' products of the field, from products.toml: none of them is another word misspelt."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.text.english import is_english
from index.words import words_in

FILE = Path(__file__).with_name("products.toml")
SHORTEST = 4
"""Letters below which a word of a name guards nothing beside itself."""


@dataclass(frozen=True, slots=True)
class ProductGroup:
    """Products of one substance or use, as products.toml explains them."""

    kind: str
    source: str
    names: tuple[str, ...]
    said: tuple[str, ...]
    forms: tuple[str, ...]
    generics: tuple[str, ...]
    also: tuple[str, ...]


@cache
def product_groups() -> tuple[ProductGroup, ...]:
    """Every group of the file."""
    return tuple(
        ProductGroup(
            row["kind"],
            row["source"],
            tuple(row["names"]),
            tuple(row.get("said", ())),
            tuple(row.get("forms", ())),
            tuple(row.get("generics", ())),
            tuple(row["also"]),
        )
        for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["group"]
    )


def is_product_word(word: str) -> bool:
    """Whether a word is one of the products or their substances, and no common English."""
    return word in _words() and not is_english(word)


@cache
def substances() -> Mapping[str, str]:
    """What the products are made of or are kinds of, in small letters, each with the kind that a
    term of it has: "medicine" or "treatment"."""
    return {
        name.lower(): "medicine" if group.kind == "medicine" else "treatment"
        for group in product_groups()
        for name in (*group.generics, *group.also)
    }


@cache
def product_words() -> frozenset[str]:
    """All words of the products and their substances that are no common English."""
    return frozenset(filter(is_product_word, _words()))


@cache
def _words() -> frozenset[str]:
    said = (
        words
        for group in product_groups()
        for words in (*group.names, *group.said, *group.generics)
    )
    words = {word for names in said for word in words_in(names)}
    return frozenset(word for word in words if len(word) >= SHORTEST)
