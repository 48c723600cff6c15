"""The patient's chat page: its components in Gradio, and the steps of a turn."""

import logging
import os
import threading

# Read while gradio is imported: without it, the server calls two hosts of its makers.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr
from anyio.to_thread import run_sync
from fastapi import FastAPI
from gradio.routes import App
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.feedback.unanswered import UnansweredQuestions
from bot.reply.reply import LONGEST_WRITTEN, Reply, as_read, beginning
from bot.reply.service import AnswerService
from bot.safety.alerts import AMERICAN
from bot.safety.signs import Sign, signs_in, without_doubtful
from bot.show.conversation import (
    alerts_html,
    examples_html,
    head_html,
    keep_html,
    lifeline_html,
    older_html,
    question_html,
    reply_html,
    sayings_html,
    starting_html,
    status_html,
    trouble_html,
    waiting_html,
)
from bot.show.wording import PARTIAL, spoken_of
from bot.text.languages import LANGUAGES, preferred_language, translatable, translations
from bot.web.chat_events import Outputs, Shown, carry_out, remember_little
from bot.web.chat_queue import by_turns
from bot.web.open_paths import EMBED
from bot.web.own_head import OwnHead
from bot.web.pending import Pending
from index.errors import DoctorAnswersError, PartSilent
from index.library.open import Library
from index.storage.examples import read_examples

TURNS = 10
"""Turns that stay on the screen: the whole conversation is sent with each one."""
QUEUE = 64
"""Questions that may wait; beyond that, a question is refused, and its reader is told so."""
SESSIONS = 300
"""Readers whose turns are remembered; of more, the one who asked longest ago starts again with an
empty page. Gradio keeps a fifth of a megabyte and more for each, and forgets none on its own before
there are 10,000."""
MOST_TITLES = 20
"""Titles among which examples are looked for, where nobody chose any."""
OUTPUTS = 8
"""Components of the page that a question changes."""
PLACE = (
    '<div id="danger"></div><p id="place" role="status"></p>'
    '<p id="done" role="status" class="sr"></p>'
)
"""Where chat.js shows the alerts for a question that waits, its place in the queue or why it cannot
be sent, and what a button has done."""
CHANGED_SINCE = translatable(
    "Some of these answers have since been changed or removed, so they are no longer shown. Ask "
    "again to see what is here now."
)
SCROLL = "() => window.doctorAnswers.answered()"
BACK_TO_THE_BOX = "() => document.querySelector('#ask-bar textarea').focus()"
"""The clear button hides itself, and the focus would be lost with it."""


class Turn(NamedTuple):
    """A question, the alerts that go before all else, and what is shown for it, all HTML; what was
    searched, where something was found; the seals of the answers shown, by their ids; and whether
    its reply has still to come."""

    asked: str
    alerts: str
    shown: str
    searched: str | None = None
    seals: dict[str, str] = {}  # noqa: RUF012  no turn is changed
    waits: bool = False


