"""Spelling: slips are mended from the doctors' words, and everything else is left as typed."""

import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from string import ascii_lowercase

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.query.correct import (
    FEW_WORDS,
    FEWEST_PLACES,
    TIMES_FAR_MORE,
    TIMES_MORE,
    Context,
    Correction,
    Spelling,
    WordsOfLength,
)
from bot.query.products import product_groups
from bot.query.synonyms import brand_words
from bot.text.english import english
from index.library.build import build
from index.library.open import Library
from index.pages.line_reader.places import FILE, is_known_place
from index.words import plain, words_in
from tests.conftest import SEEDS, examples
from tests.pages.test_text_unseen import BONDING, FILLER, VENEERS, ReadAnswer, page_of
from tests.words_encoder import WordsEncoder


@pytest.fixture(scope="module")
def seeds_library(library_folder: Path) -> Library:
    return Library.open(library_folder)


@pytest.fixture(scope="module")
def spelling(seeds_library: Library) -> Spelling:
    """The spelling of the doctors on the seed pages."""
    return Spelling.of(seeds_library)


def of(names: str = "", **vocabulary: int) -> Spelling:
    """The spelling of doctors who use those words so often."""
    return Spelling(vocabulary, frozenset(names.split()))


def mended(spelling: Spelling, question: str) -> str:
    return spelling.correct(question)[0]


# What is mended.

SLIPS = [
    ("botex wears off", "botex", "botox"),
    ("how long does botx last", "botx", "botox"),
    ("Is bottox safe?", "bottox", "botox"),
    ("botoxx for my forehead", "botoxx", "botox"),
    ("my injectons were last week", "injectons", "injections"),
    ("one injeciton in the neck", "injeciton", "injection"),
    ("lines on my forhead", "forhead", "forehead"),
    ("can i excercise tomorrow", "excercise", "exercise"),
    ("is it ok to exersice", "exersice", "exercise"),
    ("neck exercizes every day", "exercizes", "exercises"),
    ("the musles in my face", "musles", "muscles"),
    ("do the muscels get weak", "muscels", "muscles"),
    ("a facail treatment", "facail", "facial"),
    ("any treatement that helps", "treatement", "treatment"),
    ("my wrinkels came back", "wrinkels", "wrinkles"),
    ("it hurts arround my mouth", "arround", "around"),
    ("my lip is swolen", "swolen", "swollen"),
    ("brusing under the eye", "brusing", "bruising"),
    ("sweling after a week", "sweling", "swelling"),
    ("may i masage my face", "masage", "massage"),
    ("is juvaderm better", "juvaderm", "juvederm"),
    ("juverderm in my cheeks", "juverderm", "juvederm"),
    ("i had restalyne once", "restalyne", "restylane"),
    ("dysprot or something else", "dysprot", "dysport"),
    ("does disport last longer", "disport", "dysport"),
    ("they used zeomin on me", "zeomin", "xeomin"),
    ("radiese in the hands", "radiese", "radiesse"),
    ("fillrs for my lips", "fillrs", "fillers"),
    ("hyaluronik acid gel", "hyaluronik", "hyaluronic"),
    ("deep nasolabal folds", "nasolabal", "nasolabial"),
    ("marionete lines", "marionete", "marionette"),
    ("is ptosys forever", "ptosys", "ptosis"),
    ("droopy eylid since monday", "eylid", "eyelid"),
    ("what my doctr told me", "doctr", "doctor"),
    ("is it recomended", "recomended", "recommended"),
    ("it had no efect", "efect", "effect"),
    ("strenous sports", "strenous", "strenuous"),
    ("other patiants had it", "patiants", "patients"),
    ("they did it imediately", "imediately", "immediately"),
    ("microneedeling and a peel", "microneedeling", "microneedling"),
    ("a blepharoplasy in may", "blepharoplasy", "blepharoplasty"),
    ("how many days shoud i wait", "shoud", "should"),
]


@pytest.mark.smoke
@pytest.mark.parametrize(("question", "typed", "shown"), SLIPS)
def test_a_slip_becomes_the_doctors_word(
    question: str, typed: str, shown: str, spelling: Spelling
) -> None:
    assert spelling.correct(question) == (
        question.replace(typed, shown),
        (Correction(typed, shown),),
    )


