"""Files of lines in a library's folder, which staff may read and mend by hand: what was judged, the
searches that are saved, the examples."""

from collections.abc import Iterable
from pathlib import Path

from index.durable import replace_file


def lines_of(file: Path) -> list[str]:
    """The lines of a file, blank ones too; none where there is no file.

    Raises:
        ValueError: it is no UTF-8.
    """
    try:
        return file.read_bytes().decode("utf-8", "surrogatepass").split("\n")
    except FileNotFoundError:
        return []


def filled_lines(file: Path) -> list[str]:
    """The lines of a file that say something.

    Raises:
        ValueError: it is no UTF-8.
    """
    return [line for line in lines_of(file) if line.strip()]


def write_lines(file: Path, lines: Iterable[str]) -> None:
    """Write the lines of a file, for a caller that holds the folder's lock; where there are none,
    there is no file."""
    text = "".join(f"{line}\n" for line in lines)
    if text:
        replace_file(file, text.encode("utf-8", "surrogatepass"))
    else:
        file.unlink(missing_ok=True)
