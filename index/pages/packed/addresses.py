"""The address of a web page → the name of a file, that is the same for the same page.

The scheme, the fragment, and what only follows readers about (`utm_…`, `fbclid`) make no other
page; anything else of an address does.
"""

import hashlib
import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from index.pages.line_reader.facts import link_of

FOLLOWING = re.compile(r"utm_\w+|fbclid|gclid|msclkid|mc_[ce]id", re.IGNORECASE)
"""Parameters that tell from where a reader came, and change nothing of a page."""
SAFE = "-_~%+,=@!() "
LONGEST_PART = 120
"""Characters of one part of a name; what is longer is cut, and ends in a digest."""
MOST_PARTS = 40
DEFAULT_PORTS = {80, 443}


def file_of(address: str) -> str | None:
    """The name of a page's file, below any folder, without an ending; None for what is no address
    of the web: "https://Example.org/veins/?id=3" is "example.org/veins/index-…"."""
    link = link_of(address)
    if link is None:
        return None
    parts = urlsplit(link)
    try:
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "") + ("" if port is None or port in DEFAULT_PORTS else f"+{port}")
    names = parts.path.split("/")[1:] or [""]
    if len(names) > MOST_PARTS:
        names = [*names[:MOST_PARTS], "/".join(names[MOST_PARTS:])]
    last = names[-1] or "index"
    asked = _asked(parts.query)
    if asked:
        last = f"{last[:LONGEST_PART]}-{_digest(last + '?' + asked)}"
    return "/".join(map(_part, [host, *names[:-1], last]))


def _asked(query: str) -> str:
    """What an address asks of its page, in one order."""
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=None)
    return urlencode(sorted(pair for pair in pairs if not FOLLOWING.fullmatch(pair[0])))


def _part(name: str) -> str:
    """One part of a file's name: nothing hidden, nothing that leads elsewhere."""
    plain = quote(unquote(name, errors="surrogateescape"), safe=SAFE, errors="surrogateescape")
    plain = plain.replace("%20", " ").strip() or "%20"
    if plain.startswith("."):
        plain = f"%2E{plain[1:]}"
    if len(plain) > LONGEST_PART:
        return f"{plain[: LONGEST_PART - 9]}-{_digest(plain)}"
    return plain


def _digest(told: str) -> str:
    return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:8]
