"""The patient's page: its routes, its wiring in Gradio, and the course of a turn."""

import os
import sys

# Read while gradio is imported: without it, the server calls two hosts of its makers.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import gradio as gr
from fastapi import FastAPI, Header, HTTPException
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, Field
from starlette.convertors import Convertor, register_url_convertor
from starlette.middleware.cors import CORSMiddleware

from bot.feedback.unanswered import UnansweredQuestions
from bot.feedback.votes import Vote, Votes
from bot.reply.reply import LONGEST_QUESTION, Reply, whole_characters
from bot.reply.service import AnswerService
from bot.safety.alerts import AMERICAN
from bot.safety.signs import signs_in
from bot.show.conversation import (
    alerts_html,
    examples_html,
    head_html,
    older_html,
    question_html,
    reply_html,
    sayings_html,
    starting_html,
    status_html,
    trouble_html,
    waiting_html,
)
from bot.show.document import (
    HEADERS,
    PRINT_HEADERS,
    answer_html,
    damaged_html,
    missing_html,
    saved_page_html,
)
from bot.show.wording import count_of
from bot.staff.routes import Desk, add_staff
from bot.text.languages import LANGUAGES, preferred, speaking
from bot.web.request_limits import RequestLimits
from index.errors import DoctorAnswersError
from index.model import Answer, Page

TURNS = 10
"""Turns that stay on the screen: the whole conversation travels with each one."""
QUEUE = 64
"""Questions that may wait; who asks when there are as many is told so."""
SESSIONS = 300
"""Readers whose turns are remembered; of more, who asked longest ago begins anew. Gradio keeps a
fifth of a megabyte and more for each, and forgets none on its own before there are 10,000."""
PLACE = (
    '<div id="danger"></div><p id="place" role="status"></p>'
    '<p id="told" role="status" class="sr"></p>'
)
"""Where chat.js tells of signs of danger in a question that waits, of its place in the queue and of
trouble on the way, and what a button has done."""
SCROLL = "() => window.doctorAnswers.showQuestion()"
BACK_TO_THE_BOX = "() => document.querySelector('#ask-bar textarea').focus()"
"""The button that clears hides itself, and what had the focus is gone with it."""


class Turn(NamedTuple):
    """A question, the notices that go before all else, and what is shown for it, all HTML; what was
    searched, where it was found; and the seals of the answers shown, by their ids."""

    asked: str
    alerts: str
    told: str
    searched: str | None = None
    seals: dict[str, str] = {}  # noqa: RUF012  no turn is changed


class Written(BaseModel):
    """A question that is not asked yet, or waits."""

    question: Annotated[str, Field(max_length=LONGEST_QUESTION)]


class Shown(BaseModel):
    """The answers that stand on somebody's page."""

    answers: Annotated[list[Annotated[str, Field(max_length=1000)]], Field(max_length=1000)]


class Voted(BaseModel):
    """What a reader says of an answer."""

    answer: Annotated[str, Field(max_length=1000)]
    vote: Vote


class WholePath(Convertor[str]):
    """Whatever a page is called: a file's name may hold line ends, too."""

    regex = "(?s:.*)"

    def convert(self, value: str) -> str:
        """What stands in the address."""
        return value

    def to_string(self, value: str) -> str:
        """The same."""
        return value


Accepted = Annotated[str | None, Header(alias="accept-language")]


