"""A cross-encoder that re-orders hits: whose score is whose, and which models are refused."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from index.encoders.cross_encoder import Reranker, reranked
from index.errors import NoReranker
from index.model import Hit, Passage, Span
from tests.words_encoder import words

VOCABULARY = "[PAD] [UNK] [CLS] [SEP] [MASK] botox exercise face lips . after the week ##s"
TINY: dict[str, object] = {
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "max_position_embeddings": 64,
}
MEND = (
    "give the name or the folder of a cross-encoder with one score a pair that is on this machine"
)
QUESTION = "exercise after botox"
TEXTS = ["the lips", "after the week exercise .", "face " * 200, "", "botox exercise", "\u00a0😀"]

UNPLUGGED = """
import json, socket, sys, time
tried = []

def refuse(*arguments, **options):
    tried.append(repr(arguments))
    raise OSError("unplugged")

socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
time.sleep = lambda seconds: None

from index.errors import NoReranker
from index.encoders.cross_encoder import Reranker

troubles = {}
for name in sys.argv[1:]:
    try:
        Reranker(name).scores("exercise after botox", ["the lips"])
    except NoReranker as error:
        troubles[error.name] = str(error)
print(json.dumps({"tried": tried, "troubles": troubles}))
"""

Make = Callable[..., Path]


class Overlap:
    """Scores a text by the number of the question's words that it holds."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        return [float(len(set(words(question)) & set(words(text)))) for text in texts]


