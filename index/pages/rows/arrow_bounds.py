"""How much memory the columns of an Arrow file take, told before they take it.

What is packed says itself how large it is unpacked; what is written once may be meant a million
times. Both are counted, and none of it is unpacked or written out for that.
"""

from collections.abc import Iterable, Iterator
from struct import Struct, error
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow
    from pyarrow import ipc

INT8, INT16, INT32, INT64 = Struct("<B"), Struct("<H"), Struct("<I"), Struct("<q")
SIGNED, PLACE = Struct("<i"), Struct("<qq")
DAMAGED = "what it says of its columns is damaged"
DICTIONARY, RECORDS = 2, 3
"""Kinds of messages that have a body."""
FOURTH = 3
"""The version of the format in which it stood in free text that a body is packed."""
OF_A_VALUE = 64
"""Bytes that a value takes at least, once it is Python's."""
ENOUGH = 10_000_000_000
"""Bytes beyond which nothing more is counted: it is too much."""


def declared_sizes(messages: "ipc.MessageReader") -> Iterator[tuple[bool, int]]:
    """Of each message with a body, whether it is a dictionary (which is kept), and how many bytes
    it says that it has unpacked; up to where the file breaks off."""
    import pyarrow

    while True:
        try:
            message = messages.read_next_message()
        except (StopIteration, EOFError, OSError, pyarrow.ArrowException):
            return
        header = _Table.of_message(message.metadata.to_pybytes())
        kind = header.byte(1)
        if kind not in (DICTIONARY, RECORDS):
            continue
        batch = header.table(2)
        if batch is not None and kind == DICTIONARY:
            batch = batch.table(1)
        if batch is None:
            continue
        is_packed = batch.has(3) or (header.byte(0) == FOURTH and header.has(4))
        yield kind == DICTIONARY, _unpacked(batch, message.body) if is_packed else 0


def _unpacked(batch: "_Table", body: "pyarrow.Buffer | None") -> int:
    """The bytes that all buffers of a packed body say that they have."""
    data = memoryview(body if body is not None else b"")
    sizes = (_number(INT64, data, at) for at, length in batch.places(2) if length > 0)
    return sum(size for size in sizes if size > 0)  # -1 is one that is not packed


class _Table:
    """A table of a FlatBuffer, which is how Arrow writes what it says of its columns.

    Raises:
        ValueError: it leads out of itself.
    """

    def __init__(self, data: bytes, at: int) -> None:
        self._data, self._at = data, at

    @classmethod
    def of_message(cls, data: bytes) -> "_Table":
        """The table in which a message begins."""
        return cls(data, _number(INT32, data, 0))

    def _place(self, field: int) -> int | None:
        """Where a field stands; None where it is left out."""
        fields = self._at - _number(SIGNED, self._data, self._at)
        place = 4 + 2 * field
        if place >= _number(INT16, self._data, fields):
            return None
        offset = _number(INT16, self._data, fields + place)
        return self._at + offset if offset else None

    def has(self, field: int) -> bool:
        """Whether a field is there."""
        return self._place(field) is not None

    def byte(self, field: int) -> int:
        """A small number; 0 where it is left out."""
        place = self._place(field)
        return 0 if place is None else _number(INT8, self._data, place)

    def table(self, field: int) -> "_Table | None":
        """A table within this one."""
        place = self._place(field)
        if place is None:
            return None
        return _Table(self._data, place + _number(INT32, self._data, place))

    def places(self, field: int) -> list[tuple[int, int]]:
        """Where each buffer of a body begins, and how long it is."""
        place = self._place(field)
        if place is None:
            return []
        first = place + _number(INT32, self._data, place)
        count = _number(INT32, self._data, first)
        end = first + 4 + count * PLACE.size
        if end > len(self._data):
            raise ValueError(DAMAGED)
        return list(PLACE.iter_unpack(self._data[first + 4 : end]))


def _number(kind: Struct, data: bytes | memoryview, at: int) -> int:
    try:
        return int(kind.unpack_from(data, at)[0])
    except error as damage:
        raise ValueError(DAMAGED) from damage


# What is in the columns.


def said(batch: "pyarrow.RecordBatch") -> int:
    """How many bytes the values of some rows take, each of them written out.

    Raises:
        ValueError: a column is of a kind that is not read.
    """
    return sum(map(_said, batch.columns))


def fields_in(kinds: "Iterable[pyarrow.DataType]") -> int:
    """How many fields there are in all, with those within others."""
    return sum(1 + fields_in(kind.field(n).type for n in range(kind.num_fields)) for kind in kinds)


def _said(array: "pyarrow.Array") -> int:
    from pyarrow import types

    own = OF_A_VALUE * len(array)
    if own > ENOUGH:
        return own
    if types.is_dictionary(array.type):
        meant = array.indices.drop_null().to_numpy(zero_copy_only=False)
        return own + int(_lengths(array.dictionary)[meant].sum())
    within = _within(array)
    if within is None:
        return own + int(_lengths(array).sum())
    return own + sum(map(_said, within))


def _within(array: "pyarrow.Array") -> "list[pyarrow.Array] | None":
    """The columns of which one is made, as far as its rows go; None where it has its own values."""
    import pyarrow
    from pyarrow import types

    kind = array.type
    if isinstance(array, pyarrow.ExtensionArray):
        return [array.storage]
    if types.is_struct(kind):
        return [array.field(n) for n in range(kind.num_fields)]
    if types.is_map(kind):
        first, last = array.offsets[0].as_py(), array.offsets[-1].as_py()
        return [one.slice(first, last - first) for one in (array.keys, array.items)]
    if types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind):
        return [array.flatten()]
    return None


def _lengths(array: "pyarrow.Array") -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """The length of each value in bytes, of which it may share some with others."""
    from pyarrow import compute, types

    kind = array.type
    if types.is_string_view(kind) or types.is_binary_view(kind):
        views = np.frombuffer(array.buffers()[1] or b"", dtype="<i4").reshape(-1, 4)
        lengths = views[array.offset : array.offset + len(array), 0].astype(np.int64)
        return np.where(array.is_valid().to_numpy(zero_copy_only=False), lengths, 0)
    if any(is_kind(kind) for is_kind in (types.is_string, types.is_large_string, types.is_binary,
                                         types.is_large_binary)):  # fmt: skip
        found = compute.binary_length(array).fill_null(0)
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.int64)
    if types.is_fixed_size_binary(kind):
        return np.full(len(array), kind.byte_width, dtype=np.int64)
    if types.is_primitive(kind) or types.is_null(kind) or types.is_decimal(kind):
        return np.zeros(len(array), dtype=np.int64)
    raise ValueError(f"a column of the kind {str(kind)[:40]} is not read; save it as another")
