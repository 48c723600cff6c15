"""A second door, for Dify: its External Knowledge API (`POST /retrieval`) over the same Reply.

A record is a notice for a sign of danger, which comes first, or a doctor's words as they are. After
an emergency the words are held back, as on a page: what reads the records is a program that writes
an answer of its own.
"""

from typing import Any

from fastapi import APIRouter, Request, Security
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPBearer

from bot.answers import Card, Reply, alerts_of
from bot.show.export import answer_json
from bot.show.wording import VERBATIM, name_of, warning_of
from bot.web.api import shapes
from bot.web.api.routes import OF_BODIES, REFUSALS, Door, Look, OfDoor

PATH = "/retrieval"


def dify() -> APIRouter:
    """The route that Dify asks."""
    bearer = Security(HTTPBearer(auto_error=False))
    made = APIRouter(dependencies=[bearer], responses=REFUSALS)
    made.post(PATH, response_model=shapes.Records, responses=OF_BODIES)(retrieve)
    return made


async def retrieve(request: Request, asked: shapes.Retrieval, door: OfDoor) -> Response:
    """Alerts, and the doctors' words that fit a question, as records for Dify."""

    def made(look: Look) -> dict[str, Any]:
        reply = look(asked.query, asked.retrieval_setting.top_k, None)
        return {"records": _records(door, reply, asked.retrieval_setting)}

    return JSONResponse(await door.answer(request, asked.query, made))


def _records(door: Door, reply: Reply, setting: shapes.RetrievalSetting) -> list[dict[str, Any]]:
    every = [_record(card) for card in (() if reply.holds_back() else reply.cards)]
    found = [one for one in every if one["score"] >= setting.score_threshold]
    warning = warning_of(reply, is_older=bool(found) and door.library.is_older)
    return [*_alerts(reply, door.number), *([_warning(warning)] if warning else []), *found]


def _warning(words: str) -> dict[str, Any]:
    """What must be said of the library, as a record before the doctors' words."""
    return {
        "content": words,
        "score": 1.0,
        "title": "About this library",
        "metadata": {"kind": "warning", "handling": "show this, too"},
    }


def _alerts(reply: Reply, number: str) -> list[dict[str, Any]]:
    """A notice is a record of the best score, so that no threshold leaves it out."""
    return [
        {
            "content": f"{one.title}\n{one.text}",
            "score": 1.0,
            "title": one.heading,
            "metadata": {"kind": "alert", "level": one.level, "handling": "show this first"},
        }
        for one in alerts_of(reply.question, reply.signs, number)
    ]


def _record(card: Card) -> dict[str, Any]:
    page, said = card.page, answer_json(card.page, card.answer)
    kept = ("id", "doctor", "start", "end", "seal", "headline", "answered_on", "url")
    return {
        "content": card.quote,
        "score": min(max(card.closeness or 0.0, 0.0), 1.0),
        "title": f"{name_of(card.answer.doctor)}: {page.quoted(page.title) or page.id}",
        "metadata": {
            "kind": "answer",
            **{name: said[name] for name in kept},
            "page": page.id,
            "source": page.source,
            "notice": page.quoted(page.notice),
            "handling": VERBATIM,
        },
    }
