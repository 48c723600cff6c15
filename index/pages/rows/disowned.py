"""What a record says of its words, or of the account that they stand under, that means that whom it
names may not have written them: that this is disputed, that they are copied or translated, that
somebody else used the account.

As beside an author, a field is known by its words, all of which must be of one kind, so that
"treatment disputed" and "license status" tell nothing. That nobody checked who somebody is
("identity verified: no") tells nothing, either: that may be a badge that few have.
"""

from collections.abc import Mapping
from functools import cache, lru_cache

from index.model import Doctor
from index.pages.line_reader.authors import read_author
from index.pages.line_reader.denials import plain_words
from index.pages.line_reader.origins import LONGEST_LINE, origin
from index.pages.rows.authorship import LONGEST_ROLE, Against, flag_of, words_of_field
from index.pages.rows.columns import listed_names, plain_name
from index.pages.rows.empty_cells import says_nothing

KINDS = ("doubted", "own", "attributions", "accounts", "flags", "against")
OF_OTHERS = frozenset("question patient asker asked treatment topic".split())
"""Words of a field that tells of something else than the answer."""
WHEN_OR_WHO = frozenset({"at", "on", "by"})
"""The last word of a field that tells when, or who, and with that that it was."""


def disowned(beside: Mapping[str, object], author: str) -> Against | None:
    """The first field that says that whom a record names may not have written it; be it in a
    remark, as a line of the words would say it: "Answer actually by Ann Gray, MD".

    Args:
        beside: all other fields that tell of the answer.
    """
    doctor = Doctor(read_author(author, None).name or author)
    for field, value in beside.items():
        told = str(value).strip() if value is not None else ""
        if not told or says_nothing(told):
            continue
        kind = _kind(field)
        if kind is not None and _is_told(kind, field, told):
            return Against(field, value, is_rival=False)
        is_remark = len(told) <= LONGEST_LINE and _is_of_answer(field)
        if is_remark and origin(told, doctor) is not None:
            return Against(field, value, is_rival=False)
    return None


@lru_cache(maxsize=10_000)
def _is_of_answer(field: str) -> bool:
    """Whether a field may tell something of the answer, and not only of what was asked."""
    return OF_OTHERS.isdisjoint(plain_name(field).split())


def _is_told(kind: str, field: str, told: str) -> bool:
    flag = flag_of(told)
    words = set(plain_words(told)) if len(told) <= LONGEST_ROLE else set()
    if kind in {"doubted", "against"}:
        is_told_who = plain_name(field).split()[-1] in WHEN_OR_WHO
        return flag is True or (flag is None and is_told_who)
    if kind == "own":
        return flag is False
    if kind == "attributions":
        return flag is False or not words.isdisjoint(_listed("doubtful"))
    is_against = not words.isdisjoint(_listed("against"))
    if kind == "flags":  # that an account was closed is another matter
        is_of_author = not words.isdisjoint(_listed("attributions") | _listed("written_by"))
        return not words.isdisjoint(_listed("flagged")) or (
            is_of_author and not words.isdisjoint(_listed("doubtful"))
        )
    return is_against


@lru_cache(maxsize=10_000)
def _kind(field: str) -> str | None:
    words = words_of_field(field)
    return next((kind for kind in KINDS if _is_of(kind, words)), None)


def _is_of(kind: str, words: set[str]) -> bool:
    """Whether all words may be in the name of such a field, and one of them makes it that."""
    makes = _listed(kind)
    if kind == "against":  # "account suspended", and not "user deleted", which may be who asked
        whose = _listed("accounts_beside") - _listed("may_have_asked")
        return not (makes.isdisjoint(words) or whose.isdisjoint(words)) and (
            words <= makes | whose | _listed("doubted_beside") - _listed("may_have_asked")
        )
    if kind == "accounts":  # of the record's own state another step tells
        return not makes.isdisjoint(words) and bool(words - makes) and words <= (
            makes | _listed("accounts_beside")
        )  # fmt: skip
    return not makes.isdisjoint(words) and words <= makes | _listed(f"{kind}_beside")


@cache
def _listed(kind: str) -> frozenset[str]:
    return frozenset(listed_names("disowned", kind))
