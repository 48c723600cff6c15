"""Parquet and Arrow → rows: tables as data sets are shared, and the folders that Hugging Face's
`datasets` saves. They are read a batch at a time.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import UnreadablePage
from index.pages.foreign import object_rows
from index.pages.limits import MOST_GROWTH, TOO_LARGE_GROWN
from index.pages.records import FileRows

if TYPE_CHECKING:
    import pyarrow
    from pyarrow import parquet

COLUMNAR = (".parquet", ".arrow", ".feather")
"""What the names of such files end in."""
LARGEST_COLUMNAR = 1_000_000_000
BATCH = 1_000
"""Rows that are read at once, at most."""
AT_ONCE = 200_000_000
"""Bytes that these may have, if each had all that is in its column."""
ALWAYS_UNPACKED = 20_000_000
"""Bytes up to which a file may grow as it likes."""
FEWEST = 4
LARGEST_COLUMN = 500_000_000
"""Bytes, unpacked, of one column of a group of rows."""
MOST_ROWS = 2_000_000
ALWAYS_READ = 10_000
"""Rows that may be more than the file has bytes."""
TOO_LARGE = (
    f"more than {MOST_ROWS:,} rows, more rows than bytes, or {LARGEST_COLUMN:,} bytes in a column; "
    "split it"
)
MISSING = "Parquet and Arrow need a package more: pip install 'doctor-answers[parquet]'"
OF_A_DATA_SET = frozenset({"dataset_info.json", "state.json", "dataset_dict.json"})
"""Files of a data set's folder that hold no answers."""


def is_of_a_data_set(name: str, beside: list[str]) -> bool:
    """Whether a file tells of the data set in whose folder it is, and holds none of it."""
    return name in OF_A_DATA_SET and (
        any(one.endswith(".arrow") for one in beside)
        or bool(OF_A_DATA_SET.intersection(beside) - {name})
        or name == "dataset_dict.json"
    )


def columnar_rows(path: Path, source: str, told: Mapping[str, str]) -> FileRows:
    """Every row of a file with its record.

    Args:
        told: which of its columns each of our fields is, as a person said.

    Raises:
        UnreadablePage: it is damaged, holds no answers, or pyarrow is not installed.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise UnreadablePage(source, MISSING) from error
    return object_rows(_objects(path, source), source, told)


def _objects(path: Path, source: str) -> Iterator[tuple[str, object]]:
    """Every row; where the file breaks off, what is wrong there."""
    import pyarrow

    size = path.stat().st_size
    left, number, most = (
        max(ALWAYS_UNPACKED, MOST_GROWTH * size),
        0,
        min(MOST_ROWS, max(ALWAYS_READ, size)),
    )
    try:
        for batch in _batches(path):
            for row in batch.to_pylist():
                number += 1
                left -= _characters(row)
                if number > most:
                    raise ValueError(TOO_LARGE)
                if left < 0:
                    raise ValueError(f"{TOO_LARGE_GROWN}; split it")
                yield f"{source}:{number}", row
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
        trouble = UnreadablePage(source, f"it cannot be read ({_first_line(error)})")
        if not number:
            raise trouble from error
        yield source, trouble


def _batches(path: Path) -> "Iterator[pyarrow.RecordBatch]":
    import pyarrow
    from pyarrow import ipc, parquet

    if path.suffix.lower() == ".parquet":
        with parquet.ParquetFile(path) as file:
            yield from file.iter_batches(batch_size=_rows_at_once(file.metadata))
        return
    with pyarrow.memory_map(str(path)) as mapped:
        try:
            opened = ipc.open_file(mapped)
            batches = (opened.get_batch(n) for n in range(opened.num_record_batches))
        except pyarrow.ArrowInvalid:  # a stream, as `datasets` writes it
            mapped.seek(0)
            batches = iter(ipc.open_stream(mapped))
        for batch in batches:
            for at in range(0, batch.num_rows, BATCH):
                yield batch.slice(at, BATCH)


def _rows_at_once(metadata: "parquet.FileMetaData") -> int:
    """How many rows may be unpacked at once: words that are written once and meant a thousand times
    take as much memory as if they were written a thousand times.

    Raises:
        ValueError: the file is too large, unpacked.
    """
    groups = map(metadata.row_group, range(metadata.num_row_groups))
    sizes = (
        group.column(n).total_uncompressed_size
        for group in groups
        for n in range(metadata.num_columns)
    )
    largest = max(sizes, default=0)
    if metadata.num_rows > MOST_ROWS or largest > LARGEST_COLUMN:
        raise ValueError(TOO_LARGE)
    return max(FEWEST, min(BATCH, AT_ONCE // max(1, largest)))


def _characters(value: object) -> int:
    """How many characters a value has, with all within it."""
    if isinstance(value, str | bytes):
        return len(value)
    within = value.values() if isinstance(value, dict) else value
    return sum(map(_characters, within)) if isinstance(within, Iterable) else 1


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:200]
