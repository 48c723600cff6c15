"""The patient's page: Gradio wiring, no logic."""

import os
import sys

# Read while gradio is imported: without it, the server calls two hosts of its makers.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

from collections.abc import Iterator
from typing import Any, NamedTuple

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.middleware.cors import CORSMiddleware

from bot.card import (
    STYLE,
    examples_of,
    head_html,
    page_html,
    question_html,
    reply_html,
    starting_html,
    status_text,
    trouble_html,
    waiting_html,
)
from bot.finder import Finder
from bot.reply import LONGEST_QUESTION

TURNS = 10
"""Turns that stay on the screen: the whole conversation travels with each one."""

PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
}
"""A saved page is shown without any script."""

BRIDGE = """
element.ownerDocument.addEventListener('click', (event) => {
  const button = event.target.closest('button.copy');
  if (!button) return;
  const words = button.closest('.card').querySelector('.words').textContent;
  const done = () => { button.textContent = 'Copied'; };
  const fallback = () => {  // plain http has no clipboard; a copy event takes the exact text
    document.addEventListener('copy', (copied) => {
      copied.clipboardData.setData('text/plain', words);
      copied.preventDefault();
    }, { once: true });
    if (document.execCommand('copy')) done();
  };
  if (navigator.clipboard) navigator.clipboard.writeText(words).then(done, fallback);
  else fallback();
});

// A reader takes a change back, or makes one: the words go into the box, and are asked at once.
element.ownerDocument.addEventListener('click', (event) => {
  const button = event.target.closest('button.again, button.edit');
  if (!button) return;
  const box = document.querySelector('#ask-bar textarea');
  box.value = button.dataset.question;
  box.dispatchEvent(new Event('input', { bubbles: true }));
  box.focus();
  if (button.classList.contains('again')) {
    setTimeout(() => document.querySelector('#ask-bar button.primary').click(), 100);
  }
});

// Gradio labels a message "a component of type html", on an element that may bear no label.
const names = { user: 'Your question', bot: "Doctors' answers" };
new MutationObserver(() => {
  for (const part of document.querySelectorAll('#chat [data-testid]')) {
    const name = names[part.dataset.testid];
    if (name && part.getAttribute('aria-label') !== name) {
      part.setAttribute('role', 'group');
      part.setAttribute('aria-label', name);
    }
  }
}).observe(document.body, { childList: true, subtree: true });

// Gradio tells the place in the queue at once; it is worth saying where it lasts.
let queued = 0;
setInterval(() => {
  const tracker = document.querySelector('#turn [data-testid="status-tracker"]');
  const found = /queue: ([0-9]+)/.exec(tracker?.textContent ?? '');
  queued = found ? queued + 1 : 0;
  const place = document.querySelector('#place');
  if (!place) return;
  if (queued > 1) {
    place.textContent =
      `Many people are asking. Your question is number ${found[1]} in the queue.`;
  }
  place.hidden = queued < 2;
}, 500);

const askIfReady = () => fetch('ready').then((told) => told.json()).then(({ ready }) => {
  document.querySelector('#starting')?.toggleAttribute('data-loading', !ready);
  if (!ready) setTimeout(askIfReady, 500);
});
askIfReady();
"""
"""Copying, asking again in other words, names for screen readers, one's place in the queue, whether
the encoder is loaded. That last is asked apart from Gradio's events: one that ends while another
begins can take the other's messages with it."""
PLACE = '<p id="place" role="status" hidden></p>'
"""Where one's place in the queue is told."""
SCROLL = """
() => {
  const move = () => {
    const asked = [...document.querySelectorAll('#chat .asked')].pop();
    if (!asked) return;
    asked.scrollIntoView();
    // Nothing to press may be left half covered by the bar: then it goes below it altogether, which
    // may bring the one above it there in turn.
    const edge = document.querySelector('#ask-bar').getBoundingClientRect().top;
    const targets = [...document.querySelectorAll('#chat button, #chat summary, #chat a')];
    for (const target of targets.reverse()) {
      const { top, bottom } = target.getBoundingClientRect();
      if (top < edge && edge < bottom) scrollBy(0, top - edge);
    }
  };
  // The reply may not be drawn yet: now, and once more when it is.
  move();
  setTimeout(move, 100);
}
"""


class Turn(NamedTuple):
    """A question and what is shown for it, both HTML; and what was searched, where it was found."""

    asked: str
    told: str
    searched: str | None = None


