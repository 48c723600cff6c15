"""An exported encoder is kept once for a user, and taken only if it is sound and the user's own."""

import json
import os
import sys
from pathlib import Path

import pytest

from index.durable import hash_of
from index.encoders import kept_exports
from index.encoders.kept_exports import (
    HASHES,
    MOST_KEPT,
    keep_export,
    kept_or_exported,
    place_of,
    take_export,
)
from index.encoders.onnx_encoder import FILES, MODEL, OnnxEncoder
from index.encoders.onnx_export import export
from index.encoders.sentence_encoder import SentenceEncoder
from index.errors import OnlyAnswers
from index.library.build import build
from index.library.open import Library
from tests.conftest import SEEDS
from tests.tiny_model import Make

pytestmark = pytest.mark.model


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return kept_exports.kept_exports()


@pytest.fixture
def encoder(tiny: Make) -> SentenceEncoder:
    return SentenceEncoder(str(tiny()))


def place_for(encoder: SentenceEncoder) -> Path:
    found = place_of(encoder)
    assert found is not None
    return found


def kept(encoder: SentenceEncoder, folder: Path) -> OnnxEncoder:
    """Export a model, and keep the export."""
    folder.mkdir()
    exported = export(encoder, folder)
    keep_export(place_for(encoder), exported)
    return exported


def taken(encoder: SentenceEncoder, folder: Path) -> OnnxEncoder | None:
    folder.mkdir()
    found = take_export(place_for(encoder), folder)
    if found is None:
        assert list(folder.iterdir()) == []
    return found


def only(cache: Path) -> Path:
    (one,) = cache.iterdir()
    return one


def test_a_second_library_exports_nothing_and_has_the_same_vectors(
    tiny: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = str(tiny())
    build(tmp_path / "one", [SEEDS], SentenceEncoder(model))

    def never(*_: object) -> None:
        raise AssertionError("the model is exported again")

    monkeypatch.setattr(kept_exports, "export", never)
    build(tmp_path / "other", [SEEDS], SentenceEncoder(model))
    texts = ["How long does it last?", "Rest for two days."]
    encoders = [Library.open(tmp_path / name).encoder() for name in ("one", "other")]
    first, second = (one.encode_document(texts) for one in encoders)
    assert (first == second).all()
    files = [one.folder / MODEL for one in encoders if isinstance(one, OnnxEncoder)]
    assert len(files) == 2
    assert files[0].samefile(files[1])  # it takes room once


def test_an_export_is_taken_without_loading_the_model(
    encoder: SentenceEncoder, tmp_path: Path
) -> None:
    kept(encoder, tmp_path / "export")
    again = SentenceEncoder(encoder.name)
    found = taken(again, tmp_path / "taken")
    assert found is not None
    assert found.fingerprint == encoder.fingerprint
    assert "model" not in vars(again)


@pytest.mark.parametrize("name", [*FILES, HASHES])
def test_what_is_damaged_is_not_taken(
    name: str, encoder: SentenceEncoder, tmp_path: Path, cache: Path
) -> None:
    kept(encoder, tmp_path / "export")
    file = only(cache) / name
    whole = file.read_bytes()
    for data in (b"", whole[:-1], whole[: len(whole) // 2] + b"x" + whole[len(whole) // 2 + 1 :]):
        file.write_bytes(data)
        assert taken(encoder, tmp_path / f"taken-{len(data)}-{data[:1]!r}") is None
    file.unlink()
    assert taken(encoder, tmp_path / "gone") is None


def test_what_the_hashes_do_not_tell_the_probe_does(
    encoder: SentenceEncoder, tiny: Make, tmp_path: Path, cache: Path
) -> None:
    kept(encoder, tmp_path / "export")
    other = SentenceEncoder(str(tiny("other", seed=5)))
    (tmp_path / "of another").mkdir()
    model = export(other, tmp_path / "of another").folder / MODEL
    place = only(cache)
    (place / MODEL).unlink()
    (place / MODEL).write_bytes(model.read_bytes())
    hashes = json.loads((place / HASHES).read_bytes())
    hashes[MODEL] = hash_of(model)
    (place / HASHES).write_text(json.dumps(hashes))
    assert taken(encoder, tmp_path / "taken") is None


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such permissions")
@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_what_others_may_write_is_not_taken(
    mode: int, encoder: SentenceEncoder, tmp_path: Path, cache: Path
) -> None:
    kept(encoder, tmp_path / "export")
    (only(cache) / MODEL).chmod(mode)
    assert taken(encoder, tmp_path / "taken") is None


def test_a_link_in_the_place_of_an_export_is_not_taken(
    encoder: SentenceEncoder, tmp_path: Path, cache: Path
) -> None:
    kept(encoder, tmp_path / "export")
    elsewhere = tmp_path / "elsewhere"
    place = only(cache)
    place.rename(elsewhere)
    place.symlink_to(elsewhere)
    assert taken(encoder, tmp_path / "taken") is None


def test_another_model_or_another_version_of_what_made_it_is_another_export(
    encoder: SentenceEncoder, tiny: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(encoder, tmp_path / "export")
    assert taken(SentenceEncoder(str(tiny("other", seed=5))), tmp_path / "a") is None
    settings = Path(encoder.name) / "modules.json"
    settings.write_text(settings.read_text() + " ")
    assert taken(encoder, tmp_path / "b") is None
    settings.write_text(settings.read_text()[:-1])
    assert taken(encoder, tmp_path / "c") is not None
    monkeypatch.setattr(kept_exports, "_version", lambda package: "0")
    assert taken(encoder, tmp_path / "d") is None


def test_where_nothing_can_be_kept_a_library_is_built_all_the_same(
    encoder: SentenceEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    report = build(tmp_path / "library", [SEEDS], encoder)
    assert report.not_exported is None
    assert Library.open(tmp_path / "library").encoder().encode_query(["a"]).shape[0] == 1


def test_only_the_last_exports_stay(
    encoder: SentenceEncoder, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported = kept(encoder, tmp_path / "export")
    first = only(cache)
    os.utime(first, (0, 0))
    for number in range(MOST_KEPT):
        monkeypatch.setattr(kept_exports, "FORM", f"of a test {number}")
        keep_export(place_for(encoder), exported)
    assert first not in list(cache.iterdir())
    assert len(list(cache.iterdir())) == MOST_KEPT


def test_where_nothing_can_be_exported_only_the_default_is_known_by_its_name(
    encoder: SentenceEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(encoder, tmp_path / "export")
    (tmp_path / "library").mkdir()

    def never(*_: object) -> OnnxEncoder:
        raise OnlyAnswers("torch")

    monkeypatch.setattr(kept_exports, "export", never)
    monkeypatch.setattr(kept_exports, "_version", lambda package: "none")
    with pytest.raises(OnlyAnswers):
        kept_or_exported(encoder, tmp_path / "library")
    monkeypatch.setattr(kept_exports, "DEFAULT", encoder.name)
    found = kept_or_exported(encoder, tmp_path / "library")
    assert found.fingerprint == encoder.fingerprint
