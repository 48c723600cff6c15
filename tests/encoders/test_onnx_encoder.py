"""The exported encoder: the same vectors as the model's, refused if not, and much sooner there."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from bot.show.changes import report_text
from index.encoders import onnx_encoder as exported
from index.encoders import onnx_export as exporting
from index.encoders.encoder import Encoder, Vectors
from index.encoders.onnx_encoder import (
    CARD,
    FILES,
    LEAST_COSINE,
    MODEL,
    TOKENIZER,
    TOKENS,
    WEIGHTS,
    EncoderCard,
    OnnxEncoder,
)
from index.encoders.onnx_export import NotExported, export
from index.encoders.sentence_encoder import SentenceEncoder, default_folder
from index.errors import DamagedLibrary, NoEncoder, WrongEncoder
from index.library.build import build
from index.library.generation import ENCODER
from index.library.open import Library
from index.words import words_in
from tests.conftest import SEEDS
from tests.pages.test_text_unseen import BONDING, page_of
from tests.seed_questions import ADDRESSED, PLAIN
from tests.tiny_model import Make

pytestmark = pytest.mark.model

ODD = [
    "", " ", "\n\t", "?", "a", "\u00a0", "Juvéderm\u00a0and\u00a0Botox", "😀", "wait 😀😀 wait",
    "\u202eשלום", "a\0b", "Ünïcödé ﬁne print ½", "注射後は運動しないでください。", "x" * 5000,
    "word " * 2000, "wait four hours, " * 300, "Botox", "botox", "bot ox", "=1+1", "' OR 1=1",
]  # fmt: skip


@pytest.fixture(scope="module")
def real(real_library: Library) -> OnnxEncoder:
    """The default model, as a library of the seeds keeps it."""
    encoder = real_library.encoder()
    assert isinstance(encoder, OnnxEncoder)
    return encoder


@pytest.fixture(scope="module")
def texts(real_library: Library) -> list[str]:
    """All that stands on the seeds, and all that is asked in tests."""
    found = [*ODD, *ADDRESSED, *PLAIN]
    for page in real_library.pages():
        found += [page.text, page.quoted(page.title) or ""]
        found += [page.quote(answer.body) for answer in page.answers]
        found += [page.quoted(answer.headline) or "" for answer in page.answers]
    return found


def assert_same(found: Vectors, wanted: Vectors) -> None:
    assert found.shape == wanted.shape
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
    cosines = (found * wanted).sum(axis=1)
    assert cosines.min(initial=1) >= LEAST_COSINE


# The default model.


def test_the_vectors_are_those_of_the_model(
    real: OnnxEncoder, real_encoder: SentenceEncoder, texts: list[str]
) -> None:
    assert_same(real.encode_document(texts), real_encoder.encode_document(texts))
    assert_same(real.encode_query(texts), real_encoder.encode_query(texts))


def test_the_tokens_are_counted_as_the_model_counts_them(
    real: OnnxEncoder, real_encoder: SentenceEncoder, texts: list[str]
) -> None:
    counts = real.count_tokens(texts)
    assert counts == real_encoder.count_tokens(texts)
    assert max(counts) > 1000 > real.max_tokens
    assert real.count_tokens([]) == []


def test_few_texts_are_tokenized_one_after_the_other(
    real: OnnxEncoder, texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By threads, a busy machine takes a millisecond longer."""
    counts, words = real.count_tokens(texts), real.encode_words(["botox", "facexer"])
    fresh = OnnxEncoder.open(real.folder)
    alone = SimpleNamespace(encode=real._tokenizer.encode)
    monkeypatch.setitem(fresh.__dict__, "_tokenizer", alone)
    assert [fresh.count_tokens([text])[0] for text in texts] == counts
    assert np.array_equal(fresh.encode_words(["botox", "facexer"]), words)


def test_the_words_have_the_vectors_that_the_model_begins_with(
    real: OnnxEncoder, real_encoder: SentenceEncoder, texts: list[str]
) -> None:
    words = sorted({word for text in texts for word in words_in(text)})
    assert len(words) > 500
    found, wanted = real.encode_words(words), real_encoder.encode_words(words)
    assert found.shape == wanted.shape
    assert np.abs(found - wanted).max() < 1e-3
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.linalg.norm(wanted, axis=1), abs=1e-3)


