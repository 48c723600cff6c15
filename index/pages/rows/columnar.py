"""Parquet and Arrow → rows: tables as data sets are shared, and the folders that Hugging Face's
`datasets` saves. They are read a batch at a time.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import UnreadablePage
from index.pages.limits import MOST_GROWTH, TOO_LARGE_GROWN
from index.pages.rows.arrow_bounds import declared_sizes, fields_in, said
from index.pages.rows.foreign import MOST_COLUMNS
from index.pages.rows.foreign_objects import object_rows
from index.pages.rows.records import FileRows

if TYPE_CHECKING:
    import pyarrow
    from pyarrow import ipc, parquet

COLUMNAR = (".parquet", ".arrow", ".feather")
"""What the names of such files end in."""
LARGEST_COLUMNAR = 1_000_000_000
BATCH = 1_000
"""Rows that are read at once, at most."""
AT_ONCE = 200_000_000
"""Bytes that these may have, each value written out."""
FILE_MARK, FILE_MARK_LENGTH = b"ARROW1", 8
"""What an Arrow file begins with that is no bare stream, and how many bytes that takes."""
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
    left, number, most = _most_unpacked(size), 0, min(MOST_ROWS, max(ALWAYS_READ, size))
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
    from pyarrow import parquet

    if path.suffix.lower() != ".parquet":
        yield from _arrow_batches(path)
        return
    with parquet.ParquetFile(path) as file:
        lists = _words_in_lists(file.metadata)
    with parquet.ParquetFile(path, read_dictionary=lists) as file:
        for batch in file.iter_batches(batch_size=_rows_at_once(file.metadata)):
            yield from _bounded(batch)


def _words_in_lists(metadata: "parquet.FileMetaData") -> list[str]:
    """Columns of words within others: a row of them may mean one word a million times, so that they
    are kept as they are written, once."""
    columns = map(metadata.schema.column, range(metadata.num_columns))
    return [one.path for one in columns if "." in one.path and one.physical_type == "BYTE_ARRAY"]


def _arrow_batches(path: Path) -> "Iterator[pyarrow.RecordBatch]":
    """The rows of an Arrow file, which is a stream with a mark before it and a list behind it."""
    import pyarrow
    from pyarrow import ipc

    size = path.stat().st_size
    with pyarrow.memory_map(str(path)) as mapped:
        start = FILE_MARK_LENGTH if mapped.read(len(FILE_MARK)) == FILE_MARK else 0
        mapped.seek(start)
        _check_declared(ipc.MessageReader.open_stream(mapped), _most_unpacked(size))
        mapped.seek(start)
        with ipc.open_stream(mapped) as opened:
            if fields_in(field.type for field in opened.schema) > MOST_COLUMNS:
                raise ValueError(f"more than {MOST_COLUMNS:,} columns, with those within others")
            for batch in opened:
                batch.validate(full=True)
                for some in _bounded(batch):
                    yield from (some.slice(at, BATCH) for at in range(0, some.num_rows, BATCH))


def _check_declared(messages: "ipc.MessageReader", most: int) -> None:
    """Refuse a file of which a part says that it is too large, unpacked; dictionaries, which are
    kept, together.

    Raises:
        ValueError: it is.
    """
    kept = 0
    for is_dictionary, size in declared_sizes(messages):
        kept += size if is_dictionary else 0
        if max(kept, size) > min(most, LARGEST_COLUMN):
            raise ValueError(TOO_LARGE_GROWN if most < LARGEST_COLUMN else TOO_LARGE)


def _bounded(batch: "pyarrow.RecordBatch") -> "Iterator[pyarrow.RecordBatch]":
    """The same rows, so few at once that all they say can be held."""
    if said(batch) <= AT_ONCE:
        yield batch
        return
    if batch.num_rows == 1:
        raise ValueError(f"a row says more than {AT_ONCE:,} bytes")
    half = batch.num_rows // 2
    yield from _bounded(batch.slice(0, half))
    yield from _bounded(batch.slice(half))


def _most_unpacked(size: int) -> int:
    """To how many bytes a file of some size may grow."""
    return max(ALWAYS_UNPACKED, MOST_GROWTH * size)


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
