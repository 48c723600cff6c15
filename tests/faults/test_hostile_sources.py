"""Dumps, tables and crawls that are made to hurt: read, or refused, in bounded time and memory."""

import gzip
import io
import json
import os
import random
import resource
import struct
import subprocess
import sys
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow
import pytest
from pyarrow import ipc, parquet

from index.errors import UnreadablePage
from index.model import Page
from index.pages.read import ReadPage, read
from index.pages.rows.record_files import read_records
from tests.conftest import SEEDS
from tests.faults.tally import Tally
from tests.pages.crawled import gzipped, page, record, wacz_of, zstandard
from tests.pages.sheets_made import HEAD, MAIN, ods, ods_of, xlsx, xlsx_of

ROOT = SEEDS.parent
MEMORY = 3 << 30
"""Bytes of addresses that a reader may use: its libraries alone take one and a half."""
SECONDS = 60
WORDS = '<c r="%s" t="inlineStr"><is><t>answer</t></is></c>'
CELL = '<table:table-cell office:value-type="string" %s><text:p>a b</text:p></table:table-cell>'
REPEATED = "table:number-%s-repeated='%s'"
BOMB = (
    '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]>"
)
OUTSIDE = '<!DOCTYPE l [<!ENTITY m SYSTEM "file:///etc/passwd">]>'
SITE = "https://example.org"
OUT = ("../../a", "..%2f..%2fa", "%2e%2e/a", "a%00b", "a\\..\\b", "//a//b", "a:b")
"""Ends of addresses that would lead elsewhere as the names of files."""