@pytest.fixture
def tiny(tmp_path: Path) -> Make:
    """Saves a tiny cross-encoder with weights drawn by a seed."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertModel
    from transformers.models.bert import BertTokenizer

    def make(*, labels: int = 1, bias: float = 0.0, head: bool = True) -> Path:
        vocabulary = VOCABULARY.split()
        settings = {"vocab_size": len(vocabulary), "num_labels": labels, **TINY}
        torch.manual_seed(0)
        kind = BertForSequenceClassification if head else BertModel
        model = kind(BertConfig.from_dict(settings))
        with torch.no_grad():
            for name, weights in model.named_parameters():
                weights.normal_()
                if name == "classifier.bias":
                    weights.fill_(bias)
        model.save_pretrained(tmp_path / "tiny")
        tokenizer = BertTokenizer(vocab={word: n for n, word in enumerate(vocabulary)})
        tokenizer.save_pretrained(tmp_path / "tiny")
        return tmp_path / "tiny"

    return make


def logit(folder: Path, question: str, text: str) -> float:
    """What the model itself says of one pair, without sentence-transformers."""
    import torch
    from transformers import BertForSequenceClassification
    from transformers.models.bert import BertTokenizer

    model = BertForSequenceClassification.from_pretrained(folder)
    tokenizer = BertTokenizer.from_pretrained(folder)
    pair = tokenizer([(question, text)], truncation=True, max_length=64, return_tensors="pt")
    with torch.no_grad():
        return float(model(**pair).logits.item())


def hit(name: str, score: float, closeness: float) -> Hit:
    return Hit(Passage(name, Span(0, 1)), score, closeness)


HITS = [hit("c#1", 9.0, 0.9), hit("b#1", 8.0, 0.1), hit("a#1", 7.0, 0.5), hit("d#1", 6.0, 0.7)]


# The order of hits.


def test_hits_come_in_the_order_of_the_rerankers_scores() -> None:
    texts = ["office hours", "exercise after botox", "botox", "exercise after lunch"]
    assert reranked(HITS, QUESTION, texts, Overlap()) == [
        hit("b#1", 3.0, 0.1),
        hit("d#1", 2.0, 0.7),
        hit("a#1", 1.0, 0.5),
        hit("c#1", 0.0, 0.9),
    ]


def test_equal_scores_keep_the_former_order() -> None:
    texts = ["lunch", "exercise", "botox", "exercise after"]
    names = [found.passage.answer_id for found in reranked(HITS, QUESTION, texts, Overlap())]
    assert names == ["d#1", "b#1", "a#1", "c#1"]


def test_closeness_stays_with_its_passage() -> None:
    texts = ["", "exercise after botox", "botox", "after botox"]
    found = reranked(HITS, QUESTION, texts, Overlap())
    former = {before.passage: before for before in HITS}
    assert found != HITS
    assert [replace(after, score=former[after.passage].score) for after in found] == [
        former[after.passage] for after in found
    ]


def test_as_many_texts_as_hits_are_asked_for() -> None:
    with pytest.raises(ValueError, match="shorter"):
        reranked(HITS, QUESTION, ["botox"] * 3, Overlap())


def test_no_hits_stay_no_hits_and_load_nothing() -> None:
    reranker = Reranker("nobody/no-such-model")
    assert reranked([], QUESTION, [], reranker) == []
    assert "model" not in vars(reranker)


# The cross-encoder's scores.


def test_each_score_is_what_the_model_says_of_that_pair(tiny: Make) -> None:
    folder = tiny()
    expected = [logit(folder, QUESTION, text) for text in TEXTS]
    assert max(expected) - min(expected) > 0.1
    assert Reranker(str(folder)).scores(QUESTION, TEXTS) == pytest.approx(expected, abs=1e-4)


def test_a_pair_is_read_as_question_and_text_not_the_other_way(tiny: Make) -> None:
    reranker = Reranker(str(tiny()))
    (forth,) = reranker.scores("botox", ["the lips . after"])
    (back,) = reranker.scores("the lips . after", ["botox"])
    assert forth != pytest.approx(back, abs=1e-2)


def test_strong_scores_stay_apart(tiny: Make) -> None:
    texts = ["the lips", "after the week exercise .", "botox exercise"]
    scores = Reranker(str(tiny(bias=50.0))).scores(QUESTION, texts)
    assert min(scores) > 20
    assert len(set(scores)) == 3


def test_a_text_has_the_same_score_alone_and_among_others(tiny: Make) -> None:
    reranker = Reranker(str(tiny()))
    together = reranker.scores(QUESTION, [*TEXTS, *["the face ."] * 40])
    alone = [reranker.scores(QUESTION, [text])[0] for text in TEXTS]
    assert together[: len(TEXTS)] == pytest.approx(alone, abs=1e-4)


def test_a_cross_encoder_orders_hits_by_its_own_scores(tiny: Make) -> None:
    folder = tiny()
    texts = TEXTS[:4]
    found = reranked(HITS, QUESTION, texts, Reranker(str(folder)))
    expected = {
        before.passage: logit(folder, QUESTION, text)
        for before, text in zip(HITS, texts, strict=True)
    }
    assert [after.passage for after in found] == sorted(
        expected, key=lambda passage: expected[passage], reverse=True
    )
    assert {after.passage: after.score for after in found} == pytest.approx(expected, abs=1e-4)


def test_scores_that_are_no_numbers_are_refused(tiny: Make) -> None:
    folder = tiny(bias=float("nan"))
    with pytest.raises(NoReranker, match="its scores are not finite"):
        Reranker(str(folder)).scores(QUESTION, TEXTS)


# Loading.


def test_nothing_is_fetched(tiny: Make, tmp_path: Path) -> None:
    """In a process of its own: what is read of the environment is read once, on import."""
    folder = str(tiny())
    names = ["nobody/no-such-model", "no-such-model", str(tmp_path / "no" / "folder")]
    environment = {name: value for name, value in os.environ.items() if name != "HF_HUB_OFFLINE"}
    done = subprocess.run(
        [sys.executable, "-c", UNPLUGGED, folder, *names],
        env={**environment, "HF_HOME": str(tmp_path / "cache")},
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["tried"] == []
    assert told["troubles"].keys() == set(names)
    for name, trouble in told["troubles"].items():
        assert trouble.startswith(f"the reranker {name} cannot be used (")
        assert trouble.endswith(MEND)
        assert "\n" not in trouble


def test_loading_a_model_prints_nothing(tiny: Make, capfd: pytest.CaptureFixture[str]) -> None:
    from transformers.utils import logging

    folder = tiny()
    logging.enable_progress_bar()  # type: ignore[no-untyped-call]
    capfd.readouterr()
    assert len(Reranker(str(folder)).scores(QUESTION, TEXTS)) == len(TEXTS)
    assert capfd.readouterr() == ("", "")


def test_a_reranker_is_loaded_when_it_is_first_used(tiny: Make) -> None:
    reranker = Reranker(str(tiny()))
    assert "model" not in vars(reranker)
    reranker.scores(QUESTION, TEXTS)
    assert vars(reranker)["model"] is reranker.model


def test_a_model_with_two_labels_is_refused(tiny: Make) -> None:
    folder = tiny(labels=2)
    with pytest.raises(NoReranker) as caught:
        Reranker(str(folder)).scores(QUESTION, TEXTS)
    assert caught.value.name == str(folder)
    assert str(caught.value) == (
        f"the reranker {folder} cannot be used (it gives 2 scores a pair, not one); {MEND}"
    )


def test_a_sentence_encoder_is_refused_because_its_score_would_be_drawn_by_chance(
    tiny: Make,
) -> None:
    folder = tiny(head=False)
    with pytest.raises(NoReranker) as caught:
        Reranker(str(folder)).scores(QUESTION, TEXTS)
    assert str(caught.value) == (
        f"the reranker {folder} cannot be used (it is no cross-encoder: it was saved from "
        f"BertModel, which gives no score); {MEND}"
    )


def test_a_model_that_does_not_tell_what_it_was_saved_from_is_refused(tiny: Make) -> None:
    folder = tiny()
    settings = json.loads((folder / "config.json").read_text())
    del settings["architectures"]
    (folder / "config.json").write_text(json.dumps(settings))
    with pytest.raises(NoReranker, match="it is no cross-encoder"):
        Reranker(str(folder)).scores(QUESTION, TEXTS)


@pytest.mark.parametrize("file", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_file_cut_short_is_refused(file: str, tiny: Make) -> None:
    folder = tiny()
    content = (folder / file).read_bytes()
    (folder / file).write_bytes(content[: len(content) // 2])
    with pytest.raises(NoReranker) as caught:
        Reranker(str(folder)).scores(QUESTION, TEXTS)
    assert str(caught.value).endswith(MEND)
    assert "\n" not in str(caught.value)
