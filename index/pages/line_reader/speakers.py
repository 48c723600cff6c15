"""Finds where somebody else begins to speak within words, by the form of a line alone.

    Moderator: …   [Mod note] …   Editor's note: …    a label that says who speaks
    Update from the clinic: …   Replying to bob        what is sent, or replied to
    From: Bob Ray   -----Original Message-----         the head of a letter
    Bob Ray                                            a name and a time, as in a thread
    2h ago
    Dr. Ray commented   On Tue, Bob Ray wrote: …       an announcement
    Q: …   A: …   > …                                  a question, a quotation
    Bob: …   Ruth: …   Bob: …                          who speaks by turns

A name in a sentence is no such form: a doctor may speak of a colleague.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from index.model import Doctor
from index.pages.line_reader.ago import is_ago_in_english
from index.pages.line_reader.days import only_day
from index.pages.line_reader.disclaimed import disclaimed
from index.pages.line_reader.lines import Line
from index.pages.line_reader.names import surname
from index.pages.line_reader.paragraphs import is_prose

LONGEST_HEAD = 120
"""Characters at the beginning of a line that are looked at."""
LONGEST_LINE = 80
"""Characters of a line that is nothing but a head."""
PEOPLE = (
    r"(?:patient(?:in|e)?|pt|user|member|moderator(?:in)?|mod|editor|ed\.|admin(?:istrator)?"
    r"|webmaster|staff|guest|original\s+poster|poster|op|asker|caller|reader|visitor|nurse"
    r"|assistant|receptionist|me|reviewer|interviewer|publisher|paciente|usuari[oa]|moderadora?"
    r"|editora?|redacción|enfermer[oa]|nutzer(?:in)?|redaktion|modérat(?:eur|rice)|rédaction"
    r"|utilisat(?:eur|rice)|paziente|utente|moderatore)"
)
"""Who speaks, and is not the doctor."""
PLACES = r"(?:clinic|practice|office|hospital|support|team|site|website|ai|bot|company|publisher)"
"""What may be a topic, too ("Support: wear a bandage"), unless it is said to have sent a note."""
KINDS = (
    r"(?:notes?|comments?|reply|replies|questions?|responses?|updates?|remarks?|messages?|edits?"
    r"|summary|announcements?|nota|comentario|mensaje|anmerkung|hinweis|commentaire|remarque)"
)
OPENING = r"[\[(*_“\"#\s]{0,4}"
CLOSING = r"[\])*_”\"\s]{0,4}"
WHO = rf"(?:{PEOPLE}(?:['’]s|s['’])?(?:\s+{KINDS})?|{PLACES}(?:['’]s)?\s+{KINDS})"
LABEL = re.compile(
    rf"{OPENING}(?:the\s+)?{WHO}{CLOSING}:"
    rf"|[\[(](?:{WHO}|bot)\s*[\])]"
    rf"|[\[(](?:{PEOPLE}|{PLACES})(?:['’]s)?\s+{KINDS}\b"
    rf"|{OPENING}(?:nota|comentario)\s+(?:del?|de\s+la)\s+{PEOPLE}{CLOSING}:"
    rf"|{OPENING}(?:anmerkung|hinweis)\s+(?:der|des)\s+{PEOPLE}{CLOSING}:",
    re.IGNORECASE,
)
"""A line that begins with who speaks, or is marked as theirs."""
IN_LABELS = (":", "[", "(")
"""Every label has one of these; to look for it takes little time."""
IN_SENT = ("from ", "From ", "FROM ", "by ", "By ", "BY ")
HEADING = re.compile(
    rf"{OPENING}(?:the\s+)?{PEOPLE}(?:['’]s|s['’])?\s+{KINDS}{CLOSING}", re.IGNORECASE
)
"""A whole line that heads what somebody sent: "Patient comment", "Editor's note"."""
OF_A_TEAM = re.compile(
    r"(?:The|Your)\s+(?:[^\W\d_a-z][\w&.’'-]*\s+){1,3}(?:[Tt]eam|[Ss]taff|[Ee]ditors|[Mm]oderators)\s*:"
)
CAPITAL = r"[^\W\d_a-z][\w.'’-]*"
SENT = re.compile(
    rf"{OPENING}(?i:(?:an?\s|the\s|second\s)?(?:{KINDS}|opinion|letter|e-?mail|word|feedback))"
    rf"\s+(?i:from|by)\s+(?:(?i:the|our)\s+\w|{CAPITAL})[^.!?:]{{0,50}}{CLOSING}(?P<end>:|$)"
)
"""What comes from somebody: "Update from the clinic: …"."""
ADDRESS = r"\S{1,40}@\S{1,40}"
SENDER = re.compile(
    rf"(?:From|Von|De|Da|Van|Från)\s*:\s*(?P<name>(?:{CAPITAL}|{ADDRESS})(?:\s(?:{CAPITAL}|[<\[(]?{ADDRESS}))"
    r"{0,4})"
)
"""The head of a letter; "From: what you describe, …" is none."""
LETTER = re.compile(
    r"[\s=_*>–—-]*(?:begin\s+)?(?:(?:original|forwarded)\s+message|mensaje\s+(?:original|reenviado)"
    r"|(?:ursprüngliche|weitergeleitete)\s+nachricht|message\s+(?:d['’]origine|transféré))"
    r"(?:\s*:\s+\S.{0,60}|[\s=_*:–—-]*)",
    re.IGNORECASE,
)
REPLYING = re.compile(
    r"\W{0,3}(?:(?i:replying|reply|replied|responding)\s+(?i:to)|(?i:in\s+(?:reply|response)\s+to)"
    r"|(?i:en\s+respuesta\s+a|respondiendo\s+a|als\s+antwort\s+(?:auf|an)|en\s+réponse\s+à))\s+"
    r"(?P<name>(?!(?i:your|the|this|that|these|those|all|both|an?|my|our|any|some|it|which|what)\b)"
    r"@?[\w.'’-]+(?:\s[^\W_a-z][\w.'’-]*){0,3})\s*(?:$|:)"
)
SAYING = r"(?:wrote|writes|commented|posted|replied|answered|responded|said|says|asked|asks|added)"
ACCOUNT = re.compile(
    r"(?:/?u/|@)[\w.-]{2,40}(?:\s*[·•|].{0,40})?"
    rf"|(?:[a-z]{{2,20}}_\w{{1,20}}|[a-z]{{3,20}}\d{{2,6}})(?:\s+{SAYING})?\s*:?"
    rf"|(?:[A-Za-z]{{2,20}}[\d_]\w{{0,20}}\s+)?{SAYING}\s*:"
)
"""An account's name alone on its line, or the end of what announces a letter: "wrote:"."""
SPEAKING_ACCOUNT = re.compile(
    rf"(?:[a-z]{{2,20}}_\w{{1,20}}|[a-z]{{3,20}}\d{{2,6}})(?:\s+{SAYING})?\s*:\s"
)
POSTED_BY = re.compile(
    rf"(?i:posted|written|quoted|commented|asked|submitted)\s+(?i:by|from)\s*:?\s+"
    rf"(?P<name>{CAPITAL}(?:,?\s{CAPITAL}){{0,4}}|\w*[\d_]\w*)(?:,?\s(?:on|at|in|\d|[·•|]).{{0,30}})?:?"
)
ANNOUNCED = re.compile(
    rf"(?P<name>(?:Drs?\.?\s+|Prof\.?\s+)?(?:{CAPITAL}\s+){{1,4}}|\w*[\d_]\w*\s+)(?i:{SAYING})"
    r"(?:\s+(?:on|at|in|to|an?|about|over|just|yesterday|\d).{0,40})?"
)
"""A whole line: "Dr. Ray commented 2 hours ago"."""
ON_A_DAY = re.compile(
    rf"(?:On|Am|El|Le)\s(?=[^:]*\d|\w{{2,9}},)[^!?]{{2,90}}?\s(?:{SAYING}|schrieb|escribió|écrit)"
    r"[^:!?.]{0,40}:(?=\s|$)"
)
"""As programs announce a letter that is replied to: "On Tue, 3 May, Bob Ray wrote:"."""
OF_MYSELF = re.compile(r"\b(?:I|we|ich|yo|je)\b", re.IGNORECASE)
NO_NAMES = frozenset(
    "the this that these those some most many one they he she it when if then so also research"
    " nobody everyone somebody others patients doctors experts studies who as what i we you".split()
)
QUOTED = re.compile(r"(?:>|&gt;)+\s*[^\d\s=>]")
"""A quotation in a letter; "> 38 °C" is a number."""
QUESTION = re.compile(r"\W{0,3}(?:Q|Question|Pregunta|Frage|Pergunta|Domanda)\W{0,2}:\W{0,3}\s*\w")
LETTERED = re.compile(r"\W{0,2}Q(?:\d{1,2})?[.)]\W{0,3}\s\w")
"""A question behind a letter, which a list may have: answers must stand behind one, too."""
REPLY_TO_IT = re.compile(r"\W{0,2}A(?:\d{1,2})?[.)]\W{0,3}\s\w")
PIECES = re.compile(r"\s*[·•|]\s*|\s+[–—-]\s+|\s*,\s*(?=\d{1,3}\s?[smhdwy]\b)")
SHORT_TIME = re.compile(
    r"\d{1,3}\s?(?:s|m|min|h|hrs?|d|w|wks?|mo|y|yrs?)\.?(?:\s+ago)?", re.IGNORECASE
)
LINK = re.compile(
    r"(?:\d{1,5}\s+)?(?:reply|replies|share|report|likes?|edited|permalink|follow|quote|more|link)",
    re.IGNORECASE,
)
"""What a site prints beside a time: something to press."""
NAME_OF_ONE = re.compile(
    rf"(?:Drs?\.?\s)?{CAPITAL}(?:,?\s(?:{CAPITAL}|de|van|von|la)){{0,3}}|[\w.-]{{2,30}}"
)
"""A person's name, or an account's, alone."""
NAMED = re.compile(rf"\W{{0,2}}(?P<name>(?:Drs?\.?\s)?{CAPITAL}(?:\s{CAPITAL}){{0,2}})\W{{0,2}}:\s")
"""A label that may be a name, or a topic."""
TURN = 3
"""Labels of which the last is the first again: "Bob: …", "Ruth: …", "Bob: …"."""