def test_a_word_has_one_vector_whatever_was_asked_before(
    real: OnnxEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exported, "WORDS_KEPT", 3)
    words = ["botox", "massage", "exercise", "Juvéderm", "botox", "", "facexer"]
    alone = [OnnxEncoder.open(real.folder).encode_words([word])[0] for word in words]
    fresh = OnnxEncoder.open(real.folder)
    for some in (words, words[::-1], words):
        expected = alone if some == words else alone[::-1]
        assert np.array_equal(fresh.encode_words(some), np.array(expected))
    assert fresh.encode_words([]).shape == (0, alone[0].shape[0])
    assert not alone[5].any()


def test_it_says_what_the_model_says_of_itself(
    real: OnnxEncoder, real_encoder: SentenceEncoder
) -> None:
    names = ("name", "fingerprint", "dimension", "max_tokens")
    assert [getattr(real, name) for name in names] == [
        getattr(real_encoder, name) for name in names
    ]
    assert real.is_intact


def test_a_text_is_read_as_far_as_the_model_reads_it_and_not_as_its_tokenizer_was_saved(
    real: OnnxEncoder, real_encoder: SentenceEncoder
) -> None:
    saved = json.loads((default_folder() / "tokenizer.json").read_text(encoding="utf-8"))
    assert saved["truncation"]["max_length"] == 128 < real.max_tokens == 256
    one, other = ("wait " * 150 + end for end in ("botox", "veneers"))
    beyond, further = ("wait " * 300 + end for end in ("botox", "veneers"))
    for encoder in (real, real_encoder):
        vectors = encoder.encode_document([one, other, beyond, further])
        assert vectors[0] @ vectors[1] < LEAST_COSINE
        assert vectors[2] == pytest.approx(vectors[3], abs=1e-6)


@pytest.mark.parametrize("size", [0, 1, 2, 7, 40, 200])
def test_texts_together_have_the_vectors_they_have_alone(
    size: int, real: OnnxEncoder, texts: list[str]
) -> None:
    chance = np.random.default_rng(size)
    chosen = [texts[n] for n in chance.permutation(len(texts))[:size]]
    alone = [real.encode_document([text])[0] for text in chosen]
    together = real.encode_document(chosen)
    assert together.shape == (len(chosen), real.dimension)
    assert np.abs(together - np.array(alone).reshape(together.shape)).max(initial=0) <= 1e-5


def test_threads_share_one_encoder(real: OnnxEncoder, texts: list[str]) -> None:
    some = [text for text in texts if len(text) < 300][:40]
    expected = real.encode_query(some)
    fresh = OnnxEncoder.open(real.folder)

    def ask(n: int) -> Vectors:
        few = [some[n % len(some)]] if n % 3 else some
        assert fresh.count_tokens(few) == real.count_tokens(few)
        return fresh.encode_query(few)

    with ThreadPoolExecutor(8) as pool:
        for n, found in enumerate(pool.map(ask, range(60))):
            wanted = expected[n % len(some)][None, :] if n % 3 else expected
            assert np.abs(found - wanted).max() <= 1e-5


def test_a_library_is_searched_with_either(
    real: OnnxEncoder, real_encoder: SentenceEncoder, real_library: Library
) -> None:
    for question in ADDRESSED[:5]:
        one = real_library.search(question, real)
        other = real_library.search(question, real_encoder)
        assert [hit.passage for hit in one] == [hit.passage for hit in other]
        assert [hit.closeness for hit in one] == pytest.approx(
            [hit.closeness for hit in other], abs=1e-3
        )


# Other models.

SAID = [
    "botox exercise after the week .", "", "lips", "face " * 100, "the lips , the face and 😀",
    "weeks after", "exercise . " * 9,
]  # fmt: skip


def exported_as(folder: Path, to: Path) -> tuple[SentenceEncoder, OnnxEncoder]:
    encoder = SentenceEncoder(str(folder))
    to.mkdir()
    export(encoder, to)
    return encoder, OnnxEncoder.open(to)


