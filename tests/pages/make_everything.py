"""Writes a small file of everything that can be read into `tests/pages/everything`.

    python -m tests.pages.make_everything

The files are kept as they were written; `test_everything.py` has what is in each.
"""

import gzip
import io
import json
import shutil
import tarfile
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pyarrow
from pyarrow import ipc, parquet

from tests.pages.crawled import gzipped, record, wacz, zstandard
from tests.pages.sheets_made import ods, xlsx

FOLDER = Path(__file__).parent / "everything"
HEADER = ("Question", "Answer", "Doctor", "Answer date")


def question(of: str) -> str:
    return f"May I walk after {of}?"


def words(of: str) -> str:
    return f"Yes; walk a little every day after {of}, and rest when it hurts."


def row(of: str, doctor: str, day: str) -> tuple[str, str, str, str]:
    return question(of), words(of), doctor, day


def html_row(of: str, doctor: str, day: str) -> tuple[str, str, str, str]:
    """The same, its words as HTML."""
    question, words, *rest = row(of, doctor, day)
    first, _, second = words.partition("; ")
    return question, f"<p>{first};\n<em>{second}</em></p>", rest[0], rest[1]


def text(of: str, doctor: str) -> str:
    """A page saved as text, with two answers."""
    return (
        f"{question(of)}\n\nI had {of} a week ago and would like to walk.\n\nDoctor Answers 2\n\n"
        f"Walking\n\n{words(of)}\n\n{doctor}\nReno Dermatologist\n4.9 out of 5 stars 75 reviews\n\n"
        f"Wait first\n\nI would wait for two weeks after {of}, as most do well with that.\n\n"
        "Alan Orchard, MD\nBoise Dermatologist\n4.8 out of 5 stars 31 reviews\n"
    )


def marked(of: str, doctor: str, day: str) -> str:
    """A web page with markup by schema.org."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Q</title></head><body>'
        '<main itemscope itemtype="https://schema.org/QAPage">\n'
        '<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">\n'
        f'<h1 itemprop="name">{question(of)}</h1>\n'
        '<article itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer">\n'
        f'<p itemprop="text">{words(of)}</p>\n'
        f'<time itemprop="dateCreated" datetime="{day}">{day}</time>\n'
        '<p itemprop="author" itemscope itemtype="https://schema.org/Physician">'
        f'<span itemprop="name">{doctor}</span></p>\n'
        "</article></div></main></body></html>\n"
    )


def forum(of: str, doctor: str, day: str) -> str:
    """A thread of a forum with markup by schema.org, with a reply to its answer."""
    comment = (
        '<article itemprop="comment" itemscope itemtype="https://schema.org/Comment">\n'
        '<p itemprop="author">{}</p><time itemprop="datePublished" datetime="{}">{}</time>\n'
        '<p itemprop="text">{}</p>\n{}</article>'
    )
    reply = comment.format("walker77", day, day, "I do so, and it helps.", "")
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Q</title></head><body>'
        '<main itemscope itemtype="https://schema.org/DiscussionForumPosting">\n'
        f'<h1 itemprop="headline">{question(of)}</h1>\n'
        f"{comment.format(doctor, day, day, words(of), reply)}</main></body></html>\n"
    )


def topic(of: str, doctor: str, day: str) -> dict[str, object]:
    """A topic of Discourse, as its address gives it with `.json` behind it."""
    posts = [
        {"post_number": 1, "username": "walker77", "cooked": f"<p>I had {of}.</p>"},
        {"post_number": 2, "username": "d2", "name": doctor, "cooked": f"<p>{words(of)}</p>",
         "created_at": f"{day}T08:00:00.000Z", "reply_to_post_number": None},
        {"post_number": 3, "username": "u3", "name": "", "cooked": "<p>So do I.</p>",
         "created_at": f"{day}T09:00:00.000Z", "reply_to_post_number": 2},
    ]  # fmt: skip
    return {"title": question(of), "post_stream": {"posts": posts}}


def submission(of: str) -> dict[str, object]:
    """A post of Reddit."""
    return {"id": "a1", "title": question(of), "selftext": f"I had {of}.", "author": "walker77"}


def comment(of: str, seconds: int) -> dict[str, object]:
    """A comment on that, by an account that is called a doctor's."""
    written = {"author": "doc2", "author_flair_text": "Physician", "created_utc": seconds}
    joined = {"link_id": "t3_a1", "parent_id": "t3_a1"}
    return {"id": "b2", "body": words(of), **written, **joined}