class Step(NamedTuple):
    """A turn as far as it has come, and what a screen reader says at once."""

    turn: Turn
    spoken: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """How questions of readers are answered on the page.

    `number` is the emergency number of where the readers are. `unanswered` keeps questions for
    which nothing was found; None keeps none. With `voting` readers may say whether an answer
    helped.
    """

    service: AnswerService
    number: str = AMERICAN
    unanswered: UnansweredQuestions | None = None
    voting: bool = False

    def ask(self, question: str, before: list[Turn], request: gr.Request) -> Iterator[Shown]:
        """Answer a new question after those turns: the outputs of make_chat, in their order, step
        by step. Alerts are told at once."""
        if not beginning(question).strip():
            yield Shown((gr.skip(),) * OUTPUTS)
            return
        language = preferred_language(request.headers.get("accept-language"))
        emptied: Any = ""  # only once: what is typed during the search stays
        before = [self.still_valid(turn, language) for turn in before]
        searched = next((turn.searched for turn in reversed(before) if turn.searched), None)
        for turn, spoken in self.steps(question, searched, language):
            now = [*before, turn][-TURNS:]
            outputs: Outputs = (
                messages_of(now),
                now,
                emptied,
                gr.update(visible=False),
                str(status_html(spoken)),
                gr.update(visible=True),
                [],
                gr.update(visible=False),
            )
            yield Shown(outputs, at_once=bool(turn.alerts))
            emptied = gr.skip()

    def undo(self, cleared: list[Turn], request: gr.Request) -> Outputs:
        """The page as it was before it was cleared, in the order of the outputs in make_chat."""
        language = preferred_language(request.headers.get("accept-language"))
        turns = [self.still_valid(turn, language) for turn in cleared]
        if not turns:
            return (gr.skip(),) * OUTPUTS
        return (
            messages_of(turns),
            turns,
            gr.skip(),
            gr.update(visible=False),
            str(status_html("")),
            gr.update(visible=True),
            [],
            gr.update(visible=False),
        )

    def still_valid(self, turn: Turn, language: str) -> Turn:
        """A turn as it may be shown again: without its answers, if one of them is no longer what
        the library holds."""
        try:
            if not turn.seals or self.service.seals(list(turn.seals)) == turn.seals:
                return turn
            words = CHANGED_SINCE
        except PartSilent as error:
            log_error(error)
            words = PARTIAL
        message = translations(language).gettext(words)
        return turn._replace(shown=trouble_html(message), searched=None, seals={})

    def steps(self, message: str, before: str | None, language: str) -> Iterator[Step]:
        """A message's turn: first that its answer is searched, then all of it.

        Signs of danger are answered at once: they wait for no search and no encoder, and are looked
        for behind what is searched and shown of a long message, too. Only what is in doubt waits
        for the second reader, unless that one is still loading. What was told once stays.

        Args:
            before: what was searched for the previous question.
        """
        say = translations(language).gettext
        message = as_read(message)
        question = beginning(message)
        if not question.strip():
            told = say("Please write a question.")
            yield Step(Turn(question_html(question, language), "", trouble_html(told)), told)
            return
        signs = signs_in(message)
        at_once = without_doubtful(signs) if self.service.ready else signs
        reply = Reply(message, (), (), at_once)
        asked = question_html(question, language, linked=reply.level != "crisis")
        alerts = alerts_html(message, at_once, self.number, language)
        if reply.level != "crisis":  # nothing is searched then, so there is nothing to wait for
            waiting = waiting_html(loading=not self.service.ready, language=language)
            yield Step(Turn(asked, alerts, waiting, waits=True), "")
            try:
                reply = self.service.reply(message, before=before, signs=signs)
            except Exception as error:  # noqa: BLE001  the page must not wait forever
                log_error(error)
                told = say(
                    "The library cannot be used, so nothing is shown. The person who runs this "
                    "page has been told why. Try again later; about your own case, ask your doctor."
                )
                alerts = alerts_html(message, signs, self.number, language)
                yield Step(Turn(asked, alerts, trouble_html(told)), told)
                return
            reply = replace(reply, signs=_with_told(at_once, reply.signs))
        if reply.signs != at_once:  # the second reader, who needs the encoder, was asked
            alerts = alerts_html(message, reply.signs, self.number, language)
        if reply.level == "crisis":
            asked = question_html(question, language, linked=False)
            yield Step(Turn(asked, alerts, ""), "")
            return
        self._keep(reply)
        yield Step(self._answered(asked, alerts, reply, language), spoken_of(reply, language))

    def _answered(self, asked: str, alerts: str, reply: Reply, language: str) -> Turn:
        library = self.service.library
        answers = reply_html(reply, language, votes=self.voting)
        shown = older_html(library.warning, language) + answers if answers else ""
        related = [one.answer.id for part in reply.parts for one in part.related]
        seals = self.service.seals([*(card.answer.id for card in reply.cards), *related])
        # Where nothing was found, that is the topic of the next question all the same: an "it" must
        # not mean what was asked before.
        found = [
            part.asked.searched for part in reply.parts if part.band in ("answered", "related")
        ]
        topics = found or reply.searched
        return Turn(asked, alerts, shown, topics[-1] if topics else None, seals)

    def _keep(self, reply: Reply) -> None:
        """Keep questions that found nothing, if that is wanted; of a crisis nothing is searched."""
        if self.unanswered is None:
            return
        for part in reply.parts:
            if part.band == "nothing":
                try:
                    self.unanswered.add(part.asked.asked)
                except OSError as error:  # a reply must not fail because of this file
                    log_error(error)


def _with_told(told: tuple[Sign, ...], signs: tuple[Sign, ...]) -> tuple[Sign, ...]:
    """The signs of a reply, and with them those that were told before it: no notice goes away that
    once stood there."""
    return (*(one for one in told if one not in signs), *signs)


def messages_of(turns: list[Turn]) -> list[dict[str, Any]]:
    """Turns as the messages of a Chatbot: what is empty is left out."""
    return [
        _message(role, str(content))
        for turn in turns
        for role, content in (
            ("user", turn.asked),
            ("assistant", turn.alerts),
            ("assistant", turn.shown),
        )
        if content
    ]


