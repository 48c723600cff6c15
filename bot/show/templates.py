"""Jinja2 templates that escape by default: what is not marked as HTML cannot become HTML.

Each folder with pages of its own has a `templates/` beside its modules. Nothing in a template may
be undefined or None: a forgotten value is an error, not a blank on the page.
"""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape


def escaped(value: object) -> Markup:
    """Text as HTML that shows it as it is; HTML stays HTML.

    A bare CR is written out: a parser would make it LF, and a quote would no longer be its page's
    slice.
    """
    return Markup(str(escape(value)).replace("\r", "&#13;"))  # noqa: S704  it is escaped here


@cache
def environment(folder: Path) -> Environment:
    """The templates in a folder; read once."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _shown(value: object) -> Markup:
    if value is None:
        raise TypeError("a template shows None; say in words what is missing, or leave it out")
    return escaped(value)