def thread(of: str, seconds: int) -> list[object]:
    """A thread of Reddit, as its address gives it with `.json` behind it."""
    found = (("t3", submission(of)), ("t1", {**comment(of, seconds), "replies": ""}))
    return [
        {"kind": "Listing", "data": {"children": [{"kind": kind, "data": data}]}}
        for kind, data in found
    ]


def xhtml(of: str, doctor: str, day: str) -> str:
    """The same as XHTML, with elements that are empty there."""
    whole = '<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml">'
    body = marked(of, doctor, day).partition("<body>")[2]
    return f'{whole}<head><title/><script src="a.js"/></head><body>{body}'


def of_a_site(of: str, doctor: str, day: str) -> str:
    """A web page without markup, which a recipe reads."""
    return (
        f"<!DOCTYPE html>\n<html><body><h1>{question(of)}</h1>\n<article class=answer>"
        f"<div class=text><p>{words(of)}</p></div><p class=name>{doctor}</p>"
        f"<p class=date>{day}</p></article></body></html>\n"
    )


RECIPE = """name = "A site of our own"
title = "h1"
box = "article.answer"
answer = ".text p"
author = ".name"
date = ".date"
"""


def message(html: str) -> str:
    """A page as a browser saves it in a single file."""
    return (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/saved\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
        f"Content-Location: https://example.org/saved\r\n\r\n{html}\r\n--b--\r\n"
    )


def table(separator: str, *rows: tuple[str, ...]) -> str:
    lines = (separator.join(f'"{cell}"' for cell in one) for one in (HEADER, *rows))
    return "\r\n".join(lines) + "\r\n"


def arrow(rows: list[dict[str, str]], *, kind: str) -> bytes:
    made, kept = pyarrow.Table.from_pylist(rows), io.BytesIO()
    if kind == "parquet":
        parquet.write_table(made, kept)
    else:
        with (ipc.new_stream if kind == "stream" else ipc.new_file)(kept, made.schema) as writer:
            writer.write_table(made)
    return kept.getvalue()


def zipped(name: str, data: str) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as opened:
        opened.writestr(ZipInfo(name), data)
    return made.getvalue()


def tarred(name: str, data: str) -> bytes:
    made, content = io.BytesIO(), data.encode()
    with tarfile.open(fileobj=made, mode="w") as opened:
        told = tarfile.TarInfo(name)
        told.size = len(content)
        opened.addfile(told, io.BytesIO(content))
    return made.getvalue()


def named(one: tuple[str, str, str, str]) -> dict[str, str]:
    return dict(zip(HEADER, one, strict=True))


def post(number: int, kind: int, more: str, body: str) -> str:
    html = f"&lt;p&gt;{body}&lt;/p&gt;"
    return f'  <row Id="{number}" PostTypeId="{kind}" {more} Body="{html}" />\n'