def speakers(words: Sequence[Line], doctor: Doctor) -> Iterator[str]:
    """Every sign that somebody else begins to speak within words.

    Args:
        words: all lines of an answer.
    """
    are_all_quoted = all(_is_quoted(line.plain) for line in words)
    turns = _turns(words, doctor)
    last_prose = _last(words, is_prose)
    last_reply = _last(words, lambda line: REPLY_TO_IT.match(line.plain) is not None)
    for at, line in enumerate(words):
        if is_labelled(line.plain):
            sign = "begins with a label that says who speaks"
        elif not are_all_quoted and _is_quoted(line.plain):
            sign = "is quoted"
        elif _heads_a_letter(line.plain, doctor):
            sign = "heads what somebody else wrote"
        elif at < last_prose and _heads_in_a_thread(words, at, doctor):
            sign = "has a name and a time as in a thread, and may head a remark"
        elif _asks(line.plain, is_answered=at < last_reply):
            sign = "asks as somebody else would, who is answered below"
        elif line.number in turns:
            sign = "begins with a name, as where several speak by turns"
        elif (told := disclaimed(line.plain, doctor)) is not None:
            sign = told
        else:
            continue
        yield f"line {line.number} within its words {sign}"


def is_labelled(text: str) -> bool:
    """Whether a line begins with who speaks who is no doctor, or is all marked as theirs."""
    head = text[:LONGEST_HEAD]
    may_be_label = any(one in head for one in IN_LABELS)
    if len(text) <= LONGEST_LINE and HEADING.fullmatch(text) is not None:
        return True
    if may_be_label and (LABEL.match(head) is not None or OF_A_TEAM.match(head) is not None):
        return True
    sent = SENT.match(head) if any(one in head for one in IN_SENT) else None
    if sent is None or OF_MYSELF.search(sent[0]) is not None:
        return False
    return sent["end"] == ":" or len(text) <= LONGEST_LINE


