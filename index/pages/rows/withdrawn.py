"""What a record says of itself that means no answer to be shown: that it is deleted, rejected or a
draft, or that it is a question or a comment.

As beside an author, a field is known by its words, all of which must be of one kind, so that "user
deleted" and "question type" tell nothing.
"""

from collections.abc import Mapping
from functools import cache, lru_cache

from index.pages.line_reader.denials import plain_words
from index.pages.rows.authorship import FALSE, LONGEST_ROLE, Against, flag_of, words_of_field
from index.pages.rows.columns import listed_names
from index.pages.rows.empty_cells import says_nothing

KINDS = ("gone", "public", "states", "sorts", "answers", "no_answers")


def withdrawn(beside: Mapping[str, object]) -> Against | None:
    """The first field that says that a record is no answer to be shown.

    Args:
        beside: all other fields that tell of the answer.
    """
    for field, value in beside.items():
        kind = _kind(field)
        if kind is None or value is None or (not value and not isinstance(value, bool | int)):
            continue
        told = str(value).strip()
        if told and not says_nothing(told) and _is_told(kind, told):
            return Against(field, value, is_rival=False)
    return None


def is_withdrawn(state: str) -> bool:
    """Whether a state is one in which nothing is shown: "rejected", "not approved"."""
    words = plain_words(state)
    is_public = not _listed("public").isdisjoint(words)
    return len(state) <= LONGEST_ROLE and (
        not _listed("gone").isdisjoint(words)
        or (is_public and not (_listed("not") | FALSE).isdisjoint(words))
    )


def _is_told(kind: str, told: str) -> bool:
    flag = flag_of(told)
    if kind == "gone":  # a day or a name says it as well: "deleted at", "rejected by"
        return flag is not False and told.casefold() not in _listed("not")
    if kind in {"public", "answers"}:
        return flag is False
    if kind == "no_answers":
        return flag is True
    if kind == "states":
        return is_withdrawn(told)
    words = set(plain_words(told))
    is_other = not _listed("no_answers").isdisjoint(words)
    return len(told) <= LONGEST_ROLE and is_other and _listed("answers").isdisjoint(words)


@lru_cache(maxsize=10_000)
def _kind(field: str) -> str | None:
    words = words_of_field(field)
    return next((kind for kind in KINDS if _is_of(kind, words)), None)


def _is_of(kind: str, words: set[str]) -> bool:
    """Whether all words may be in the name of such a field, and one of them makes it that."""
    makes = _listed(kind)
    beside = _listed("answers_beside" if "answers" in kind else f"{kind}_beside")
    # "answer" alone has the words, and "question" what was asked.
    is_made = len(words) > 1 if "answers" in kind else True
    return is_made and not makes.isdisjoint(words) and words <= makes | beside


@cache
def _listed(kind: str) -> frozenset[str]:
    return frozenset(listed_names("withdrawn", kind))
