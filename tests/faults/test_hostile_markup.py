"""Web pages that are made to hurt: read as text, or refused, in bounded time and memory."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import UnreadablePage
from index.pages.decided import read_saved_page
from index.pages.html.bounds import refusal
from index.pages.html.derived import derived, parsed
from tests.conftest import SEEDS
from tests.faults.tally import Tally
from tests.pages.html.wrappings import WRAPPINGS

ROOT = SEEDS.parent
N = 100_000
TEXT = sorted(SEEDS.glob("*.txt"))[0].read_bytes().decode("utf-8")
ANSWERS = ",".join('{"text":"a a a","author":{"name":"a"}}' for _ in range(N))
QA = f'{{"@type":"QAPage","mainEntity":{{"@type":"Question","suggestedAnswer":[{ANSWERS}]}}}}'
ODD = {
    "divisions": "<div>" * N,
    "style": "<b>" * N,
    "lists": "<ul><li>" * N,
    "definitions": "<dl><dd>" * (N // 2),
    "tables": "<table><tr><td>" * (N // 2),
    "links": "".join(f"<a href={n}><div>" for n in range(N // 5)),
    "choices": f"<select>{'<option>x' * N}",
    "end tags that do not reach": "<div><object></div></object>" * (N // 4),
    "end tags in comments": "<div><!--</div>-->" * (N // 2),
    "end tags in attributes": "<div a='</div>'>" * N,
    "end tags in drawings": "<div><svg><style></div></style></svg>" * (N // 4),
    "start tags in drawings": f"<svg><script>{'<div>' * N}",
    "style in every paragraph": f"<p>{''.join(f'<b a={n}>' for n in range(3000))}</p>"
    f"{'<p>x</p>' * 3000}",
    "style, quoted": f"<p>{''.join(chr(60) + f'b a={chr(34)}>{n}{chr(34)}>' for n in range(3000))}"
    f"</p>{'<p>x</p>' * 3000}",
    "attributes": f"<p {' '.join(f'a{n}' for n in range(3 * N))}>x",
    "attributes, quoted": f"""<p {" ".join(f"a{n}='>'" for n in range(3 * N))}>x""",
    "attributes that begin oddly": f"""<p {" ".join(f'="a{n}' for n in range(3 * N))}>x""",
    "an attribute of 10 MB": f"<p a='{'x' * 10_000_000}'>x",
    "a style of 10 MB": f"<p style='{'display:none;' * 800_000}'>x",
    "entities": "&amp;" * (30 * N),
    "an entity bomb": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + "&b;" * N,
    "line ends": "<br>" * (30 * N),
    "items in items": "<div itemscope itemprop=x>" * 9000,
    "JSON in JSON": f'<script type="application/ld+json">{"[" * 1_000_000}</script>',
    "answers without end": f'<script type="application/ld+json">{QA}</script>{"<p>a a a" * 50_000}',
    "frames": "<iframe src='data:text/html,x'>" * N,
    "comments": "<!--" * (20 * N),
    "angle brackets": "<" * (50 * N),
    "tags that never end": "<a " * (20 * N),
    "blanks": " " * 10_000_000,
    "characters that are none": "&#0;&#xD800;&#1114112;" * N,
    "misnested": "<table><b><tr><i><td><p></b>" * 5000,
}
READ = """
import resource, sys
from pathlib import Path
from index.errors import UnreadablePage
from index.pages.decided import read_saved_page
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
try:
    read_saved_page(Path(sys.argv[1]), "a", "a.html")
    print("read")
except UnreadablePage as error:
    print("refused:", error.reason[:200])
"""


@pytest.mark.faults
@pytest.mark.parametrize("kind", ODD)
def test_markup_that_is_made_to_hurt_takes_bounded_time_and_memory(
    kind: str, tmp_path: Path, tally: Tally
) -> None:
    file = tmp_path / "a.html"
    file.write_text(ODD[kind], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", READ, str(file)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout.startswith(("read", "refused: ")) and done.stderr == ""
    tally.record(33)


SECRETS = {
    "<script>steal()</script>": "",
    "<style>@import 'https://example.org/a.css'</style>": "",
    "<iframe srcdoc='<p>Jane Roe, MD'>Jane Roe, MD</iframe>": "",
    "<form action='https://example.org/'><input name=q value='Jane Roe, MD'>"
    "<textarea>Jane Roe, MD</textarea></form>": "",
    "<a href='javascript:steal()' onclick='steal()'>link</a>": "link",
    "<img src='data:image/svg+xml,<svg onload=steal()>' alt='Jane Roe, MD' onerror=steal()>": "",
    "<object data='https://example.org/x'></object><embed src='https://example.org/'>": "",
    "<meta http-equiv=refresh content='0;url=https://example.org/'>": "",
    "<base href='https://example.org/'><link rel=stylesheet href=a.css>": "",
    "<template><p>Jane Roe, MD</p></template><noscript>Jane Roe, MD</noscript>": "",
    "<math><mtext><script>steal()</script></mtext></math><svg><script>steal()</script></svg>": "",
    "<!--[if IE]><p>Jane Roe, MD</p><![endif]-->": "",
    "&lt;script&gt;steal()&lt;/script&gt;": "<script>steal()</script>",
}


@pytest.mark.parametrize("markup", SECRETS)
def test_what_runs_loads_or_is_filled_in_is_no_text(markup: str, tally: Tally) -> None:
    assert derived(parsed(f"<body>{markup}", "a.html")).text == SECRETS[markup]
    tally.record(33)


@pytest.mark.parametrize("markup", SECRETS)
def test_it_changes_no_answer_of_a_page(markup: str, tmp_path: Path, tally: Tally) -> None:
    """Above the heading, where it is the site's, and in the midst of a paragraph."""
    html = WRAPPINGS["site"](TEXT)
    file = tmp_path / "a.html"
    file.write_text(html, encoding="utf-8")
    wanted = read_saved_page(file, "a", "a.html")
    file.write_text(html.replace("<main>", f"<main>{markup}", 1), encoding="utf-8")
    found = read_saved_page(file, "a", "a.html")
    assert [(found.quote(one.body), one.doctor) for one in found.answers] == [
        (wanted.quote(one.body), one.doctor) for one in wanted.answers
    ]
    tally.record(33)


def test_a_page_cut_anywhere_is_read_or_refused(tmp_path: Path, tally: Tally) -> None:
    html = WRAPPINGS["site"](TEXT)
    file = tmp_path / "a.html"
    for end in range(0, len(html), 97):
        file.write_text(html[:end], encoding="utf-8")
        try:
            page = read_saved_page(file, "a", "a.html")
        except UnreadablePage:
            continue
        finally:
            tally.record(33)
        assert all(page.quote(one.body) in page.text for one in page.answers)
        assert "".join(page.quote(line.span) for line in page.lines) == page.text


@pytest.mark.parametrize("shape", WRAPPINGS)
def test_a_page_of_a_thousand_answers_is_not_refused(shape: str) -> None:
    html = WRAPPINGS[shape](TEXT)
    body = html[html.index("<body>") + 6 : html.index("</body>")]
    assert refusal(html.replace(body, body * 100)) is None
