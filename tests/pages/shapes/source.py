"""Where a page's words and people come from, none of them twice."""

from dataclasses import dataclass
from random import Random

from tests.pages.shapes.people import People
from tests.pages.shapes.words import Words


@dataclass(frozen=True)
class Source:
    """The words and the people of one file."""

    words: Words
    people: People

    @classmethod
    def of(cls, random: Random, language: str = "en") -> "Source":
        """Words in a language, and people."""
        return cls(Words(random, language), People(random))