def test_several_slips_are_listed_once_each_in_reading_order(spelling: Spelling) -> None:
    question = "Botex in my forhead, then more botex? Botex!"
    assert spelling.correct(question) == (
        "Botox in my forehead, then more botox? Botox!",
        (
            Correction("Botex", "Botox"),
            Correction("forhead", "forehead"),
            Correction("botex", "botox"),
        ),
    )


def test_a_question_in_which_most_words_are_misspelt_is_mended(spelling: Spelling) -> None:
    question = "botex injectons forhead musles wrinkels swolen brusing"
    assert mended(spelling, question) == (
        "botox injections forehead muscles wrinkles swollen bruising"
    )


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("Forhead", "Forehead"), ("forhead", "forehead"), ("FORHEAD", "FOREHEAD")],
)
def test_capitals_stay_as_they_were_typed(typed: str, shown: str, spelling: Spelling) -> None:
    assert mended(spelling, f"{typed} lines") == f"{shown} lines"


def test_where_most_words_have_capitals_they_make_no_name(spelling: Spelling) -> None:
    assert mended(spelling, "Can I Excercise After My Injectons") == (
        "Can I Exercise After My Injections"
    )
    assert mended(spelling, "CAN I EXCERCISE") == "CAN I EXERCISE"


def test_short_words_in_capitals_are_abbreviations() -> None:
    assert mended(of(muscle=9), "MUSLE musle") == "MUSLE muscle"


@pytest.mark.parametrize("mark", ["'s", "’s"])
def test_a_possessive_keeps_its_ending(mark: str, spelling: Spelling) -> None:
    assert mended(spelling, f"my forhead{mark} lines") == f"my forehead{mark} lines"


def test_a_misspelt_brand_is_mended_although_it_is_written_like_a_name(spelling: Spelling) -> None:
    assert mended(spelling, "I had Restalyne and Juvaderm there") == (
        "I had Restylane and Juvederm there"
    )


# What is left alone.

ALONE = [
    # Names, as they stand on the pages and as nobody there is called.
    "What does Weiner say?",
    "dr weiner, krant and soni",
    "is blinski in miami",
    "Ask Jugenburg, Chilukuri or Lucarelli",
    "lensink mallalieu torgerson mccracken",
    "My friend Forhed went with me",
    "dr. forhed told me so",
    "Mrs Injecton had it",
    # Brands, of which none is to become another.
    "botox dysport xeomin jeuveau daxxify",
    "Juvederm, Restylane, Belotero, Radiesse or Sculptra?",
    "Does Juvéderm hurt, and does JUVÉDERM last?",
    "Juve\u0301derm in my lips",
    "Is kybella for the chin?",
    "abobotulinumtoxina or incobotulinumtoxina",
    # English that these doctors never use.
    "i am pregnant and nervous about the cost",
    "my granddaughter has a wedding in november",
    "does bursitis or hysterectomy matter",
    "a sculpture of pale marble",
    "oedema, haemorrhage and colour",
    "tattooist, overthinker, rollerblader",
    "my dermatologists splinted it",
    "dont, cant, wont, doesnt, ive",
    # Abbreviations, and what is no plain word.
    "MRI, COPD, PCOS, HSV and SPF",
    "FORHD and INJEC",
    "iPhone, FacExer, InMode, LipoLaser",
    "20 units, 0.5ml, 10mg, b12x",
    "3injectons forhead2 2nd",
    "a question by forhead@injectons.example",
    "see https://forhead.example/injectons and www.forhead.example",
    "forhead.txt",
    "wat abt teh lps",
    "hmmm aaargh zzzzzzz",
    "x" * 300,
    # No English.
    "me inyectaron hace tres semanas y todavía tengo hinchazón, moretones y dolor en la frente",
    "Ist es schlimm, wenn ich mich nach der Spritze gleich wieder hingelegt habe?",
    "Можно ли заниматься спортом после ботокса?",
    "",
    " \n\t ",
    "!!! ... ???",
]


@pytest.mark.parametrize("question", ALONE)
def test_what_is_no_slip_is_left_alone(question: str, spelling: Spelling) -> None:
    assert spelling.correct(question) == (question, ())


def test_nobodys_name_is_a_correction() -> None:
    assert mended(of(forehead=9), "the forhead") == "the forehead"
    assert mended(of("forehead", forehead=9), "the forhead") == "the forhead"


