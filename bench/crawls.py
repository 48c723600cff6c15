"""How fast a crawl is read, and how much memory that takes.

    python bench/crawls.py [--megabytes 1000]

A WARC of that size, packed, is made of pages with markup by schema.org, each with a script that
packs badly, as pages have them; a hundredth of the records are damaged, and as many again are
redirects. It is read as `build` reads it, in a process of its own, and the table has what was read,
the seconds, and the most memory that the process held.
"""

import argparse
import base64
import gzip
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from index.pages.read import ReadPage, read  # noqa: E402
from tests.pages.crawled import page, record  # noqa: E402

SCRIPT = 30_000
"""Bytes of each page's script, before it is written in letters."""
ONE_IN = 100


def main() -> None:
    """Make the crawl, read it, and print; with `--read`, read one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=1_000, metavar="N")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read is not None:
        print_read(options.read)
        return
    with tempfile.TemporaryDirectory() as folder:
        crawl = Path(folder, "crawl.warc.gz")
        made = make(crawl, options.megabytes * 1_000_000)
        print(f"{crawl.stat().st_size / 1e6:,.0f} MB, {made:,} pages")
        print("| pages | other | seconds | pages a second | most memory, MB |")
        print("|---:|---:|---:|---:|---:|", flush=True)
        subprocess.run([sys.executable, __file__, "--read", str(crawl)], check=True)


def make(crawl: Path, size: int) -> int:
    """Write a crawl of so many bytes; how many pages it has."""
    number = 0
    with crawl.open("wb") as file:
        while file.tell() < size:
            number += 1
            address = f"https://example.org/{number % 100}/{number}"
            script = f"<script>{base64.b64encode(os.urandom(SCRIPT)).decode()}</script>"
            body = page(f"Rest for {number} days.").replace(b"</body>", f"{script}</body>".encode())
            packed = gzip.compress(record(address, body), 1)
            if number % ONE_IN == 0:
                moved = record(f"{address}/old", b"", status="301 Moved")
                packed = packed[:200] + b"damage" + packed[206:] + gzip.compress(moved)
            file.write(packed)
    return number


def print_read(crawl: Path) -> None:
    """Read a crawl, and print a row."""
    started = time.perf_counter()
    pages = other = 0
    for found in read([crawl]):
        pages += isinstance(found, ReadPage)
        other += not isinstance(found, ReadPage)
    seconds = time.perf_counter() - started
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"| {pages:,} | {other:,} | {seconds:,.0f} | {pages / seconds:,.0f} | {most:,.0f} |")


if __name__ == "__main__":
    main()
