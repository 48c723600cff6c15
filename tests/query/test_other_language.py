"""A question in another language than the answers is told so, in its own language, and searched."""

from pathlib import Path

import pytest

from bot.query.other_language import language_of_question, languages_in, notes, other_language
from bot.reply.reply import reply_to
from bot.show.conversation import reply_html
from bot.show.export import reply_json
from bot.show.terminal import reply_text
from bot.text.languages import guessed_language, language_name
from index.encoders.sentence_encoder import SentenceEncoder
from index.library.build import build
from index.library.open import Library
from tests.conftest import SEEDS
from tests.seed_questions import ADDRESSED, ELSEWHERE, PLAIN
from tests.tiny_model import Make
from tests.words_encoder import WordsEncoder

ASKED = [
    ("es", "puedo hacer ejercicio después del botox"),
    ("es", "¿cuánto dura el botox?"),
    ("es", "me puse botox ayer y me duele la cabeza"),
    ("de", "kann ich nach botox sport machen"),
    ("de", "ich habe seit gestern kopfschmerzen nach botox"),
    ("fr", "est-ce que je peux faire du sport après le botox"),
    ("it", "posso fare ginnastica dopo il botox"),
    ("pt", "posso fazer exercício depois do botox"),
    ("ru", "можно ли заниматься спортом после ботокса"),
    ("uk", "скільки тримається ботокс"),
    ("pl", "czy mogę ćwiczyć po botoksie"),
    ("nl", "ik heb hoofdpijn na de behandeling"),
    ("tr", "botokstan sonra spor yapabilir miyim"),
    ("ar", "هل يمكنني ممارسة الرياضة بعد البوتوكس"),
    ("zh", "打完肉毒杆菌可以运动吗"),
    ("ja", "ボトックスの後に運動してもいいですか"),
    ("ko", "보톡스 맞고 운동해도 되나요"),
    ("vi", "tôi có thể tập thể dục sau khi tiêm botox không"),
]


@pytest.mark.parametrize(("language", "question"), ASKED)
def test_it_is_told_in_the_language_of_the_question(
    language: str, question: str, library: Library
) -> None:
    told = other_language(question, library)
    assert told is not None
    assert (told.question, told.library) == (language, ("en",))
    assert language_name("en", language) in told.note


@pytest.mark.parametrize("question", [*ADDRESSED, *PLAIN, *ELSEWHERE])
def test_an_english_question_is_told_nothing(question: str, library: Library) -> None:
    assert other_language(question, library) is None


@pytest.mark.parametrize(
    "question",
    [
        "botox",
        "Voluma Volbella Vollure",
        "Dr. Müller",
        "botx forhead musles",
        "can i use crema after botox",
        "café au lait spots",
        "hmmm",
        "12345 ??",
        "",
        "patas de gallo",
    ],
)
def test_where_it_cannot_be_told_nothing_is_said(question: str) -> None:
    assert language_of_question(question) == ""


def test_a_question_in_the_language_of_the_answers_is_told_nothing(tmp_path: Path) -> None:
    page = tmp_path / "pages" / "uno.txt"
    page.parent.mkdir()
    text = (
        "¿Puedo hacer ejercicio?\n\nMe puse botox ayer.\n\nRespuestas de médicos 1\n\n"
        "El ejercicio\n\n+1\n\nEl ejercicio suave no cambia el resultado, pero espere unas horas "
        "antes de correr o de levantar pesas después de las inyecciones.\n\n"
        "Ana Ruiz, MD\nMadrid Dermatologist\n"
    )
    page.write_text(text, encoding="utf-8")
    build(tmp_path / "library", [page], WordsEncoder())
    library = Library.open(tmp_path / "library")
    assert languages_in(library) == ("es",)
    assert other_language("puedo hacer ejercicio después del botox", library) is None
    told = other_language("can I exercise after my injections", library)
    assert told is None  # most of its words are English, of which nothing is guessed
    german = other_language("kann ich nach botox sport machen", library)
    assert german is not None
    assert "Spanisch" in german.note


def test_every_sentence_is_in_its_language_and_names_those_of_the_answers() -> None:
    for language, note in notes().items():
        assert "{languages}" in note
        assert guessed_language(note.format(languages=""))[0] == language


def test_the_command_the_page_and_json_say_the_same(library: Library) -> None:
    reply = reply_to("kann ich nach botox sport machen", library, WordsEncoder())
    assert reply.other_language is not None
    note = reply.other_language.note
    assert note in reply_text(reply)
    assert f'lang="de" dir="auto">{note}</p>' in reply_html(reply)
    assert reply_json(reply)["language"] == {"question": "de", "library": ("en",), "note": note}
    silent = reply_to("can I exercise after botox", library, WordsEncoder())
    assert reply_json(silent)["language"] is None
    assert 'class="language"' not in reply_html(silent)


@pytest.mark.model
def test_with_a_multilingual_model_the_answers_are_found(tiny: Make, tmp_path: Path) -> None:
    same = {"sport": "exercise", "nach": "after", "gesicht": "face"}
    encoder = SentenceEncoder(str(tiny("multilingual", same=same)))
    build(tmp_path / "library", [SEEDS], encoder)
    library = Library.open(tmp_path / "library")
    english = library.nearest("exercise after botox", library.encoder(), 5)
    assert library.nearest("sport nach botox", library.encoder(), 5) == english
    assert library.nearest("lippen nach botox", library.encoder(), 5) != english
    reply = reply_to("kann ich nach botox sport machen", library, library.encoder())
    assert reply.other_language is not None
    assert reply.searched == ("kann ich nach botox sport machen",)
