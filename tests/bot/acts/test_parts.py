from __future__ import annotations

import pytest

from bot.acts.parts import MOST, parts


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("That looks nice. How heavy is it?", ["That looks nice.", "How heavy is it?"]),
        ("that looks nice. how heavy is it though", ["that looks nice.", "how heavy is it though"]),
        ("cheaper and it must be red", ["cheaper", "and it must be red"]),
        ("thanks do you have wetsuits for kids", ["thanks", "do you have wetsuits for kids"]),
        ("nope, the blue ones", ["nope,", "the blue ones"]),
        ("这个不错，有红色的吗", ["这个不错", "有红色的吗"]),
        ("FW-1234 anna@shop.example", ["FW-1234 anna@shop.example"]),
        ("a black and white keyboard", ["a black and white keyboard"]),
        ("", []),
    ],
)
def test_a_message_parts_where_something_new_begins(message: str, expected: list[str]) -> None:
    assert parts(message) == expected


def test_a_long_message_has_few_parts() -> None:
    found = parts("I like it. " * 20)

    assert len(found) == MOST
    assert " ".join(found).count("I like it.") == 20