def files() -> dict[str, str | bytes]:
    """Every file, by its name."""
    crawl = record("https://example.org/crawled", marked("braces", "Ida Wolf, MD", "2014-04-01")
                   .encode())  # fmt: skip
    packed = record("https://example.org/packed", marked("laser", "Omar Said, MD", "2014-05-02")
                    .encode())  # fmt: skip
    zstd = record("https://example.org/zstd", marked("fillers", "Lena Marsh, DO", "2014-06-03")
                  .encode())  # fmt: skip
    veneers = {
        "title": question("veneers"),
        "text": "I had veneers.\nNow they hurt.",
        "answers": [
            {"text": words("veneers"), "date": "2015-02-03", "author": {"name": "Eva Stone, DDS"}},
            {"text": "Mine hurt, too, for weeks.", "author": {"name": "walker77"}},
        ],
    }
    return {
        "text.txt": text("surgery", "Ruth Okafor, MD"),
        "marked.html": marked("stitches", "Carl Berg, MD", "2016-01-02"),
        "saved.mhtml": message(marked("a graft", "Nina Falk, MD", "2016-02-03")),
        "packed.html.gz": gzip.compress(
            marked("a peel", "Tom Reed, MD", "2016-03-04").encode(), mtime=0
        ),
        "site/page.html": of_a_site("a tuck", "Maria Soto, MD", "May 5, 2016"),
        "site/own.recipe.toml": RECIPE,
        "records.jsonl": json.dumps(
            {
                "id": "records#1",
                "question_id": "records",
                "question_title": question("a lift"),
                "answer_text": words("a lift"),
                "author": "Hugo Lind, MD",
                "answered_on": "2016-06-07",
            }
        )
        + "\n",
        "array.json": json.dumps([named(row("a cast", "Olga Petrov, MD", "2015-01-02"))]),
        "threads.json": json.dumps([veneers], indent=1),
        "forum.html": forum("a patch", "Lars Holm, MD", "2015-12-13"),
        "topic.json": json.dumps(topic("a filling", "Iris Lange, DDS", "2015-12-14")),
        "thread.json": json.dumps(thread("a bump", 1450137600)),
        "forum/ask_submissions.jsonl": json.dumps(submission("a stent")) + "\n",
        "forum/ask_comments.jsonl": json.dumps(comment("a stent", 1450224000)) + "\n",
        "commas.csv": table(",", row("botox", "Paul Weiss, MD", "March 4, 2015")),
        "semicolons.csv": table(";", row("a bite", "Rosa Díaz, MD", "2015-04-05")),
        "tabs.tsv": table("\t", row("a burn", "Finn Olsen, MD", "2015-05-06")),
        "mapped.csv": "Q;A;Who\r\n"
        + ";".join(f'"{cell}"' for cell in row("a fall", "Jane Hart", "")[:3])
        + "\r\n",
        "mapped.map.toml": 'answer_text = "A"\nquestion_title = "Q"\nauthor = "Who"\n',
        "sheet.xlsx": xlsx([HEADER, row("a sting", "Kofi Mensah, MD", "2015-06-07")]),
        "sheet.ods": ods([HEADER, row("a bruise", "Yuki Tanaka, MD", "2015-07-08")]),
        "columns.parquet": arrow([named(row("a cut", "Leo Braun, MD", "2015-08-09"))],
                                 kind="parquet"),
        "columns.feather": arrow([named(row("a cold", "Amy Chen, MD", "2015-09-10"))], kind="file"),
        "dataset/train/data-00000-of-00001.arrow": arrow(
            [named(row("a crown", "Sam Cole, DMD", "2015-10-11"))], kind="stream"
        ),
        "dataset/train/dataset_info.json": "{}",
        "dataset/train/state.json": "{}",
        "dataset/dataset_dict.json": '{"splits": ["train"]}',
        "dump/Posts.xml": '<?xml version="1.0" encoding="utf-8"?>\n<posts>\n'
        + post(1, 1, f'Title="{question("a scan")}"', "I had a scan.")
        + post(2, 2, 'ParentId="1" OwnerUserId="7" CreationDate="2015-11-12T08:00:00.000"',
               words("a scan"))
        + "</posts>\n",
        "dump/Users.xml": '<?xml version="1.0" encoding="utf-8"?>\n<users>\n'
        '  <row Id="7" DisplayName="Ben Adler, MD" />\n</users>\n',
        "strict.xhtml": xhtml("a splint", "Vera Kuhn, MD", "2016-04-05"),
        "lines.jsonl.gz": gzip.compress(
            json.dumps(named(row("a brace", "Emil Roth, MD", "2014-12-09"))).encode(), mtime=0
        ),
        "table.csv.zst": zstandard(
            table(",", row("a lens", "Clara Vogt, MD", "2014-12-10")).encode()
        ),
        "html.json": json.dumps(
            {"data": {"items": [named(html_row("a drain", "Otto Kern, MD", "2014-12-11"))]}}
        ),
        "crawl.warc": crawl,
        "crawl.warc.gz": gzipped([packed]),
        "crawl.warc.zst": zstandard(zstd),
        "crawl.wacz": wacz([record("https://example.org/wacz",
                                   marked("a bleach", "Ella Moore, DMD", "2014-07-04").encode())]),
        "pages.zip": zipped("zipped.html", marked("a mole", "Noah Klein, MD", "2014-08-05")),
        "pages.tar": tarred("tarred.html", marked("a wart", "Anna Ricci, MD", "2014-09-06")),
        "pages.tar.gz": gzip.compress(
            tarred("tarred-gz.html", marked("a rash", "Ivan Novak, MD", "2014-10-07")), mtime=0
        ),
        "pages.tar.zst": zstandard(
            tarred("tarred-zst.html", marked("a scar", "Mia Lund, MD", "2014-11-08"))
        ),
    }  # fmt: skip


def main() -> None:
    """Write them all."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    for name, data in files().items():
        file = FOLDER / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.encode() if isinstance(data, str) else data)


if __name__ == "__main__":
    main()
