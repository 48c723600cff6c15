"""A library whose shards are asked, one by one, gives the same answers, in the same order and with
the same bands, as the same pages in one; a shard that is silent is told, and never taken for an
empty one. No Ray: what it carries is called here."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.answers import AnswerLibrary
from bot.cli import main
from bot.cluster.application import ShardReplica, logging_of
from bot.cluster.deployed import Deployed
from bot.cluster.service import ScatteredService
from bot.reply.facets import Selection
from bot.reply.service import AnswerService
from bot.show.conversation import reply_html
from bot.show.export import doctors_json, reply_json
from bot.show.terminal import doctors_text, reply_text
from bot.show.wording import PARTIAL
from bot.verify.claims import Claim
from bot.verify.verdict import verify
from index.cluster.router import Router, ScatteredLibrary, ScatteredStore
from index.cluster.shard import OpenShards, Told, WantedShard
from index.errors import PartSilent
from index.library.build import build
from index.library.generation import VECTORS, WORDS
from index.library.open import Library
from index.model import Page
from index.storage.current import current_generation
from index.storage.shards import shard_folders
from index.storage.tombstones import Tombstones
from tests.conftest import SEEDS
from tests.library.test_shards import (
    ANSWERS,
    QUESTIONS,
    all_said,
    assert_same_answers,
    write_answers,
)
from tests.search.test_inverted_file import MeaningEncoder, texts

SHARDS = {1: 10_000, 2: 140, 5: 56, 16: 16}


class Called:
    """Shards in this process, of which some may be silent."""

    def __init__(self, folder: Path) -> None:
        self._shards = OpenShards(folder)
        self.silent: set[int] = set()

    def __call__(self, wanted: WantedShard, part: str, name: str, given: tuple[Any, ...]) -> Told:
        if wanted.number in self.silent:
            raise TimeoutError("slow")
        return self._shards.tell(wanted, part, name, given)

    def router(self) -> Router:
        return Router(self, self)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int | None], Path]:
    """The folder of a library of the seeds and of many pages in so many shards; None: in one."""
    pages = tmp_path_factory.mktemp("pages")
    for seed in SEEDS.iterdir():
        (pages / seed.name).write_bytes(seed.read_bytes())
    write_answers(pages / "answers.jsonl", texts(ANSWERS, 12, seed=11))
    made: dict[int | None, Path] = {}

    def library(shards: int | None) -> Path:
        if shards not in made:
            made[shards] = tmp_path_factory.mktemp("built") / "library"
            most = None if shards is None else SHARDS[shards]
            build(made[shards], [pages], MeaningEncoder(), shard_passages=most)
        return made[shards]

    return library


@pytest.mark.parametrize("shards", SHARDS)
def test_asked_shards_give_the_same_answers(
    shards: int, built: Callable[[int | None], Path]
) -> None:
    asked = Called(built(shards)).router().open(built(shards))
    whole = Library.open(built(None))
    assert len(asked.manifest.inverted_files) == shards
    assert_same_answers(asked, whole)
    wanted = all_said(whole)
    for name, said in all_said(asked).items():
        assert said == wanted[name], name


@pytest.mark.parametrize("shards", [5, 16])
def test_quotes_are_verified_over_shards_as_in_one(
    shards: int, built: Callable[[int | None], Path]
) -> None:
    called = Called(built(shards))
    asked, whole = called.router().open(built(shards)), Library.open(built(None))
    some = whole.answers([answer_id for answer_id, _ in whole.doctors()][::9])
    true = [Claim(one.answer.id, one.page.quote(one.answer.body)) for one in some]
    untrue = [replace(one, quote=f"{one.quote} And more.") for one in true[::2]]
    untrue.append(replace(true[0], answer_id="nowhere#1"))
    verdicts = verify([*true, *untrue], asked)
    assert verdicts == verify([*true, *untrue], whole)
    assert [one.verified for one in verdicts] == [True] * len(true) + [False] * len(untrue)
    places = asked.parts.store
    assert isinstance(places, ScatteredStore)
    held = {places._place[Page.id_of(one.answer_id)].shard.number for one in true}
    assert len(held) > shards / 2
    another = called.router().open(built(shards))
    called.silent = {*range(shards)}
    with pytest.raises(PartSilent):  # and not: there is no such answer
        verify(true[:1], another)


@pytest.mark.parametrize("shards", [5, 16])
@pytest.mark.parametrize("topic", ["botox", None])
def test_doctors_and_their_facets_are_those_of_one(
    topic: str | None, shards: int, built: Callable[[int | None], Path]
) -> None:
    scattered = ScatteredService.over(
        built(shards), Called(built(shards)).router(), load=lambda _: MeaningEncoder()
    )
    plain = AnswerService(Library.open(built(None)), MeaningEncoder())
    for service in (scattered, plain):
        service.load_when_asked()
    chosen = [
        Selection({facet.name: frozenset({facet.choices[-1].value})})
        for facet in plain.doctors(topic).facets
        if facet.choices
    ]
    assert len(chosen) > 3
    for selection in [Selection(), Selection(letters={"name": "a"}), *chosen]:
        found, wanted = (one.doctors(topic, selection) for one in (scattered, plain))
        assert found.facets == wanted.facets
        assert doctors_json(found) == doctors_json(wanted)
        assert wanted.rows
    plain.close()


def test_what_was_removed_since_is_withheld_where_it_lies(
    built: Callable[[int | None], Path], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(built(5), tmp_path / "library"))
    plain = Path(shutil.copytree(built(None), tmp_path / "plain"))
    for one in (folder, plain):
        Tombstones.read(one).adding(pages=["q3", "q99"]).write(one)
    asked, whole = Called(folder).router().open(folder), Library.open(plain)
    assert asked.unfinished is not None
    assert asked.parts.store.withheld == whole.parts.store.withheld != frozenset()
    assert_same_answers(asked, whole)


def test_a_damaged_shard_is_not_read(built: Callable[[int | None], Path], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(built(5), tmp_path / "library"))
    file = shard_folders(current_generation(folder))[3] / VECTORS / "000001.faiss"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(PartSilent, match=r"shard 4 .*shard-0004/vectors/000001.faiss") as raised:
        Called(folder).router().open(folder)
    assert raised.value.shards == {3}


DAMAGED = (f"{WORDS}/meta.json", f"{VECTORS}/000001.faiss", "manifest.json")
"""Files that a front reads, that a shard does, and that both do."""


@pytest.mark.parametrize("name", DAMAGED)
def test_where_the_newest_generation_is_damaged_the_one_before_is_served_and_says_so(
    name: str, built: Callable[[int | None], Path], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(built(2), tmp_path / "library"))
    wanted = Called(folder).router().open(folder)
    (tmp_path / "more.jsonl").write_text('{"id": "more", "answer_text": "One more."}\n')
    build(folder, [tmp_path / "more.jsonl"], MeaningEncoder())
    file = current_generation(folder) / name
    damaged = file.read_bytes()[:-1] + b"?"
    file.unlink()  # it may be shared with the generation before
    file.write_bytes(damaged)
    router = Called(folder).router()
    for in_part in (False, True):
        found, plain = router.open(folder, in_part=in_part), Library.open(folder)
        assert found.warning == plain.warning is not None
        assert found.generation == plain.generation == wanted.generation
        assert_same_answers(found, wanted)
    assert Deployed(folder).shard_names() == ["shard-0001", "shard-0002"]


def test_without_a_generation_before_what_is_not_damaged_is_served(
    built: Callable[[int | None], Path], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(built(2), tmp_path / "library"))
    file = current_generation(folder) / VECTORS / "000001.faiss"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    found = Called(folder).router().open(folder, in_part=True)
    assert found.silent == {0} and found.warning is None


@pytest.fixture
def served(built: Callable[[int | None], Path]) -> tuple[Called, ScatteredService]:
    called = Called(built(5))
    service = ScatteredService.over(built(5), called.router(), load=lambda _: MeaningEncoder())
    service.load_when_asked()
    return called, service


@pytest.mark.parametrize("silent", [{0}, {3}, {1, 2, 4}])
def test_a_question_is_answered_from_the_shards_that_answer_and_says_so(
    silent: set[int], served: tuple[Called, ScatteredService]
) -> None:
    called, service = served
    whole = service.library
    pages = [page for shard in sorted({*range(5)} - silent) for page in pages_of(whole, shard)]
    called.silent = silent
    for question in QUESTIONS:
        reply = service.reply(question)
        assert {card.page.id for card in reply.cards} <= {*pages}, question
        assert all(part.is_partial and part.band != "nothing" for part in reply.parts)
        assert PARTIAL in reply_html(reply) and PARTIAL in reply_text(reply)
        told = reply_json(reply)
        assert (told["partial"], told["warning"]) == (True, PARTIAL)
        assert "No doctor here addressed" not in reply_html(reply) + reply_text(reply)
    listed = service.doctors("botox")
    assert listed.is_partial and PARTIAL in doctors_text(listed)


def test_a_shard_that_answers_again_is_asked_again(
    served: tuple[Called, ScatteredService], monkeypatch: pytest.MonkeyPatch
) -> None:
    called, service = served
    wanted = service.reply(QUESTIONS[0])
    called.silent = {2}
    assert service.reply(QUESTIONS[0]).is_partial
    called.silent = set()
    assert service.reply(QUESTIONS[0]).is_partial  # it is left out for a moment
    monkeypatch.setattr("bot.cluster.service.LEFT_OUT", 0.0)
    service._note(frozenset({2}))
    assert service.reply(QUESTIONS[0]) == wanted


def test_what_is_looked_up_is_never_said_to_be_gone(
    served: tuple[Called, ScatteredService],
) -> None:
    called, service = served
    page_id = pages_of(service.library, 4)[0]
    answer_id = service.library.page(page_id).answers[0].id
    shown = service.seals([answer_id])
    called.silent = {4}
    assert service.seals([answer_id]) == shown  # as it was told before
    another = pages_of(service.library, 4)[1]
    for look in (lambda: service.library.page(another), lambda: service.seals([f"{another}#1"])):
        with pytest.raises(PartSilent):
            look()


def test_what_cannot_be_opened_is_left_out_until_it_can_be(
    built: Callable[[int | None], Path],
) -> None:
    called = Called(built(5))
    called.silent = {1}
    service = ScatteredService.over(built(5), called.router(), load=lambda _: MeaningEncoder())
    service.load_when_asked()
    assert service.reply(QUESTIONS[0]).is_partial
    with pytest.raises(PartSilent):  # it may be in the shard that is not open
        service.library.page("nowhere")
    called.silent = set()
    service.keep_up()
    assert not service.reply(QUESTIONS[0]).is_partial
    with pytest.raises(KeyError):
        service.library.page("nowhere")


def test_nothing_removed_is_shown_while_a_shard_is_silent(
    built: Callable[[int | None], Path], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(built(5), tmp_path / "library"))
    called = Called(folder)
    service = ScatteredService.over(folder, called.router(), load=lambda _: MeaningEncoder())
    service.load_when_asked()
    question = service.library.titles(1)[0]
    gone = {card.page.id for card in service.reply(question).cards}
    called.silent = {4}
    Tombstones.read(folder).adding(pages=sorted(gone)).write(folder)
    reply = service.reply(question)
    assert reply.is_partial
    assert gone.isdisjoint(card.page.id for card in reply.cards)


def test_alerts_need_no_shard(served: tuple[Called, ScatteredService]) -> None:
    called, service = served
    called.silent = {*range(5)}
    library = AnswerLibrary(service)
    reply = library.ask("My throat is swelling and I cannot breathe after Botox")
    assert reply.level == "emergency" and isinstance(reply.trouble, PartSilent)
    assert library.ask("I want to kill myself").level == "crisis"
    with pytest.raises(PartSilent):
        library.ask("How long does Botox last?")


def test_a_generation_is_swapped_once_its_shards_answer(
    built: Callable[[int | None], Path], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(built(2), tmp_path / "library"))
    called = Called(folder)
    service = ScatteredService.over(folder, called.router(), load=lambda _: MeaningEncoder())
    service.load_when_asked()
    before = service.reply(QUESTIONS[0])
    write_answers(tmp_path / "more.jsonl", texts(60, 12, seed=3))
    called.silent = {2}
    (tmp_path / "more.jsonl").rename(tmp_path / "new.jsonl")
    text = (tmp_path / "new.jsonl").read_text().replace('"q', '"n').replace('"r', '"s')
    (tmp_path / "new.jsonl").write_text(text)
    build(folder, [tmp_path / "new.jsonl"], MeaningEncoder())
    service.keep_up()  # the third shard is new, and does not answer yet
    assert service.library.manifest.generation == 1
    assert service.reply(QUESTIONS[0]) == before
    called.silent = set()
    service.keep_up()
    assert service.library.manifest.generation == 2
    assert len(service.library.manifest.inverted_files) == 3
    assert not service.reply(QUESTIONS[0]).is_partial


def test_the_command_says_what_it_needs_and_what_it_does_not_take(
    built: Callable[[int | None], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    command = ["--library", str(built(2)), "serve", "--ray", "--port", "0"]
    assert main(command) == 2
    assert "pip install 'doctor-answers[ray]'" in capsys.readouterr().err
    assert main([*command, "--votes", "votes.sqlite"]) == 2
    assert "leave --votes out" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["--library", str(built(2)), "serve", "--ray", "10.0.0.1"])
    assert "'10.0.0.1' is none of auto, HOST:PORT and ray://HOST:PORT" in capsys.readouterr().err


def test_the_log_is_of_the_form_and_the_level_that_were_asked_for(
    built: Callable[[int | None], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Deployed] = []
    monkeypatch.setattr("bot.cluster.serve.serve_on_cluster", lambda one, *_: told.append(one))
    command = ["--library", str(built(2)), "serve", "--ray", "--port", "0"]
    assert main([*command, "--log-format", "json", "--log-level", "error"]) == 0
    (deployed,) = told
    assert logging_of(deployed) == {
        "encoding": "JSON",
        "log_level": "ERROR",
        "enable_access_log": False,
    }
    configured: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "bot.cluster.application.configure_logging", lambda *given: configured.append(given)
    )
    ShardReplica(str(built(2)), deployed.log_format, deployed.log_level)
    assert configured == [("json", "error")]


def pages_of(library: Library, shard: int) -> list[str]:
    assert isinstance(library, ScatteredLibrary)
    rest = {page for page, _ in library.without(frozenset({shard})).doctors()}
    return sorted({Page.id_of(one) for one, _ in library.doctors() if one not in rest})
