"""Templates escape by themselves, and a value that is forgotten is an error, not a blank."""

import ast
import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from bot.reply.reply import Card
from bot.show.card import card_html, marked
from bot.show.conversation import (
    alerts_html,
    examples_html,
    head_html,
    older_html,
    question_html,
    reply_html,
    sayings_html,
    starting_html,
    status_html,
    trouble_html,
    waiting_html,
)
from bot.show.document import answer_html, damaged_html, missing_html, saved_page_html
from bot.show.templates import HERE, environment, escaped, rendered
from bot.text.languages import LANGUAGES
from tests.show.test_card import HOSTILE, card_of, elements, everywhere, reply_everywhere
from tests.test_house import MODULES

FILES = sorted(HERE.glob("*.html"))


def everything(card: Card) -> list[object]:
    """What every function that makes HTML makes of one card."""
    page, answer = card.page, card.answer
    return [
        card_html(card),
        marked(page, answer.body, [answer.body]),
        reply_html(reply_everywhere("words")),
        alerts_html("", ()),
        examples_html([]),
        examples_html(["words"]),
        head_html(None),
        older_html(None),
        older_html("words"),
        question_html("words"),
        sayings_html(),
        starting_html(),
        status_html("words"),
        trouble_html("words"),
        waiting_html(loading=False),
        answer_html(page, answer),
        saved_page_html(page, answer),
        damaged_html(),
        missing_html(),
    ]


def test_whatever_is_html_is_marked_as_such_and_no_text_is() -> None:
    """What is not would be escaped where it is put into something else, or worse, text would not
    be."""
    card = card_of(everywhere("<b>"))
    assert {type(one) for one in everything(card)} == {Markup}
    assert type(card.quote) is str


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_whatever_a_template_shows_is_text_unless_it_is_html(words: str) -> None:
    (line,) = elements(rendered("line.html", "en", kind=words, message=words))
    assert (line.tag, line.attributes, line.text) == ("p", {"class": words}, words)
    html = rendered("line.html", "en", kind="a", message=escaped(words))
    assert elements(html) == elements(rendered("line.html", "en", kind="a", message=words))
    assert "\r" not in html


def test_html_is_escaped_once() -> None:
    assert escaped(escaped("<b>")) == escaped("<b>") == "&lt;b&gt;"
    assert escaped(Markup("<b>\r</b>")) == "<b>&#13;</b>"
    assert escaped(4) == "4"


def test_a_value_that_is_forgotten_or_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        rendered("line.html", "en", kind="trouble")
    with pytest.raises(TypeError, match="None"):
        rendered("line.html", "en", kind="trouble", message=None)


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("bot.show.")])
def test_html_is_written_in_templates_only(module: str) -> None:
    strings = [node.value for node in ast.walk(MODULES[module]) if isinstance(node, ast.Constant)]
    assert [one for one in strings if isinstance(one, str) and re.search(r"</?[a-z]", one)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_template_takes_anything_for_html_by_itself(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe|autoescape|Markup", source)
    assert not re.search(r"=\{\{", source), "an attribute without quotes"


def test_each_language_has_templates_of_its_own_that_are_read_once() -> None:
    for language in LANGUAGES:
        made = environment(HERE, language)
        assert made is environment(HERE, language)
        assert made.globals["language"] == language
        assert made.get_template("card.html") is made.get_template("card.html")
