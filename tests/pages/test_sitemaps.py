"""What sitemaps beside saved pages say of these: taken where a file is that page for sure."""

import gzip
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.show.export import page_json
from index.errors import UnreadablePage
from index.library.build import build
from index.library.open import Library
from index.pages.packed import sitemaps
from index.pages.read import ReadPage, read
from tests.pages.make_everything import marked
from tests.words_encoder import WordsEncoder

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PAGE = marked("botox", "Ruth Okafor, MD", "2016-03-03").encode()
AT = "https://example.org"


def sitemap(*listed: tuple[str, str | None]) -> bytes:
    urls = "".join(
        f"<url><loc>\n {address} </loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n"
        for address, day in listed
    )
    return f"{HEAD}<urlset {NAMESPACE}>\n{urls}</urlset>\n".encode()


def index(*addresses: str) -> bytes:
    listed = "".join(f"<sitemap><loc>{one}</loc></sitemap>" for one in addresses)
    return f"{HEAD}<sitemapindex {NAMESPACE}>{listed}</sitemapindex>".encode()


def laid(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder


def links(found: Iterator[object]) -> dict[str, str | None]:
    pages = (one.page for one in found if isinstance(one, ReadPage))
    return {page.id: page.answers[0].url for page in pages}


def troubles(path: Path) -> dict[str, str]:
    found = (one for one in read([path]) if isinstance(one, UnreadablePage))
    return {Path(one.source).relative_to(path).as_posix(): one.reason for one in found}


def test_a_page_has_the_address_and_the_day_that_its_sitemap_lists(tmp_path: Path) -> None:
    files = {
        "sitemap.xml": sitemap((f"{AT}/a/veins.html", "2020-01-05T08:00:00Z"), (f"{AT}/b", None)),
        "a/veins.html": PAGE,
        "b/index.html": PAGE,
        "c.html": PAGE,
    }
    laid(tmp_path, files)
    found = {one.page.id: one.page for one in read([tmp_path]) if isinstance(one, ReadPage)}
    assert found["a/veins"].answers[0].url == f"{AT}/a/veins.html"
    assert found["a/veins"].changed_on == date(2020, 1, 5)
    assert found["a/veins"].answers[0].answered_on == date(2016, 3, 3)  # that is another day
    assert (found["b/index"].answers[0].url, found["b/index"].changed_on) == (f"{AT}/b", None)
    assert found["c"].answers[0].url is None
    assert troubles(tmp_path) == {
        "sitemap.xml/*": "web pages of which it tells the address: 2, of 2 listed; "
        "last changed from 2020-01-05 to 2020-01-05"
    }


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("q/veins", f"{AT}/q/veins"),
        ("q/veins", f"{AT}/q/veins.htm"),
        ("q/index", f"{AT}/q/"),
        ("index", f"{AT}/"),
        ("example.org/q/veins", f"{AT}/q/veins"),
        ("q/na vė", f"{AT}/q/na%20v%C4%97"),
        ("q/veins?id=3", f"{AT}/q/veins?id=3"),
    ],
)
def test_a_file_is_the_page_of_an_address_by_its_whole_path(
    name: str, address: str, tmp_path: Path
) -> None:
    laid(tmp_path, {"sitemap.xml": sitemap((address, None)), f"{name}.html": PAGE})
    assert links(read([tmp_path])) == {name: address}


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("veins", [f"{AT}/q/veins"]),
        ("q/veins", [f"{AT}/veins"]),
        ("q/veins", [f"{AT}/q/veins?id=3"]),
        ("q/Veins", [f"{AT}/q/veins"]),
        ("example.net/q/veins", [f"{AT}/q/veins"]),
        ("q/veins", [f"{AT}/q/veins", f"{AT}/q/veins.html"]),
        ("q/veins", [f"{AT}/q/veins", "https://example.net/q/veins"]),
        ("q/veins", ["javascript:alert(1)/q/veins", "file:///q/veins"]),
    ],
)
def test_what_may_be_another_page_gets_no_address(
    name: str, listed: list[str], tmp_path: Path
) -> None:
    files = {"sitemap.xml": sitemap(*((one, None) for one in listed)), f"{name}.html": PAGE}
    assert links(read([laid(tmp_path, files)])) == {name: None}


def test_what_the_page_says_of_itself_goes_before(tmp_path: Path) -> None:
    own = PAGE.replace(b"<title>", b'<link rel="canonical" href="https://example.net/v"><title>')
    laid(tmp_path, {"sitemap.xml": sitemap((f"{AT}/veins", None)), "veins.html": own})
    assert links(read([tmp_path])) == {"veins": "https://example.net/v"}


