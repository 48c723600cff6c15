"""Finds lines that tell that the words beside them came from somebody else, or that they stand
under an account that was somebody else's.

    Source: lecture of Ann Gray, MD               a label, and whose the words are
    Adapted from an article by Ann Gray           what was done to words that somebody had said
    This is an excerpt from a talk by Dr. Gray.
    Ann Gray, MD – lecture notes                  somebody, and what that one said or wrote
    Originally answered by Ann Gray               who answered before
    Content reassigned to Ann Gray                what a site did with answers, or an account
    Ann Gray's account was merged into this one.

Such a line says nothing else. A sentence that goes on from a source is the doctor's own ("Based on
Dr. Gray's photos, I would wait"), and so are words with a reference that names no person ("Source:
WebMD"). The words that make such lines are in origins.toml.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from index.model import Doctor
from index.pages.line_reader.names import (
    TITLE,
    could_be_nickname,
    could_be_same_doctor,
    read_bare_name,
    read_name,
)

FILE = Path(__file__).with_name("origins.toml")
LONGEST_LINE = 200
"""Characters of a sentence that is looked at, or of a line that is none."""
LONGEST_LABEL = 40
LONGEST_HEAD = 100
"""Characters before a colon, where somebody is announced."""
SENTENCES = 2
"""Sentences at each end of a line that are looked at."""
FEWEST = 2
"""Words of a name without title or letters."""
SENTENCE_ENDS = frozenset(".!?")
NEXT_SENTENCE = re.compile(
    r"(?<=[\w)\]”\"][.!?])(?<!\bDr\.)(?<!\bDra\.)(?<!\bProf\.)(?<!\bSt\.)(?<!\bmed\.)(?<!\b\w\.)\s+"
    r"|(?<=\.[A-Z]\.)\s+(?=[A-Z])"
)
TITLED = (
    r"(?:(?:Dres|Dra?s?|Prof|Dott(?:\.ssa)?|Doctora?|Docteure?|Doutora?|Professor)\b\.?\s*"
    r"(?:med\.\s*)?)"
)
CAPITAL = r"[^\W\d_a-z](?:\.(?=\s)|(?:[\w-]|['’](?!s\b))*)"
PARTICLE = r"(?:(?:de|da|del|della|di|van|von|der|den|la|le|bin|al)\s)"
PERSON = re.compile(
    rf"\b{TITLED}*(?!{TITLED}){CAPITAL}(?:\s{PARTICLE}*(?!{TITLED}){CAPITAL}){{0,4}}"
    r"(?:,?\s(?:[A-Z]\.?){2,5}(?:-C)?(?![\w-]))*"
)
NAME = re.compile(r"[^\W\d_a-z](?:[\w-]|['’](?!s\b))+")
APPOSITION = re.compile(
    r"\s(?:an?|the|my|our|his|her|their|your)\s(?:\w+\s){0,2}\w+,\s*$", re.IGNORECASE
)
"""Who somebody is, before the name: "by our resident, "."""
ON_A_TOPIC = re.compile(r"\s+on\s+[\w-]+(?:\s[\w-]+){0,4}")
"""Behind a name, as a talk is called: "Dr. Gray on elevation"."""
FILL = r"(?:[\w'’.-]+\s+){0,6}?"
"""Words that may stand between."""
GOES_ON = re.compile(
    r"\b(?:I|we|you|he|she|they|it|is|are|was|were|be|will|would|can|could|should|may|might|must"
    r"|has|have|had|does|did)\b|[,;]\s+(?!(?:given|held|\w+ed)\b)[a-z]{2}"
)
"""What stands behind a source in a sentence that says something of its own."""


class Named(NamedTuple):
    """Somebody in a sentence, and what stands before and behind the name."""

    doctor: Doctor
    before: str
    behind: str

    @property
    def is_sure(self) -> bool:
        """Whether letters or a title say that it is a person."""
        name = self.doctor.name or ""
        return self.doctor.credentials is not None or TITLE.match(name) is not None


class Forms(NamedTuple):
    """The forms of such lines. All match from the beginning of a text, and `before…` and `behind…`
    what stands right before a name, and behind it, to the end of that."""

    lead: re.Pattern[str]
    subject: re.Pattern[str]
    not_mine: re.Pattern[str]
    says: re.Pattern[str]
    done_behind: re.Pattern[str]
    handing: re.Pattern[str]
    whose: re.Pattern[str]
    works: re.Pattern[str]
    before_any: re.Pattern[str]
    before_person: re.Pattern[str]
    before_reader: re.Pattern[str]
    behind_work: re.Pattern[str]
    account: re.Pattern[str]
    moved: re.Pattern[str]
    before_account: re.Pattern[str]
    behind_account: re.Pattern[str]
    copied: re.Pattern[str]
    somebody: re.Pattern[str]
    mine: re.Pattern[str]


def origin(text: str, doctor: Doctor, *, announces: bool = True) -> str | None:
    """How a line tells that words beside it are not the doctor's, as "it" does; None where it does
    not.

    Args:
        announces: whether it does so, too, where it announces somebody's words, which it may have
            itself: "My partner Dr. Gray writes: …".
    """
    for sentence in _ends(text):
        told = _told(sentence, doctor, is_alone=sentence == text)
        if told is None and announces:
            told = _of(_announced(sentence), doctor)
        head, _, rest = sentence.partition(": ")
        if told is None and rest and len(head) <= LONGEST_LABEL:  # "Correction: the author is …"
            told = _told(rest, doctor, is_alone=False, needs_subject=True)
        if told is not None:
            return told
    return None


def _ends(text: str) -> list[str]:
    """The sentences at the beginning and at the end of a line."""
    if len(text) <= LONGEST_LINE and NEXT_SENTENCE.search(text) is None:
        return [text]
    sentences = [one for one in NEXT_SENTENCE.split(text) if one]
    chosen = [*sentences[:SENTENCES], *sentences[SENTENCES:][-SENTENCES:]]
    return [one for one in chosen if len(one) <= LONGEST_LINE]


def _told(
    sentence: str, doctor: Doctor, *, is_alone: bool, needs_subject: bool = False
) -> str | None:
    forms = _forms()
    lead = forms.lead.match(sentence)
    if lead is not None and needs_subject and not (lead["subject"] or lead["author"]):
        lead = None
    if lead is not None and forms.mine.search(sentence) is None:
        for named in _people(sentence, lead.end()):
            if _is_source(named, lead) and _is_another(named.doctor, doctor):
                return f"says that words are from {named.doctor.name}"
        if _is_copied(sentence, doctor):
            return "says that words are copied"
    if forms.not_mine.match(sentence) is not None:
        return "says that words are not of who posted them"
    owners = (_possessed(sentence), *_of_accounts(sentence), *_handed_on(sentence))
    if is_alone:
        owners = (_before_a_work(sentence), *owners)
    return next((told for one in owners if (told := _of(one, doctor)) is not None), None)


def _of(owner: Named | None, doctor: Doctor) -> str | None:
    if owner is None or not _is_another(owner.doctor, doctor):
        return None
    return f"says that words, or an account, are {owner.doctor.name}'s"


def _is_another(named: Doctor, doctor: Doctor) -> bool:
    return doctor.name is None or not (
        could_be_same_doctor(named, doctor)
        or could_be_same_doctor(doctor, named)
        or could_be_nickname(named, doctor)
    )


def _is_source(named: Named, lead: re.Match[str]) -> bool:
    """Whether somebody is named as from whom words, or an account, came."""
    forms, is_label = _forms(), bool(lead["label"] or lead["author"])
    between = named.before[lead.end() :]
    if not is_label and "," in APPOSITION.sub("", between):
        return False
    if not (is_label or lead["subject"]) and _goes_on(named, lead):
        return False
    # "This was given by" may be said of anything
    is_vague = lead["pronoun"] is not None and lead["pointing"] is None and lead["words"] is None
    is_open = lead["alone"] is not None or is_vague
    if is_open and not (named.is_sure and (_ends_there(named.behind) or _is_done(named, lead))):
        return False
    if lead["work"] and forms.before_reader.search(named.before) is not None:
        return False
    is_direct = is_label or (named.is_sure and bool(lead["earlier"] or lead["alone"]))
    if is_direct and re.search(r"\w", between) is None:
        return True
    before = APPOSITION.sub(" ", named.before)
    form = forms.before_any if named.is_sure else forms.before_person
    return form.search(before) is not None and (named.is_sure or not lead["bare"])


def _goes_on(named: Named, lead: re.Match[str]) -> bool:
    """Whether a sentence says more than from whom words came."""
    return GOES_ON.search(named.behind) is not None and not _is_done(named, lead)


def _is_done(named: Named, lead: re.Match[str]) -> bool:
    """Whether what somebody did stands behind the name: "Von Dr. Grau verfasst"."""
    return lead["alone"] is not None and _forms().done_behind.match(named.behind) is not None


def _possessed(sentence: str) -> Named | None:
    """Whose a sentence says that words are: "The words below are Dr. Gray's"."""
    subject = _forms().subject.match(sentence)
    named = None if subject is None else next(_people(sentence, subject.end()), None)
    if subject is None or named is None or len(named.before) > subject.end():
        return None
    owned = re.match(r"['’]s?\s*", named.behind)
    if owned is None:
        return None
    is_of_words = (
        subject["noun"] is not None and re.match(r"\w", named.behind[owned.end() :]) is None
    )
    return named if is_of_words or _forms().works.match(named.behind, owned.end()) else None


def _handed_on(sentence: str) -> Iterator[Named]:
    """Whose words the writer says are handed on ("I copied this from Dr. Gray"), or that words are
    ("to Ann Gray, whose words these are")."""
    handing = _forms().handing.match(sentence)
    for named in _people(sentence) if handing or "whose" in sentence else ():
        is_handed = handing is not None and len(named.before) == handing.end() and named.is_sure
        if (is_handed and _is_quoted(named, handing)) or _forms().whose.match(
            named.behind
        ) is not None:
            yield named


def _is_quoted(named: Named, handing: re.Match[str] | None) -> bool:
    """Whether it is words that are handed on, and not somebody's technique."""
    if handing is None or handing["by"]:
        return handing is not None
    owned = re.match(r"['’]s?\s+", named.behind)
    if owned is None:
        return handing["quoting"] is not None
    return _forms().works.match(named.behind, owned.end()) is not None


