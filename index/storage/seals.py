"""Seals: by them an answer shows that its words and its doctor are those that were read."""

import hashlib
import json

from index.model import Answer, Page
from index.storage.answer_rows import doctor_values, written_day


def seal(page: Page, answer: Answer) -> str:
    """A hash over an answer's words, its attribution, and what the page says around it.

    If any of it is altered afterwards, or words and name come from two different records, the seal
    does not fit, and nothing may be shown.
    """
    parts = [page.id, page.source, answer.id, answer.number, answer.record_id]
    parts += doctor_values(answer.doctor)
    spans = (page.title, page.question, page.notice, answer.headline, answer.body, answer.byline)
    parts += [page.quoted(span) for span in spans]
    told = (written_day(answer.answered_on), answer.url, answer.language)
    if any(told):  # seals that were made before there were dates still fit
        parts.append(told)
    if answer.dated is not None or answer.upvotes is not None:
        parts.append((answer.dated, answer.upvotes))
    written = json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(written, digest_size=16).hexdigest()


def seal_fits(page: Page, answer: Answer, wanted: str) -> bool:
    """Whether an answer's words and doctor are those that were read, by the seal made then."""
    try:
        return seal(page, answer) == wanted
    except ValueError:
        return False


def mismatch(answer_id: str) -> str:
    """The evidence about an answer that does not fit its seal."""
    return f"answer {answer_id} does not fit its seal"