def sheet(rows: str, above: str = "") -> bytes:
    return xlsx_of(
        f'{HEAD}{above}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    )


def shared(words: str, times: int) -> bytes:
    """A workbook whose cells all mean one text."""
    made = io.BytesIO(xlsx_of("<row>" + '<c t="s"><v>0</v></c>' * 2 + "</row>"
                              + '<row><c t="s"><v>0</v></c></row>' * times))  # fmt: skip
    with ZipFile(made, "a", ZIP_DEFLATED) as opened:
        text = f'{HEAD}<sst xmlns="{MAIN}"><si><t>{words}</t></si></sst>'
        opened.writestr("xl/sharedStrings.xml", text)
    return made.getvalue()


def padded(data: bytes, members: Mapping[str, str]) -> bytes:
    """A spreadsheet with other members, that grows no more than a hundred times."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, members.get(name, old.read(name)))
        for name in members.keys() - set(old.namelist()):
            new.writestr(name, members[name])
        new.writestr("padding.bin", random.Random(1).randbytes(2_000_000))
    return made.getvalue()


def tables_of_ods(number: int) -> str:
    with ZipFile(io.BytesIO(ods_of(""))) as opened:
        whole = opened.read("content.xml").decode()
    return whole.replace(
        "</office:spreadsheet>", "<table:table/>" * number + "</office:spreadsheet>"
    )


def many_sheets(number: int, cells: int = 1) -> bytes:
    """A workbook of that many sheets, all of which are one file of that many cells."""
    book = xlsx_of(f"<row>{'<c><v>1</v></c>' * 10}</row>" * (cells // 10 + 1))
    with ZipFile(io.BytesIO(book)) as opened:
        whole = opened.read("xl/workbook.xml").decode()
    before, one, after = whole.partition('<sheet name="S1" sheetId="1" r:id="rId1"/>')
    sheets = (one.replace("S1", f"S{n}") for n in range(number))
    return padded(book, {"xl/workbook.xml": before + "".join(sheets) + after})


def posts(rows: str, above: str = "") -> bytes:
    return f"{HEAD}{above}<posts>{rows}</posts>".encode()


def post(more: str, kind: int = 2) -> str:
    return f'<row Id="{kind}" PostTypeId="{kind}" ParentId="1" {more}/>'


def lying(data: bytes) -> bytes:
    """A zip whose members are said to be ten bytes long, everywhere."""
    changed = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = changed.find(mark)
        while start >= 0:
            changed[start + at : start + at + 4] = struct.pack("<I", 10)
            start = changed.find(mark, start + 4)
    return bytes(changed)


def with_zeros(data: bytes) -> bytes:
    made = io.BytesIO(data)
    with ZipFile(made, "a", ZIP_DEFLATED) as opened:
        opened.writestr("xl/media/zeros.xml", bytes(300_000_000))
    return made.getvalue()


def parquet_of(columns: Mapping[str, object]) -> bytes:
    made = io.BytesIO()
    parquet.write_table(
        pyarrow.table(dict(columns)),
        made,
        compression="zstd",
        dictionary_pagesize_limit=10_000_000,
    )
    return made.getvalue()


def arrow_of(
    columns: Mapping[str, object], *, packed: str | None = None, is_stream: bool = False
) -> bytes:
    made, table = io.BytesIO(), pyarrow.table(dict(columns))
    options = ipc.IpcWriteOptions(compression=packed)
    new = ipc.new_stream if is_stream else ipc.new_file
    with new(made, table.schema, options=options) as writer:
        writer.write_table(table)
    return made.getvalue()


def said_often(times: int, length: int) -> pyarrow.Array:
    """Words that are written once, and meant so many times."""
    indices = pyarrow.array([0] * times, type=pyarrow.int32())
    return pyarrow.DictionaryArray.from_arrays(indices, pyarrow.array(["a b " * (length // 4)]))


def viewed_often(times: int, length: int) -> pyarrow.Array:
    """The same, of columns whose cells say where their words stand."""
    words = pyarrow.array(["a b " * (length // 4)], type=pyarrow.string_view())
    _, view, kept = words.buffers()
    views = pyarrow.py_buffer(view.to_pybytes()[:16] * times)
    return pyarrow.Array.from_buffers(pyarrow.string_view(), times, [None, views, kept])


def listed_often(times: int, length: int) -> pyarrow.Array:
    """One list of such words."""
    return pyarrow.ListArray.from_arrays([0, times], said_often(times, length))


def header_of_tar(size: int) -> bytes:
    """A tar whose first member has a name of that many bytes, as it says."""
    told = tarfile.TarInfo("././@LongLink")
    told.type, told.size = tarfile.GNUTYPE_LONGNAME, size
    return told.tobuf(tarfile.GNU_FORMAT) + bytes(1 << 20)


def topic(cooked: str) -> bytes:
    """The dump of a topic of Discourse with one answer."""
    posts = [{"post_number": n, "cooked": words} for n, words in ((1, "Why?"), (2, cooked))]
    return json.dumps({"title": "Why?", "post_stream": {"posts": posts}}).encode()


def thread(*answers: str, asked: str = "Why?") -> bytes:
    """The dump of a thread of Reddit."""
    post = {"id": "a", "title": "Why?", "selftext": asked}
    joined = {"link_id": "t3_a", "parent_id": "t3_a"}
    lines = [post, *({"id": str(n), "body": one, **joined} for n, one in enumerate(answers))]
    return "\n".join(map(json.dumps, lines)).encode()


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "XLSX: a cell far out": (
        "a.xlsx",
        lambda: sheet(f'<row r="1">{WORDS % "A1"}</row><row r="9">{WORDS % "XFD1048576"}</row>'),
    ),
    "XLSX: a row far out": (
        "a.xlsx",
        lambda: sheet(f'<row r="99999999"><c/></row><row>{"<c/>" * 10_000}</row>'),
    ),
    "XLSX: a cell beyond all numbers": (
        "a.xlsx", lambda: sheet(f'<row r="1">{WORDS % "ZZZZZZZ9999999999"}</row>'),
    ),
    "XLSX: a place in entities": (
        "a.xlsx", lambda: sheet(f'<row r="1">{WORDS % "&#88;FD1048576"}</row>'),
    ),
    "XLSX: an entity bomb": ("a.xlsx", lambda: sheet("<row><c><v>&l;</v></c></row>", BOMB)),
    "XLSX: a file of the machine": (
        "a.xlsx", lambda: sheet("<row><c><v>&m;</v></c></row>", OUTSIDE),
    ),
    "XLSX: zeros": ("a.xlsx", lambda: with_zeros(xlsx([["answer"], ["a b"]]))),
    "XLSX: other sizes than it says": (
        "a.xlsx", lambda: lying(xlsx([["answer"], ["a b " * 100_000]])),
    ),
    "XLSX: nested": ("a.xlsx", lambda: sheet("<a>" * 500_000)),
    "XLSX: many sheets": ("a.xlsx", lambda: xlsx(*[[["answer"], ["a b"]]] * 3_000)),
    "XLSX: sheets without number": ("a.xlsx", lambda: many_sheets(3_500_000)),
    "XLSX: sheets that are one file": ("a.xlsx", lambda: many_sheets(100, 1_000_000)),
    "XLSX: texts without number": (
        "a.xlsx",
        lambda: padded(
            xlsx([["answer"], ["a b"]]),
            {"xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{MAIN}">{"<si/>" * 35_000_000}</sst>'},
        ),
    ),
    "ODS: tables without number": (
        "a.ods",
        lambda: padded(ods_of(""), {"content.xml": tables_of_ods(10_000_000)}),
    ),
    "XLSX: a huge cell": ("a.xlsx", lambda: xlsx([["answer"], ["a b " * 10_000_000]])),
    "XLSX: 500 characters of a name": ("a.xlsx", lambda: xlsx([["a" * 500_000], ["a b"]])),
    "ODS: repeated rows and columns": (
        "a.ods",
        lambda: ods_of(
            f"<table:table-row {REPEATED % ('rows', 1048576)}>"
            f"{CELL % (REPEATED % ('columns', 16384))}</table:table-row>"
        ),
    ),
    "ODS: a cell far out": (
        "a.ods",
        lambda: ods_of(
            f"<table:table-row {REPEATED % ('rows', 999999999)}><table:table-cell/>"
            f"</table:table-row><table:table-row>{CELL % ''}</table:table-row>"
        ),
    ),
    "ODS: numbers without end": (
        "a.ods",
        lambda: ods_of(
            f"<table:table-row {REPEATED % ('rows', 2**64 - 1)}>"
            f"<table:table-cell {REPEATED % ('columns', 2**64 - 1)}/></table:table-row>"
            f"<table:table-row>{CELL % ''}</table:table-row>"
        ),
    ),
    "ODS: blanks": (
        "a.ods",
        lambda: ods_of(
            "<table:table-row><table:table-cell office:value-type='string'><text:p>a"
            "<text:s text:c='2000000000'/>b</text:p></table:table-cell></table:table-row>" * 2
        ),
    ),
    "ODS: a long text, often": (
        "a.ods",
        lambda: ods_of(
            f"<table:table-row {REPEATED % ('rows', 1000)}><table:table-cell office:value-type="
            f"'string' {REPEATED % ('columns', 1000)}><text:p>{'a b ' * 1000}</text:p>"
            "</table:table-cell></table:table-row>"
        ),
    ),
    "XLSX: a long text, often": ("a.xlsx", lambda: shared("a b " * 100_000, 100_000)),
    "StackExchange: an entity bomb": (
        "Posts.xml", lambda: posts(post('Body="&l;"'), BOMB),
    ),
    "StackExchange: a file of the machine": (
        "Posts.xml", lambda: posts(post('Body="&m;"'), OUTSIDE),
    ),
    "StackExchange: an attribute of 100 MB": (
        "Posts.xml", lambda: posts(post(f'Body="{"a" * 100_000_000}"')),
    ),
    "StackExchange: attributes": (
        "Posts.xml", lambda: posts(post(" ".join(f'a{n}=""' for n in range(200_000)))),
    ),
    "StackExchange: nested": ("Posts.xml", lambda: posts("<row>" * 1_000_000)),
    "StackExchange: markup that is nested": (
        "Posts.xml",
        lambda: posts(post('Title="a b"', 1).replace('Id="1"', 'Id="1"')
                      + post(f'Body="{"&lt;div>" * 100_000}a b"')),
    ),
    "StackExchange: another dump": ("Badges.xml", lambda: b"<badges/>"),
    "JSON: nested": ("a.json", lambda: b'[{"answer": ' + b"[" * 1_000_000),
    "JSON: objects in objects": (
        "a.json", lambda: b"[" + b'{"a":' * 900 + b"1" + b"}" * 900 + b"]",
    ),
    "JSON: fields": (
        "a.json", lambda: json.dumps([{f"a{n}": 1 for n in range(300_000)}]).encode(),
    ),
    "JSON: answers": (
        "a.json",
        lambda: json.dumps([{"title": "Why?", "answers": ["a b"] * 20_000}]).encode(),
    ),
    "JSON: answers to a long question": (
        "a.json",
        lambda: json.dumps([{"title": "Why?", "body": "a b " * 450_000,
                             "answers": [f"a b {n}" for n in range(20_000)]}]).encode(),
    ),
    "JSON: a number without end": ("a.json", lambda: b'[{"answer": ' + b"9" * 5_000_000 + b"}]"),
    "Discourse: frames": (
        "a.json", lambda: topic("<aside>a b</aside>" * 40_000 + "<p>a b</p>"),
    ),
    "Discourse: frames in frames": ("a.json", lambda: topic("<aside>a b" * 100_000)),
    "Reddit: replies to replies": (
        "a.json", lambda: b'[{"kind":"Listing"},' + b'{"data":{"children":[' * 1_000_000,
    ),
    "Reddit: quotations": ("a.ndjson", lambda: thread("> a b\n\n" * 200_000 + "a b")),
    "Reddit: blanks": ("a.ndjson", lambda: thread(("a" + "\n" + " " * 900) * 2_000)),
    "Reddit: answers to a long question": (
        "a.ndjson", lambda: thread(*(f"a b {n}" for n in range(20_000)), asked="a b " * 450_000),
    ),
    "CSV: columns": ("a.csv", lambda: b",".join([b"answer"] * 500_000) + b"\na b\n"),
    "CSV: columns, each another": (
        "a.csv", lambda: ",".join(f"c{n}" for n in range(200_000)).encode() + b"\na b\n",
    ),
    "CSV: a cell of 50 MB": ("a.csv", lambda: b'answer,n\n"' + b"a b " * 12_500_000 + b'",1\n'),
    "CSV: a quotation that never ends": ("a.csv", lambda: b'answer,n\n"' + b"a,b\n" * 2_000_000),
    "Parquet: words meant often": (
        "a.parquet", lambda: parquet_of({"answer": said_often(1_000_000, 40)}),
    ),
    "Parquet: long words meant often": (
        "a.parquet", lambda: parquet_of({"answer": said_often(3_000, 1_000_000)}),
    ),
    "Parquet: rows": (
        "a.parquet", lambda: parquet_of({"answer": pyarrow.nulls(50_000_000, pyarrow.string())}),
    ),
    "Arrow: rows": (
        "a.arrow", lambda: arrow_of({"answer": pyarrow.nulls(3_000_000, pyarrow.string())}),
    ),
    "Arrow: long words meant often": (
        "a.arrow", lambda: arrow_of({"answer": said_often(3_000, 10_000_000)}),
    ),
    "Arrow: long words meant often, packed": (
        "a.arrow",
        lambda: arrow_of({"answer": said_often(1_000, 15_000_000)}, packed="zstd", is_stream=True),
    ),
    "Arrow: long words seen often": (
        "a.arrow", lambda: arrow_of({"answer": viewed_often(3_000, 10_000_000)}),
    ),
    "Arrow: a list of long words meant often": (
        "a.arrow", lambda: arrow_of({"answers": listed_often(100_000, 1_000_000)}),
    ),
    "Arrow: a list of nothing": (
        "a.arrow",
        lambda: arrow_of({"answers": pyarrow.FixedSizeListArray.from_arrays(
            pyarrow.nulls(2_000_000_000), 1_000_000_000)}),
    ),
    "Arrow: zeros, packed": (
        "a.arrow",
        lambda: arrow_of({"answer": pyarrow.array(["\0" * 1_500_000_000])}, packed="zstd"),
    ),
    "Arrow: columns": (
        "a.arrow",
        lambda: arrow_of({f"a{n}": pyarrow.nulls(2_000) for n in range(5_000)}),
    ),
    "WARC: line ends": ("a.warc.gz", lambda: gzip.compress(b"\n" * 300_000_000)),
    "WARC: zeros": (
        "a.warc.gz", lambda: gzipped([record(f"{SITE}/a", bytes(300_000_000))]),
    ),
    "WARC: zeros that a server packed": (
        "a.warc.gz",
        lambda: gzipped([record(f"{SITE}/a", gzip.compress(bytes(300_000_000)),
                                headers="Content-Encoding: gzip\r\n")]),
    ),
    "WARC: packed many times": (
        "a.warc",
        lambda: record(f"{SITE}/a", gzip.compress(gzip.compress(page("a b"))),
                       headers=f"Content-Encoding: {'gzip,' * 5_000}\r\n"),
    ),
    "WARC: beginnings": ("a.warc", lambda: b"\x1f\x8b\x08" * 3_000_000),
    "WARC: beginnings of records": ("a.warc", lambda: b"WARC/1.0\r\n\r\n" * 1_000_000),
    "WARC: a head without end": ("a.warc", lambda: b"WARC/1.0\r\n" + b"a: b\r\n" * 10_000_000),
    "WARC: an address without end": (
        "a.warc.gz", lambda: gzipped([record(f"{SITE}/{'a/' * 10_000}", page("a b"))]),
    ),
    "WARC: names that lead out": (
        "a.warc",
        lambda: b"".join(record(f"{SITE}/{path}", page("a b")) for path in OUT),
    ),
    "WARC: pages": (
        "a.warc", lambda: b"".join(record(f"{SITE}/{n}", b"a") for n in range(3_000)),
    ),
    "WACZ: zeros": ("a.wacz", lambda: wacz_of(gzip.compress(bytes(300_000_000)))),
    "WACZ: no zip": ("a.wacz", lambda: b"PK" * 1_000),
    "WARC: zstd": ("a.warc.zst", lambda: zstandard(b"\n" * 100_000_000)),
    "tar: zeros": ("a.tar.gz", lambda: gzip.compress(bytes(300_000_000))),
    "tar: zeros, by zstd": ("a.tar.zst", lambda: zstandard(bytes(300_000_000))),
    "tar: a name without end": ("a.tar", lambda: header_of_tar(8_000_000_000)),
    "tar: a name without end, packed": (
        "a.tar.gz", lambda: gzip.compress(header_of_tar(180_000_000) + bytes(250_000_000)),
    ),
}  # fmt: skip
READ = f"""
import resource, sys
from pathlib import Path
from index.pages.read import ReadPage, read
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
pages = other = 0
for found in read([Path(sys.argv[1])]):
    if isinstance(found, ReadPage):
        pages += 1
    else:
        other += 1
        reason = found.reason
        assert len(reason) < 2000 and "root:" not in reason, reason[:2000]
print("read", pages, other)
"""


@pytest.mark.faults
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_source_that_is_made_to_hurt_takes_bounded_time_and_memory(
    kind: str, tmp_path: Path, tally: Tally
) -> None:
    name, made = HOSTILE[kind]
    file = tmp_path / name
    file.write_bytes(made())
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", READ, str(file)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-800:]
    assert done.stdout.startswith("read ") and done.stderr == ""
    assert list(temporary.iterdir()) == []
    assert {one.name for one in tmp_path.iterdir()} == {name, "temporary"}
    tally.record(38)


ROWS = [("question", "answer", "doctor"), ("Why is it?", "It is so.", "Ruth Lane, MD")] + [
    ("Why not?", f"It is not, {n}.", "Alan Orchard, MD") for n in range(20)
]
WHOLE: dict[str, bytes] = {
    "a.xlsx": xlsx(ROWS),
    "a.ods": ods(ROWS),
    "a.parquet": parquet_of({name: [row[at] for row in ROWS[1:]] for at, name in
                             enumerate(ROWS[0])}),
    "a.arrow": arrow_of({name: [row[at] for row in ROWS[1:]] for at, name in enumerate(ROWS[0])}),
}  # fmt: skip
SAID = {(row[1], row[2].partition(",")[0]) for row in ROWS[1:]}


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods"])
def test_a_spreadsheet_cut_anywhere_gives_nothing_that_nobody_said(
    name: str, tmp_path: Path, tally: Tally
) -> None:
    whole = WHOLE[name]
    for end in range(0, len(whole), 61):
        assert answers(tmp_path, name, whole[:end]) <= SAID
        tally.record(38)


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods"])
def test_a_spreadsheet_with_any_byte_changed_gives_nothing_that_nobody_said(
    name: str, tmp_path: Path, tally: Tally
) -> None:
    """The zip has a sum of each part: what is changed there is refused."""
    chance = random.Random(7)
    for _ in range(150):
        data = bytearray(WHOLE[name])
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        assert answers(tmp_path, name, bytes(data)) <= SAID
        tally.record(38)


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow"])
def test_a_table_of_columns_cut_anywhere_is_refused_or_gives_what_was_said(
    name: str, tmp_path: Path, tally: Tally
) -> None:
    whole = WHOLE[name]
    for end in range(0, len(whole), 97):
        assert answers(tmp_path, name, whole[:end]) <= SAID
        tally.record(38)


def answers(folder: Path, name: str, data: bytes) -> set[tuple[str, str | None]]:
    file = folder / name
    file.write_bytes(data)
    pages = [one for one in read_records(file, name) if isinstance(one, Page)]
    return {(page.quote(one.body), one.doctor.name) for page in pages for one in page.answers}


def test_a_crawl_cut_anywhere_gives_whole_pages(tmp_path: Path, tally: Tally) -> None:
    packed = gzipped([record(f"{SITE}/{n}", page(f"Number {n} rests.")) for n in range(4)])
    for end in range(0, len(packed), 83):
        (tmp_path / "a.warc.gz").write_bytes(packed[:end])
        for found in read([tmp_path / "a.warc.gz"]):
            if isinstance(found, ReadPage):
                (answer,) = found.page.answers
                assert found.page.quote(answer.body) == f"Number {found.page.id[-1]} rests."
            else:
                assert isinstance(found, UnreadablePage)
        tally.record(38)
