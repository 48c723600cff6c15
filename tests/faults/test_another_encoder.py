"""Another model of the same dimension is refused with both fingerprints; so is an altered one."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from index.encoders.onnx_encoder import WEIGHTS, OnnxEncoder
from index.encoders.sentence_encoder import SentenceEncoder
from index.errors import DamagedLibrary, WrongEncoder
from index.library.build import build, preview
from index.library.generation import ENCODER
from index.library.open import Library
from index.library.remove import remove
from index.library.repair import repair
from index.storage import manifest
from index.storage.current import current_generation
from tests.conftest import SEEDS
from tests.faults.damages import flipped, hurts
from tests.faults.tally import Tally
from tests.library.test_open import make_the_manifest_fit
from tests.tiny_model import save

pytestmark = pytest.mark.model

QUESTION = "may I exercise my face the week after botox"
NORMALIZE = "sentence_transformers.base.modules.normalize.Normalize"


def another_tokenizer(folder: Path) -> None:
    """Two words have each other's number."""
    file = folder / "tokenizer.json"
    found = json.loads(file.read_text())
    numbers = found["model"]["vocab"]
    numbers["botox"], numbers["lips"] = numbers["lips"], numbers["botox"]
    file.write_text(json.dumps(found))


def another_normalisation(folder: Path) -> None:
    file = folder / "modules.json"
    modules = json.loads(file.read_text())
    modules.append({"idx": 2, "name": "2", "path": "2_Normalize", "type": NORMALIZE})
    file.write_text(json.dumps(modules))
    (folder / "2_Normalize").mkdir()


def as_it_is(folder: Path) -> None:
    """Nothing changes but what `save` was told."""


OTHERS: dict[str, tuple[dict[str, object], Callable[[Path], None]]] = {
    "weights": ({"seed": 1}, as_it_is),
    "pooling": ({"pooling": "cls"}, as_it_is),
    "tokenizer": ({}, another_tokenizer),
    "normalisation": ({}, another_normalisation),
    "activation": ({"hidden_act": "relu"}, as_it_is),
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("models") / "one")


