"""How long the staff's pages take, at a hundred thousand answers.

    python bench/desk.py [--answers 100000] [--doctors 6000] [--texts DIR] [--work DIR] [--rounds 5]
        [--json FILE]

Builds a library of made records (whole sentences of real answers, ten to a page, each with a name,
a specialty, a place and a day), once, and keeps it in the work folder. Each page of the desk is
asked in several ways, in turns; printed are its p50, p95 and slowest answer in milliseconds, the
p95 of processor time alone, which a busy machine does not stretch, and the kilobytes that it sends.
What the first visit after a change waits for is printed by itself.

The encoder is the real one, but for passages, whose vectors are put together from those of their
sentences (see speed_peers/growth.py).
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from fastapi import FastAPI
from fastapi.testclient import TestClient

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.speed_peers.growth import Recombining, made_of, prepare, real  # noqa: E402
from bench.speed_peers.recombined import Recombination  # noqa: E402
from bot.feedback.unanswered import UnansweredQuestions  # noqa: E402
from bot.reply.facets import value_of  # noqa: E402
from bot.reply.service import AnswerService  # noqa: E402
from bot.staff.access import COOKIE  # noqa: E402
from bot.staff.asked_topics import AskedTopics  # noqa: E402
from bot.staff.audit import Audit  # noqa: E402
from bot.staff.desk import Desk  # noqa: E402
from bot.staff.login import Staff  # noqa: E402
from bot.staff.routes import add_staff  # noqa: E402
from index.encoders.sentence_encoder import SentenceEncoder  # noqa: E402
from index.library.build import build  # noqa: E402
from index.library.open import Library  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "dev"
SENTENCES = "20000"
"""Sentences that the texts are made of, at most."""
FILE = 5_000
"""Answers in a file."""
ASKED = 2_000
"""Searches with no results that are kept."""
SPECIALTIES = (
    "Cardiologist", "Dentist", "Dermatologist", "Family Physician", "General Surgeon",
    "Neurologist", "Pediatrician", "Plastic Surgeon", "Psychiatrist", "Urologist",
)  # fmt: skip
PLACES = (
    "Austin", "Boston", "Denver", "Madison", "Miami", "Portland", "Reno", "Zürich", "Albany",
    "Tampa", "Dallas", "Omaha",
)  # fmt: skip
FIRST = (
    "Ada Ben Carla David Elena Farid Grace Hugo Ines Jonas Karin Liam Mona Nils Olga Petra Quinn "
    "Rosa Sven Tara"
).split()
FIRST_SYLLABLES = "Ab Bran Cas Du En Fi Gup Had It Jen Kel Lin Mar Nor Os Pel Ros Sten".split()
LAST_SYLLABLES = "bott dt tro bois gel scher ta dad o sen ler dt low man ova berg".split()
TOPICS = (
    "botox", "exercise", "massage", "muscles", "filler", "juvederm", "swelling", "bruising",
    '"side effects"', "botox and exercise", "exercise not massage", "wrinkles", "hours",
    "facial exercise", "pressure", "smile", "hot tub or sauna", "risk", "injection", "pain",
)  # fmt: skip
"""What the seeds speak of, and so do the texts: the widest are said by most answers."""


def doctors(count: int) -> list[dict[str, str]]:
    """So many doctors as the fields of a record; some share their names."""
    drawn = random.Random("doctors")
    return [
        {
            "author": f"{drawn.choice(FIRST)} "
            f"{drawn.choice(FIRST_SYLLABLES)}{drawn.choice(LAST_SYLLABLES)}",
            "author_credentials": drawn.choice(("MD", "MD", "DO", "DDS")),
            "author_specialty": drawn.choice(SPECIALTIES),
            "author_place": drawn.choice(PLACES),
        }
        for _ in range(count)
    ]


def records(source: str, answers: int, people: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Answers as lines of JSON, some doctors with far more of them than others."""
    drawn = random.Random("authors")
    weights = [1 / (rank + 10) for rank in range(len(people))]
    chosen = drawn.choices(people, weights, k=answers)
    for record, person in zip(made_of(source, SENTENCES).records(gap="\n"), chosen, strict=False):
        day = f"{drawn.randint(2012, 2024)}-{drawn.randint(1, 12):02}-{drawn.randint(1, 28):02}"
        yield json.dumps({**record, **person, "answered_on": day}, ensure_ascii=False) + "\n"