def make_app(finder: Finder) -> FastAPI:
    """The web application: the chat page at /, and whole pages at /page/ID/NUMBER."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(CORSMiddleware, allow_origins=[])

    @app.get("/page/{page_id:path}/{number}")
    def page(page_id: str, number: int) -> HTMLResponse:
        try:
            found = finder.library.answer(f"{page_id}#{number}")
        except KeyError:
            return HTMLResponse(
                "There is no such page here.", status_code=404, headers=PAGE_HEADERS
            )
        return HTMLResponse(page_html(found.page, found.answer), headers=PAGE_HEADERS)

    @app.get("/ready")
    def ready() -> dict[str, bool]:
        return {"ready": finder.ready}

    chat = make_chat(finder)
    chat.queue(max_size=64, default_concurrency_limit=4)
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
        css=STYLE,
        theme=gr.themes.Default(
            primary_hue="teal", font=["system-ui", "sans-serif"], font_mono=["monospace"]
        ),
    )
    return mounted


def make_chat(finder: Finder) -> gr.Blocks:
    """The page itself."""
    page: gr.Blocks
    with gr.Blocks(title="Doctor Answers", analytics_enabled=False) as page:
        gr.HTML(head_html(finder.library.notice()))
        gr.HTML(starting_html(), elem_id="starting")
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
            _status(""),
            js_on_load=BRIDGE,
            elem_id="bridge",
        )
        with gr.Column(elem_id="examples") as examples:
            gr.HTML('<p id="try">Questions that doctors here were asked:</p>')
            buttons = [
                gr.Button(title, size="sm") for title in examples_of(finder.library.titles(20))
            ]
        turn = gr.HTML(PLACE, elem_id="turn")
        with gr.Row(elem_id="ask-bar"):
            box = gr.Textbox(
                label="Your question",
                show_label=False,
                container=False,
                placeholder="Your question",
                lines=1,
                max_lines=6,
                max_length=LONGEST_QUESTION,
                scale=8,
                autofocus=True,
            )
            go = gr.Button("Ask", variant="primary", scale=0, min_width=72)
            clear = gr.Button("Clear", scale=0, min_width=72, visible=False)

        def ask(question: str, before: list[Turn]) -> Iterator[tuple[Any, ...]]:
            asked = question_html(question[:LONGEST_QUESTION])
            emptied: Any = ""  # once: what is typed while the reply is looked for stays
            found = (turn[2] for turn in reversed(before) if turn[2])
            for told, spoken, searched in _told(finder, question, next(found, None)):
                now = [*before, Turn(asked, told, searched)][-TURNS:]
                yield (
                    _messages(now),
                    now,
                    emptied,
                    gr.Column(visible=False),
                    _status(spoken),
                    gr.Button(visible=True),
                )
                emptied = gr.skip()

        outputs = [chat, turns, box, examples, status, clear]
        options: dict[str, Any] = {
            "concurrency_limit": 4,
            "trigger_mode": "once",
            "api_visibility": "private",
            "show_progress": "full",
            "show_progress_on": turn,
        }
        gr.on([box.submit, go.click], ask, [box, turns], outputs, **options).then(
            None, None, None, js=SCROLL
        )
        for button in buttons:
            button.click(ask, [button, turns], outputs, **options).then(None, None, None, js=SCROLL)
        clear.click(
            lambda: (
                [],
                [],
                "",
                gr.Column(visible=True),
                _status(""),
                gr.Button(visible=False),
            ),
            None,
            outputs,
            api_visibility="private",
            show_progress="hidden",
        )
    return page


def _status(spoken: str) -> str:
    return f'<div role="status" aria-live="polite" class="sr">{spoken}</div>'


def _told(
    finder: Finder, question: str, before: str | None
) -> Iterator[tuple[str, str, str | None]]:
    """What is shown, spoken and searched for a question: first that it is looked for, then all."""
    if not question.strip():
        yield trouble_html("Please write a question."), "Please write a question.", None
        return
    yield waiting_html(loading=not finder.ready), "", None
    try:
        reply = finder.reply(question, before=before)
    except Exception as error:  # noqa: BLE001  whatever it is, the page must not go on waiting
        words = (
            "The library cannot be used, so nothing is shown. Whoever runs this page is told why."
        )
        print(f"doctor-answers: {error}", file=sys.stderr, flush=True)
        yield trouble_html(words), words, None
        return
    # A question that found nothing is no topic for the next one.
    found = [part.asked.searched for part in reply.parts if part.band != "nothing"]
    yield reply_html(reply), status_text(reply), found[-1] if found else None


def _messages(turns: list[Turn]) -> Any:  # noqa: ANN401  Gradio's own type leaves HTML out
    return [
        {"role": role, "content": gr.HTML(content, apply_default_css=False)}
        for turn in turns
        for role, content in (("user", turn.asked), ("assistant", turn.told))
    ]