@pytest.fixture(scope="module")
def built(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the seeds that keeps its encoder; for reading only."""
    folder = tmp_path_factory.mktemp("built") / "library"
    build(folder, [SEEDS], SentenceEncoder(str(model)))
    assert (current_generation(folder) / ENCODER).is_dir()
    return folder


@pytest.fixture
def library_folder_copy(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "library"))


@pytest.mark.parametrize("name", OTHERS)
def test_another_model_of_the_same_dimension_is_refused_with_both_fingerprints(
    name: str,
    library_folder_copy: Path,
    tmp_path: Path,
    tally: Tally,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings, change = OTHERS[name]
    folder = save(tmp_path / "other", **settings)  # type: ignore[arg-type]
    change(folder)
    other = SentenceEncoder(str(folder))
    library = Library.open(library_folder_copy)
    assert other.dimension == library.manifest.dimension
    tally.record(19, tries=3)
    both = {other.fingerprint[:12], library.manifest.fingerprint[:12]}
    assert len(both) == 2
    with pytest.raises(WrongEncoder) as caught:
        library.find([QUESTION], other)
    assert all(fingerprint in str(caught.value) for fingerprint in both)
    with pytest.raises(WrongEncoder):
        build(library_folder_copy, [SEEDS], other)
    arguments = ["--library", str(library_folder_copy), "build", str(SEEDS)]
    assert main([*arguments, "--encoder", str(folder)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert all(fingerprint in told.err for fingerprint in both)
    assert Library.open(library_folder_copy).manifest == library.manifest


def encoder_files(folder: Path) -> Iterator[str]:
    kept = current_generation(folder) / ENCODER
    yield from sorted(file.name for file in kept.iterdir())


def test_an_altered_file_of_the_kept_encoder_is_refused_by_name_and_made_again(
    library_folder_copy: Path, tmp_path: Path, tally: Tally
) -> None:
    wanted = Library.open(library_folder_copy)
    for name in encoder_files(library_folder_copy):
        for n, (told, hurt) in enumerate(hurts(3)):
            folder = Path(shutil.copytree(library_folder_copy, tmp_path / "hurt"))
            hurt(current_generation(folder) / ENCODER / name)
            tally.record(19)
            with pytest.raises(DamagedLibrary, match=f"{ENCODER}/{name}"):
                Library.open(folder)
            if n % 5 == 0:
                assert repair(folder).embedded == 0, told
                mended = Library.open(folder)
                assert list(mended.problems()) == []
                assert mended.manifest.fingerprint == wanted.manifest.fingerprint
                mended.check_encoder(mended.encoder())
                ids = [
                    [hit.passage.answer_id for hit in one.search(QUESTION, one.encoder(), 5)]
                    for one in (mended, wanted)
                ]
                assert ids[0] == ids[1]
            shutil.rmtree(folder)


@pytest.mark.parametrize("name", ["weights", "pooling", "tokenizer"])
def test_another_kept_encoder_is_refused_though_the_manifest_fits(
    name: str, library_folder_copy: Path, tmp_path: Path, tally: Tally
) -> None:
    settings, change = OTHERS[name]
    folder = save(tmp_path / "other", **settings)  # type: ignore[arg-type]
    change(folder)
    build(tmp_path / "others", [SEEDS], SentenceEncoder(str(folder)))
    mine = current_generation(library_folder_copy) / ENCODER
    theirs = current_generation(tmp_path / "others") / ENCODER
    card = (mine / "encoder.json").read_bytes()
    shutil.rmtree(mine)
    shutil.copytree(theirs, mine)
    make_the_manifest_fit(library_folder_copy)
    tally.record(19, tries=2)
    library = Library.open(library_folder_copy)
    with pytest.raises(WrongEncoder) as caught:
        library.find([QUESTION], library.encoder())
    assert library.manifest.fingerprint[:12] in str(caught.value)
    # Though it claims to be the same: its vector of the probe is another.
    (mine / "encoder.json").write_bytes(card)
    make_the_manifest_fit(library_folder_copy)
    library = Library.open(library_folder_copy)
    with pytest.raises(DamagedLibrary, match=f"{ENCODER} no longer makes the vectors"):
        library.find([QUESTION], library.encoder())


def test_weights_that_were_altered_in_secret_are_known_by_their_vectors_or_make_the_same(
    library_folder_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tally: Tally
) -> None:
    monkeypatch.setattr(manifest, "TRUSTED", 0)
    wanted = Library.open(library_folder_copy)
    vector = wanted.encoder().encode_query([QUESTION])[0]
    refused = 0
    for step in range(40):
        folder = Path(shutil.copytree(library_folder_copy, tmp_path / "hurt"))
        flipped(step / 39, 6)(current_generation(folder) / ENCODER / WEIGHTS)
        library = Library.open(folder)
        encoder = library.encoder()
        tally.record(19)
        try:
            library.check_encoder(encoder)
        except DamagedLibrary:
            refused += 1
        else:
            assert float(encoder.encode_query([QUESTION])[0] @ vector) > 0.99
        library.close()
        shutil.rmtree(folder)
    assert refused > 0


def test_an_export_that_a_change_deleted_meanwhile_is_no_damage(tmp_path: Path) -> None:
    folder, pages = tmp_path / "library", tmp_path / "pages"
    pages.mkdir()
    first, second, third, *_ = sorted(SEEDS.glob("*.txt"))
    for file in (first, second):
        shutil.copy(file, pages)
    build(folder, [pages], SentenceEncoder(str(save(tmp_path / "model"))))
    with closing(Library.open(folder)) as library:
        waiting, page_id = library.encoder(), next(iter(library.stored()))
        removing = library.encoder()
    remove(folder, pages=[page_id], encoder=removing)
    assert isinstance(waiting, OnnxEncoder)
    assert not waiting.folder.exists()
    shutil.copy(third, pages)
    assert preview(folder, [pages], waiting).to_embed > 0
    assert len(build(folder, [pages], waiting).added) == 1
    remove(folder, pages=[page_id], encoder=waiting)
    with closing(Library.open(folder)) as library:
        assert list(library.problems()) == []
        assert page_id not in library.stored()
        assert len(library.stored()) == 2