def _announced(sentence: str) -> Named | None:
    """Who is announced, whatever stands before the name: "My partner Dr. Gray writes: …"."""
    head, colon, _ = sentence.partition(":")
    people = _people(head) if colon and len(head) <= LONGEST_HEAD else iter(())
    told = (one for one in people if _forms().says.fullmatch(one.behind) is not None)
    return next((one for one in told if one.is_sure), None)


def _ends_there(behind: str) -> bool:
    """Whether nothing but a work stands behind a name, so that words are told of, and no method."""
    return re.search(r"\w", behind) is None or _forms().behind_work.fullmatch(behind) is not None


def _before_a_work(sentence: str) -> Named | None:
    """Who stands on top of a line, and behind that name a work: "Dr. Gray, lecture notes"."""
    first = None if sentence[-1:] in SENTENCE_ENDS else next(_people(sentence), None)
    if first is None or re.search(r"\w", first.before) is not None:
        return None
    is_owner = first.is_sure or first.behind[:1] in {"'", "’"}
    if is_owner and ON_A_TOPIC.fullmatch(first.behind) is not None:
        return first
    return first if is_owner and _forms().behind_work.fullmatch(first.behind) else None


def _of_accounts(sentence: str) -> Iterator[Named]:
    """Whose account a sentence says that was merged, moved or used by another."""
    forms = _forms()
    if forms.account.search(sentence) is None or forms.moved.search(sentence) is None:
        return
    for named in _people(sentence):
        is_owner = forms.behind_account.match(named.behind) is not None
        if is_owner or forms.before_account.search(named.before) is not None:
            yield named