def test_what_may_be_a_misspelt_name_is_left_alone() -> None:
    assert mended(of(muscle=9), "the musle") == "the muscle"
    assert mended(of("musleh", muscle=9), "the musle") == "the musle"
    assert mended(of("musle", muscle=9), "the musle") == "the musle"
    assert mended(of("boten"), "a botex") == "a botox"


@pytest.mark.parametrize(
    ("known", "near"),
    [("xeomin", "xeomins"), ("splinted", "splinter"), ("rollerblader", "rollerbladder")],
)
def test_a_term_or_an_inflected_english_word_is_known(known: str, near: str) -> None:
    assert known not in english()
    assert mended(spelling_of_one(near), known) == known


def test_a_doubled_last_letter_is_no_inflection() -> None:
    assert mended(of(weeks=9), "weekss") == "weeks"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hypotrophia", "hypertrophia"),
        ("macrovesicle", "microvesicle"),
        ("avascularised", "vascularised"),
        ("dyspraxia", "dysplasia"),
    ],
)
def test_a_word_never_becomes_its_opposite_or_another_illness(typed: str, meant: str) -> None:
    assert typed not in english()
    assert spelling_of_one(meant).correct(typed) == (typed, ())


def spelling_of_one(word: str) -> Spelling:
    return Spelling({word: 99}, frozenset())


# How near, and which of several.


@pytest.mark.parametrize(
    ("typed", "meant", "believed"),
    [
        ("lumpp", "lumps", True),  # five letters or fewer: "lump" itself is a term
        ("chekc", "check", True),
        ("cheek", "check", False),  # English
        ("chedk", "check", False),  # a consonant for another says too little in a short word
        ("chack", "check", True),
        ("hceck", "check", False),  # the first letter holds in a short word
        ("bottocks", "buttocks", True),
        ("injaktion", "injection", False),  # two slips, one of them in the consonants
        ("injaction", "injection", True),
        ("injactian", "injection", True),
        ("enjactian", "injection", False),
        ("recavery", "recovery", True),
        ("tissoo", "tissue", False),  # two slips in six letters
        ("glebellar", "glabellar", True),
        ("chun", "chin", False),  # in four letters a vowel for another says too little
        ("tmabe", "mtabe", False),  # made-up words have no English neighbours
        ("mabetli", "mabetil", True),
        ("mobatil", "mabetil", False),
        ("mobatilo", "mabetilo", True),
        ("mobetila", "mabetilo", False),  # the last letter is one of two
        ("nuscles", "muscles", False),
        ("uscular", "muscular", True),
        ("nuscular", "muscular", True),
    ],
)
def test_a_longer_word_may_be_further_off(typed: str, meant: str, believed: bool) -> None:
    mends = mended(spelling_of_one(meant), typed) != typed
    assert mends == believed


def test_the_nearer_word_comes_before_the_commoner() -> None:
    assert mended(of(injections=1, injection=900), "injectons") == "injections"


def test_the_commoner_of_two_as_near_words_is_meant_if_it_is_far_commoner() -> None:
    assert mended(of(mouth=TIMES_MORE * 5, month=5), "mounth") == "mouth"
    assert mended(of(mouth=5, month=TIMES_MORE * 5), "mounth") == "month"
    assert mended(of(mouth=TIMES_MORE * 5 - 1, month=5), "mounth") == "mounth"


def test_the_same_ending_is_preferred() -> None:
    assert mended(of(treated=2, treats=9), "treatd") == "treated"
    assert mended(of(exercise=9, exercises=2), "exercies") == "exercises"


def test_the_same_first_letter_is_preferred() -> None:
    assert mended(of(mabetilt=9, rabetilk=99), "mabetilk") == "mabetilt"


def test_the_alphabet_decides_between_two_forms_of_one_word() -> None:
    assert mended(of(mabetile=9, mabetila=9), "mabetil") == "mabetila"


def test_a_more_common_english_word_as_near_keeps_a_slip_from_another() -> None:
    assert mended(of(relieve=9), "recieve") == "recieve"
    assert mended(of(relieve=9, receive=9), "recieve") == "receive"