def assert_agree(one: Encoder, other: Encoder) -> None:
    assert_same(one.encode_document(SAID), other.encode_document(SAID))
    assert_same(one.encode_query(SAID), other.encode_query(SAID))
    assert one.count_tokens(SAID) == other.count_tokens(SAID)
    words = ["botox", "lips", "nobody", ""]
    assert np.abs(one.encode_words(words) - other.encode_words(words)).max() < 1e-3


@pytest.mark.parametrize("pooling", ["mean", "cls", "max", "lasttoken", "mean_sqrt_len_tokens"])
def test_however_a_model_pools_its_export_does_the_same(
    pooling: str, tiny: Make, tmp_path: Path
) -> None:
    assert_agree(*exported_as(tiny(pooling=pooling), tmp_path / "exported"))


PROMPTS: dict[str, tuple[bool, dict[str, object]]] = {
    "none": (False, {"prompts": {}}),
    "of questions": (True, {"prompts": {"query": "lips face "}}),
    "of passages": (True, {"prompts": {"document": "the week "}}),
    "of both": (True, {"prompts": {"query": "lips face ", "document": "the week "}}),
    "several": (True, {"prompts": {"corpus": "week ", "document": "lips ", "query": "face "}}),
    # Next to these sentence-transformers has an empty one for questions and one for documents.
    "of passages by another name": (False, {"prompts": {"passage": "the week "}}),
    "usual": (False, {"prompts": {"any": "botox "}, "default_prompt_name": "any"}),
    "usual and of questions": (
        True,
        {"prompts": {"any": "botox ", "query": "lips face "}, "default_prompt_name": "any"},
    ),
}
"""Settings of a model, and whether any prompt of theirs is used."""


@pytest.mark.parametrize(("used", "config"), PROMPTS.values(), ids=PROMPTS.keys())
def test_the_models_own_prompts_go_before_every_text(
    used: bool, config: dict[str, object], tiny: Make, tmp_path: Path
) -> None:
    encoder, found = exported_as(tiny(config=config), tmp_path / "exported")
    plain = SentenceEncoder(str(tiny("plain")))
    assert_agree(encoder, found)
    asked = (found.encode_query(SAID) * plain.encode_query(SAID)).sum(axis=1)
    said = (found.encode_document(SAID) * plain.encode_document(SAID)).sum(axis=1)
    assert (min(asked.min(), said.min()) < 0.99) == used


@pytest.mark.parametrize("dtype", ["float16", "float64"])
def test_a_model_of_another_precision_agrees_or_is_not_exported(
    dtype: str, tiny: Make, tmp_path: Path
) -> None:
    try:
        encoder, found = exported_as(tiny(dtype=dtype), tmp_path / "exported")
    except NotExported:
        return
    assert_agree(encoder, found)


def test_the_model_is_left_as_it_was(tiny: Make, tmp_path: Path) -> None:
    encoder = SentenceEncoder(str(tiny()))
    before = (encoder.fingerprint, encoder.encode_document(SAID))
    transformer: Any = encoder.model[0].model
    attention = transformer.config._attn_implementation
    (tmp_path / "exported").mkdir()
    export(encoder, tmp_path / "exported")
    assert transformer.config._attn_implementation == attention
    del encoder.__dict__["fingerprint"]
    assert encoder.fingerprint == before[0]
    assert np.array_equal(encoder.encode_document(SAID), before[1])
    left = sorted(file.name for file in (tmp_path / "exported").iterdir())
    assert left == sorted(FILES)


def test_a_card_is_read_back_as_it_was_written(tiny: Make, tmp_path: Path) -> None:
    _, found = exported_as(tiny(config=PROMPTS["of both"][1]), tmp_path / "exported")
    assert EncoderCard.read(tmp_path / "exported") == found.card
    found.card.write(tmp_path)
    assert EncoderCard.read(tmp_path) == found.card


# What is not exported.


