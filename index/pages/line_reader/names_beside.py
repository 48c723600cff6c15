"""Finds the name of somebody else that a line of words has as a byline, and not in its sentences.

    Paul Smith, MD. I would wait.      a name with letters, and behind it a sentence
    I would wait. – Paul Smith, MD     a sentence, and behind it a name
    Bob Ray (patient)                  a name and what that is, alone on a line
    Bob Ray, Practice Manager
    – Bob Ray

A name in a sentence is no such form: a doctor may speak of a colleague.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from index.model import Doctor
from index.pages.line_reader.closings import is_job_title
from index.pages.line_reader.denials import denies, is_no_doctors
from index.pages.line_reader.lines import Line
from index.pages.line_reader.names import read_bare_name, read_name
from index.pages.line_reader.paragraphs import is_list_item
from index.pages.line_reader.parts import BY, read_part
from index.pages.line_reader.places import is_place

LONGEST_BYLINE = 90
"""Characters of a name with its letters and specialty, where it shares a line with words."""
LONGEST_ALONE = 80
LETTERS = r"[A-Z][A-Za-z.-]*[A-Z.](?![\w-])"
BEFORE = re.compile(
    r"(?P<name>(?:(?:Dr|Prof|Dra)\.?\s)?[^\W\d_a-z][^\s,]*(?:\s[^\s,]+){0,4},?\s"
    rf"{LETTERS}(?:,?\s{LETTERS}){{0,3}})(?:[.:]|\s[–—-])?\s+[\"“'‘]?(?P<next>[^\W\d_a-z][\w'’]*)"
)
"""A name with letters, and behind it the first word of a sentence."""
BEHIND = re.compile(
    r"(?<=[\w”’\")][.!?…])[\"”’)]*\s+(?P<sign>[–—~-]+\s*|\()?(?P<name>[^\W\d_a-z][^!?()]*?)\)?$"
)
"""The end of a sentence, and behind it what may be a name; it may have initials."""
WITH_A_REMARK = re.compile(
    r"(?P<name>[^()\[\],:]+?)\s*(?:[(\[](?P<kept>[^()\[\]]+)[)\]]|,\s+(?P<told>.+))"
)
BEHIND_A_DASH = re.compile(r"[–—~-]+\s*(?P<name>[^\W\d_].{2,60})")


def named_beside(words: Sequence[Line], at: int) -> Doctor | None:
    """The person whom a line of words names as a byline does; None for any other line."""
    line = words[at].plain
    return _before(line) or _behind(line) or _alone(line) or _dashed(words, at)


@lru_cache(maxsize=50_000)
def _before(line: str) -> Doctor | None:
    """Who stands before the words of the same line."""
    found = BEFORE.match(line[: LONGEST_BYLINE + 40])
    if found is None or len(found["name"]) > LONGEST_BYLINE:
        return None
    return read_name(found["name"])


@lru_cache(maxsize=50_000)
def _behind(line: str) -> Doctor | None:
    """Who stands behind the words of the same line: with letters, or where a sign sets the name
    apart."""
    found = BEHIND.search(line, max(0, len(line) - LONGEST_BYLINE))
    while found is not None:
        named = _told(found["name"], is_apart=found["sign"] is not None)
        if named is not None:
            return named
        found = BEHIND.search(line, found.start("name"))
    return None


def _told(name: str, *, is_apart: bool) -> Doctor | None:
    named = read_name(name)
    if named is not None and (named.credentials or is_apart):
        return named
    part = read_part(f"– {name}") if is_apart else None
    if part is not None and part.doctor.name is not None:
        return part.doctor
    return read_bare_name(name.partition(",")[0]) if is_apart else None


@lru_cache(maxsize=50_000)
def _alone(line: str) -> Doctor | None:
    """Who stands alone on a line with a remark that tells that this is no doctor, or where somebody
    is from."""
    found = WITH_A_REMARK.fullmatch(line) if len(line) <= LONGEST_ALONE else None
    by = BY.match(line)
    if by is not None and len(line) <= LONGEST_ALONE:
        return read_bare_name(line[by.end() :])
    if found is None:
        return None
    told = found["kept"] or found["told"]
    is_told = is_no_doctors(told) or denies(told)
    if not is_told and found["told"]:
        is_told = is_job_title(told) or is_place(told)
    return read_bare_name(found["name"].strip()) if is_told else None


def _dashed(words: Sequence[Line], at: int) -> Doctor | None:
    """Who stands alone behind a dash, and in no list."""
    found = BEHIND_A_DASH.fullmatch(words[at].plain)
    beside = (*words[max(0, at - 1) : at], *words[at + 1 : at + 2])
    if found is None or any(is_list_item(one.plain) for one in beside):
        return None
    return read_bare_name(found["name"].strip(" .").partition(",")[0])
