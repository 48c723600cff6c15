"""What files are read, by the ending of their names, and how large they may be."""

from pathlib import PurePath

from index.pages.html.saved import LARGEST_WEB_PAGE, WEB_PAGES, is_web_page
from index.pages.json_lines import LARGEST_ARRAY, LARGEST_FILE
from index.pages.tables import LARGEST_TABLE
from index.pages.text import LARGEST_PAGE

LARGEST = {
    ".txt": LARGEST_PAGE,
    **dict.fromkeys(WEB_PAGES, LARGEST_WEB_PAGE),
    ".jsonl": LARGEST_FILE,
    ".ndjson": LARGEST_FILE,
    ".json": LARGEST_ARRAY,
    ".csv": LARGEST_TABLE,
    ".tsv": LARGEST_TABLE,
}
"""Bytes that a file may have; files with other endings are not read, archives of these aside."""
PAGE_ENDINGS = tuple(LARGEST)
"""What the names of files end in that are read."""


def is_saved_page(file: PurePath) -> bool:
    """Whether a file is one saved page, as text or as a web page, and no list of records."""
    return file.suffix.lower() == ".txt" or is_web_page(file)