def test_a_word_that_one_answer_holds_is_a_slip_of_one_that_many_hold() -> None:
    assert mended(of(sepressor=1, depressor=TIMES_FAR_MORE), "sepressor") == "depressor"
    assert mended(of(sepressor=1, depressor=TIMES_FAR_MORE - 1), "sepressor") == "sepressor"
    assert mended(of(sepressor=2, depressor=TIMES_FAR_MORE), "sepressor") == "sepressor"


def test_a_rare_word_of_the_doctors_that_is_no_english_mends_nothing() -> None:
    assert "platysma" not in english()
    assert mended(of(platysma=FEWEST_PLACES), "platisma") == "platysma"
    assert mended(of(platysma=FEWEST_PLACES - 1), "platisma") == "platisma"
    assert mended(of(platysma=1), "platisma") == "platisma"


def test_what_is_most_unknown_is_no_english_unless_most_of_it_is_near_ours() -> None:
    strange = " ".join(["zzuqqa", "yyuqqi", "xxoqqe", "wwaqqo", "vvoqqu", "qqumma"])
    assert len(strange.split()) > FEW_WORDS
    vocabulary = of(forehead=9)
    assert mended(vocabulary, "forhead " + strange.split()[0]).startswith("forehead")
    assert mended(vocabulary, f"forhead {strange}") == f"forhead {strange}"


def test_without_any_vocabulary_the_terms_still_mend() -> None:
    assert mended(of(), "juvaderm in my forhead, or injectons") == (
        "juvederm in my forehead, or injections"
    )


# Products.


@pytest.mark.parametrize(
    ("typed", "near"),
    [("voluma", "volume"), ("volbella", "umbrella"), ("kysse", "kisses"), ("advil", "advise")],
)
def test_a_product_is_no_slip_of_another_word(typed: str, near: str) -> None:
    assert mended(spelling_of_one(near), f"after {typed} now") == f"after {typed} now"


def test_what_is_one_letter_from_a_product_is_that_product_or_nothing() -> None:
    assert mended(of(volume=99), "after volumma") == "after voluma"
    assert mended(of(volumes=99), "after volumax") == "after voluma"
    assert mended(of(advice=99), "some advill") == "some advill"
    assert mended(of(advil=9, advice=99), "some advill") == "some advil"


def test_every_product_of_the_file_is_left_as_it_is(spelling: Spelling) -> None:
    for group in product_groups():
        for name in (*group.names, *group.said, *group.generics):
            question = f"after {name.lower()} now"
            assert spelling.correct(question) == (question, ())


@pytest.mark.parametrize("word", ["synkinesis", "petechiae", "ejercicio", "hinchazon"])
def test_words_that_our_files_explain_are_known(word: str) -> None:
    assert mended(spelling_of_one(f"{word[:-1]}x"), word) == word


# What the rest of the question makes likelier.


def in_passages(*passages: str, answers: int = 1000, **vocabulary: int) -> Spelling:
    """The spelling of doctors who use those words so often in so many answers; some of their
    passages, among as many that hold nothing."""
    said = [words_in(passage) for passage in passages]

    def holding(words: str) -> int:
        return sum(words_in(words) <= passage for passage in said)

    return Spelling(vocabulary, frozenset(), frozenset(), Context(answers, answers, holding))


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("myasthenia gravis and a lived life", "graves"),
        ("livedo on my legs", "lived"),
        ("a steppage gait", "stoppage"),
        ("the porta hepatis", "portal"),
    ],
)
def test_a_word_that_hardly_any_doctor_uses_is_no_correction_by_itself(
    question: str, meant: str
) -> None:
    assert in_passages(answers=10_000, **{meant: 2}).correct(question) == (question, ())


def test_a_word_that_stands_here_beside_others_of_the_question_is_one() -> None:
    spelling = in_passages("cough with phlegm", "phlegm and cough", "cough", phlegm=2, cough=3)
    assert mended(spelling, "a cough with phlem") == "a cough with phlegm"
    assert mended(spelling, "a headache with phlem") == "a headache with phlem"


def test_one_passage_with_both_is_no_evidence() -> None:
    assert mended(in_passages("cough phlegm", phlegm=9, cough=3), "cough phlem") == "cough phlem"


def test_a_common_word_needs_no_other_evidence() -> None:
    assert mended(in_passages(stomach=9), "my stomac") == "my stomac"
    assert mended(in_passages(stomach=10), "my stomac") == "my stomach"