def table_of_words(folder: Path) -> Path:
    """A model that is no transformer: a table of words and nothing else."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    words = {word: n for n, word in enumerate("[UNK] botox exercise face lips after week".split())}
    tokenizer = Tokenizer(WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    weights = np.random.default_rng(1).normal(size=(len(words), 16)).astype(np.float32)
    table = StaticEmbedding(tokenizer, embedding_weights=weights)
    SentenceTransformer(modules=[table], device="cpu").save(str(folder))
    return folder


def test_a_model_that_is_no_transformer_is_not_exported(tmp_path: Path) -> None:
    folder = table_of_words(tmp_path / "table")
    with pytest.raises(NotExported) as caught:
        exported_as(folder, tmp_path / "exported")
    assert str(caught.value).startswith(f"{folder} is not exported ({caught.value.reason})")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("method", ["encode_query", "encode_document"])
def test_an_export_that_makes_other_vectors_is_refused(
    method: str, tiny: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = getattr(OnnxEncoder, method)

    def wrong(self: OnnxEncoder, said: Sequence[str]) -> Vectors:
        vectors: Vectors = right(self, said)
        vectors[-1] = np.roll(vectors[-1], 1)
        return vectors

    monkeypatch.setattr(OnnxEncoder, method, wrong)
    with pytest.raises(NotExported, match=f"its {method} has cosines down to"):
        exported_as(tiny(), tmp_path / "exported")


def test_an_export_that_cannot_be_run_is_refused(
    tiny: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(model: object, inputs: object, file: Path) -> None:
        file.write_bytes(b"no model")

    monkeypatch.setattr(exporting, "_write_model", broken)
    with pytest.raises(NotExported):
        exported_as(tiny(), tmp_path / "exported")


def test_where_there_is_no_model_that_is_said_and_not_that_it_cannot_be_exported(
    tmp_path: Path,
) -> None:
    with pytest.raises(NoEncoder):
        export(SentenceEncoder(str(tmp_path / "nothing")), tmp_path)
    with pytest.raises(NoEncoder):
        build(tmp_path / "library", [SEEDS], SentenceEncoder(str(tmp_path / "nothing")))


@pytest.mark.parametrize("content", [None, "", "{", "[]", "{}", '{"name": "tiny"}'])
def test_a_folder_without_a_card_holds_no_encoder(content: str | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / CARD).write_text(content, encoding="utf-8")
    with pytest.raises(NoEncoder):
        OnnxEncoder.open(tmp_path)


@pytest.mark.parametrize("name", [MODEL, WEIGHTS, TOKENIZER, TOKENS])
@pytest.mark.parametrize("left", [b"", b"damaged", None], ids=["nothing", "other", "half"])
def test_a_damaged_export_is_told_of_in_one_sentence(
    name: str, left: bytes | None, tiny: Make, tmp_path: Path
) -> None:
    exported_as(tiny(), tmp_path / "exported")
    file = tmp_path / "exported" / name
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2] if left is None else left)
    encoder = OnnxEncoder.open(tmp_path / "exported")
    with pytest.raises(NoEncoder) as caught:
        encoder.encode_words(["botox"]) if name == TOKENS else encoder.encode_query(["botox"])
    assert caught.value.name == str(tmp_path / "exported")


# In a library.


def test_a_library_keeps_the_encoder_that_made_it(tiny: Make, tmp_path: Path) -> None:
    model = tiny()
    report = build(tmp_path / "library", [SEEDS], SentenceEncoder(str(model)))
    assert report.not_exported is None
    library = Library.open(tmp_path / "library")
    shutil.rmtree(model)
    encoder = library.encoder()
    assert isinstance(encoder, OnnxEncoder)
    assert encoder.folder == library.generation / ENCODER
    found = library.answer("000_935efed495dcb89e#9")
    hits = library.search(found.page.quote(found.answer.body), encoder, k=100)
    assert found.answer.id in {hit.passage.answer_id for hit in hits}
    assert list(library.problems()) == []
    (tmp_path / "new.txt").write_text(page_of(BONDING, votes=True), encoding="utf-8")
    build(tmp_path / "library", [tmp_path / "new.txt"], encoder)
    after = Library.open(tmp_path / "library")
    for name in FILES:
        old, new = (one.generation / ENCODER / name for one in (library, after))
        assert new.samefile(old)
        assert (
            after.manifest.files[f"{ENCODER}/{name}"] == library.manifest.files[f"{ENCODER}/{name}"]
        )
    assert len(list(after.pages())) == 4
    assert list(after.problems()) == []


def assert_made_without(model: Path, folder: Path) -> None:
    """Build with a model that is not exported, search, and build again."""
    report = build(folder, [SEEDS], SentenceEncoder(str(model)))
    assert report.not_exported
    assert report.not_exported in report_text(report, folder)
    library = Library.open(folder)
    assert not (library.generation / ENCODER).exists()
    assert list(library.problems()) == []
    encoder = library.encoder()
    assert isinstance(encoder, SentenceEncoder)
    assert encoder.name == str(model)
    assert library.search("exercise after botox", encoder)
    new = folder.with_name("new.txt")
    new.write_text(page_of(BONDING, votes=True), encoding="utf-8")
    assert build(folder, [new], encoder).not_exported is None
    after = Library.open(folder)
    assert isinstance(after.encoder(), SentenceEncoder)
    assert len(list(after.pages())) == 4


def test_a_library_of_a_model_whose_export_fails_is_made_all_the_same(
    tiny: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise RuntimeError("an operator that no graph has\nand more")

    monkeypatch.setattr(exporting, "_write_model", fail)
    assert_made_without(tiny(), tmp_path / "library")


def test_a_library_of_a_model_that_is_no_transformer_is_made_all_the_same(tmp_path: Path) -> None:
    assert_made_without(table_of_words(tmp_path / "table"), tmp_path / "library")


def test_a_library_of_an_encoder_that_is_no_model_keeps_none(library: Library) -> None:
    assert not (library.generation / ENCODER).exists()
    assert [name for name in library.manifest.files if name.startswith(ENCODER)] == []


def test_another_models_export_is_refused(tiny: Make, tmp_path: Path, library: Library) -> None:
    _, found = exported_as(tiny(), tmp_path / "exported")
    with pytest.raises(WrongEncoder):
        library.check_encoder(found)
    with pytest.raises(WrongEncoder):
        build(library.folder, [SEEDS], found)


@pytest.fixture
def real_copy(real_library: Library, tmp_path: Path) -> Path:
    """A library of the seeds that a test may change, made with the real encoder."""
    return Path(shutil.copytree(real_library.folder, tmp_path / "library"))


def model_of(folder: Path) -> Path:
    (found,) = folder.glob(f"generation-*/{ENCODER}/{MODEL}")
    return found


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_byte_of_the_encoder_is_refused(name: str, real_copy: Path) -> None:
    file = model_of(real_copy).with_name(name)
    with file.open("r+b") as opened:
        opened.seek(file.stat().st_size // 2)
        (byte,) = opened.read(1)
        opened.seek(-1, os.SEEK_CUR)
        opened.write(bytes([byte ^ 1]))
    with pytest.raises(DamagedLibrary, match=f"{ENCODER}/{name}"):
        Library.open(real_copy)


def weights_of(folder: Path) -> Path:
    return model_of(folder).with_name(WEIGHTS)


def alter(file: Path, change: Callable[[bytes], bytes]) -> None:
    """Change a file's bytes, and neither its size nor its time of change."""
    time, data = file.stat().st_mtime_ns, file.read_bytes()
    changed = change(data)
    assert changed != data
    assert len(changed) == len(data)
    file.write_bytes(changed)
    os.utime(file, ns=(time, time))


