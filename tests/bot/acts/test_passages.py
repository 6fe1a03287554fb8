from __future__ import annotations

from bot.acts.passages import MOST_BEFORE, MOST_TOKENS, marks, passage, sequence, tokeniser
from bot.acts.scene import Scene

MESSAGE = "nice one. how heavy is it"


def words(ids: tuple[int, ...]) -> str:
    return str(tokeniser().decode(list(ids)))


def test_a_text_is_where_its_words_are() -> None:
    found = passage(MESSAGE, [MESSAGE, "how heavy is it"], Scene("product"))

    assert found.spans[0] == (0, len(found.ids))
    begin, end = found.spans[1]
    assert words(found.ids[begin:end]) == "how heavy is it"


def test_the_scene_is_said_in_words() -> None:
    scene = Scene("question", "screen size", types=("Laptop",))

    assert words(passage("14 inch", ["14 inch"], scene).before) == "question screen size laptop"
    assert passage("14 inch", ["14 inch"], None).before == ()


def test_a_text_of_other_words_is_the_whole() -> None:
    found = passage(MESSAGE, ["something else"], Scene())

    assert found.spans == ((0, len(found.ids)),)


def test_what_is_too_long_is_cut() -> None:
    long = "the lamp " * 100
    found = passage(long + "and then?", ["and then?"], Scene("question", "size " * 50))

    assert (len(found.before), len(found.ids)) == (MOST_BEFORE, MOST_TOKENS)
    assert found.spans == ((0, MOST_TOKENS),)


def test_a_message_without_words_is_read_too() -> None:
    found = passage("", [""], Scene())

    assert (found.ids, found.spans) == ((marks().unknown,), ((0, 1),))


def test_the_message_follows_the_scene() -> None:
    found = passage(MESSAGE, [MESSAGE], Scene("product"))
    ids, start = sequence(found)

    assert tuple(ids[start:-1]) == found.ids
    assert (ids[0], ids[start - 1], ids[-1]) == (marks().begin, marks().end, marks().end)
