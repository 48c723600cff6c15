"""What files are read, by the ending of their names, and how large they may be."""

from pathlib import PurePath

from index.pages.html.saved import LARGEST_WEB_PAGE, WEB_PAGES, is_web_page
from index.pages.limits import PACKED
from index.pages.line_reader.text import LARGEST_PAGE
from index.pages.rows.columnar import COLUMNAR, LARGEST_COLUMNAR
from index.pages.rows.json_lines import LARGEST_ARRAY, LARGEST_FILE
from index.pages.rows.sheets import LARGEST_SHEET, SHEETS
from index.pages.rows.stack_exchange import DUMPS, LARGEST_DUMP
from index.pages.rows.tables import LARGEST_TABLE

LARGEST = {
    ".txt": LARGEST_PAGE,
    **dict.fromkeys(WEB_PAGES, LARGEST_WEB_PAGE),
    ".jsonl": LARGEST_FILE,
    ".ndjson": LARGEST_FILE,
    ".json": LARGEST_ARRAY,
    ".csv": LARGEST_TABLE,
    ".tsv": LARGEST_TABLE,
    **dict.fromkeys(SHEETS, LARGEST_SHEET),
    **dict.fromkeys(COLUMNAR, LARGEST_COLUMNAR),
    **dict.fromkeys(DUMPS, LARGEST_DUMP),
}
"""Bytes that a file may have; files with other endings are not read, archives of these aside."""
OF_A_PAGE = ("_files", "-Dateien", "_fichiers", "_archivos", "_arquivos", "_file", ".files")
"""What browsers add to a page's name for the folder of all that belongs to it."""
COMPLETE = (".html", ".htm", ".xhtml", ".xht")
PAGE_ENDINGS = tuple(LARGEST)
"""What the names of files end in that are read."""


OF_WORD = "save it as a web page (.html) or as text (.txt)"
INSTEAD = {
    **dict.fromkeys((".doc", ".docx", ".odt", ".rtf", ".pages"), OF_WORD),
    ".pdf": "save the web page that it was printed from (.html), or its text (.txt)",
    **dict.fromkeys((".xls", ".xlsb", ".xlsm", ".numbers"), "save it as .xlsx or .csv"),
    **dict.fromkeys((".eml", ".msg", ".epub"), OF_WORD),
    **dict.fromkeys(
        (".png", ".jpg", ".jpeg", ".heic", ".webp", ".gif", ".tif", ".tiff"),
        "a picture's words are not read: save the page itself (.html)",
    ),
    **dict.fromkeys((".7z", ".rar", ".bz2", ".xz"), "pack it as .zip, .tar.gz or .tar.zst"),
    **dict.fromkeys(
        (".gz", ".zst"),
        "let its name say what is in it (“answers.jsonl.zst”), unpack it, or pack it as .zip",
    ),
    **dict.fromkeys(
        (".zip", ".tar", ".tgz", ".warc", ".wacz"),
        "an archive within another is not unpacked: unpack the outer one, and name its folder",
    ),
    **dict.fromkeys((".jl", ".jsonlines"), "let its name end in .jsonl"),
    **dict.fromkeys((".md", ".markdown", ".text", ".asc"), "let its name end in .txt"),
    ".tab": "let its name end in .tsv",
    **dict.fromkeys((".sqlite", ".sqlite3", ".db"), "export its table as .csv"),
    ".webarchive": "save the page as its source (.html)",
}
"""What a file of another type can be saved as, to be read; of what is read elsewhere, where."""
OTHERWISE = "export it as .html, .txt, .csv, .xlsx or .jsonl"


def not_read(file: PurePath) -> str:
    """Why a file is not read, by its ending, and what it can be saved as to be read."""
    told = f"files ending in {file.suffix or 'nothing'} are not read"
    return f"{told}; {INSTEAD.get(file.suffix.lower(), OTHERWISE)}"


def ending_of(file: PurePath) -> str:
    """What a file's name ends in, as it is looked up in `LARGEST`: of "a.html.gz" both."""
    ending = file.suffix.lower()
    return PurePath(file.stem).suffix.lower() + ending if ending in PACKED else ending


def without_ending(file: PurePath) -> PurePath:
    """A file's path without what `ending_of` finds."""
    return file.with_name(file.name[: len(file.name) - len(ending_of(file))])


def pages_that_own(folder: str) -> list[str]:
    """The names of the web pages of which a folder of that name would be, if one of them stands
    beside it: a browser saves a page "complete" as a file, and a folder of all that belongs to it.
    """
    stems = [folder.removesuffix(one) for one in OF_A_PAGE if folder.endswith(one)]
    return [f"{stem}{ending}" for stem in stems for ending in COMPLETE]


def is_saved_page(file: PurePath) -> bool:
    """Whether a file is one saved page, as text or as a web page, and no list of records."""
    return file.suffix.lower() == ".txt" or is_web_page(file)