def _message(role: str, html: str) -> dict[str, Any]:
    """A message whose content is HTML, as Gradio tells its page of one."""
    form = _form()
    (content,) = form["content"]
    return {**form, "role": role, "content": [{**content, "value": html}]}


@lru_cache(1)
def _form() -> dict[str, Any]:
    """What Gradio says of each such message, whatever its words: made once, as it takes Gradio a
    millisecond. The words stand in it but once."""
    nothing: Any = {"role": "user", "content": gr.HTML("", apply_default_css=False)}
    (form,) = _log().postprocess([nothing]).model_dump()
    del form["content"][0]["props"]["value"]
    return form  # type: ignore[no-any-return]


def log_error(error: Exception) -> None:
    """Log what went wrong for the operator; the page says only that something did."""
    logging.getLogger(__name__).error("a request failed", exc_info=error)


# The page.


def make_chat(conversation: Conversation) -> gr.Blocks:
    """The page itself; its fixed words are chosen in the browser, by its language."""
    page: gr.Blocks
    fixed = gr.I18n()
    with gr.Blocks(title="Doctor Answers", analytics_enabled=False) as page:
        gr.HTML(fixed("sayings"), elem_id="sayings")
        gr.HTML(fixed("lifeline"), elem_id="lifeline")
        gr.HTML(fixed("head"))
        gr.HTML(fixed("starting"), elem_id="starting")
        turns, cleared = gr.State([]), gr.State([])
        log = _log()
        status = gr.HTML(str(status_html("")), js_on_load=_beside("chat.js"), elem_id="bridge")
        examples = gr.HTML(fixed("examples"), elem_id="examples")
        gr.HTML(fixed("keep"), elem_id="keep")
        place = gr.HTML(PLACE, elem_id="turn")
        with gr.Row(elem_id="ask-bar"):
            box, go, clear, undo, forget = _ask_bar(fixed)
        outputs = [log, turns, box, examples, status, clear, cleared, undo]
        asking = gr.on(
            [box.submit, go.click],
            conversation.ask,
            [box, turns],
            outputs,
            concurrency_limit=4,
            trigger_mode="once",
            api_visibility="private",
            show_progress="full",
            show_progress_on=place,
        )
        asking.then(None, None, None, js=SCROLL)
        clear.click(
            _cleared,
            [turns],
            outputs,
            api_visibility="private",
            show_progress="hidden",
            cancels=[asking],  # or its reply would restore every question
        ).then(None, None, None, js=BACK_TO_THE_BOX)
        undo.click(
            conversation.undo, [cleared], outputs, api_visibility="private", show_progress="hidden"
        ).then(None, None, None, js=SCROLL)
        forget.click(
            _forgotten, None, [cleared, undo], api_visibility="private", show_progress="hidden"
        )
    page.queue(max_size=QUEUE, default_concurrency_limit=4)
    queue = page._queue
    pending = Pending(
        queue.pending_event_ids_session,
        queue.event_ids_to_events,
        lambda: conversation.service.list_stamp,
    )
    queue.pending_messages_per_session = pending  # type: ignore[assignment]
    by_turns(queue)
    carry_out(page)
    page.state_session_capacity = SESSIONS
    return page