def test_nor_does_a_long_one() -> None:
    assert mended(in_passages(rhinitis=1), "my rhinits") == "my rhinits"
    assert mended(in_passages(dermatitis=1), "my dermatits") == "my dermatitis"
    assert mended(in_passages(bronchitis=1), "my brunchitis") == "my bronchitis"


def test_nor_do_letters_that_changed_places() -> None:
    assert mended(in_passages(heroin=1), "using herion") == "using heroin"
    assert mended(in_passages(vision=1), "using visio") == "using visio"


def test_a_word_of_four_letters_must_be_very_common() -> None:
    assert mended(in_passages(which=49), "wich one") == "wich one"
    assert mended(in_passages(which=50), "wich one") == "which one"


@pytest.mark.parametrize("question", ["a doctor in sao paulo", "surgeons in kyivs", "near Zurichs"])
def test_a_place_is_no_slip(question: str) -> None:
    assert mended(of(paula=99), question) == question


def test_a_town_is_a_place_only_where_one_may_stand() -> None:
    assert is_known_place("Reading")
    assert not is_known_place("Readingg")
    assert mended(of(munch=99), "in munich now") == "in munich now"


def test_every_place_of_the_list_is_known_and_what_has_no_letters_is_none() -> None:
    listed, _, _ = FILE.read_text(encoding="utf-8").partition("\n\n")
    names = [name for name in listed.split("\n") if not name.startswith("#")]
    assert [name for name in names if not is_known_place(name)] == []
    assert not is_known_place("'")


# All words near to another are found, whatever is not compared.


@given(data=st.data())
def test_no_near_word_is_missed(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.text("abcde", min_size=5, max_size=5), min_size=1, unique=True))
    word = data.draw(st.text("abcde", min_size=3, max_size=7))
    reach = data.draw(st.sampled_from([1, 2]))
    expected = {one: OSA.distance(word, one) for one in words}
    found = dict(WordsOfLength(words).near(word, reach))
    assert found == {one: distance for one, distance in expected.items() if distance <= reach}


# Properties.

SEED_WORDS = sorted(
    {
        word
        for file in SEEDS.iterdir()
        for word in file.read_text(encoding="utf-8").split()
        if word.isascii()
    }
)
FRAGMENTS = st.one_of(
    st.sampled_from([typed for _, typed, _ in SLIPS]),
    st.sampled_from(SEED_WORDS),
    st.text(max_size=12),
)
QUESTIONS = st.lists(FRAGMENTS, max_size=12).map(" ".join)


@given(question=QUESTIONS)
@example(question="Juve\u0301derm forhead\u0301s 'forhead' ‘injectons’s")
def test_only_the_corrected_words_are_touched(question: str, spelling: Spelling) -> None:
    after, corrections = spelling.correct(question)
    pieces = list(zip(question.split(" "), after.split(" "), strict=True))
    changed = [(typed, shown) for typed, shown in pieces if typed != shown]
    for typed, shown in changed:
        expected = typed
        for one in corrections:
            expected = expected.replace(one.typed, one.shown)
        assert shown == expected
    assert bool(changed) == bool(corrections)


@given(question=QUESTIONS)
def test_what_was_mended_needs_no_mending(question: str, spelling: Spelling) -> None:
    after, _ = spelling.correct(question)
    assert spelling.correct(after) == (after, ())


@given(data=st.data())
def test_the_doctors_own_words_are_never_mended(
    data: st.DataObject, spelling: Spelling, seeds_library: Library
) -> None:
    """But for what stands once and is a slip of a word that is far commoner: "BOTIOX"."""
    words = [word for text in held(seeds_library) for word in text.split() if word != "BOTIOX"]
    question = " ".join(data.draw(st.lists(st.sampled_from(words))))
    assert spelling.correct(question) == (question, ())
    assert mended(spelling, "Botiox") == "Botox"


@settings(max_examples=examples(20))  # each makes a Spelling
@given(
    question=QUESTIONS, vocabulary=st.dictionaries(st.from_regex("[a-z]{2,12}"), st.integers(1, 99))
)
def test_what_is_shown_is_a_word_of_the_doctors_or_of_the_terms(
    question: str, vocabulary: Mapping[str, int]
) -> None:
    for one in Spelling(vocabulary, frozenset()).correct(question)[1]:
        word = plain(one.shown)
        assert word in vocabulary or mended(of(), one.typed) == one.shown