def assert_damaged(folder: Path, match: str) -> None:
    library = Library.open(folder)
    encoder = library.encoder()
    with pytest.raises(DamagedLibrary, match=match):
        library.search("can I exercise after botox?", encoder)
    with pytest.raises(DamagedLibrary, match=match):
        build(folder, [SEEDS], encoder)
    assert [trouble for trouble in library.problems() if f"{ENCODER}/{WEIGHTS}" in trouble]


def test_a_model_with_altered_weights_is_known_by_its_vectors(
    real_copy: Path, real_encoder: SentenceEncoder
) -> None:
    transformer: Any = real_encoder.model[0].model
    dense = transformer.encoder.layer[2].output.dense.weight.detach().numpy()
    weights = dense.T.tobytes()  # as it is multiplied
    alter(weights_of(real_copy), lambda data: data.replace(weights, bytes(len(weights))))
    assert_damaged(real_copy, f"{ENCODER} no longer makes the vectors it made")


def test_a_model_without_any_weights_is_a_damaged_library(real_copy: Path) -> None:
    alter(weights_of(real_copy), lambda data: bytes(len(data)))
    assert_damaged(real_copy, ENCODER)


# What is loaded.

WATCH = """
import json, sys
from bot.cli import main
status = main(sys.argv[1:])
print(json.dumps([status, sorted(sys.modules)]), file=sys.stderr)
"""
"""Runs a command, and tells on standard error its status and all that it imported."""
SLOW = {
    "torch",
    "sentence_transformers",
    "transformers",
    "gradio",
    "sklearn",
    "scipy",
    "onnx",
    "pandas",
    "ray",
}


