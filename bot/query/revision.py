"""Reads a message that takes a word of the previous question back: "no, I meant filler"."""

import re
from dataclasses import dataclass

from bot.query.question_topics import keys_in
from bot.query.topic_words import KNOWN
from index.patterns import pattern

SLIP = (
    r"(?:sorry|apologies|oops|whoops|correction|typo|actually|rather|make\s+(?:that|it)|my\s+bad"
    r"|my\s+mistake|(?:the\s+)?wrong\s+(?:one|word|treatment|question)|scratch\s+that|wait"
    r"|(?:i\s+)?meant|i\s+(?:mean|should\s+have\s+said|wanted)(?:\s+to\s+(?:say|ask|write|type))?(?:\s+about)?)"
)
"""What says that the words before it were a slip."""
LEAD = pattern(
    rf"\A(?:(?:oh|ah|um+|uh|no+|nope|not\s+that|{SLIP})\b[\s,.:;!*–-]*)+"
    r"(?:(?:it\s+(?:was|is)|it['’]?s|that\s+was)\s+(?!ok|safe|bad|true|normal)(?:the\s+|an?\s+)?)?",
    re.IGNORECASE,
)
BEHIND = pattern(
    r"[\s,]+(?:i\s+meant?|i\s+meant?\s+to\s+say|sorry|rather|instead|my\s+bad|my\s+mistake"
    r"|i\s+(?:got|had|said|typed|wrote)\s+(?:it|that)\s+wrong(?:\s+again)?)\W*\Z",
    re.IGNORECASE,
)
"""The same behind what is meant: "cheek fillers, I mean"."""
MEANT = pattern(rf"\b{SLIP}\b", re.IGNORECASE)
DENIED = pattern(
    r"(?:\A|[\s,;]\s*)(?:and\s+|so\s+)?(?:not|instead\s+of|rather\s+than)\s+"
    r"(?P<denied>[^,;.?!]{2,60}?)\s*(?=[,;.?!]|\bbut\b|\Z)(?:[,;.]?\s*(?:but|rather)\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Revision:
    """What is meant, and the words of the previous question that are taken back for it; these are
    empty where none are named."""

    meant: str
    denied: str


def revision_of(message: str, before: str) -> Revision | None:
    """What a message puts in the place of something asked before; None if it takes nothing back."""
    lead, behind = LEAD.match(message), BEHIND.search(message)
    meant = message[lead.end() if lead else 0 : behind.start() if behind else None]
    denied = _denied(meant, before)
    if denied:
        meant = f"{meant[: denied.start()]} {meant[denied.end() :]}"
    elif not (lead or behind):
        return None
    meant = LEAD.sub("", meant.strip(" ,;:.–-*").lstrip("?! "), count=1)
    if not keys_in(meant):
        return None
    is_plain_no = not (denied or behind or (lead and MEANT.search(lead[0])))
    if is_plain_no and not _only_names(meant):
        return None
    return Revision(meant, denied["denied"] if denied else "")


def _denied(text: str, before: str) -> re.Match[str] | None:
    """Where a text denies words of what was asked before: "filler, not Botox"."""
    for found in DENIED.finditer(text):
        asked = {key.removesuffix("s") for key in keys_in(before)}
        named = [key for key in keys_in(found["denied"]) if key not in KNOWN]
        if any(key.removesuffix("s") in asked for key in named):
            return found
    return None


def _only_names(text: str) -> bool:
    """Whether a text is a few words that name something, as behind "no, …"."""
    keys = keys_in(text)
    return len(keys) <= 3 and any(key not in KNOWN for key in keys)