def test_a_long_question_is_mended_against_many_words() -> None:
    chance = random.Random(1)
    known = {"".join(chance.choices(ascii_lowercase, k=8)) for _ in range(100_000)}
    library = Spelling(dict.fromkeys(known, FEWEST_PLACES), frozenset())
    slips = [word[:6] + word[:5:-1] for word in sorted(known)[::500] if word[6] != word[7]]
    question = " ".join(f"what about {slip}" for slip in slips)[:2000]
    after, corrections = library.correct(question)
    assert len(corrections) > 80
    assert len(after) == len(question)


# The words of a library.


def test_plain_words_have_neither_capitals_nor_accents_nor_apostrophes() -> None:
    text = "Juvéderm JUVE\u0301DERM Don't patient’s O'Brien re-inject 5mg x a 1st b12 ﬁller's"
    assert words_in(text) == {
        "juvederm",
        "dont",
        "patient",
        "obrien",
        "re",
        "inject",
        "filler",
    }


def test_every_word_is_counted_once_an_answer_and_once_a_title(library: Library) -> None:
    counted: Counter[str] = Counter()
    for page in library.pages():
        counted.update(words_in(page.quoted(page.title) or ""))
        for answer in page.answers:
            counted.update(
                words_in(f"{page.quoted(answer.headline) or ''} {page.quote(answer.body)}")
            )
    assert library.vocabulary() == counted
    assert counted["botox"] == 28 + 3 - sum("botox" not in text.lower() for text in held(library))
    assert "wrinlkes" not in counted  # it stands in a patient's question alone
    assert "stars" not in counted  # it stands in bylines alone


def held(library: Library) -> list[str]:
    """The text of each answer and of each title."""
    return [
        text
        for page in library.pages()
        for text in (
            page.quoted(page.title) or "",
            *(
                f"{page.quoted(answer.headline) or ''} {page.quote(answer.body)}"
                for answer in page.answers
            ),
        )
    ]


def test_the_vocabulary_is_read_once_and_cannot_be_changed(library: Library) -> None:
    assert library.vocabulary() is library.vocabulary()
    assert library.names() is library.names()
    with pytest.raises(TypeError):
        library.vocabulary()["botox"] = 0  # type: ignore[index]


def test_names_are_all_words_of_names_credentials_and_places(library: Library) -> None:
    names = library.names()
    assert {"weiner", "krant", "soni", "blinski", "dr", "green"} <= names
    assert {"mbbchir", "frcs", "plast", "panama", "city", "vegas"} <= names
    assert names == {
        word
        for _, doctor in library.doctors()
        for part in (doctor.name, doctor.credentials, doctor.place)
        for word in words_in(part or "")
    }
    assert not names & brand_words()


def write(folder: Path, name: str, *answers: ReadAnswer) -> None:
    folder.mkdir(exist_ok=True)
    text = page_of(*answers, votes=True, title=f"About {name}?")
    (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def vocabulary_of(folder: Path) -> dict[str, int]:
    library = Library.open(folder)
    found = dict(library.vocabulary())
    library.close()
    return found


def test_after_pages_came_changed_and_went_the_words_are_those_of_a_fresh_build(
    tmp_path: Path, encoder: WordsEncoder
) -> None:
    pages, grown = tmp_path / "pages", tmp_path / "grown"

    def compare(step: str) -> dict[str, int]:
        build(grown, [pages], encoder)
        build(tmp_path / step, [pages], encoder)
        assert vocabulary_of(grown) == vocabulary_of(tmp_path / step)
        return vocabulary_of(grown)

    write(pages, "veneers", VENEERS, BONDING)
    assert "hyaluronic" not in compare("first")
    write(pages, "filler", FILLER._replace(body="Hyaluronic acid lasts. So do veneers."))
    came = compare("added")
    write(pages, "filler", FILLER._replace(body="Nothing lasts."))
    changed = compare("changed")
    (pages / "veneers.txt").unlink()
    went = compare("removed")
    assert (came["hyaluronic"], changed.get("hyaluronic")) == (1, None)
    assert came["veneers"] == changed["veneers"] + 1
    assert "veneers" not in went
    assert went["filler"] >= 1
