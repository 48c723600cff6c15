"""Texts as values of TOML: its escapes are those of JSON, and DEL must be one."""

import json
from collections.abc import Sequence


def quoted(value: str | Sequence[str]) -> str:
    """A text, or a list of texts, as TOML writes it."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
