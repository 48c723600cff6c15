"""Groups of words by the first word of their members, put in order when a word is met."""

from bot.safety.rules import GroupMember, MemberIndex

MEMBERS = MemberIndex(
    {
        "{pain}": ["pain", "sharp pain", "sharp", "sharp pain"],
        "{animal}": ["cat", "dog"],
        "{poison}": ["cat", "cat litter"],
        "{bed}": ["dog bed"],
    }
)


def test_members_are_found_by_their_first_word_and_their_second() -> None:
    assert MEMBERS.of("sharp") == {
        "pain": [GroupMember(("pain",), ["{pain}"])],
        "": [GroupMember((), ["{pain}"])],
    }


def test_a_member_has_each_of_its_groups_once() -> None:
    assert MEMBERS.of("cat")[""] == [GroupMember((), ["{animal}", "{poison}"])]


def test_a_word_that_only_follows_begins_no_member() -> None:
    assert MEMBERS.of("litter") == {}
    assert MEMBERS.of("") == {}


def test_a_word_that_is_met_again_has_the_same_members() -> None:
    assert MEMBERS.of("dog") is MEMBERS.of("dog")


def test_words_are_those_that_begin_and_those_that_follow() -> None:
    assert MEMBERS.words() == {"pain", "sharp", "cat", "litter", "dog", "bed"}


def test_words_of_some_groups_alone_begin_no_member_of_another() -> None:
    assert MEMBERS.only_of(frozenset({"{animal}", "{poison}"})) == {"cat"}
