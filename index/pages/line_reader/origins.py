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
from collections.abc import Iterator
from typing import NamedTuple

from index.model import Doctor
from index.pages.line_reader.names import (
    TITLE,
    could_be_nickname,
    could_be_same_doctor,
    read_bare_name,
    read_name,
)
from index.pages.line_reader.origin_forms import TITLED, forms

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
    known = forms()
    lead = known.lead.match(sentence)
    if lead is not None and needs_subject and not (lead["subject"] or lead["author"]):
        lead = None
    if lead is not None and known.mine.search(sentence) is None:
        for named in _people(sentence, lead.end()):
            if _is_source(named, lead) and _is_another(named.doctor, doctor):
                return f"says that words are from {named.doctor.name}"
        if _is_copied(sentence, doctor):
            return "says that words are copied"
    if known.not_mine.match(sentence) is not None:
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
    known, is_label = forms(), bool(lead["label"] or lead["author"])
    between = named.before[lead.end() :]
    if not (is_label or lead["noun"]) and "," in APPOSITION.sub("", between):
        return False
    if not (is_label or lead["subject"]) and _goes_on(named, lead):
        return False
    # "This was given by" may be said of anything
    is_vague = lead["pronoun"] is not None and lead["pointing"] is None and lead["words"] is None
    is_open = lead["alone"] is not None or is_vague
    if is_open and not (named.is_sure and (_ends_there(named.behind) or _is_done(named, lead))):
        return False
    if lead["work"] and known.before_reader.search(named.before) is not None:
        return False
    is_direct = is_label or (named.is_sure and bool(lead["earlier"] or lead["alone"]))
    if is_direct and re.search(r"\w", between) is None:
        return True
    before = APPOSITION.sub(" ", named.before)
    form = known.before_any if named.is_sure else known.before_person
    return form.search(before) is not None and (named.is_sure or not lead["bare"])


def _goes_on(named: Named, lead: re.Match[str]) -> bool:
    """Whether a sentence says more than from whom words came."""
    return GOES_ON.search(named.behind) is not None and not _is_done(named, lead)


def _is_done(named: Named, lead: re.Match[str]) -> bool:
    """Whether what somebody did stands behind the name: "Von Dr. Grau verfasst"."""
    return lead["alone"] is not None and forms().done_behind.match(named.behind) is not None


def _possessed(sentence: str) -> Named | None:
    """Whose a sentence says that words are: "The words below are Dr. Gray's"."""
    subject = forms().subject.match(sentence)
    named = None if subject is None else next(_people(sentence, subject.end()), None)
    if subject is None or named is None or len(named.before) > subject.end():
        return None
    owned = re.match(r"['’]s?\s*", named.behind)
    if owned is None:
        return None
    is_of_words = (
        subject["noun"] is not None and re.match(r"\w", named.behind[owned.end() :]) is None
    )
    return named if is_of_words or forms().works.match(named.behind, owned.end()) else None


def _handed_on(sentence: str) -> Iterator[Named]:
    """Whose words the writer says are handed on ("I copied this from Dr. Gray"), or that words are
    ("to Ann Gray, whose words these are")."""
    known = forms()
    handing = known.handing.match(sentence)
    for named in _people(sentence) if handing or "whose" in sentence else ():
        is_handed = handing is not None and _is_quoted(named, handing)
        if is_handed or known.whose.match(named.behind) is not None:
            yield named


def _is_quoted(named: Named, handing: re.Match[str]) -> bool:
    """Whether it is somebody's words that are handed on, and not a technique."""
    if not named.is_sure or len(named.before) != handing.end():
        return False
    if handing["by"]:
        return True
    owned = re.match(r"['’]s?\s+", named.behind)
    if owned is None:
        return handing["quoting"] is not None
    return forms().works.match(named.behind, owned.end()) is not None


def _announced(sentence: str) -> Named | None:
    """Who is announced, whatever stands before the name: "My partner Dr. Gray writes: …"."""
    head, colon, _ = sentence.partition(":")
    people = _people(head) if colon and len(head) <= LONGEST_HEAD else iter(())
    told = (one for one in people if forms().says.fullmatch(one.behind) is not None)
    return next((one for one in told if one.is_sure), None)


def _ends_there(behind: str) -> bool:
    """Whether nothing but a work stands behind a name, so that words are told of, and no method."""
    return re.search(r"\w", behind) is None or forms().behind_work.fullmatch(behind) is not None


def _before_a_work(sentence: str) -> Named | None:
    """Who stands on top of a line, and behind that name a work: "Dr. Gray, lecture notes"."""
    first = None if sentence[-1:] in SENTENCE_ENDS else next(_people(sentence), None)
    if first is None or re.search(r"\w", first.before) is not None:
        return None
    is_owner = first.is_sure or first.behind[:1] in {"'", "’"}
    if is_owner and ON_A_TOPIC.fullmatch(first.behind) is not None:
        return first
    return first if is_owner and forms().behind_work.fullmatch(first.behind) else None


def _of_accounts(sentence: str) -> Iterator[Named]:
    """Whose account a sentence says that was merged, moved or used by another."""
    known = forms()
    if known.account.search(sentence) is None or known.moved.search(sentence) is None:
        return
    for named in _people(sentence):
        is_owner = known.behind_account.match(named.behind) is not None
        if is_owner or known.before_account.search(named.before) is not None:
            yield named


def _is_copied(sentence: str, doctor: Doctor) -> bool:
    """Whether words were copied from what is called by a name, or is somebody else's, and that is
    not the doctor."""
    copied = forms().copied.match(sentence)
    if copied is None:
        return False
    behind, own = sentence[copied.end() :], (doctor.name or "").casefold().split()
    names = NAME.findall(behind)
    is_told = bool(names) or forms().somebody.search(behind) is not None
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
