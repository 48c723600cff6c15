"""The seeds as web pages of five shapes, as sites write them."""

import json
import re
from collections.abc import Callable
from html import escape

from index.model import Page

Wrap = Callable[[str], str]


def blocks(text: str) -> list[list[str]]:
    """The paragraphs of a text, each as its lines."""
    found = re.split(r"\n[ \t]*\n\s*", text.replace("\r\n", "\n").strip())
    return [[line.strip() for line in block.split("\n")] for block in found]


def page(body: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Saved</title>{head}'
        f"<style>p{{margin:0}}</style></head>\n<body>{body}</body></html>"
    )


def as_paragraphs(text: str) -> str:
    return page("\n".join(f"<p>{'<br>'.join(map(escape, block))}</p>" for block in blocks(text)))


def as_typed(text: str) -> str:
    return page(f"<pre>\n{escape(text)}</pre>")


def as_divisions(text: str) -> str:
    """Divisions within divisions, a line each, parted as editors part paragraphs."""
    lines = ["".join(f"<div>{escape(line)}</div>" for line in block) for block in blocks(text)]
    return page(f"<div id=main><div>{'<div><br></div>'.join(lines)}</div></div>")


def as_tables(text: str) -> str:
    """A table of layout, every block in a cell of its own, lines in a table within."""
    rows = []
    for block in blocks(text):
        lines = "".join(f"<tr><td>{escape(line)}" for line in block)
        rows.append(f"<tr><td width=20></td><td><p></p><table>{lines}</table><p></p></td>")
    return page(f"<table>{''.join(rows)}</table>")


def as_a_site(text: str) -> str:
    """With the site around it: a menu, scripts, what is hidden, and words in pieces."""
    title, *rest = blocks(text)
    parts = []
    for block in rest:
        lines = [_in_pieces(line) for line in block]
        if len(lines) == 1:
            parts.append(f"<section><p class='x'>{lines[0]}</p></section>")
        else:
            parts.append(f"<ul class='plain'>{''.join(f'<li>{line}' for line in lines)}</ul>")
    hidden = "<div hidden>Ask a doctor now</div><p style='color:red;display: none'>Sign in!</p>"
    script = "<script>document.write('<p>Jane Roe, MD</p>')</script><template><p>x</p></template>"
    menu = "<nav><ul><li><a href='/'>Home</a><li><a href='/doctors'>Find a doctor</a></ul></nav>"
    above = f"<header>{menu}<a href='/login'>Log in</a></header>"
    return page(
        f"{above}<main><h1>{_in_pieces(' '.join(title))}</h1>{hidden}"
        f"{script.join(parts)}<noscript>Please turn on JavaScript</noscript></main>",
        "<script src='https://example.org/a.js'></script>",
    )


def _in_pieces(line: str) -> str:
    """A line, some of its words in elements of their own, its characters as references."""
    words = [escape(word).replace("é", "&eacute;").replace("\u00a0", "&nbsp;") for word in
             line.split(" ")]  # fmt: skip
    if len(words) > 3:
        words[1] = f"<b>{words[1]}</b>"
        words[2] = f"<a href='https://example.org/'>{words[2][:1]}</a>{words[2][1:]}"
    return "\n  ".join(words)


WRAPPINGS: dict[str, Wrap] = {
    "paragraphs": as_paragraphs,
    "typed": as_typed,
    "divisions": as_divisions,
    "tables": as_tables,
    "site": as_a_site,
}


def with_markup(seed: Page) -> str:
    """A page of answers as it was read from text, with markup by schema.org that says as much."""
    answers, shown = [], []
    for answer in seed.answers:
        doctor, words = answer.doctor, seed.quote(answer.body)
        author = {
            "@type": "Physician",
            "name": doctor.name,
            "honorificSuffix": doctor.credentials,
            "medicalSpecialty": doctor.specialty,
            "address": {"@type": "PostalAddress", "addressLocality": doctor.place},
        }
        told = {"@type": "Answer", "text": words, "dateCreated": "2016-03-03"}
        answers.append(told if doctor.name is None else {**told, "author": author})
        parts = [words, *(seed.quoted(answer.byline) or "").splitlines()]
        shown += [f"<p>{escape(part)}</p>" for part in parts]
    question = {
        "@type": "Question",
        "name": seed.quoted(seed.title),
        "answerCount": len(answers),
        "suggestedAnswer": answers,
    }
    script = json.dumps({"@type": "QAPage", "mainEntity": question}).replace("<", "\\u003c")
    head = f'<script type="application/ld+json">{script}</script>'
    return page(f"<h1>{escape(seed.quoted(seed.title) or '')}</h1>{''.join(shown)}", head)
