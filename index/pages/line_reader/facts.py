"""What a page says beside the words: links and languages. What is not said so that it can be
understood in one way only is not said."""

import re
from urllib.parse import urljoin, urlsplit

LONGEST_LINK = 2_000
NO_LANGUAGE = ("und", "mul", "mis", "zxx")
"""Tags that say of a language only that it is not known, or not one."""
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


def link_of(told: str | None, base: str | None = None) -> str | None:
    """An address of the web (http or https), made whole by that of its page; of any other kind,
    none."""
    if told is None or len(told) > LONGEST_LINK:
        return None
    try:
        whole = urljoin(base or "", told.strip())
        parts = urlsplit(whole)
        has_host = bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return None
    is_plain = whole.isprintable() and not re.search(r"[\s<>\"'`{}|\\^]", whole)
    is_web = parts.scheme in {"http", "https"} and has_host and is_plain
    return whole if is_web and len(whole) <= LONGEST_LINK else None


def language_of(told: str | None) -> str | None:
    """The tag of a language, its letters as tags have them: "en", "pt-BR"."""
    found = None if told is None else LANGUAGE.fullmatch(told.strip())
    if found is None:
        return None
    first, *others = found[0].replace("_", "-").split("-")
    cased = (one.upper() if len(one) == 2 else one.title() if len(one) == 4 else one.lower()
             for one in others)  # fmt: skip
    return None if first.lower() in NO_LANGUAGE else "-".join([first.lower(), *cased])
