"""The forms of the lines that origins.py finds, made of the words of origins.toml."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("origins.toml")
TITLED = (
    r"(?:(?:Dres|Dra?s?|Prof|Dott(?:\.ssa)?|Doctora?|Docteure?|Doutora?|Professor)\b\.?\s*"
    r"(?:med\.\s*)?)"
)
FILL = r"(?:[\w'’.-]+\s+){0,6}?"
"""Words that may stand between."""


class Forms(NamedTuple):
    """The forms of such lines. All match from the beginning of a text, and `before…` and `behind…`
    what stands right before a name, and behind it, to the end of that."""

    lead: re.Pattern[str]
    subject: re.Pattern[str]
    not_mine: re.Pattern[str]
    says: re.Pattern[str]
    done_behind: re.Pattern[str]
    handing: re.Pattern[str]
    whose: re.Pattern[str]
    works: re.Pattern[str]
    before_any: re.Pattern[str]
    before_person: re.Pattern[str]
    before_reader: re.Pattern[str]
    behind_work: re.Pattern[str]
    account: re.Pattern[str]
    moved: re.Pattern[str]
    before_account: re.Pattern[str]
    behind_account: re.Pattern[str]
    copied: re.Pattern[str]
    somebody: re.Pattern[str]
    mine: re.Pattern[str]


@lru_cache(maxsize=1)
def forms() -> Forms:
    """All of them, compiled once."""
    with FILE.open("rb") as file:
        of = {kind: f"(?:{'|'.join(some)})" for kind, some in tomllib.load(file).items()}
    work, by = rf"(?:{of['works']}|{of['parts']})\b", rf"(?:{of['by']}|{of['from']})"
    said = "|".join(
        of[kind] for kind in ("acts", "copies", "moves", "spoken", "written", "earlier")
    )
    made = {
        "lead": (
            rf"[\W_]{{0,4}}(?:(?P<label>{of['labels']})\s?[:–—]"
            rf"|(?P<author>{of['authors']})\s+{of['is']}\b|{_lead(of, work, by)})"
        ),
        "subject": (
            rf"[\W_]{{0,4}}(?:(?P<noun>{_noun(of)}{of['is']}\s+)|{of['here']}\s+{of['is']}\s+)"
        ),
        "not_mine": (
            rf"[\W_]{{0,4}}(?:{_noun(of)}|{of['here']}\s+)(?=.*?\b{of['is']}\s).*?"
            rf"\b{of['not_mine']}(?=\W*$|\s*[,;:])"
        ),
        "says": rf"(?:,[^:,]{{0,40}})?,?\s+(?:\w+\s+)?{of['says']}(?:\s[^:]{{0,40}})?",
        "done_behind": rf"\s+{of['written']}\b|\s+{of['acts']}\b|\s+{of['copies']}\b",
        "handing": (
            rf"[\W_]{{0,4}}I(?:\s+am|\s+have|['’]m|['’]ve)?\s+(?:\w+\s+){{0,2}}?"
            rf"(?:(?P<quoting>quot(?:e|ed|ing))|{of['handing']})\s+"
            rf"(?P<by>(?:(?:{of['these']}|the\s+{work})\s+(?:\w+\s+)?{by}\s+|what\s+)?)"
        ),
        "whose": rf",?\s+whose\s+{FILL}{work}",
        "works": rf"(?:\w+\s+){{0,2}}?{work}",
        "before_any": rf"(?:\b{by}|[:–—])\s*{of['articles']}?$",
        "before_person": rf"(?:\b{of['by']}|\b(?:{said})\s+{of['from']})\s+$",
        "before_reader": rf"\b{of['for']}\s+{of['articles']}?$",
        "behind_work": (
            rf"(?:['’]s?|,|:|\s[–—-]|\s?\()\s*{FILL}(?!{of['views']}){work}"
            rf"(?:\s+{of['about']}(?:\s[\w’'-]+){{1,4}}|[,(]?\s*\d.{{0,20}})?\W*"
        ),
        "account": rf"\b{of['accounts']}\b",
        "moved": rf"\b{of['moves']}\b|^\W*(?:\w+\s+)?{of['accounts']}\s+{by}\b",
        "before_account": rf"\b{of['accounts']}\s+{by}\s+{of['articles']}?$",
        "behind_account": rf"['’]s?\s+(?:\w+\s+)?{of['accounts']}\b",
        "copied": (
            rf"[\W_]{{0,4}}(?:{of['these']}\s+{of['is']}\s+{of['articles']}?)?{of['copies']}\s+"
            rf"(?:with\s+permission\s+)?{by}\b"
        ),
        "somebody": rf"\b{of['somebody']}\b",
        "mine": rf"\b{of['mine']}\s+(?:\w+\s+){{0,2}}?{work}",
    }
    return Forms(**{name: re.compile(form, re.IGNORECASE) for name, form in made.items()})


def _lead(of: Mapping[str, str], work: str, by: str) -> str:
    """What a line begins with that has no label: what was done, and what it was done to."""
    capital = rf"\s+(?:{TITLED}|(?-i:[A-Z]))"
    pronoun = rf"(?P<pronoun>(?:(?P<pointing>{of['pointing']})|{of['these']})\s+{of['is']}\s+)"
    noun = rf"{_noun(of)}(?:{of['is']}\s+)?"
    earlier = rf"{of['earlier']}(?:\s+{of['written']}|(?=\s+{by}\b|{capital}))"
    done = rf"(?P<earlier>{earlier})|{of['acts']}|{of['moves_alone']}"
    words = rf"(?P<words>{of['copies']}|(?P<work>{work}))"
    told = rf"(?(subject)(?:{of['written']}|{of['moves']}|{of['by']})|(?!))"
    return (
        rf"(?P<subject>{pronoun}|(?P<noun>{noun}))?(?:\w+ly\s+)??{of['articles']}?(?:{done}|{words}|{told})\b"
        rf"|(?P<bare>{of['written']})\b(?=\s+{of['by']}\b)"
        rf"|(?P<alone>{of['moves']}(?=\s)|{of['out_of']}(?=\s+{FILL}{work}|{capital})"
        rf"|{of['by']}(?={capital}[^.]*?\s(?:{of['written']}|{of['acts']}|{of['copies']})\b))"
    )


def _noun(of: Mapping[str, str]) -> str:
    """What stands under somebody's name, with what points to it."""
    return rf"(?:{of['these']}\s+)?(?:\w+\s+)??{of['under']}\s+(?:above\s+|below\s+)?"
