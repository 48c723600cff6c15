"""Verdicts as JSON and as text."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bot.show.visible import with_visible_controls
from bot.verify.verdict import Verdict


def verdicts_json(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Whether all is verified, and each quote with what is otherwise."""
    return {
        "verified": all(one.verified for one in verdicts),
        "quotes": [
            {
                "answer": one.claim.answer_id,
                "quote": one.claim.quote,
                "verified": one.verified,
                "trouble": one.trouble,
                "difference": None if one.difference is None else asdict(one.difference),
            }
            for one in verdicts
        ],
    }


def verdicts_text(verdicts: Sequence[Verdict]) -> str:
    """A line for each quote that is not verified, with the first difference below it, and a count
    of all."""
    lines = [line for one in verdicts if not one.verified for line in _lines(one)]
    good = sum(one.verified for one in verdicts)
    quotes = "quote is" if len(verdicts) == 1 else "quotes are"
    return "\n".join(
        [*lines, f"{good} of {len(verdicts)} {quotes} word for word, by the doctor named."]
    )


def _lines(verdict: Verdict) -> list[str]:
    told = [f"{verdict.claim.answer_id}: {verdict.trouble}"]
    if verdict.difference is not None:
        where = verdict.difference
        at = f", from character {where.at}" if where.field == "words" else ""
        told += [f"  here{at}: {_shown(where.claimed)}", f"  on the page: {_shown(where.printed)}"]
    return [with_visible_controls(line) for line in told]


def _shown(words: str | None) -> str:
    return "(not said)" if words is None else repr(words)
