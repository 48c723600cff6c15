"""Finds lines by which words say of themselves that their doctor did not write them: who writes is
a nurse, or no doctor ("I'm Kelly, the nurse", "I am not a doctor, but"), writes in a doctor's place
("I work for Dr. Roe"), to the doctor ("Dear Dr. Roe,"), copies ("Quote from Dr. Lee: …", or says
whose the words are, as origins.py finds it), or is a program ("As a language model").

Only what a sentence says of its own writer, or a label of the words, is such a line: of nurses and
colleagues a doctor may speak.
"""

import re
from functools import lru_cache

from index.model import Doctor
from index.pages.line_reader.closings import ADDRESS
from index.pages.line_reader.denials import ASSISTANT, NO_DOCTORS_LETTERS
from index.pages.line_reader.mentions import introduced
from index.pages.line_reader.names import TITLE, bare_capitals, surname
from index.pages.line_reader.origins import origin

LONGEST_HEAD = 160
"""Characters of a line that are looked at for a label, or the opening of a letter."""
SENTENCE = r"(?:^|[.!?;]\s+|^\w{2,9}[,!]\s+)\W{0,2}"
I_AM = r"(?:I\s+am|I['’]?m)\s+(?:(?:just|only|actually|also|really)\s+)?"
CAPITAL = r"[^\W\d_A-Z]?[^\W\d_a-z][\w'’-]+"
PERSON = (
    rf"(?i:nurse(?!['’])|{ASSISTANT}(?!\s+(?:chief|director|attending))|receptionist|secretary|wife"
    r"|husband|coordinator|a?esthetician|technician|(?:medical|nursing|med)\s+student|moderator"
    r"|manager|patient(?!['’]|\s+(?:advocate|man|woman|person)))\b"
)
"""Who may write beside a doctor, or in a doctor's place."""
OFFICE = r"(?i:office|staff|team|practice|clinic)\b"
BEFORE = r"(?:[\w’'-]+\s+){0,2}?"
THEIR = r"(?:an?|the|one\s+of\s+the|his|her|their|our|your|[\w.]+(?:\s+\w+)?['’]s?)"
WHOSE = rf"(?:his|her|their|(?:Dr\.?\s+)?{CAPITAL}['’]s)"
TITLED = r"(?:Dr|Doctor|Prof)\b"
OF_ITSELF = re.compile(
    rf"{SENTENCE}(?:{I_AM}(?:{CAPITAL},\s+)?{THEIR}\s+{BEFORE}{PERSON}"
    rf"|(?i:this\s+is)\s+(?:{CAPITAL},?\s+(?:from|at|with)\s+)?{WHOSE}\s+{BEFORE}(?:{PERSON}|{OFFICE})"
    rf"|(?i:this\s+is)\s+(?i:the|one\s+of\s+the)\s+{BEFORE}(?:{PERSON}|{OFFICE})\s+(?i:of|from|at|for)\s+{TITLED}"
    rf"|(?i:{I_AM}|not\s+|no\s+soy\s+|ich\s+bin\s+k?ein\w*\s+)(?i:not\s+|no\s+)?(?i:an?\s+)?"
    r"(?i:medical\s+|real\s+)?(?P<denied>doctor|physician|m[eé]dic[oa]|doctora|Arzt|Ärztin)\b"
    r"(?!\s+(?:who|that|of|for|in|at|from|with|to)\b))"
)
"""Who writes, in a sentence of theirs: "I'm Kelly, the nurse.", "I am not a doctor, but"."""
IS_DENIED = re.compile(r"\b(?:not|no|kein\w*)\b", re.IGNORECASE)
PROGRAM = (
    r"(?:a\.?i\.?|(?:chat-?)?bots?|(?:chat-?)?gpt[\w.-]*|llms?|(?:large\s+)?language\s+models?)"
)
WORDS = r"\b(?:answer|reply|response|text|post|above|below|following)"
BY_A_PROGRAM = re.compile(
    r"\bas\s+an?\s+(?:(?:a\.?i\.?\s+)?(?:large\s+)?language\s+model|a\.?i\.?(?:\s+(?:model|assistant))?,)"
    rf"|{WORDS}\s+(?:was|is|were|has\s+been)\s+(?:\w+ly\s+)?(?:generated|written|created|drafted"
    rf"|produced)\s+(?:by|with|using)\s+(?:an?\s+)?{PROGRAM}\b",
    re.IGNORECASE,
)
BY_ANOTHER = re.compile(
    rf"(?:{WORDS}\s+(?:was|is|were)|^\W{{0,2}})\s*(?:written|answered|typed|posted|sent|prepared)"
    rf"\s+by\s+(?:an?|the|my|our|his|her|their)\s+{BEFORE}(?:{PERSON}|{OFFICE})",
    re.IGNORECASE,
)
"""What the words tell of who wrote: "This was written by my nurse.", "Answered by our team:"."""
IN_PLACE = re.compile(
    r"\bI\s+work\s+(?:for|with)\s+(?P<employer>.{2,60})"
    r"|\b(?:[Oo]n\s+behalf\s+of|(?:[Ss]igned|[Aa]nswering|[Rr]eplying|[Ww]riting)\s+for"
    r"|[Ii]n\s+(?:the\s+)?place\s+of)\s+(?P<other>.{2,60})"
    r"|\b(?P<asking>\w[\w .'’-]{1,40})\s+asked\s+(?:me|us)\s+to\s+(?:reply|answer|respond|write)\b"
)
"""What tells of the doctor as of whom somebody writes for; the doctor's name stands in a group."""
ACCOUNT = r"(?:account|profile|log-?in)\b"
THE_SAME = r"(?:this|that|it|these|the\s+(?:following|below|reply|answer|response|words))\b"
FOR_ANOTHER = re.compile(
    rf"(?:^|[.!?;]\s+)\W{{0,2}}(?P<name>{TITLED}\.?\s+{CAPITAL}(?:\s{CAPITAL}){{0,2}})\s+"
    r"(?:has\s+)?(?:asked|asks|told|wants|wanted|requested)\s+(?:me|us)\s+to\s+"
    rf"(?:post|share|send|submit|relay|forward|pass(?:\s+on)?|put|write)\s+{THE_SAME}"
    rf"|(?:^|[.!?;]\s+)\W{{0,2}}(?:I\s+am\s+|I['’]?m\s+)?(?i:posting|posted|sharing|shared|sent"
    rf"|submitted|relayed)\s+(?:{THE_SAME}\s+)?(?:for|on\s+behalf\s+of)\s+"
    rf"(?P<whose>{TITLED}\.?\s+{CAPITAL})"
)
"""Who hands on what another doctor wrote: "Dr. Lee asked me to post this." """
AT_ANOTHERS = re.compile(
    r"\b(?:writing|posting|answering|replying|here)\s+(?:(?:to\s+you|this)\s+)?"
    rf"(?:from|on|through|with|under|via)\s+{WHOSE}\s+{ACCOUNT}"
)
"""Who writes at somebody else's account: "writing from Dr. Roe's account"."""
ASKED_A_PROGRAM = re.compile(
    rf"\bI\s+(?:have\s+)?(?:just\s+)?(?:asked|put\s+(?:this|your\s+question)\s+(?:in)?to)\s+"
    rf"(?:an?\s+)?{PROGRAM}\b[^.!?]{{0,60}}\b(?:said|says|answered|replied|responded|wrote"
    rf"|gave|came\s+(?:up|back))\b"
    rf"|\b(?:this|here|following|below)\s+is\s+(?:the\s+\w+\s+(?:of|from)|what)\s+(?:an?\s+)?"
    rf"{PROGRAM}\b",
    re.IGNORECASE,
)
"""Who hands on what a program wrote: "I asked ChatGPT, and this is what it said."."""
COPIED = re.compile(
    r"\W{0,3}(?:(?:quot(?:e|ed|ing)|cop(?:y|ied)|taken|excerpt|answer|repl(?:y|ied)|response|from)\b"
    r"|(?:(?:posted|posting|written|sent)\s+)?(?:on\s+behalf\s+of|in\s+the\s+name\s+of)\b"
    r"|.{0,60}(?:['’]s\s+(?:answer|reply|response|opinion|words|advice|book|article)"
    r"|\b(?:wrote|answered|replied|responded)\b.{0,20})\s*:)",
    re.IGNORECASE,
)
"""The beginning of a line that says before a colon whose words stand behind it."""
DOCTOR = (
    rf"(?:{TITLED}\.?\s+{CAPITAL}(?:\s{CAPITAL}){{0,2}}"
    rf"|{CAPITAL}(?:\s{CAPITAL}){{1,2}},\s*(?:[A-Z]\.?){{2,5}})"
)
HANDED_ON = re.compile(
    rf"\W{{0,3}}(?:{DOCTOR}['’]s\s+(?i:answer|reply|response|words)"
    r"|(?i:(?:the\s+)?(?:answer|reply|response|words)\s+(?:of|by|from)"
    rf"|(?:(?:posted|sent|written)\s+)?(?:on\s+behalf\s+of|for))\s+{DOCTOR}"
    rf"|(?i:what)\s+{DOCTOR}\s+(?i:wrote|says|said|answered|replied)"
    rf"|{DOCTOR}\s+(?i:wrote|says|said|answered|replied))\W{{0,3}}"
)
"""A whole line that heads another doctor's words: "Dr. Lee's answer"."""
OF_MYSELF = re.compile(r"\b(?:I|we|my|our)\b", re.IGNORECASE)
HAIL = rf"(?i:{ADDRESS}|good\s+(?:morning|day|afternoon|evening)|estimad[oa]|prezad[oa])"
THANKS = r"(?i:(?:many\s+)?thanks|thank\s+you)"
OPENS_A_LETTER = re.compile(rf"\W{{0,2}}(?:(?:{HAIL}|{THANKS}|(?i:to))\b|@)")
"""With what a line begins that opens a letter, to whomever."""


