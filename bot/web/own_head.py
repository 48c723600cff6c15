"""What the start page says of itself: description and icon, and a form for who has no script.

Gradio's page has tags and an icon of its makers, and is blank without script. So what comes from it
is changed on its way: no picture of another site is named in it, and nothing of ours is a script.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.show.document import head_tags_html, no_script_html
from bot.text.languages import preferred_language

NAME = "Doctor Answers"
CALM = "#0f766e"
"""The colour of the page's buttons and of its icon."""
ICON_PATH = "icon.svg"
"""Seen from the start page, which may stand below a path."""
PICTURE_SIZES = (180, 512)
"""Pixels of the icon as a picture, for devices that take no SVG: a phone's, and the largest asked
for. `python tests/browser/pictures.py` draws them."""
FOREIGN_TAGS = re.compile(
    rb"""<meta\s+(?:property="og:|name="twitter:)[^>]*>|<link\s+rel="(?:shortcut )?icon"[^>]*>""",
)
"""What Gradio says of itself in the head of a page."""


@cache
def icon() -> bytes:
    """The icon, as SVG."""
    return Path(__file__).with_name("icon.svg").read_bytes()


@cache
def icon_picture(size: int) -> bytes:
    """The icon as PNG, of one of PICTURE_SIZES."""
    return Path(__file__).with_name(picture_path(size)).read_bytes()


def picture_path(size: int) -> str:
    """Where the icon of a size stands, seen from the start page."""
    return f"icon-{size}.png"


def manifest() -> dict[str, Any]:
    """What a device needs to know to install the page beside its programs."""
    drawn = {"src": ICON_PATH, "type": "image/svg+xml", "sizes": "any"}
    pictures = [
        {"src": picture_path(size), "type": "image/png", "sizes": f"{size}x{size}"}
        for size in PICTURE_SIZES
    ]
    return {
        "name": NAME,
        "short_name": NAME,
        "start_url": ".",
        "scope": ".",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": CALM,
        "icons": [
            {**one, "purpose": purpose}
            for purpose in ("any", "maskable")
            for one in (drawn, *pictures)
        ],
    }


class OwnHead:
    """An application whose start page bears our name and icon, and works without script.

    Args:
        number: the emergency number of where the readers are.
    """

    def __init__(self, app: ASGIApp, number: str) -> None:
        self._app = app
        self._number = number

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; the start page is changed where it comes back."""
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == "/":
            language = preferred_language(Headers(scope=scope).get("accept-language"))
            send = self._changing(send, language)
        await self._app(scope, receive, send)

    def _changing(self, send: Send, language: str) -> Send:
        start: Message = {}
        pieces: list[bytes] = []

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            pieces.append(message.get("body", b""))
            if message.get("more_body"):
                return
            body = self._changed(b"".join(pieces), language)
            headers = MutableHeaders(raw=start["headers"])
            headers["content-length"] = str(len(body))
            headers.add_vary_header("Accept-Language")
            await send({**start, "headers": headers.raw})
            await send({"type": "http.response.body", "body": body})

        return sending

    def _changed(self, body: bytes, language: str) -> bytes:
        icons = (ICON_PATH, picture_path(PICTURE_SIZES[0]))
        tags = head_tags_html(NAME, icons, CALM, language).encode()
        without = no_script_html(NAME, self._number, language).encode()
        body = FOREIGN_TAGS.sub(b"", body)
        body = body.replace(b"</head>", tags + b"</head>", 1)
        return body.replace(b"</body>", without + b"</body>", 1)
