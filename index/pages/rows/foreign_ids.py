"""The ids of answers in a file that has none of our fields, and of their pages.

They are made of what was asked, and of hashes of the words: the same answer is the same page from
whatever file it comes, and two rows that say the same are told as one. Nothing else is in them, so
that they stay whatever becomes of other files; where two files answer the same question, a person
says what one of them is called.
"""

import hashlib
import re
from collections.abc import Mapping

LONGEST_SLUG = 40
ALONE = "answer"
"""What the id of an answer without a question begins with."""


def add_ids(written: Mapping[str, object], values: dict[str, object]) -> None:
    """Give an answer its id, and that of its page: of what was asked, and hashes. No word of the
    answer is in it, as ids stay where an answer is removed.

    Args:
        written: the values as the file has them, markup and all: ids stay however that is read.
    """
    words, author = str(written.get("answer_text") or ""), str(written.get("author") or "")
    asked = [str(written.get(name) or "").strip() for name in ("question_title", "question_body")]
    own = _digest(words, author)
    thread = written.get("question_id")
    if any(asked):
        page = f"{first_words(asked[0] or asked[1])}-{_digest(*asked)}"
    elif thread is not None and str(thread).strip():
        page = f"{first_words(str(thread))}-{_digest(str(thread))}"
    else:
        page = None
    values["question_id"] = page
    values["id"] = f"{page or ALONE}-{own}"
    for name in ("record_id", "number"):
        values.pop(name, None)


def earlier_id(page_id: str, words: str) -> str:
    """The id that an answer without a question had when ids were made of an answer's words; the
    same for any other page."""
    alone = re.fullmatch(rf"{ALONE}-([0-9a-f]{{10}})", page_id)
    return page_id if alone is None else f"{first_words(words)}-{alone[1]}"


def words_in_id(name: str) -> str | None:
    """The first words of an answer, of which an earlier version may have made the id of a page, or
    of an answer on it; None where it made none."""
    found = re.fullmatch(r"(.+)-[0-9a-f]{10}(?:#\d{1,9})?", name)
    return None if found is None else found[1]


def taken_by(page_id: str, by: str) -> str:
    """Why a page is not taken whose id another one has, from file `by`, and what to do: who saved a
    page named it, but nobody names a page whose id is made of what was asked."""
    asked_twice = words_in_id(page_id) is not None
    in_one = (
        "put the answers of both into one file, or let the pages of this one have other ids, by a "
        "name for it: --map page_ids=NAME"
    )
    return (
        f"its id {page_id!r} is taken by {by}; {in_one if asked_twice else 'rename one of the two'}"
    )


def first_words(words: str) -> str:
    """The first words of a text, for an id that can be read."""
    found = re.findall(r"[^\W_]+", words[:200].casefold())
    slug = "-".join(found)[:LONGEST_SLUG].strip("-")
    return slug or "page"


def _digest(*parts: str) -> str:
    told = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(told).hexdigest()[:10]