def disclaimed(text: str, doctor: Doctor) -> str | None:
    """How a line tells that the doctor did not write the words in which it stands; None where it
    does not."""
    if _addresses(text, doctor):
        return "is written to its doctor"
    if _tells_of_its_writer(text, doctor):
        return "says that somebody else wrote"
    if BY_A_PROGRAM.search(text) is not None or ASKED_A_PROGRAM.search(text) is not None:
        return "says that a program wrote"
    is_anothers = _is_copied(text, doctor) or _is_handed_on(text, doctor)
    return "announces what somebody else wrote" if is_anothers else origin(text, doctor)


def _addresses(text: str, doctor: Doctor) -> bool:
    """Whether a line opens a letter to the doctor: "Dear Dr. Roe,", "Hi Jane!"."""
    own = _own_names(doctor.name or "")
    if not any(one in text for one in own) or OPENS_A_LETTER.match(text) is None:
        return False  # most lines: a pattern for each doctor's name is dear
    return _opening(own).match(text) is not None


@lru_cache(maxsize=50_000)
def _own_names(name: str) -> tuple[str, ...]:
    """The first and the last word of a name, by which letters call somebody."""
    words = [one.strip(".,") for one in name.split() if TITLE.fullmatch(one) is None]
    last = next((one for one in reversed(words) if one.casefold() == surname(name)), None)
    return tuple(dict.fromkeys(one for one in (*words[:1], last) if one and len(one) > 1))


