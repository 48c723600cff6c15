"""Middleware for every request: security headers, the allowed paths, size and rate limits.

Plain ASGI, so that it applies to every route, those of Gradio included, and leaves streams alone.
"""

import re
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterable
from hashlib import sha256
from urllib.parse import unquote

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.staff.places import place_of

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'{hashes}; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""For responses without a policy of their own. Gradio compiles its templates in the browser; of
inline scripts, only those run that were in the page when it was sent."""
SCRIPT = re.compile(rb"<script(?:\s[^>]*)?>(.*?)</script>", re.DOTALL | re.IGNORECASE)
HEADERS = {
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
OPEN_PATHS = re.compile(
    r"/|/(?:theme\.css|favicon\.ico|robots\.txt|healthz|readyz|ready|signs|vote|gone)"
    r"|/(?:assets|static|svelte|page|answer)/.+|/staff(?:/.*)?"
    r"|/(?:config|gradio_api/(?:heartbeat/.+|queue/(?:join|data)|cancel|reset|app_id))/?",
    re.DOTALL,
)
"""The only paths that are served. Gradio has many more: by some, anybody could write to the
disk."""
LARGEST_BODY = 2_000_000
"""Bytes of a request; a page's whole conversation is sent with each question."""
LARGEST_UPLOAD = 300_000_000
"""Bytes of an upload by staff."""
UPLOAD_PATH = "/staff/pages"
MOST_A_MINUTE = 120
"""Requests from one client in a minute that cause work; programs on this machine, such as a proxy
that has its own limit, are not counted."""
MOST_CLIENTS = 10_000
"""Clients whose requests are counted; of more, the one idle for longest is forgotten."""
COUNTED_PATHS = re.compile(r"/gradio_api/queue/join/?|/signs|/vote|/gone")
LOOPBACK = {"127.0.0.1", "::1"}
TOO_MANY = "Too many questions from one address. Wait a minute, then ask again."
TOO_LARGE = "This is too large to be read here."
NOT_FOUND = "There is no such page."
BROKEN = "Something went wrong. Try again later."


class TooLarge(Exception):
    """The body of a request is longer than its limit."""


class RequestLimits:
    """An application with security headers, few allowed paths, and limits."""

    def __init__(self, app: ASGIApp, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._clock = clock
        self._times: dict[str, list[float]] = {}
        self._lock = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "websocket":  # no page opens one
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refusal(scope)
        with_headers = _adding_headers(send)
        if refused is not None:
            await refused(scope, receive, with_headers)
            return
        body = _Body(receive, _limit(scope["path"]))
        answer = _Response(with_headers, body)
        # Only the chat page has scripts of its own, which are few and sent as a whole.
        sending = _allowing_scripts(answer.send) if scope["path"] == "/" else answer.send
        try:
            await self._app(scope, body.receive, sending)
        except TooLarge:
            pass
        except Exception:
            if not answer.started:
                await PlainTextResponse(BROKEN, 500)(scope, receive, with_headers)
            raise
        if body.too_large and not answer.started:
            await PlainTextResponse(TOO_LARGE, 413)(scope, receive, with_headers)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        path = unquote(scope["path"])
        if OPEN_PATHS.fullmatch(path) is None:
            return PlainTextResponse(NOT_FOUND, 404)
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or len(length) > 18 or int(length) > _limit(path):
            return PlainTextResponse(TOO_LARGE, 413)
        client = scope["client"][0] if scope.get("client") else ""
        counted = COUNTED_PATHS.fullmatch(path) and client not in LOOPBACK
        if counted and self._too_many(place_of(client)):
            return PlainTextResponse(TOO_MANY, 429, {"Retry-After": "60"})
        return None

    def _too_many(self, client: str) -> bool:
        """Whether a client asked too often within the last minute; counts this time, too."""
        now = self._clock()
        with self._lock:
            times = [at for at in self._times.pop(client, ()) if at > now - 60]
            is_too_many = len(times) >= MOST_A_MINUTE
            self._times[client] = times if is_too_many else [*times, now]
            if len(self._times) > MOST_CLIENTS:
                del self._times[next(iter(self._times))]  # the one idle for longest
        return is_too_many


def _limit(path: str) -> int:
    return LARGEST_UPLOAD if path.rstrip("/") == UPLOAD_PATH else LARGEST_BODY


def _adding_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            _add(message, {**HEADERS, **_policy_header()})
        await send(message)

    return sending


def _add(message: Message, headers: dict[str, str]) -> None:
    """Add headers to the start of an answer, where it has none of that name."""
    present = {name.lower() for name, _ in message["headers"]}
    more = {name.encode(): value.encode() for name, value in headers.items()}
    message["headers"] = [
        *message["headers"],
        *((name, value) for name, value in more.items() if name not in present),
    ]


def _allowing_scripts(send: Send) -> Send:
    """Collect a whole response, and allow the scripts in it by their hashes."""
    messages: list[Message] = []

    async def sending(message: Message) -> None:
        messages.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            body = b"".join(one.get("body", b"") for one in messages)
            policy = _policy_header(SCRIPT.findall(body))
            start = next(one for one in messages if one["type"] == "http.response.start")
            _add(start, policy)
            for one in messages:
                await send(one)
            messages.clear()

    return sending


def _policy_header(scripts: Iterable[bytes] = ()) -> dict[str, str]:
    """The header of a page in which those scripts may run."""
    hashes = "".join(f" '{script_hash(script)}'" for script in scripts)
    return {"content-security-policy": CONTENT_SECURITY_POLICY.format(hashes=hashes)}


def script_hash(script: bytes) -> str:
    """The source expression that allows an inline script (CSP level 3, 2.3.1)."""
    return f"sha256-{b64encode(sha256(script).digest()).decode()}"


class _Body:
    """The body of a request, which raises an error once it is too long, whatever length was
    declared."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._bytes_left = limit

    @property
    def too_large(self) -> bool:
        return self._bytes_left < 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._bytes_left -= len(message.get("body", b""))
        if self.too_large:
            raise TooLarge
        return message


class _Response:
    """The response of an application; dropped where the request's body is too large."""

    def __init__(self, send: Send, body: _Body) -> None:
        self._send = send
        self._body = body
        self.started = False

    async def send(self, message: Message) -> None:
        if self._body.too_large and not self.started:
            return
        self.started = self.started or message["type"] == "http.response.start"
        await self._send(message)
