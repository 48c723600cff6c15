"""Reads what a previous message asked: its last question and what that is about, not its story.

"I had Botox in May and my friend thinks … Can I swim?" is carried as "Botox: Can I swim?": of what
a patient told, only the topic may come into another question.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from bot.query.question_patterns import AFTER_COMMA, LEAD, OPENING, STATEMENT, WONDERING
from bot.query.question_topics import MentionedTopic, ParsedText, parsed
from bot.query.topic_words import ASKED, CLAUSE, COMPARED, POINTERS, PREPOSITIONS, SUBJECTS
from index.patterns import pattern

LONGEST_CARRIED = 150
"""Characters of the previous question that are carried over, at most."""
LONGEST_TOLD = 60
"""Characters of what is told before a question and asked again with it; more is a story."""
STATE = pattern(
    rf"(?:{LEAD.pattern})?(?!(?:my|our)\s+(?:name|question)\b)(?:i\s*['’]?(?:m|ve)\b"
    r"|(?:he|she|(?:my|our|his|her)(?:\s+[\w-]+){1,2}?)['’]s\b"
    r"|(?:i|we|he|she|(?:my|our|his|her)(?:\s+[\w'’-]+){1,2}?)\s+(?:(?:also|still|just|now|already|\w+ly)\s+)?"
    r"(?:am|is|are|was|were|have|has|had|gets?|got|takes?|uses?|smokes?)\b)",
    re.IGNORECASE,
)
"""Says what somebody is, has or takes: "I have lupus", "my mother takes aspirin"."""
SENTENCE_END = pattern(
    r"(?<=[.?!])(?<!\bdr\.)(?<!\bdra\.)(?<!\bprof\.)(?<!\bm[rs]\.)(?<!\bmrs\.)\s+|\n+",
    re.IGNORECASE,
)
"""Where a sentence ends; the mark behind a title ends none."""
THAT = set("this that these those".split())
AGE = pattern(r"\b\d{1,3}(?:\s*(?:y/?o|(?:years?|yrs?)(?:[\s-]+old)?))?\W*\Z", re.IGNORECASE)
"""Ends a sentence that tells how old somebody is."""
IS_IT = pattern(r"\A(?:is|was|could|can|might)\s+(?:it|this|that)\b", re.IGNORECASE)
"""Asks whether something is what another thing came from."""
DENIED = pattern(
    r"\b(?:not|never|cannot|(?:ca|wo|do|does|did|could|would|is|are|was)n['’]?t)\s+\Z",
    re.IGNORECASE,
)
"""What denies the word behind it."""
ASKED_WITHIN = pattern(rf"(?<=\s)(?:{AFTER_COMMA.pattern})", re.IGNORECASE)
"""A question within a sentence that tells something first."""


def previous_question(before: str, *, fragments: bool) -> ParsedText:
    """The last question of a text, after the topic that it lacks; empty where there is no topic.

    Args:
        fragments: whether what follows that question in no whole sentence ("with fillers?") is
            part of it.
    """
    sentences = _sentences(before)
    last = _last_asked(sentences)
    if last is None:
        return parsed(_topics_told(sentences))
    asked = sentences[last]
    text = asked.text
    if (effect := _of_cause(asked, sentences[:last])) is not None:
        text = effect
    elif _lacks_topic(asked):
        text = ": ".join([*_topic_lacking(asked, sentences[:last], sentences[last + 1 :]), text])
    behind = [one.text for one in sentences[last + 1 :] if one.is_fragment and one.topics]
    found = parsed(cut(" ".join([text, *behind]) if fragments else text))
    return found if found.topics else parsed("")


def _of_cause(asked: ParsedText, earlier: Sequence[ParsedText]) -> str | None:
    """What a question asks the cause of, and the question, if what is told does not name that:
    "I cannot swallow. Is it the Botox?"."""
    told = next((one for one in reversed(earlier) if one.topics), None)
    is_cause = IS_IT.match(asked.text) and not asked.says(ASKED | PREPOSITIONS - {"from"})
    if told is None or not (is_cause and _only_points(asked) and asked.topics):
        return None
    is_named = {one.name for one in asked.topics} <= {one.name for one in told.topics}
    return _told(told) if is_named else f"{_told(told)}: {asked.text}"


def told_with_question(before: str) -> str:
    """What its writer tells right before the last question of a text, if that question names its
    subject: "I have rosacea," before "can I get Botox?". In sentences of their own that is only a
    state, and none of the treatment that is asked of. Empty where nothing is told, or a story."""
    sentences = _sentences(before)
    last = _last_asked(sentences)
    if not last or _lacks_topic(sentences[last]):
        return ""
    asked, told = sentences[last], ""
    for sentence in takewhile(lambda one: _is_told(one, asked), reversed(sentences[:last])):
        longer = f"{sentence.text} {told}".strip()
        if len(longer) > LONGEST_TOLD:
            break
        told = longer
    return told


def _is_told(sentence: ParsedText, asked: ParsedText) -> bool:
    """Whether a sentence tells for whom the question behind it is asked, or begins with that."""
    if not sentence.text.endswith((".", "!")):
        is_open = not sentence.text.endswith("?") and bool(sentence.topics)
        return is_open and STATEMENT.match(sentence.text) is not None
    says = bool(sentence.topics) or AGE.search(sentence.text) is not None
    return says and not _is_of_subject(sentence, asked) and STATE.match(sentence.text) is not None


def _is_of_subject(told: ParsedText, asked: ParsedText) -> bool:
    """Whether what is told is of the treatment that is asked of, or of one with which it is
    compared."""
    if "treatment" in told.kinds and COMPARED.search(asked.text):
        return True
    return not told.names("treatment").isdisjoint(asked.names("treatment"))


def _sentences(text: str) -> list[ParsedText]:
    return [parsed(clause) for found in SENTENCE_END.split(text) for clause in _clauses(found)]


def _last_asked(sentences: Sequence[ParsedText]) -> int | None:
    """Which of some sentences asks last, if any does."""
    asking = [n for n, one in enumerate(sentences) if _asks(one)]
    whole = [n for n in asking if not sentences[n].is_fragment]
    named = [n for n in whole if sentences[n].topics]  # "why?" goes with the question before it
    return next(reversed(named or whole or asking), None)


def _lacks_topic(asked: ParsedText) -> bool:
    return not asked.kinds & SUBJECTS or _only_points(asked)


def _clauses(sentence: str) -> Iterator[str]:
    """A sentence; where it tells something first, what it tells and then what it asks."""
    sentence = sentence.strip()
    asked = ASKED_WITHIN.search(sentence) if STATEMENT.match(sentence) else None
    if asked and not WONDERING.search(sentence):
        yield sentence[: asked.start()].strip()
        yield sentence[asked.start() :]
    elif sentence:
        yield sentence


def _asks(sentence: ParsedText) -> bool:
    if sentence.is_fragment and (not sentence.topics or STATEMENT.match(sentence.text)):
        return False
    lead = LEAD.match(sentence.text)
    opened = OPENING.match(sentence.text, lead.end() if lead else 0)
    marked = sentence.text.endswith("?") or WONDERING.search(sentence.text)
    return bool(sentence.asks or opened or marked)


def _only_points(asked: ParsedText) -> bool:
    """Whether it names a subject and points at what it asks of it: "is that true for Botox?"."""
    return asked.says(POINTERS) and all(one.kind in SUBJECTS for one in asked.topics)


def _topic_lacking(
    asked: ParsedText, earlier: Sequence[ParsedText], later: Sequence[ParsedText]
) -> list[str]:
    """The subject that was named last before a question, or after it, and where the question
    points ("is this normal?") or none was named, the topics of the sentence nearest to it."""
    near = [one for one in [*reversed(earlier), *later] if one.topics]
    named = next((one for one in near if _subjects(one)), None)
    subjects = [] if named is None or _subjects(asked) else _subjects(named)[-1:]
    found = [named_whole(named, of) for of in subjects] if named else []
    told = next(iter(near), None)
    if told is None or told not in earlier or (found and not asked.says(POINTERS)):
        return found
    if told is not named:
        return [", ".join([*found, *slices(told, told.topics)])]
    if not asked.says(THAT):  # an "it" beside a subject is that subject
        return found
    others = [one for one in told.topics if one.kind in {"activity", None}]
    return [", ".join([*found, *(told.text[one.start : one.end] for one in others)])]


def _subjects(sentence: ParsedText) -> list[MentionedTopic]:
    return [one for one in sentence.topics if one.kind in SUBJECTS]


def _topics_told(sentences: Sequence[ParsedText]) -> str:
    """What a text that asks nothing is about: its first sentence with a subject, or with any
    topic."""
    told = [one for one in sentences if one.topics]
    best = next((one for one in told if one.kinds & SUBJECTS), next(iter(told), None))
    return "" if best is None else cut(_told(best))


def _told(sentence: ParsedText) -> str:
    """A statement from its first topic on, without who tells it."""
    text = sentence.text[_start(sentence, sentence.topics[0]) :].rstrip(" .!")
    return text if len(text) <= LONGEST_CARRIED else ", ".join(slices(sentence, sentence.topics))


def slices(old: ParsedText, left: Sequence[MentionedTopic]) -> list[str]:
    """Topics with the words between them, where no left-out topic is between."""
    runs = [[old.topics[0]]] if old.topics[0] in left else []
    for one, other in pairwise(old.topics):
        if other in left:
            joined = one in left and not CLAUSE.search(old.text, one.end, other.start)
            runs.append([*runs.pop(), other] if joined else [other])
    return [old.text[_start(old, run[0]) : run[-1].end] for run in runs]


def _start(text: ParsedText, topic: MentionedTopic) -> int:
    """Where a topic begins, with a "not" right before it: "can't close my eye"."""
    denied = DENIED.search(text.text, 0, topic.start)
    return denied.start() if denied else topic.start


def with_areas(old: ParsedText, left: Sequence[MentionedTopic]) -> list[MentionedTopic]:
    """Some topics, in reading order, and the areas that stand right before them: "lip filler"."""
    areas = [
        one
        for one, other in pairwise(old.topics)
        if one.kind == "area" and other in left and old.text[one.end : other.start].isspace()
    ]
    return [one for one in old.topics if one in left or one in areas]


def named_whole(text: ParsedText, subject: MentionedTopic) -> str:
    """A subject with the area that stands right before it: "lip filler"."""
    start = subject.start
    for one in reversed(text.topics):
        if (
            one.kind in {"area", None}
            and one.end < start
            and not text.text[one.end : start].strip()
        ):
            start = one.start
    return text.text[start : subject.end]


def cut(text: str, limit: int = LONGEST_CARRIED) -> str:
    """A text cut to a number of characters, between words where there are blanks."""
    return text if len(text) <= limit else text[:limit].rsplit(None, 1)[0]
