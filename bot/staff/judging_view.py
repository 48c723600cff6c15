"""HTML of judging: a question's answers with a verdict on each, and what was judged so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.reply.evaluate import VERDICTS
from bot.show.card import title_html
from bot.show.wording import answered_on, name_of
from bot.staff.layout import counted, rendered, saved_page_address
from bot.staff.login import Session
from bot.text.languages import ENGLISH, language_of
from index.library.open import FoundAnswer
from index.storage.judgements import JudgedQuestion, Mark

SAID = {
    "yes": ("Answers this question", "it is about just what was asked"),
    "partly": ("Answers a part of it", "it is about a part of it, or a close neighbour"),
    "no": ("Does not answer it", "it is about something else"),
}
"""The words for each verdict, and what it means: of the search, and never of the medicine."""
COUNTED = {
    "yes": ("answers it", "answer it"),
    "partly": ("answers a part of it", "answer a part of it"),
    "no": ("does not answer it", "do not answer it"),
}
"""The words after one answer, and after several."""
MOST_LISTED = 500
"""Judged questions that are listed, those judged last first."""


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """An answer to read and judge. `verdict` is empty where there is none yet, or only one on what
    it said before: then it `was_other`."""

    id: str
    seal: str
    name: str
    headline: str
    words: str
    language: str
    title: Markup
    address: str
    dated: str
    verdict: str
    was_other: bool


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A judged question in a row: how many answers answer it, a part of it or not; `outdated`
    verdicts are on answers that are no longer here as they were."""

    question: str
    counts: str
    outdated: int


def judging_html(
    questions: Sequence[JudgedQuestion], seals: Mapping[str, str], session: Session
) -> Markup:
    """The form that takes a question, and what was judged.

    Args:
        seals: of the answers that are in the library now, by id.
    """
    newest = list(reversed(questions))[:MOST_LISTED]
    return rendered(
        "judging.html",
        session=session,
        rows=[_row(one, seals) for one in newest],
        more=len(questions) - len(newest),
    )


def question_html(
    question: str,
    answers: Sequence[FoundAnswer],
    before: Sequence[FoundAnswer],
    marks: Mapping[str, Mark],
    seals: Mapping[str, str],
    session: Session,
    error: str | None,
) -> Markup:
    """The answers to a question, each with its verdict and the buttons that give another.

    Args:
        answers: those that are found, nearest first.
        before: those that were judged, and are not among these.
        error: why a verdict was not kept just now.
    """
    return rendered(
        "judged_question.html",
        session=session,
        question=question,
        answers=[_answer(one, marks, seals) for one in answers],
        before=[_answer(one, marks, seals) for one in before],
        gone=sum(one not in seals for one in marks),
        verdicts=[(one, *SAID[one]) for one in VERDICTS],
        error=error,
    )


def _answer(
    found: FoundAnswer, marks: Mapping[str, Mark], seals: Mapping[str, str]
) -> JudgedAnswer:
    page, answer = found.page, found.answer
    words = page.quote(answer.body)
    seal = seals.get(answer.id, "")
    mark = marks.get(answer.id)
    fits = mark is not None and mark.seal in (None, seal)
    return JudgedAnswer(
        id=answer.id,
        seal=seal,
        name=name_of(answer.doctor),
        headline=page.quoted(answer.headline) or "",
        words=words,
        language=language_of(words, page.text),
        title=title_html(page, ENGLISH),
        address=saved_page_address(page.id, answer.number),
        dated=answered_on(answer) or "",
        verdict=mark.verdict if mark is not None and fits else "",
        was_other=mark is not None and not fits,
    )


def _row(one: JudgedQuestion, seals: Mapping[str, str]) -> JudgedRow:
    fitting = [mark for name, mark in one.marks.items() if _fits(name, mark, seals)]
    counts = {verdict: sum(mark.verdict == verdict for mark in fitting) for verdict in VERDICTS}
    told = [
        f"{count:,} {COUNTED[verdict][count != 1]}" for verdict, count in counts.items() if count
    ]
    return JudgedRow(
        one.question,
        ", ".join(told) or counted(0, "verdict"),
        len(one.marks) - len(fitting),
    )


def _fits(answer_id: str, mark: Mark, seals: Mapping[str, str]) -> bool:
    return answer_id in seals and mark.seal in (None, seals[answer_id])