NOT_ASKED = {
    "index.library.build", "index.library.lock", "index.library.remove", "index.pages.read",
    "index.pages.line_reader.text", "index.storage.uploads", "bot.show.templates", "bot.staff",
    "bot.web.app", "babel", "fastwarc", "jinja2", "python_calamine", "rapidfuzz", "selectolax",
    "semchunk", "symspellpy", "tqdm",
}  # fmt: skip
"""What reads pages, builds, serves and draws: a question waits for none of it."""
MOST_IMPORTED = 162
"""Modules of ours that a question imports, of 400: each takes its part of half a second."""


def imported_by(arguments: list[str], folder: Path) -> tuple[int, set[str]]:
    """The status of a command on a library, and every module that it imported."""
    done = subprocess.run(
        [sys.executable, "-c", WATCH, "--library", str(folder), *arguments],
        cwd=folder.parent,
        env={**os.environ, "PYTHONPATH": str(SEEDS.parent)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    status, loaded = json.loads(done.stderr)
    return status, set(loaded)


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
def test_a_question_imports_nothing_that_reads_pages_builds_or_serves(
    form: list[str], real_copy: Path
) -> None:
    status, loaded = imported_by(["ask", "can I exercise after botox?", *form], real_copy)
    assert (status, NOT_ASKED & loaded) == (0, set())
    ours = {name for name in loaded if name.partition(".")[0] in {"index", "bot"}}
    assert 100 < len(ours) <= MOST_IMPORTED


SERVED = """
import sys
from pathlib import Path
from types import SimpleNamespace
from bot.reply.service import AnswerService
from bot.safety import run_together
service = AnswerService.open(Path(sys.argv[1]))
service.load()
service.wait()
lists = run_together._usual_english, run_together._usual_spanish
read = [one.cache_info().currsize for one in lists]
before = set(sys.modules)
service.keep_up()
print(read, *sorted(set(sys.modules) - before))
"""


def test_no_question_waits_for_what_a_service_loads_later(real_copy: Path) -> None:
    given = [sys.executable, "-c", SERVED, str(real_copy)]
    done = subprocess.run(given, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split(maxsplit=2) == ["[1,", "1]"]  # all lists are read, nothing imported


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "can I exercise after botox?"],
        ["ask", "can I exercize after botox?", "--after", "does massage move it?", "--json"],
        ["doctors", "massage"],
        ["check"],
        ["build", str(SEEDS)],
        ["build", "new"],
        ["pages", str(SEEDS)],
    ],
    ids=" ".join,
)
def test_what_a_built_library_is_asked_waits_for_nothing_slow(
    arguments: list[str], real_copy: Path
) -> None:
    new = real_copy.with_name("new")
    new.mkdir()
    (new / "page.txt").write_text(page_of(BONDING, votes=True), encoding="utf-8")
    status, loaded = imported_by(arguments, real_copy)
    assert (status, SLOW & loaded) == (0, set())
    assert {"index", "bot"} <= loaded
    pages = [page.id for page in Library.open(real_copy).pages()]
    assert ("page" in pages) == (arguments == ["build", "new"])