def _is_copied(sentence: str, doctor: Doctor) -> bool:
    """Whether words were copied from what is called by a name, or is somebody else's, and that is
    not the doctor."""
    copied = _forms().copied.match(sentence)
    if copied is None:
        return False
    behind, own = sentence[copied.end() :], (doctor.name or "").casefold().split()
    names = NAME.findall(behind)
    is_told = bool(names) or _forms().somebody.search(behind) is not None
    return is_told and not any(one.casefold() in own for one in names)


def _people(sentence: str, start: int = 0) -> Iterator[Named]:
    """Everybody who may be named in a sentence."""
    found = PERSON.search(sentence, start)
    while found is not None:
        named, length = _longest_name(found[0])
        end = found.start() + length
        if named is not None:
            yield Named(named, sentence[: found.start()], sentence[end:])
        found = PERSON.search(sentence, end)


def _longest_name(words: str) -> tuple[Doctor | None, int]:
    """The longest name with which some words begin, and its characters; else those of one word."""
    ends = [one.end() for one in re.finditer(r"[^\s,]+", words)]
    for count in range(len(ends), 0, -1):
        piece = words[: ends[count - 1]]
        named = read_name(piece) or (read_bare_name(piece) if count >= FEWEST else None)
        if named is not None:
            return named, len(piece)
    return None, ends[0]


