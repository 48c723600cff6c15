"""The rows of a file of records, whatever its form, as they are before anybody decides."""

import io
from pathlib import Path

from index.pages.json_lines import rows_of
from index.pages.records import FileRows
from index.pages.tables import TABLES, table_rows


def rows_in(file: Path) -> FileRows:
    """The rows of a file of records; all of it is held in memory.

    Raises:
        UnreadablePage: it holds no records.
    """
    data, source = file.read_bytes(), file.as_posix()
    if file.suffix.lower() in TABLES:
        return table_rows(data, source)
    return rows_of(io.BytesIO(data), source)