def make_app(
    service: AnswerService,
    votes: Votes | None = None,
    number: str = AMERICAN,
    unanswered: UnansweredQuestions | None = None,
    desk: Desk | None = None,
) -> FastAPI:
    """The web application: the chat page at /, whole pages at /page/ID/NUMBER, answers to print at
    /answer/ID/NUMBER, and the staff's desk at /staff.

    Args:
        votes: where it is kept whether answers helped; nobody is asked without.
        number: the emergency number of where the readers are.
        vain: where questions are kept for which nothing was found; none is without.
        desk: what the staff work with; they have no page without.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        if desk is not None:
            desk.uploads.close()

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(RequestLimits)

    register_url_convertor("whole", WholePath())

    @app.get("/page/{page_id:whole}/{number}")
    def page(page_id: str, number: int, accept_language: Accepted = None) -> HTMLResponse:
        return _document(
            service, page_id, number, saved_page_html, HEADERS, preferred(accept_language)
        )

    @app.get("/answer/{page_id:whole}/{number}")
    def answer(page_id: str, number: int, accept_language: Accepted = None) -> HTMLResponse:
        language = preferred(accept_language)
        return _document(service, page_id, number, answer_html, PRINT_HEADERS, language)

    @app.get("/healthz")
    def healthy() -> dict[str, bool]:
        return {"healthy": True}

    @app.get("/readyz")
    def able() -> JSONResponse:
        able = service.ready and _opens(service)
        return JSONResponse({"ready": able}, 200 if able else 503)

    @app.get("/ready")
    def ready() -> dict[str, bool | int]:
        return {"ready": service.ready, "generation": service.library.manifest.generation}

    @app.post("/gone")
    def gone(shown: Shown) -> list[str]:
        here = service.library.seals(shown.answers)
        return [answer for answer in shown.answers if answer not in here]

    @app.post("/signs")
    def signs(written: Written, accept_language: Accepted = None) -> HTMLResponse:
        question = whole_characters(written.question)
        language = preferred(accept_language)
        return HTMLResponse(alerts_html(question, signs_in(question), number, language))

    @app.post("/vote", status_code=204)
    def vote(voted: Voted) -> None:
        if votes is None or not _is_there(service, voted.answer):
            raise HTTPException(404)
        votes.add(voted.answer, voted.vote)

    if desk is not None:
        add_staff(app, desk)
    chat = make_chat(service, number, unanswered, voting=votes is not None)
    chat.queue(max_size=QUEUE, default_concurrency_limit=4)
    chat.state_session_capacity = SESSIONS
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        chat,
        path="/",
        footer_links=[],
        run_history=False,  # it would keep every question in the browser
        enable_monitoring=False,
        show_error=False,
        max_file_size="1kb",
        ssr_mode=False,
        pwa=False,
        css=_beside("chat.css"),
        theme=gr.themes.Default(
            primary_hue="teal", font=["system-ui", "sans-serif"], font_mono=["monospace"]
        ),
        i18n=gr.I18n(**{language: _fixed(service, language) for language in LANGUAGES}),
    )
    return mounted


def _beside(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _document(
    service: AnswerService,
    page_id: str,
    number: int,
    drawn: Callable[[Page, Answer, str], str],
    headers: dict[str, str],
    language: str,
) -> HTMLResponse:
    """One answer or its page, drawn as a document of its own."""
    try:
        found = service.library.answer(f"{page_id}#{number}")
    except KeyError:
        return HTMLResponse(missing_html(language), 404, HEADERS)
    except DoctorAnswersError as error:
        _tell(error)
        return HTMLResponse(damaged_html(language), 500, HEADERS)
    return HTMLResponse(drawn(found.page, found.answer, language), headers=headers)


def _opens(service: AnswerService) -> bool:
    try:
        return bool(service.library.manifest.generation)
    except DoctorAnswersError:
        return False


def _is_there(service: AnswerService, answer_id: str) -> bool:
    try:
        service.library.answer(answer_id)
    except (KeyError, DoctorAnswersError):
        return False
    return True


def _tell(error: Exception) -> None:
    """Whoever runs the program is told what went wrong; the page tells only that it did."""
    print(f"doctor-answers: {error}", file=sys.stderr, flush=True)


def _fixed(service: AnswerService, language: str) -> dict[str, str]:
    """What stands on the page before anybody asks, for the browser to choose from."""
    say = speaking(language).gettext
    return {
        "head": head_html(service.library.notice(), language),
        "starting": starting_html(language),
        "sayings": sayings_html(language),
        "examples": examples_html(service.library.titles(20), language),
        "question": say("Your question"),
        "ask": say("Ask"),
        "clear": say("Clear everything"),
    }


def make_chat(
    service: AnswerService,
    number: str = AMERICAN,
    unanswered: UnansweredQuestions | None = None,
    *,
    voting: bool = False,
) -> gr.Blocks:
    """The page itself; its fixed words are chosen in the browser, by its language."""
    page: gr.Blocks
    fixed = gr.I18n()
    with gr.Blocks(title="Doctor Answers", analytics_enabled=False) as page:
        gr.HTML(fixed("sayings"), elem_id="sayings")
        gr.HTML(fixed("head"))
        gr.HTML(fixed("starting"), elem_id="starting")
        turns = gr.State([])
        chat = gr.Chatbot(
            elem_id="chat",
            label="Questions and answers",
            show_label=False,
            layout="panel",
            buttons=[],
            autoscroll=False,
            height=None,
            min_height=60,
            latex_delimiters=[],
            render_markdown=False,
            feedback_options=None,
            group_consecutive_messages=False,
            allow_file_downloads=False,
        )
        status = gr.HTML(
            status_html(""),
            js_on_load=_beside("chat.js"),
            elem_id="bridge",
        )
        examples = gr.HTML(fixed("examples"), elem_id="examples")
        place = gr.HTML(PLACE, elem_id="turn")
        with gr.Row(elem_id="ask-bar"):
            box = gr.Textbox(
                label=fixed("question"),
                show_label=False,
                container=False,
                placeholder=fixed("question"),
                lines=1,
                max_lines=6,
                max_length=LONGEST_QUESTION,
                scale=8,
                autofocus=True,
            )
            go = gr.Button(fixed("ask"), variant="primary", scale=0, min_width=72)
            clear = gr.Button(fixed("clear"), scale=0, min_width=72, visible=False, elem_id="clear")

        def ask(
            question: str, before: list[Turn], request: gr.Request
        ) -> Iterator[tuple[Any, ...]]:
            question = whole_characters(question[:LONGEST_QUESTION])
            language = preferred(request.headers.get("accept-language"))
            emptied: Any = ""  # once: what is typed while the reply is looked for stays
            before = [_still(Turn(*turn), service, language) for turn in before]
            searched = next((turn.searched for turn in reversed(before) if turn.searched), None)
            turns_made = _turns(
                service, question, searched, number, language, unanswered, voting=voting
            )
            for turn, spoken in turns_made:
                now = [*before, turn][-TURNS:]
                yield (
                    _messages(now),
                    now,
                    emptied,
                    gr.HTML(visible=False),
                    status_html(spoken),
                    gr.Button(visible=True),
                )
                emptied = gr.skip()

        outputs = [chat, turns, box, examples, status, clear]
        options: dict[str, Any] = {
            "concurrency_limit": 4,
            "trigger_mode": "once",
            "api_visibility": "private",
            "show_progress": "full",
            "show_progress_on": place,
        }
        asking = gr.on([box.submit, go.click], ask, [box, turns], outputs, **options)
        asking.then(None, None, None, js=SCROLL)
        clear.click(
            lambda: (
                [],
                [],
                "",
                gr.HTML(visible=True),
                status_html(""),
                gr.Button(visible=False),
            ),
            None,
            outputs,
            api_visibility="private",
            show_progress="hidden",
            cancels=[asking],  # or its reply would bring every question back
        ).then(None, None, None, js=BACK_TO_THE_BOX)
    return page


def _still(turn: Turn, service: AnswerService, language: str) -> Turn:
    """A turn as it may be shown again: without its answers, if one of them is no longer here."""
    if not turn.seals or service.library.seals(list(turn.seals)) == turn.seals:
        return turn
    words = speaking(language).gettext(
        "Some of these answers were changed or taken out since, so they are no longer shown. Ask "
        "again to see what is here now."
    )
    return turn._replace(told=trouble_html(words), searched=None, seals={})


def _turns(
    service: AnswerService,
    question: str,
    before: str | None,
    number: str,
    language: str,
    unanswered: UnansweredQuestions | None = None,
    *,
    voting: bool,
) -> Iterator[tuple[Turn, str]]:
    """A question's turn, first that its answer is looked for, then all; and what is spoken with it.

    Signs of danger are answered at once: they wait for no search and no encoder.
    """
    say = speaking(language).gettext
    asked = question_html(question, language)
    if not question.strip():
        words = say("Please write a question.")
        yield Turn(asked, "", trouble_html(words)), words
        return
    alerts = alerts_html(question, signs_in(question), number, language)
    yield Turn(asked, alerts, waiting_html(loading=not service.ready, language=language)), ""
    try:
        reply = service.reply(question, before=before)
    except Exception as error:  # noqa: BLE001  whatever it is, the page must not go on waiting
        _tell(error)
        words = say(
            "The library cannot be used, so nothing is shown. Whoever runs this page is told why. "
            "Try again later; for your own case, ask your doctor."
        )
        yield Turn(asked, alerts, trouble_html(words)), words
        return
    _keep(reply, unanswered)
    # A question that found nothing is no topic for the next one.
    found = [part.asked.searched for part in reply.parts if part.band != "nothing"]
    told = older_html(service.library.warning, language) + reply_html(reply, language, votes=voting)
    seals = service.library.seals([card.answer.id for card in reply.cards])
    turn = Turn(asked, alerts, told, found[-1] if found else None, seals)
    yield turn, count_of(reply, language)


def _keep(reply: Reply, unanswered: UnansweredQuestions | None) -> None:
    """Keep what found nothing, where that is wanted; a message of a crisis is nobody's to keep."""
    if unanswered is None or any(sign.level == "crisis" for sign in reply.signs):
        return
    for part in reply.parts:
        if part.band == "nothing":
            try:
                unanswered.add(part.asked.asked)
            except OSError as error:  # no reply is lost over a file of ours
                _tell(error)


def _messages(turns: list[Turn]) -> Any:  # noqa: ANN401  Gradio's own type leaves HTML out
    # The state comes back from Gradio as plain tuples or lists.
    return [
        {"role": role, "content": gr.HTML(content, apply_default_css=False)}
        for asked, alerts, told, *_ in turns
        for role, content in (("user", asked), ("assistant", alerts), ("assistant", told))
        if content
    ]
