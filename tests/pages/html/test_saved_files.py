"""The files that web pages are saved in: messages, gzip, a folder beside, and many encodings."""

import gzip
import zipfile
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

from index.errors import UnreadablePage
from index.model import Page
from index.pages.decided import read_saved_page
from index.pages.read import ReadPage, read
from tests.conftest import SEEDS
from tests.pages.html.wrappings import WRAPPINGS

SEED = sorted(SEEDS.glob("*.txt"))[0]
HTML = WRAPPINGS["site"](SEED.read_bytes().decode("utf-8"))
WORDS = "Café “quoted” — naïve façade, déjà vu, Müller’s Straße. Ça va très bien à l’hôtel."


def put(folder: Path, name: str, data: bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def text_of(folder: Path, data: bytes, name: str = "a.html") -> Page:
    return read_saved_page(put(folder, name, data), "a", name)


def message(html: str, encoding: str = "quoted-printable") -> bytes:
    """A page as Chrome saves it, with a frame and a picture."""
    whole = MIMEMultipart("related", type="text/html")
    whole["From"] = "<Saved by Blink>"
    whole["Snapshot-Content-Location"] = "https://example.org/q/1"
    for words, location in ((html, "https://example.org/q/1"), ("<p>frame", "cid:frame@x")):
        part = MIMEText(words, "html", "utf-8")
        if encoding == "quoted-printable":
            import quopri

            part.set_payload(quopri.encodestring(words.encode("utf-8")).decode("ascii"))
            part.replace_header("Content-Transfer-Encoding", encoding)
        part["Content-Location"] = location
        whole.attach(part)
    return whole.as_bytes()


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_message_has_the_page_in_it(encoding: str, end: bytes, tmp_path: Path) -> None:
    data = message(HTML, encoding).replace(b"\n", end)
    page = text_of(tmp_path, data, "a.mhtml")
    assert len(page.answers) == 10 and "frame" not in page.text
    assert {one.url for one in page.answers} == {"https://example.org/q/1"}
    assert page.text == text_of(tmp_path, HTML.encode()).text


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n", b"Content-Type: multipart/related; boundary=x\n\n--x\n\nnothing", b"\xff" * 99,
     b"Content-Type: multipart/related\n\n--x", b"Content-Type: text/plain\n\n<p>a"],
)  # fmt: skip
def test_a_message_without_a_page_is_refused(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(UnreadablePage, match="no web page in the message"):
        text_of(tmp_path, data, "a.mht")


def test_gzip_is_unpacked_and_its_page_has_the_id_without_both_endings(tmp_path: Path) -> None:
    put(tmp_path, "in/a.html.gz", gzip.compress(HTML.encode()))
    put(tmp_path, "in/b.mhtml.gz", gzip.compress(message(HTML)))
    put(tmp_path, "in/c.htm", gzip.compress(HTML.encode()))
    found = [one for one in read([tmp_path / "in"]) if isinstance(one, ReadPage)]
    assert [one.page.id for one in found] == ["a", "b", "c"]
    assert {len(one.page.answers) for one in found} == {10}


def test_damaged_gzip_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(HTML.encode())
    for data in (packed[:-20], packed[:10] + b"\xff" * 50, b"\x1f\x8b"):
        with pytest.raises(UnreadablePage, match="damaged"):
            text_of(tmp_path, data, "a.html.gz")


FOLDERS = ("q_files", "q-Dateien", "q_fichiers")


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_folder_of_a_complete_page_is_part_of_it(folder: str, tmp_path: Path) -> None:
    put(tmp_path, "in/q.html", HTML.encode())
    put(tmp_path, f"in/{folder}/frame.html", b"<p>x")
    put(tmp_path, f"in/{folder}/a/picture.png", b"x")
    put(tmp_path, "in/other_files/b.png", b"x")
    found = list(read([tmp_path / "in"]))
    assert [one.page.id for one in found if isinstance(one, ReadPage)] == ["q"]
    refused = [one.source for one in found if isinstance(one, UnreadablePage)]
    assert [Path(one).name for one in refused] == ["b.png"]
    archive = tmp_path / "in.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in sorted((tmp_path / "in").rglob("*")):
            packed.write(file, file.relative_to(tmp_path / "in"))
    found = list(read([archive]))
    assert [one.page.id for one in found if isinstance(one, ReadPage)] == ["in/q"]
    refused = [one.source for one in found if isinstance(one, UnreadablePage)]
    assert [Path(one).name for one in refused] == ["b.png"]


def page_of(words: str, declared: str = "") -> str:
    text = SEED.read_bytes().decode("utf-8").replace("Botox", words, 1)
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    body = "".join(f"<p>{one}</p>" for one in text.split("\n\n"))
    return f"<html><head>{meta if declared else ''}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("codec", "declared", "mark"),
    [
        ("utf-8", "utf-8", b""),
        ("utf-8", "", b""),
        ("utf-8", "iso-8859-1", b"\xef\xbb\xbf"),
        ("utf-16-le", "utf-8", b"\xff\xfe"),
        ("utf-16-be", "", b"\xfe\xff"),
        ("cp1252", "windows-1252", b""),
        ("cp1252", "iso-8859-1", b""),
        ("utf-8", "utf-16", b""),
    ],
)
def test_the_encoding_is_told_by_the_mark_or_the_page(
    codec: str, declared: str, mark: bytes, tmp_path: Path
) -> None:
    page = text_of(tmp_path, mark + page_of(WORDS, declared).encode(codec, "replace"))
    assert WORDS in page.text and len(page.answers) == 10
    assert not any("encoding" in one for one in page.warnings)


