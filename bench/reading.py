"""How right the reader of text pages is: thousands of pages are made whose truth is known.

    python bench/reading.py [--pages 2000] [--seed 1] [--family NAME] [--show N] [--unnamed N]

Each page has one of the shapes of tests/pages/shapes, in turn. The table has, for each family of
shapes: pages, how many of them were refused, answers; the share of answers with a printed name that
stand under it; sentences under a wrong doctor, and those of them of which no warning tells; lines
inside answers that no doctor wrote; fields that the page does not say; sentences that are lost
without a warning. The seeds' own shape has a row for pages on which all is there, one for those
that lost names, headlines or bylines here and there, and one for those that lost the last byline,
which nobody can tell from pages with bylines above the words that lost the first.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.pages.shapes.catalogue import generate, shapes  # noqa: E402
from tests.pages.shapes.measure import Measured, reading  # noqa: E402
from tests.pages.shapes.page import TruePage  # noqa: E402

OWN = 40
"""How many pages have a shape of the seeds where others have one each."""
COLUMNS = "pages refused answers named wrong silent inside guessed lost".split()


def main() -> None:
    """Make the pages, read them, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=2000, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--family", help="only the shapes of one family", metavar="NAME")
    parser.add_argument("--show", type=int, default=0, help="print N offending pages", metavar="N")
    parser.add_argument(
        "--unnamed",
        type=int,
        default=0,
        help="print N pages that lost names",
        metavar="N",
    )
    options = parser.parse_args()
    measured = list(_measured(options.pages, options.seed, options.family))
    offending = [one for one in measured if one.offences]
    unnamed = [one for one in measured if one.named < one.nameable]
    for one in offending[: options.show] + unnamed[: options.unnamed]:
        print(shown(one))
    print(table(measured))
    print(f"\n{len(offending)} of {len(measured)} pages have an offence")


def _measured(pages: int, seed: int, family: str | None) -> Iterator[Measured]:
    of_family = [shape for shape in shapes() if family in {None, shape.family}]
    turns = [(shape, turn) for shape in of_family for turn in range(OWN if shape.own else 1)]
    for index in tqdm(range(pages), unit=" pages", leave=False):
        # Fewer pages than shapes are taken at even distances, so that they are of all families.
        round_, place = divmod(index, len(turns))
        shape, turn = turns[place * len(turns) // pages if pages < len(turns) else place]
        yield reading(generate(shape, seed + OWN * round_ + turn))


def table(measured: Sequence[Measured]) -> str:
    """A row for each family, and one for all."""
    families: dict[str, list[Measured]] = defaultdict(list)
    for one in measured:
        families[_row_of(one.page)].append(one)
    rows = [_row(family, ones) for family, ones in families.items()]
    heading = f"{'':<22}" + "".join(f"{column:>9}" for column in COLUMNS)
    return "\n".join([heading, *rows, _row("all", measured)])


def _row_of(page: TruePage) -> str:
    if page.family != "own":
        return page.family
    if page.is_whole:
        return "own, whole"
    return "own, last byline lost" if page.lost_last_byline else "own, pieces missing"


def _row(family: str, measured: Sequence[Measured]) -> str:
    nameable = sum(one.nameable for one in measured)
    figures = [
        str(len(measured)),
        str(sum(one.refused for one in measured)),
        str(sum(len(one.page.answers) for one in measured)),
        f"{sum(one.named for one in measured) / nameable:.1%}" if nameable else "–",
        str(sum(one.count("wrong") for one in measured)),
        str(sum(one.silent for one in measured)),
        *[
            str(sum(one.count(fault) for one in measured))
            for fault in ("inside", "guessed", "lost")
        ],
    ]
    return f"{family:<22}" + "".join(f"{figure:>9}" for figure in figures)


def shown(measured: Measured) -> str:
    """A page with the numbers of its lines, and what is wrong in its reading."""
    page = measured.page
    lines = page.text.splitlines()
    numbered = [f"{number:>4}  {line}" for number, line in enumerate(lines, start=1)]
    reasons = [f"  line {one.line}: {one.fault}: {one.reason}" for one in measured.offences]
    warnings = [f"  ! {warning}" for warning in measured.warnings]
    return "\n".join(
        ["=" * 100, f"{page.shape} (seed {page.seed})", *numbered, *reasons, *warnings]
    )


if __name__ == "__main__":
    main()
