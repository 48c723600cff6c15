"""Middleware for every request: security headers, the open paths, sizes, rates, and what is sound.

Plain ASGI, so that it applies to every route, those of Gradio included, and leaves streams alone.
"""

import re
import time
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from urllib.parse import parse_qs, unquote

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.staff.places import place_of
from bot.staff.responses import SIGN_IN
from bot.text.languages import translatable
from bot.web.cookies import with_own_cookies
from bot.web.json_bodies import Inputs, JsonBodies, OddBody
from bot.web.open_paths import EMBED, SESSION, STREAM, OpenPath, open_path
from bot.web.problems import refusal
from bot.web.rates import LOOPBACK, Rates

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'{hashes}; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors {ancestors}"
)
"""For responses without a policy of their own. Gradio compiles its templates in the browser; of
inline scripts, only those run that were in the page when it was sent."""
NOBODY = "'none'"
"""Whose pages may show one of ours in a frame, if not said otherwise."""
SCRIPT = re.compile(rb"<script(?:\s[^>]*)?>(.*?)</script>", re.DOTALL | re.IGNORECASE)
UNFRAMED = {"x-frame-options": "DENY"}
"""For browsers that do not read frame-ancestors; it cannot name an origin."""
HEADERS = {
    **UNFRAMED,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
UNKEPT = {"cache-control": "private, no-cache"}
"""For what says itself nothing of it: a cache between here and readers that kept a page would show
what was removed since, and show all of them what one made of it by headers of their own."""
AT_ONCE = {"x-accel-buffering": "no"}
"""For streams: a proxy that collects an answer before it passes it on, as nginx does unless it is
told otherwise, would keep a notice back that stands in the first piece until the last is there."""
KEPT_PARTS = re.compile(r"/(?:assets|static|svelte)/")
"""Parts of the page that are the same for all, and hold nobody's words."""
ANSWERS = "/gradio_api/queue/data"
OF_A_BODY = {b"content-length", b"content-type", b"transfer-encoding", b"content-encoding"}
"""Headers that say of a body what no longer holds once it was read."""
TOO_MANY = translatable(
    "Too many questions from one address. Wait a minute, then ask again. "
    "If somebody is in danger, call the emergency number now."
)
TOO_LARGE = translatable(
    "This is too large to be read here. If somebody is in danger, call the emergency number now."
)
"""Nobody reads what these refuse, which may be a cry for help."""
NOT_FOUND = translatable("There is no such page.")
NOT_TAKEN = "This page does not take that: it can be asked by {} only."
TWO_LENGTHS = "This says in two ways how long it is, of which a proxy may have believed the other."
SAID_TWICE = frozenset({b"content-length", b"transfer-encoding"})
NO_SESSION = "This is not what this page sends: session_hash is missing, or of another kind."
NO_JSON = "This page takes JSON here, and a request has to say that it is."
BROKEN = translatable("Something went wrong. Try again later.")


class TooLarge(Exception):
    """The body of a request is longer than its limit."""


TOO_OFTEN = "asks_too_often"
"""In the state of a request with a message: that is read for signs of danger, and not answered."""


class RequestLimits:
    """An application with security headers, few open paths, limits, and bodies that are sound.

    Args:
        inputs: of the chat page's events, as JsonBodies takes them.
        embedding: the origins whose pages may show the chat page in a frame.
    """

    def __init__(
        self,
        app: ASGIApp,
        inputs: Inputs | None = None,
        clock: Callable[[], float] = time.monotonic,
        embedding: Sequence[str] = (),
    ) -> None:
        self._app = app
        self._embedding = " ".join(embedding)
        self._bodies = JsonBodies(inputs or {})
        self._rates = Rates(clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "websocket":  # no page opens one
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = {**scope, "headers": list(with_own_cookies(scope["headers"]))}
        ancestors = self._embedding if scope["path"] == EMBED else NOBODY
        taken = open_path(unquote(scope["path"])) if ancestors else None
        kept = KEPT_PARTS.match(scope["path"]) is not None
        streams = taken is not None and taken.methods == STREAM
        with_headers = _adding_headers(send, ancestors, kept=kept, streams=streams)
        if taken is None:
            await refusal(scope, 404, NOT_FOUND)(scope, receive, with_headers)
            return
        if (refused := self._refusal(scope, taken)) is not None:
            await refused(scope, receive, with_headers)
            return
        if not taken.takes_query:
            scope = {**scope, "query_string": b""}
        if scope["method"] == "HEAD":
            scope = _as_if_read(scope)
            with_headers = _without_body(with_headers)
        if taken.takes_json:
            await self._with_json(scope, receive, with_headers, taken)
        elif scope["path"] in ("/", EMBED):
            scripts = _allowing_scripts(with_headers, ancestors)
            await self._streamed({**scope, "path": "/"}, receive, scripts, taken)
        else:
            await self._streamed(scope, receive, with_headers, taken)

    async def _with_json(self, scope: Scope, receive: Receive, send: Send, taken: OpenPath) -> None:
        """Pass a request with a body of JSON on when all of it is there, and sound. Another site's
        form cannot say that it sends JSON."""
        try:
            body = await _whole(receive, taken.largest_body)
            if not _says_json(scope):
                await refusal(scope, 415, NO_JSON)(scope, receive, send)
                return
            sound = self._bodies.sound(scope["path"], body)
        except ClientDisconnect:
            return
        except TooLarge:
            await refusal(scope, 413, TOO_LARGE)(scope, receive, send)
        except OddBody as odd:
            await refusal(scope, 422, str(odd))(scope, receive, send)
        else:
            kept = [one for one in scope["headers"] if one[0] not in OF_A_BODY]
            length = (b"content-length", str(len(sound)).encode())
            headers = [*kept, (b"content-type", b"application/json"), length]
            again = Again(sound, receive)
            await self._answered({**scope, "headers": headers}, again.receive, send)

    async def _streamed(self, scope: Scope, receive: Receive, send: Send, taken: OpenPath) -> None:
        """Pass a request on, and its body as it comes."""
        body = _Body(receive, taken.largest_body)
        answer = _Response(send, body)
        with suppress(TooLarge):
            await self._answered(scope, body.receive, answer.send)
        if body.too_large and not answer.started:
            await refusal(scope, 413, TOO_LARGE)(scope, receive, send)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What the application answers; where it fails, that it did."""
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except TooLarge:
            raise
        except ClientDisconnect:
            return  # nobody waits; a stranger who hangs up fills no log
        except Exception:
            if not started:
                await refusal(scope, 500, BROKEN)(scope, receive, send)
            raise

    def _refusal(self, scope: Scope, taken: OpenPath) -> Response | None:
        path = scope["path"]
        if scope["method"] not in taken.methods:
            methods = ", ".join(sorted(taken.methods))
            return refusal(scope, 405, NOT_TAKEN.format(methods), {"Allow": methods})
        headers = dict(scope["headers"])
        if headers.keys() >= SAID_TWICE:
            return refusal(scope, 400, TWO_LENGTHS, {"Connection": "close"})
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or len(length) > 18 or int(length) > taken.largest_body:
            return refusal(scope, 413, TOO_LARGE)
        if path.rstrip("/") == ANSWERS and not _names_a_session(scope):
            return PlainTextResponse(NO_SESSION, 422)
        client = scope["client"][0] if scope.get("client") else ""
        # Who has no key is counted on this machine, too, where programs ask (api/access.py).
        counted = taken.a_minute and client not in LOOPBACK
        if counted and self._rates.is_too_many(place_of(client), taken.a_minute):
            if not taken.takes_message:
                return refusal(scope, 429, TOO_MANY, {"Retry-After": "60"})
            scope.setdefault("state", {})[TOO_OFTEN] = True
        return None


def _names_a_session(scope: Scope) -> bool:
    """Whether a request for answers names one window, as Gradio calls it."""
    try:
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"), max_num_fields=8)
    except ValueError:  # more fields than any page of ours sends
        return False
    named = query.get("session_hash", [])
    return len(named) == 1 and SESSION.fullmatch(named[0]) is not None


def _says_json(scope: Scope) -> bool:
    """Whether a request says that its body is JSON."""
    given = Headers(scope=scope).get("content-type", "")
    return given.partition(";")[0].strip().lower() == "application/json"


async def _whole(receive: Receive, most: int) -> bytes:
    """A whole body of so many bytes at most.

    Raises:
        TooLarge: it is longer, whatever length was declared.
        ClientDisconnect: it does not come.
    """
    body = _Body(receive, most)
    pieces = []
    while True:
        message = await body.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        pieces.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(pieces)


def _as_if_read(scope: Scope) -> Scope:
    """A request that only looks, as one that reads: no route has to know of it. Of an address that
    opens the desk once, nothing is used up by that."""
    query = b"" if scope["path"].rstrip("/") == SIGN_IN else scope["query_string"]
    return {**scope, "method": "GET", "query_string": query}


def _without_body(send: Send) -> Send:
    """Send a response's headers, and nothing after them."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sending


def _adding_headers(send: Send, ancestors: str, *, kept: bool, streams: bool) -> Send:
    """Add our own headers to an answer; `kept`, where a cache may keep it; `streams`, where a proxy
    must hand on what is told as it comes."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            _add(message, _own_headers(ancestors, kept, streams))
        await send(message)

    return sending


@lru_cache(8)
def _own_headers(ancestors: str, kept: bool, streams: bool) -> Mapping[str, str]:
    ours = {name: value for name, value in HEADERS.items() if name not in UNFRAMED}
    ours |= {} if kept else UNKEPT
    ours |= AT_ONCE if streams else {}
    ours |= UNFRAMED if ancestors in (NOBODY, "") else {}
    return ours | _policy_header(ancestors or NOBODY)


def _add(message: Message, headers: Mapping[str, str]) -> None:
    """Add headers to the start of an answer, where it has none of that name."""
    present = {name.lower() for name, _ in message["headers"]}
    more = {name.encode(): value.encode() for name, value in headers.items()}
    message["headers"] = [
        *message["headers"],
        *((name, value) for name, value in more.items() if name not in present),
    ]


def _allowing_scripts(send: Send, ancestors: str) -> Send:
    """Collect a whole response, and allow the scripts in it by their hashes: only the chat page has
    scripts of its own, which are few and sent as a whole."""
    messages: list[Message] = []

    async def sending(message: Message) -> None:
        messages.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            body = b"".join(one.get("body", b"") for one in messages)
            policy = _policy_header(ancestors, SCRIPT.findall(body))
            start = next(one for one in messages if one["type"] == "http.response.start")
            _add(start, policy)
            for one in messages:
                await send(one)
            messages.clear()

    return sending


def _policy_header(ancestors: str, scripts: Iterable[bytes] = ()) -> dict[str, str]:
    """The header of a page in which those scripts may run, and which those may show in a frame."""
    hashes = "".join(f" '{script_hash(script)}'" for script in scripts)
    policy = CONTENT_SECURITY_POLICY.format(hashes=hashes, ancestors=ancestors)
    return {"content-security-policy": policy}


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


class Again:
    """A body that was read already, as if it came now; then whatever comes after it."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def receive(self) -> Message:
        """The body, and from then on what comes."""
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


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