@lru_cache(maxsize=1_000)
def _opening(own: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(map(re.escape, own))
    title = rf"(?:(?:{TITLE.pattern})\s*|(?i:doctora?|doc)\s+)"
    called = rf"(?:(?:{names})\b[ .]*)+"
    much = r"(?:\s+(?i:so|very)\s+much)?"
    return re.compile(
        rf"\W{{0,2}}(?:{HAIL}(?:\s+there)?,?\s+{title}?{called}\s*(?:[,!:;–—-]|$)"
        rf"|{THANKS}{much},?\s+{title}{called}\s*,?\s*(?:for|so|very)\b"
        rf"|(?:@\s?|(?i:to)\s+){title}{called})"
    )


def _tells_of_its_writer(text: str, doctor: Doctor) -> bool:
    told = OF_ITSELF.search(text)
    if told is not None and (told["denied"] is None or IS_DENIED.search(told[0]) is not None):
        return not _is_no_doctor(doctor)
    if BY_ANOTHER.search(text) is not None or AT_ANOTHERS.search(text) is not None:
        return True
    if FOR_ANOTHER.search(text) is not None:
        return True
    found = IN_PLACE.search(text)
    name = next((one for one in found.groups() if one), "") if found is not None else ""
    own = surname(doctor.name or "")
    return bool(own) and own in re.findall(r"[\w'’-]+", name.casefold())


def _is_no_doctor(doctor: Doctor) -> bool:
    """Whether the letters behind a name are a nurse's, or an assistant's, who may say so."""
    letters = re.split(r"[,\s]+", doctor.credentials or "")
    return any(bare_capitals(one) in NO_DOCTORS_LETTERS for one in letters if one)


def _is_copied(text: str, doctor: Doctor) -> bool:
    """Whether a label names somebody else, whose words follow."""
    head, colon, _ = text[:LONGEST_HEAD].partition(":")
    label = head + colon
    if not colon or COPIED.match(label) is None or OF_MYSELF.search(head) is not None:
        return False
    named = introduced(re.sub(r"['’]s\b", "", label))
    return named is not None and surname(named.name or "") != surname(doctor.name or "")


def _is_handed_on(text: str, doctor: Doctor) -> bool:
    """Whether a line is nothing but the heading of what another doctor wrote."""
    own = surname(doctor.name or "")
    is_own = own in re.findall(r"[^\W_]+", text.casefold())
    return len(text) <= LONGEST_HEAD and HANDED_ON.fullmatch(text) is not None and not is_own