def test_an_index_and_packed_sitemaps_are_read_where_they_stand_beside(tmp_path: Path) -> None:
    files = {
        "sitemap_index.xml": index(f"{AT}/post-sitemap1.xml.gz", f"{AT}/elsewhere/sitemap2.xml"),
        "post-sitemap1.xml.gz": gzip.compress(sitemap((f"{AT}/veins", None))),
        "veins.html": PAGE,
    }
    assert links(read([laid(tmp_path, files)])) == {"veins": f"{AT}/veins"}


def test_an_archive_has_its_own_sitemap_and_no_sitemap_of_another_folder_counts(
    tmp_path: Path,
) -> None:
    laid(tmp_path, {"sitemap.xml": sitemap((f"{AT}/named/veins", None))})
    named = laid(tmp_path / "named", {"veins.html": PAGE})
    with ZipFile(named / "pages.zip", "w") as packed:
        packed.writestr("sitemap.xml", sitemap((f"{AT}/feet", None)))
        packed.writestr("feet.html", PAGE)
    assert links(read([named])) == {"veins": None, "pages/feet": f"{AT}/feet"}


def test_a_sitemap_that_comes_later_has_its_pages_read_anew(tmp_path: Path) -> None:
    pages, library = tmp_path / "pages", tmp_path / "library"
    laid(pages, {"veins.html": PAGE, "feet.html": PAGE.replace(b"botox", b"fillers")})
    build(library, [pages], WordsEncoder())
    assert build(library, [pages], WordsEncoder()).unchanged == ["feet", "veins"]
    laid(pages, {"sitemap.xml": sitemap((f"{AT}/veins", "2020-01-05"))})
    report = build(library, [pages], WordsEncoder())
    assert (report.changed, report.unchanged) == (["veins"], ["feet"])
    with closing(Library.open(library)) as opened:
        page = opened.page("veins")
        assert page.answers[0].url == f"{AT}/veins"
        assert page_json(page)["changed_on"] == "2020-01-05"
    (pages / "sitemap.xml").unlink()
    report = build(library, [pages], WordsEncoder())
    assert report.changed == ["veins"]
    assert "the day of its last change" in report.losses[0][1]


BOMB = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
BAD = [
    (BOMB + b"<urlset><url><loc>&b;</loc></url></urlset>", "it has a document type"),
    (OUTSIDE + b"<urlset><url><loc>&a;</loc></url></urlset>", "it has a document type"),
    (b"<urlset><url><loc>&b;</loc></url></urlset>", "it is no whole XML (undefined entity"),
    (b"<urlset>" + b"<a>" * 100_000, "it has tags within more than 8 others"),
    (b"<urlset><url><loc>https://example.org/", "it is no whole XML (no element found"),
    (b"<html/>", "it is no sitemap"),
    (b"", "it is no whole XML (no element found"),
]


@pytest.mark.parametrize(("data", "reason"), BAD)
def test_what_is_no_plain_sitemap_is_refused_and_stops_nothing(
    data: bytes, reason: str, tmp_path: Path
) -> None:
    laid(tmp_path, {"sitemap.xml": data, "veins.html": PAGE})
    assert links(read([tmp_path])) == {"veins": None}
    (found,) = troubles(tmp_path).values()
    assert found.startswith(reason)


def test_what_grows_too_much_is_not_unpacked(tmp_path: Path) -> None:
    data = gzip.compress(b"<urlset>" + b" " * 40_000_000)
    laid(tmp_path, {"sitemap.xml.gz": data, "veins.html": PAGE})
    assert troubles(tmp_path) == {"sitemap.xml.gz": "it would grow more than 100 times"}
    laid(tmp_path, {"sitemap.xml.gz": b"\x1f\x8b\x08torn"})
    assert "sitemap.xml.gz" in troubles(tmp_path)


def test_more_addresses_than_are_read_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "MOST_ADDRESSES", 2)
    listed = sitemap(*((f"{AT}/{n}", None) for n in range(3)))
    laid(tmp_path, {"sitemap.xml": listed, "1.html": PAGE, "2.html": PAGE})
    assert links(read([tmp_path])) == {"1": f"{AT}/1", "2": None}
    assert troubles(tmp_path)["sitemap.xml"] == "it has more than 2 addresses; the rest is not read"
