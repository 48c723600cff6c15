"""What files are read, by the ending of their names, and how large they may be."""

from index.pages.json_lines import LARGEST_ARRAY, LARGEST_FILE
from index.pages.tables import LARGEST_TABLE
from index.pages.text import LARGEST_PAGE

LARGEST = {
    ".txt": LARGEST_PAGE,
    ".jsonl": LARGEST_FILE,
    ".ndjson": LARGEST_FILE,
    ".json": LARGEST_ARRAY,
    ".csv": LARGEST_TABLE,
    ".tsv": LARGEST_TABLE,
}
"""Bytes that a file may have; files with other endings are not read, archives of these aside."""
PAGE_ENDINGS = tuple(LARGEST)
"""What the names of files end in that are read."""