def _is_quoted(text: str) -> bool:
    return QUOTED.match(text) is not None


def _heads_a_letter(text: str, doctor: Doctor) -> bool:
    """Whether a line says who wrote, or is replied to, and who that is is not the doctor."""
    if SPEAKING_ACCOUNT.match(text) is not None:
        return True
    day = ON_A_DAY.match(text[:LONGEST_HEAD])
    if day is not None and OF_MYSELF.search(day[0]) is None:
        return not _is_own(day[0], doctor)
    if len(text) > LONGEST_LINE:
        return False
    if LETTER.fullmatch(text) is not None or ACCOUNT.fullmatch(text) is not None:
        return True
    found = _head(text)
    if found is None:
        return False
    named = found["name"].casefold().split()
    return named[0] not in NO_NAMES and not _is_own(found["name"], doctor)


def _head(text: str) -> re.Match[str] | None:
    """What names the sender, whoever is replied to, or whoever wrote what is below."""
    replying = REPLYING.match(text)
    if replying is not None:
        return replying
    whole = (one.fullmatch(text) for one in (SENDER, POSTED_BY, ANNOUNCED))
    return next((one for one in whole if one is not None and text[-1] not in ".!?"), None)


def _is_own(text: str, doctor: Doctor) -> bool:
    """Whether some words have the doctor's surname in them."""
    own = surname(doctor.name or "").casefold()
    return bool(own) and own in text.casefold()