def library_in(options: argparse.Namespace) -> tuple[Path, Recombining]:
    """The library, built if it is not there, and its encoder."""
    work, source = options.work.resolve(), str(options.texts or "-")
    seeds, here = work / "encoder-library", work / "growth" / f"desk-{options.answers}"
    if not seeds.exists():
        build(seeds, [ROOT / "seeds"], SentenceEncoder())
    prepare(str(work / "growth"), source, SENTENCES, str(seeds))
    encoder = Recombining(real(str(seeds)), Recombination.read(work / "growth"))
    if not (here / "library").exists():
        (here / "texts").mkdir(parents=True, exist_ok=True)
        lines = records(source, options.answers, doctors(options.doctors))
        for number in range(-(-options.answers // FILE)):
            some = "".join(islice(lines, FILE))
            (here / "texts" / f"part-{number:05}.jsonl").write_text(some, encoding="utf-8")
        build(here / "library", [here / "texts"], encoder)
    return here / "library", encoder


class Visitor:
    """Somebody who has signed in, at a desk that was just started."""

    def __init__(self, folder: Path, encoder: Recombining) -> None:
        self.service = AnswerService(Library.open(folder), encoder)
        self.service.load()
        self.service.wait()
        searches = UnansweredQuestions.open(folder.parent / "searches.sqlite")
        if not searches.most_asked(1):
            for number in range(ASKED):
                searches.add(f"a question that nobody answered, number {number}")
        self.desk = Desk(self.service, Staff({}), searches, Audit(folder))
        application = FastAPI()
        add_staff(application, self.desk)
        self.client = TestClient(application, "http://127.0.0.1")
        self.client.cookies.set(COOKIE, self.desk.sessions.begin("the bench"))

    def get(self, path: str) -> tuple[float, float, int]:
        """The milliseconds that a page takes, those of processor time, and its bytes."""
        started, worked = time.perf_counter(), time.process_time()
        response = self.client.get(f"/staff{path}")
        work = (time.process_time() - worked) * 1000
        taken = (time.perf_counter() - started) * 1000
        if response.status_code != 200:
            raise SystemExit(f"{path}: {response.status_code}")
        return taken, work, len(response.content)

    def first_visit(self) -> dict[str, float]:
        """The seconds until what is read once for each generation is there."""
        found = {}
        reads: tuple[tuple[str, str, Callable[[], object]], ...] = (
            ("the list of doctors", "", self.desk.pages),
            ("the list of pages", "/pages", self.desk.pages),
            ("the topics", "/topics", self.desk.topics),
            ("the coverage", "/coverage", self.desk.coverage),
        )
        for name, path, read in reads:
            started = time.perf_counter()
            self.get(path)
            while read() is None:
                time.sleep(0.05)
            found[name] = time.perf_counter() - started
        return found


def addresses(visitor: Visitor) -> dict[str, list[str]]:
    """What is asked of each page of the desk."""
    library = visitor.service.library
    topics = visitor.desk.topics()
    if topics is None:
        raise SystemExit("the topics are not there")
    some = [value_of("doctor", library.roster.attributed(row)) for row in range(0, 2000, 100)]
    groups = [quote(one.topic.page_id) for one in topics.topics]
    orders = ("name", "-name", "specialty", "place", "rating", "-answers", "pages")
    asked = [quote(topic) for topic in TOPICS]
    return {
        "doctors": [
            "", "?page=2", "?page=60", *(f"?sort={one}" for one in orders),
            *(f"?in_specialty={quote(one)}" for one in SPECIALTIES[:5]),
            "?name=ben", "?since=2015-01-01&until=2019-12-31", f"?group={groups[0]}",
        ],
        "doctors on a topic, first asked": [f"?topic={topic}" for topic in asked],
        "doctors on a topic, again": [
            *(f"?topic={topic}&page=2" for topic in asked[-8:]),
            *(f"?topic={topic}&sort=name" for topic in asked[-8:]),
            *(f"?topic={topic}&in_specialty=Dentist" for topic in asked[-8:]),
        ],
        "all values of a filter": [
            f"/values?facet={name}&page={page}&letters={letters}"
            for name in ("doctor", "page", "place")
            for page in (1, 5)
            for letters in ("", "an")
        ],
        "a doctor": [
            *(f"/doctor?person={one}" for one in some),
            *(f"/doctor?person={one}&order=topic" for one in some[:5]),
            *(f"/doctor?person={one}&order=page&page=2" for one in some[:5]),
        ],
        "topics": ["/topics", "/topics?sort=name", "/topics?sort=-doctors"],
        "a topic": [f"/topic?of={one}" for one in groups[:20]],
        "coverage": ["/coverage", "/coverage?page=9", "/coverage?sort=question"],
        "a list of the coverage": [
            f"/coverage/list?of={name}&page={page}"
            for name in ("warned", "duplicates", "builds")
            for page in (1, 2)
        ],
        "pages": [
            "/pages", "/pages?page=150", "/pages?sort=title", "/pages?sort=-answers&page=3",
            "/pages?contains=pain", "/pages?contains=question-77",
        ],
        "to be checked": ["/checking"],
    }  # fmt: skip


def main() -> None:
    """Measure, and print a table."""
    options = _options()
    visitor = Visitor(*library_in(options))
    found: dict[str, Any] = {"answers": options.answers, "first_visit": {}, "pages": {}}
    with visitor.client:
        found["first_visit"] = visitor.first_visit()
        every = addresses(visitor)
        taken: dict[str, list[tuple[float, float, int]]] = {name: [] for name in every}
        for _ in range(options.rounds):
            visitor.desk.asked = AskedTopics()  # so that a topic is found anew in each round
            for name, paths in every.items():
                taken[name] += [visitor.get(path) for path in paths]
    for name, seconds in found["first_visit"].items():
        print(f"first visit, {name:<28}{seconds:>8.1f} s")
    print(f"{'page':<34}{'asked':>7}{'p50':>8}{'p95':>8}{'most':>8}{'CPU':>8}{'kB':>8}")
    for name, times in taken.items():
        milliseconds = np.array([one for one, _, _ in times])
        row = {
            "asked": len(times),
            "p50": float(np.percentile(milliseconds, 50)),
            "p95": float(np.percentile(milliseconds, 95)),
            "most": float(milliseconds.max()),
            "work_p95": float(np.percentile([work for _, work, _ in times], 95)),
            "kilobytes": float(np.mean([size for _, _, size in times]) / 1000),
        }
        found["pages"][name] = row
        print(f"{name:<34}" + "".join(f"{value:>8.0f}" for value in row.values()))
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--answers", type=int, default=100_000, metavar="N")
    parser.add_argument("--doctors", type=int, default=6_000, metavar="N")
    data = DATA if DATA.is_dir() else None
    parser.add_argument("--texts", type=Path, metavar="DIR", default=data)
    parser.add_argument("--work", type=Path, default=ROOT / "bench" / ".work", metavar="DIR")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser.parse_args()


if __name__ == "__main__":
    main()