def _log() -> gr.Chatbot:
    """The list of questions and answers, without features that would change their text."""
    return gr.Chatbot(
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


def _ask_bar(fixed: gr.I18n) -> tuple[gr.Textbox, gr.Button, gr.Button, gr.Button, gr.Button]:
    """The box for a question, the button that asks it, the one that clears everything, the one that
    takes this back, and one that chat.js presses when it is too late for that."""
    box = gr.Textbox(
        label=fixed("question"),
        show_label=False,
        container=False,
        placeholder=fixed("question"),
        lines=1,
        max_lines=6,
        max_length=LONGEST_WRITTEN,
        scale=8,
        autofocus=True,
    )
    go = gr.Button(fixed("ask"), variant="primary", scale=0, min_width=72)
    clear = gr.Button(fixed("clear"), scale=0, min_width=72, visible=False, elem_id="clear")
    undo = gr.Button(fixed("undo"), scale=0, min_width=72, visible=False, elem_id="undo")
    forget = gr.Button("", elem_id="forget")
    return box, go, clear, undo, forget


def _cleared(turns: list[Turn]) -> Outputs:
    """The page as it was before the first question, in the order of the outputs in make_chat; what
    was on it is kept for a moment, so that this can be undone."""
    turns = [turn for turn in turns if not turn.waits]
    return (
        [],
        [],
        "",
        gr.update(visible=True),
        str(status_html("")),
        gr.update(visible=False),
        turns,
        gr.update(visible=bool(turns)),
    )


def _forgotten() -> Outputs:
    """Nothing of what was cleared: it cannot be undone any more."""
    return [], gr.update(visible=False)


def inputs_of(page: gr.Blocks) -> dict[int, tuple[bool, ...]]:
    """What each event of the page that the server carries out takes: whether each input is a text;
    what is none is the server's own state, and null."""
    return {
        index: tuple(isinstance(one, gr.Textbox) for one in event.inputs)
        for index, event in page.fns.items()
        if event.fn is not None
    }


PAGES = ("", "/config", EMBED)
"""Where the page and what it is made of are."""


def waiting_in(page: gr.Blocks) -> int:
    """How many questions of the page wait for their turn."""
    return len(page._queue)


def mount_chat(
    app: FastAPI, page: gr.Blocks, service: AnswerService, number: str, address: str = ""
) -> FastAPI:
    """The application with the page at /, behind all other routes.

    Args:
        address: where readers find the page, if a proxy stands before it.
    """
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        page,
        path="/",
        root_path=address,
        mcp_server=False,
        allowed_paths=[],
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
        i18n=gr.I18n(**{language: _fixed(None, [], number, language) for language in LANGUAGES}),
    )
    (gradio,) = (one for one in _mounted_in(mounted) if isinstance(one, App))
    remember_little(gradio)
    # A browser has six connections to an address without HTTP/2: as each page held one open, six
    # pages took them all, and in none of them could anything be asked.
    page.config["connect_heartbeat"] = False
    mounted.add_middleware(FixedWords, page=page, service=service, number=number)
    mounted.add_middleware(OwnHead, number=number)
    return mounted


def _mounted_in(app: FastAPI) -> Iterator[ASGIApp]:
    """The applications that are a part of one."""
    yield from (route.app for route in app.routes if isinstance(route, Mount))


class FixedWords:
    """An application whose page begins with the words of the library that is served now: Gradio
    keeps those that it was made with, and a title in them may have been removed since."""

    def __init__(self, app: ASGIApp, page: gr.Blocks, service: AnswerService, number: str) -> None:
        self._app = app
        self._page = page
        self._service = service
        self._number = number
        self._made_of: tuple[object, ...] | None = None
        self._lock = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, the words made anew first where the page is asked for."""
        if scope["type"] == "http" and scope["path"].rstrip("/") in PAGES:
            await run_sync(self._make)
        await self._app(scope, receive, send)

    def _make(self) -> None:
        library: Library | None = None
        try:
            library = self._service.library
        except DoctorAnswersError as error:  # the page opens all the same, with nothing of it
            log_error(error)
        chosen = () if library is None else chosen_in(library.folder)
        with self._lock:
            served = None if library is None else (library.generation, library.listed, chosen)
            if served is None or served != self._made_of:
                titles = [] if library is None else offered_in(library, chosen)
                words = {one: _fixed(library, titles, self._number, one) for one in LANGUAGES}
                self._page.i18n_instance = gr.I18n(**words)
                self._page.config["i18n_translations"] = words
                self._made_of = served


def _beside(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def chosen_in(folder: Path) -> tuple[str, ...]:
    """The pages whose questions staff chose as examples; none where that cannot be read."""
    try:
        return read_examples(folder)
    except (OSError, ValueError) as error:
        log_error(error)
        return ()


def offered_in(library: Library, chosen: Sequence[str]) -> list[str]:
    """The questions that are offered first: those that staff chose, as far as they are here; or
    those with most answers."""
    return [title for _, title in library.titles_of(chosen)] or library.titles(MOST_TITLES)


def _fixed(
    library: Library | None, titles: Sequence[str], number: str, language: str
) -> dict[str, str]:
    """The page's words before the first question, in one language, for the browser to choose; with
    nothing of a library where none is given."""
    say = translations(language).gettext
    return {
        "lifeline": str(lifeline_html(number, language)),
        "head": str(head_html(library.notice() if library else None, language)),
        "starting": str(starting_html(language)),
        "sayings": str(sayings_html(language)),
        "examples": str(examples_html(titles, language)) if library else "",
        "keep": str(keep_html(language)),
        "question": say("Your question"),
        "ask": say("Ask"),
        "clear": say("Clear everything"),
        "undo": say("Undo"),
    }