def test_an_encoding_that_nothing_tells_is_detected_and_said(tmp_path: Path) -> None:
    data = page_of(WORDS).encode("cp1252", "replace")
    page = text_of(tmp_path, data)
    assert WORDS in page.text
    assert "the encoding was detected, as no name of it holds: cp1252" in page.warnings[0]
    text = "Вопрос о ботоксе: можно ли лежать после процедуры? Да, через четыре часа можно."
    page = text_of(tmp_path, page_of(text).encode("cp1251", "replace"))
    assert text in page.text
    assert page.warnings[0].startswith("to be checked: the encoding was detected")


def test_a_page_that_is_not_in_the_encoding_that_it_names_says_so(tmp_path: Path) -> None:
    page = text_of(tmp_path, page_of(WORDS, "utf-8").encode("cp1252", "replace"))
    assert WORDS in page.text
    assert "the page says that it is utf-8, and it is not" in page.warnings[0]


def test_the_header_of_a_message_goes_before_what_the_page_says(tmp_path: Path) -> None:
    html = page_of(WORDS, "iso-8859-1")
    data = b"Content-Type: text/html; charset=utf-8\n\n" + html.encode("utf-8")
    assert WORDS in text_of(tmp_path, data, "a.mhtml").text


@pytest.mark.parametrize("data", [b"<p>a\0b", "<p>ab".encode("utf-16-le"), bytes(range(256)) * 9])
def test_what_is_no_text_is_refused(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(UnreadablePage, match=r"NUL|no encoding"):
        text_of(tmp_path, data)


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.html.gz"])
def test_a_message_is_known_whatever_its_name_says(name: str, tmp_path: Path) -> None:
    data = message(HTML)
    packed = gzip.compress(data) if name.endswith(".gz") else data
    page = text_of(tmp_path, packed, name)
    assert page.text == text_of(tmp_path, HTML.encode()).text
    assert {one.url for one in page.answers} == {"https://example.org/q/1"}


def test_a_page_that_is_called_a_message_is_read_as_a_page(tmp_path: Path) -> None:
    page = text_of(tmp_path, b"\xef\xbb\xbf\r\n" + HTML.encode(), "a.mhtml")
    assert page.text == text_of(tmp_path, HTML.encode()).text


XHTML = (
    '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/>'
    '<script src="a.js"/><style><![CDATA[.gone { display: none }]]></style></head><body>'
    '<h1>Is rest <a id="x" title="a > b"/>needed?</h1><div class="ad"/><textarea/><hr/>'
    "<h2>Answers 1</h2><p><![CDATA[Below <3 weeks & more, rest is needed by all.]]><br/>Wait.</p>"
    '<!-- <p/> --><p class="gone">Gone.</p><p>Ruth Okafor, MD</p><p>Reno Dentist</p></body></html>'
)
SHOWN = [
    "Is rest needed?",
    "Answers 1",
    "Below <3 weeks & more, rest is needed by all.",
    "Wait.",
    "Ruth Okafor, MD",
    "Reno Dentist",
]


def test_xhtml_is_read_as_browsers_read_it(tmp_path: Path) -> None:
    page = text_of(tmp_path, XHTML.encode(), "a.xhtml")
    assert [line for line in page.text.split("\n") if line.strip()] == SHOWN
    assert [one.doctor.name for one in page.answers] == ["Ruth Okafor"]
    kept = (
        b"Content-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: application/xhtml+xml\r\n\r\n" + XHTML.encode() + b"\r\n--x--\r\n"
    )
    assert text_of(tmp_path, kept, "b.mhtml").text == page.text
