"""Routes of judging: a question's answers, and whether each is right."""

from fastapi import APIRouter
from fastapi.responses import Response

from bot.query.taught_synonyms import PATIENCE
from bot.reply.evaluate import LOOKED_AT, VERDICTS
from bot.staff.access import CurrentDesk, CurrentSession, StaffRoute
from bot.staff.desk import Desk
from bot.staff.judging_view import judging_html, question_html
from bot.staff.layout import ROOT
from bot.staff.login import Session
from bot.staff.responses import page, redirect, refused
from bot.staff.routes.fields import LongField, ShortField
from index.library.lock import changing
from index.library.open import FoundAnswer
from index.storage.judgements import Judgements, Mark

PLACE = "/judging"
LONGEST = 500
"""Characters of a question that is judged."""
NO_VERDICT = "none"
"""What takes a verdict back."""
CHANGED = "This answer was changed since it was shown, so nothing was kept. Read it again."

routes = APIRouter(prefix=ROOT, route_class=StaffRoute)


@routes.get("/judging")
def judging(desk: CurrentDesk, session: CurrentSession) -> Response:
    """The form that takes a question, and what was judged."""
    questions = Judgements.read(desk.folder).questions
    judged = [answer_id for one in questions for answer_id in one.marks]
    body = judging_html(questions, desk.service.library.seals(judged), session)
    return page(desk, session, "Judging", PLACE, body)


@routes.post("/judging")
def answers_to(desk: CurrentDesk, session: CurrentSession, question: LongField = "") -> Response:
    """The answers to a question. It is a POST, so that no question is in an address."""
    question = _plain(question)
    return _question_page(desk, session, question) if question else redirect(PLACE)


@routes.post("/judging/mark")
def mark(
    desk: CurrentDesk,
    session: CurrentSession,
    question: LongField,
    answer: LongField,
    verdict: ShortField,
    seal: ShortField = "",
) -> Response:
    """Keep a verdict on an answer as it was shown, or take it back."""
    question = _plain(question)
    if not question or verdict not in (*VERDICTS, NO_VERDICT):
        return refused("This form is not one of this page’s.")
    with changing(desk.folder, PATIENCE):
        # Under the lock: what is judged cannot be removed meanwhile, and stay noted.
        here = desk.service.library.seals([answer])
        if verdict != NO_VERDICT and (not seal or here.get(answer) != seal):
            return _question_page(desk, session, question, CHANGED)
        desk.audit.note(session.name, "judged", answer=answer, verdict=verdict)
        given = None if verdict == NO_VERDICT else Mark(verdict, seal)
        Judgements.read(desk.folder).marking(question, answer, given).write(desk.folder)
    return _question_page(desk, session, question)


@routes.post("/judging/forget")
def forget(desk: CurrentDesk, session: CurrentSession, question: LongField) -> Response:
    """Delete a question with all verdicts on its answers."""
    with changing(desk.folder, PATIENCE):
        desk.audit.note(session.name, "forgot a judged question")
        Judgements.read(desk.folder).forgetting(question).write(desk.folder)
    return redirect(PLACE)


def _question_page(
    desk: Desk, session: Session, question: str, error: str | None = None
) -> Response:
    marks = Judgements.read(desk.folder).on(question)
    try:
        cards = desk.service.reply(question, LOOKED_AT, signs=()).cards
    except ValueError:  # it has no words
        cards = ()
    found = [FoundAnswer(card.page, card.answer) for card in cards]
    library = desk.service.library
    seals = library.seals([*marks, *(one.answer.id for one in found)])
    shown = {one.answer.id for one in found}
    before = library.answers([one for one in marks if one in seals and one not in shown])
    body = question_html(question, found, before, marks, seals, session, error)
    return page(desk, session, "Judge answers", PLACE, body)


def _plain(question: str) -> str:
    return " ".join(question.split())[:LONGEST].strip()
