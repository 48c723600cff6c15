"""The default model, written as ONNX without being loaded: the vectors are the original's."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.encoders import known_model, onnx_export
from index.encoders.known_model import FILE, MODEL_FILES, KnownModel
from index.encoders.onnx_encoder import LEAST_COSINE, OnnxEncoder
from index.encoders.onnx_export import PROBES, card_of, export
from index.encoders.sentence_encoder import DEFAULT, SentenceEncoder, default_folder
from tests.conftest import SEEDS

pytestmark = pytest.mark.model

TEXTS = [*PROBES, "", "Botox", "wait four hours, " * 200, "注射後は運動しないでください。"]
AT_ONCE = """
import sys
from index.library.build import build
from index.encoders.sentence_encoder import SentenceEncoder
from pathlib import Path
build(Path(sys.argv[1]), [Path(sys.argv[2])], SentenceEncoder())
print(*sorted({"torch", "transformers", "sentence_transformers"} & set(sys.modules)))
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> OnnxEncoder:
    """The default model, written without being loaded."""
    found = KnownModel.read().export(default_folder(), tmp_path_factory.mktemp("known"))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def original() -> SentenceEncoder:
    return SentenceEncoder()


def test_what_is_known_of_it_is_what_sentence_transformers_says(original: SentenceEncoder) -> None:
    known = KnownModel.read()
    assert known.is_in(default_folder())
    assert replace(known.card, vector=()) == replace(card_of(original), vector=())
    assert known.texts == PROBES
    wanted = original.encode_document(PROBES)
    assert np.array(known.vectors) == pytest.approx(wanted, abs=1e-5)
    assert np.array(known.card.vector) == pytest.approx(wanted[0], abs=1e-5)


def test_its_vectors_are_those_of_the_model(
    written: OnnxEncoder, original: SentenceEncoder
) -> None:
    for method in ("encode_query", "encode_document", "encode_words"):
        found, wanted = (getattr(one, method)(TEXTS) for one in (written, original))
        told = np.linalg.norm(wanted, axis=1) > 0  # a text without a word has no words' vector
        # The table of words is kept as float16.
        assert ((found * wanted).sum(axis=1)[told]).min() >= LEAST_COSINE, method
    assert written.count_tokens(TEXTS) == original.count_tokens(TEXTS)
    assert written.is_intact


def test_it_is_what_torch_exports(
    written: OnnxEncoder, original: SentenceEncoder, tmp_path: Path
) -> None:
    traced = onnx_export.exported_by_torch(original, tmp_path)
    assert written.encode_document(TEXTS) == pytest.approx(traced.encode_document(TEXTS), abs=1e-5)


def test_a_library_is_built_from_nothing_without_loading_what_trains_models(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    given = [sys.executable, "-c", AT_ONCE, str(tmp_path / "library"), str(SEEDS)]
    done = subprocess.run(given, check=False, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


@pytest.mark.parametrize("name", MODEL_FILES)
def test_a_model_of_which_any_file_is_another_is_not_the_known_one(
    name: str, tmp_path: Path
) -> None:
    copy = tmp_path / "model"
    for one in MODEL_FILES:
        (copy / one).parent.mkdir(parents=True, exist_ok=True)
        (copy / one).symlink_to(default_folder() / one)
    assert KnownModel.read().is_in(copy)
    content = (copy / name).read_bytes()
    (copy / name).unlink()
    assert not KnownModel.read().is_in(copy)
    (copy / name).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert not KnownModel.read().is_in(copy)


def test_what_makes_other_vectors_is_not_kept(tmp_path: Path) -> None:
    known = KnownModel.read()
    other = replace(known, vectors=known.vectors[1:] + known.vectors[:1])
    assert other.export(default_folder(), tmp_path) is None
    assert not list(tmp_path.iterdir())


def test_what_is_not_known_is_exported_by_torch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = json.loads(FILE.read_bytes())
    made["hashes"]["config.json"] = "0" * 64
    other = tmp_path / FILE.name
    other.write_text(json.dumps(made), encoding="utf-8")
    monkeypatch.setattr(known_model, "FILE", other)
    asked: list[str] = []

    def by_torch(encoder: SentenceEncoder, folder: Path) -> OnnxEncoder:
        asked.append(encoder.name)
        raise onnx_export.NotExported(encoder.name, "asked")

    monkeypatch.setattr(onnx_export, "exported_by_torch", by_torch)
    with pytest.raises(onnx_export.NotExported):
        export(SentenceEncoder(), tmp_path)
    assert asked == [DEFAULT]


def test_without_the_package_that_writes_it_the_model_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*given: object) -> None:
        raise ModuleNotFoundError("onnx")

    monkeypatch.setattr(known_model, "write_bert", missing)
    assert onnx_export._exported_if_known(SentenceEncoder(), tmp_path) is None


def test_what_cannot_be_run_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.encoders.bert_graph.FUSED", "com.nobody")
    assert KnownModel.read().export(default_folder(), tmp_path) is None
    assert not list(tmp_path.iterdir())