@lru_cache(maxsize=1)
def _forms() -> Forms:
    with FILE.open("rb") as file:
        of = {kind: f"(?:{'|'.join(some)})" for kind, some in tomllib.load(file).items()}
    work, by = rf"(?:{of['works']}|{of['parts']})\b", rf"(?:{of['by']}|{of['from']})"
    said = "|".join(
        of[kind] for kind in ("acts", "copies", "moves", "spoken", "written", "earlier")
    )
    forms = {
        "lead": (
            rf"[\W_]{{0,4}}(?:(?P<label>{of['labels']})\s?[:–—]"
            rf"|(?P<author>{of['authors']})\s+{of['is']}\b|{_lead(of, work, by)})"
        ),
        "subject": (
            rf"[\W_]{{0,4}}(?:(?P<noun>{_noun(of)}{of['is']}\s+)|{of['here']}\s+{of['is']}\s+)"
        ),
        "not_mine": (
            rf"[\W_]{{0,4}}(?:{_noun(of)}|{of['here']}\s+)(?=.*?\b{of['is']}\s).*?"
            rf"\b{of['not_mine']}(?=\W*$|\s*[,;:])"
        ),
        "says": rf"(?:,[^:,]{{0,40}})?,?\s+(?:\w+\s+)?{of['says']}(?:\s[^:]{{0,40}})?",
        "done_behind": rf"\s+{of['written']}\b|\s+{of['acts']}\b|\s+{of['copies']}\b",
        "handing": (
            rf"[\W_]{{0,4}}I(?:\s+am|\s+have|['’]m|['’]ve)?\s+(?:\w+\s+){{0,2}}?"
            rf"(?:(?P<quoting>quot(?:e|ed|ing))|{of['handing']})\s+"
            rf"(?P<by>(?:(?:{of['these']}|the\s+{work})\s+(?:\w+\s+)?{by}\s+|what\s+)?)"
        ),
        "whose": rf",?\s+whose\s+{FILL}{work}",
        "works": rf"(?:\w+\s+){{0,2}}?{work}",
        "before_any": rf"(?:\b{by}|[:–—])\s*{of['articles']}?$",
        "before_person": rf"(?:\b{of['by']}|\b(?:{said})\s+{of['from']})\s+$",
        "before_reader": rf"\b{of['for']}\s+{of['articles']}?$",
        "behind_work": (
            rf"(?:['’]s?|,|:|\s[–—-]|\s?\()\s*{FILL}(?!{of['views']}){work}"
            rf"(?:\s+{of['about']}(?:\s[\w’'-]+){{1,4}}|[,(]?\s*\d.{{0,20}})?\W*"
        ),
        "account": rf"\b{of['accounts']}\b",
        "moved": rf"\b{of['moves']}\b|^\W*(?:\w+\s+)?{of['accounts']}\s+{by}\b",
        "before_account": rf"\b{of['accounts']}\s+{by}\s+{of['articles']}?$",
        "behind_account": rf"['’]s?\s+(?:\w+\s+)?{of['accounts']}\b",
        "copied": (
            rf"[\W_]{{0,4}}(?:{of['these']}\s+{of['is']}\s+{of['articles']}?)?{of['copies']}\s+"
            rf"(?:with\s+permission\s+)?{by}\b"
        ),
        "somebody": rf"\b{of['somebody']}\b",
        "mine": rf"\b{of['mine']}\s+(?:\w+\s+){{0,2}}?{work}",
    }
    return Forms(**{name: re.compile(form, re.IGNORECASE) for name, form in forms.items()})


def _lead(of: Mapping[str, str], work: str, by: str) -> str:
    """What a line begins with that has no label: what was done, and what it was done to."""
    capital = rf"\s+(?:{TITLED}|(?-i:[A-Z]))"
    pronoun = rf"(?P<pronoun>(?:(?P<pointing>{of['pointing']})|{of['these']})\s+{of['is']}\s+)"
    noun = rf"{_noun(of)}(?:{of['is']}\s+)?"
    earlier = rf"{of['earlier']}(?:\s+{of['written']}|(?=\s+{by}\b|{capital}))"
    done = rf"(?P<earlier>{earlier})|{of['acts']}|{of['moves_alone']}"
    words = rf"(?P<words>{of['copies']}|(?P<work>{work}))"
    told = rf"(?(subject)(?:{of['written']}|{of['moves']}|{of['by']})|(?!))"
    return (
        rf"(?P<subject>{pronoun}|{noun})?(?:\w+ly\s+)??{of['articles']}?(?:{done}|{words}|{told})\b"
        rf"|(?P<bare>{of['written']})\b(?=\s+{of['by']}\b)"
        rf"|(?P<alone>{of['moves']}(?=\s)|{of['out_of']}(?=\s+{FILL}{work}|{capital})"
        rf"|{of['by']}(?={capital}[^.]*?\s(?:{of['written']}|{of['acts']}|{of['copies']})\b))"
    )


def _noun(of: Mapping[str, str]) -> str:
    """What stands under somebody's name, with what points to it."""
    return rf"(?:{of['these']}\s+)?(?:\w+\s+)??{of['under']}\s+(?:above\s+|below\s+)?"
