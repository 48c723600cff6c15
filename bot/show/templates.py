"""Jinja2 templates that escape by default: what is not marked as HTML cannot become HTML.

Each folder with pages of its own has a `templates/` beside its modules. Nothing in a template may
be undefined or None: a forgotten value is an error, not a blank on the page.
"""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from bot.text.languages import ENGLISH, translations

HERE = Path(__file__).with_name("templates")
"""The templates of this folder."""


def escaped(value: object) -> Markup:
    """Text as HTML that shows it as it is; HTML stays HTML.

    A bare CR is written out: a parser would make it LF, and a quote would no longer be its page's
    slice.
    """
    html = escape(value)
    return Markup(str(html).replace("\r", "&#13;")) if "\r" in html else html  # noqa: S704  escaped


@cache
def environment(folder: Path, language: str = ENGLISH) -> Environment:
    """The templates in a folder, each read once; in them `say` translates our own sentences into
    `language`."""
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(language=language, say=translations(language).gettext)
    return made


def _shown(value: object) -> object:
    """A value as a template shows it; Jinja2 escapes it, except for a bare CR."""
    if value is None:
        raise TypeError("a template shows None; say in words what is missing, or leave it out")
    return value if isinstance(value, str) and "\r" not in value else escaped(value)


def rendered(template: str, language: str, /, **values: object) -> Markup:
    """One of this folder's templates, filled in.

    Raises:
        UndefinedError: it shows a value that is not given.
        TypeError: it shows one that is None.
    """
    found, shared = _template(template, language)
    context = found.new_context({**shared, **values}, shared=True)
    return Markup("".join(found.root_render_func(context)))  # noqa: S704  the template escaped it


@cache
def _template(name: str, language: str) -> tuple[Template, dict[str, Any]]:
    """A template, and what all of them know: each time anew that takes a fourth as long as to fill
    one in."""
    found = environment(HERE, language).get_template(name)
    return found, dict(found.globals)
