"""The only paths that are served, with the methods that each takes and the bytes that it needs.

Gradio has many more, and by some of them anybody could write to the disk. What is not named here,
a route that a new version of Gradio brings included, is not there.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

READ = frozenset({"GET", "HEAD"})
STREAM = frozenset({"GET"})
"""To look at a stream would be to take from it."""
SEND = frozenset({"POST"})
EMBED = "/embed"
"""The chat page as it stands in the frame of another site."""
MOST_A_MINUTE = 120
"""Requests from one place in a minute that cause work."""
MOST_PAGES_A_MINUTE = 300
MOST_FEEDS_A_MINUTE = 30
"""A feed reader asks once an hour; who asks more often tries addresses."""
MOST_SIGNS_A_MINUTE = 600
"""Looking for signs of danger takes a few milliseconds, and must not wait for all else."""
PATHS_KEPT = 256
"""Paths of which is kept what is open there: each request asks twice."""
SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What Gradio calls the window of a reader; a state is kept for each."""


@dataclass(frozen=True, slots=True)
class OpenPath:
    """Paths that are served: the methods that they take, the bytes of the largest body, and whether
    it is JSON. Those that cause work take so many requests `a_minute` from one place, together with
    all others that take as many; 0 is for those that are not counted. Of what follows the question
    mark of an address nothing is passed on, unless it `takes_query`: Gradio takes more by it than
    its page needs. A path that `takes_message` has what it is sent too often read for signs of
    danger all the same."""

    path: re.Pattern[str]
    methods: frozenset[str] = READ
    largest_body: int = 0
    a_minute: int = 0
    takes_json: bool = False
    takes_query: bool = False
    takes_message: bool = False


def _open(path: str, a_minute: int = 0) -> OpenPath:
    return OpenPath(re.compile(path, re.DOTALL), READ, a_minute=a_minute)


def _taking_json(path: str, largest: int, a_minute: int = MOST_A_MINUTE) -> OpenPath:
    return OpenPath(re.compile(path), SEND, largest, a_minute, takes_json=True)


def _desk(path: str, largest: int) -> OpenPath:
    """Whatever the staff's desk has below a path: it answers itself what it has not."""
    methods = READ | SEND | {"PUT", "PATCH", "DELETE", "OPTIONS"}
    return OpenPath(re.compile(path, re.DOTALL), methods, largest, takes_query=True)


FOR_PROGRAMS = re.compile(r"/(?:api/.*|openapi\.json|retrieval|mcp)", re.DOTALL)
"""Where other programs ask; each may be closed (bot/web/api/access.py)."""
FOR_MESSAGES = re.compile(
    r"/(?:signs|asked|api/v1/ask|retrieval|mcp|gradio_api/queue/join)/*", re.DOTALL | re.IGNORECASE
)
"""Where somebody may write of danger, or means to: whatever is refused there says whom to call."""
OPEN_PATHS = (
    _open(rf"/|{EMBED}|/(?:theme\.css|favicon\.ico|robots\.txt|healthz|readyz|ready|metrics)"),
    _open(r"/(?:icon\.svg|icon-[^/]{1,8}\.png|manifest\.json)"),
    OpenPath(re.compile(r"/asked"), SEND, 100_000, MOST_A_MINUTE),  # a form's question, escaped
    _open(r"/(?:assets|static|svelte)/[A-Za-z0-9._/@+~-]{1,200}"),
    _open(r"/(?:page|answer)/.+", MOST_PAGES_A_MINUTE),
    _taking_json(r"/signs", 64_000, MOST_SIGNS_A_MINUTE),
    _taking_json(r"/vote", 8_000),
    _taking_json(r"/gone", 256_000),  # ids of all answers on a page
    _open(r"/feeds/[A-Za-z0-9_-]{43}\.(?:atom|csv)", MOST_FEEDS_A_MINUTE),
    _open(r"/config/?|/gradio_api/app_id/?"),
    OpenPath(re.compile(r"/gradio_api/queue/data"), STREAM, takes_query=True),
    OpenPath(re.compile(rf"/gradio_api/heartbeat/{SESSION.pattern}"), STREAM),
    _taking_json(r"/gradio_api/queue/join/?", 32_000),
    _taking_json(r"/gradio_api/(?:cancel|reset)/?", 2_000, a_minute=0),
    _open(r"/openapi\.json"),
    _open(r"/api/v1/(?:answers|pages)/.+", MOST_PAGES_A_MINUTE),
    OpenPath(re.compile(r"/api/v1/doctors"), a_minute=MOST_A_MINUTE, takes_query=True),
    replace(_taking_json(r"/api/v1/ask|/retrieval", 32_000), takes_message=True),
    _taking_json(r"/api/v1/verify", 1_000_000),  # a document with its quotes
    replace(_taking_json(r"/mcp", 1_000_000), takes_message=True),
    _desk(r"/staff/enter/?", 8_000),
    _desk(r"/staff/pages/?", 300_000_000),  # uploads
    _desk(r"/staff/checking/(?:page|records)/?", 2_000_000),  # a page's lines
    _desk(r"/staff(?:/.*)?", 64_000),
)
"""Of several that a path fits, the first."""


@lru_cache(PATHS_KEPT)
def open_path(path: str) -> OpenPath | None:
    """What is open at a path; None if nothing is."""
    return next((one for one in OPEN_PATHS if one.path.fullmatch(path)), None)