def _heads_in_a_thread(words: Sequence[Line], at: int, doctor: Doctor) -> bool:
    """Whether a time stands on a line of its own below a name, or with one."""
    line = words[at]
    if len(line.plain) > LONGEST_LINE:
        return False
    pieces = [one for one in PIECES.split(line.plain) if one and LINK.fullmatch(one) is None]
    named = [one for one in pieces if not _is_time(one)]
    if len(named) == len(pieces) or len(named) > 1:
        return False
    if named:
        return is_anothers_name(named[0], doctor, is_first=at == 0)
    return at > 0 and is_anothers_name(words[at - 1].plain, doctor, is_first=at == 1)


def _is_time(text: str) -> bool:
    is_short = SHORT_TIME.fullmatch(text) is not None or is_ago_in_english(text)
    return is_short or only_day(text) is not None


def is_anothers_name(text: str, doctor: Doctor, *, is_first: bool) -> bool:
    """Whether a line, or what stands beside a time, may be the name of somebody else.

    Args:
        is_first: whether it stands on top of the words, where a single word may be the site's.
    """
    if NAME_OF_ONE.fullmatch(text) is None or re.search(r"[^\W\d_]", text) is None:
        return False
    is_site = is_first and len(text.split()) == 1 and text.isalpha()
    return not is_site and not _is_own(text, doctor)


def _asks(text: str, *, is_answered: bool) -> bool:
    """Whether a line is a question behind a label, as questions stand above their answers."""
    return QUESTION.match(text) is not None or (is_answered and LETTERED.match(text) is not None)


def _last(words: Sequence[Line], is_it: Callable[[Line], bool]) -> int:
    """The place of the last line of a kind; -1 if there is none."""
    return next((at for at in range(len(words) - 1, -1, -1) if is_it(words[at])), -1)


def _turns(words: Sequence[Line], doctor: Doctor) -> frozenset[int]:
    """The numbers of the lines that begin with a label, where the labels are those who speak: one
    returns behind another, or is the doctor's own name beside others. A topic is told once."""
    found = ((line.number, NAMED.match(line.plain[:LONGEST_HEAD])) for line in words)
    labels = [(number, label["name"]) for number, label in found if label is not None]
    names = [name for _, name in labels]
    returns = any(
        one == again and one != between
        for one, between, again in zip(names, names[1:], names[TURN - 1 :], strict=False)
    )
    is_beside = len(set(names)) > 1 and any(_is_own(name, doctor) for name in names)
    return frozenset(number for number, _ in labels) if returns or is_beside else frozenset()
