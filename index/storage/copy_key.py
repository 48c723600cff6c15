"""What two readings of one answer share that was saved more than once.

Addresses are told apart by host and path alone: not by the scheme, by "www.", or by what an address
asks for.
"""

import hashlib
import json
import unicodedata
from urllib.parse import urlsplit

from index.identity import folded_name, folded_person, folded_text
from index.model import Answer, Page

FEWEST_WORDS = 12
"""Words from which an answer is known again where no byline names anybody: two people may say "Yes,
you can."."""


def copy_key(page: Page, answer: Answer) -> str | None:
    """The same for two answers in the same words under the same title, or else at the same address,
    by doctors of the same name; None where too little is said to know an answer again."""
    words = folded_words(page.quote(answer.body)).split()
    title, about = _about(page, answer)
    doctor = answer.doctor
    name = None if doctor.named_by == "signature" else doctor.name  # it stands in the words
    if not about or (name is None and len(words) < FEWEST_WORDS):
        return None
    who = ["", *_standing(answer)] if name is None else [folded_person(name)]
    return _digest_of([words, bool(title), about, who])


def nameless_key(page: Page, answer: Answer) -> str | None:
    """The same for two answers in the same words to the same question under the same title, or else
    at the same address, whoever gave them; None where the page prints no question, or so little is
    said that two people may say it."""
    words = folded_words(page.quote(answer.body)).split()
    question = folded_words(page.quoted(page.question) or "")
    title, about = _about(page, answer)
    if not about or not question or len(words) < FEWEST_WORDS:
        return None
    return _digest_of([words, bool(title), about, question])


def _about(page: Page, answer: Answer) -> tuple[str, str | None]:
    """A page's title, and by what its answers are known again: the title, or else the address."""
    title = folded_text(page.quoted(page.title) or "")
    return title, title or _address(answer.url)


def _digest_of(told: list[object]) -> str:
    return hashlib.blake2b(json.dumps(told).encode(), digest_size=16).hexdigest()


def folded_words(words: str) -> str:
    """Words as they are compared: composed, with one blank between them."""
    return " ".join(unicodedata.normalize("NFC", words).split())


def _standing(answer: Answer) -> list[str]:
    """What is printed of a doctor who is not named."""
    return [folded_name(answer.doctor.place or ""), folded_name(answer.doctor.specialty or "")]


def _address(url: str | None) -> str | None:
    if url is None:
        return None
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    return f"{(parts.hostname or '').removeprefix('www.')}{path}" if path else None
