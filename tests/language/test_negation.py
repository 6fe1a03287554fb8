"""Which words are negated."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from language import negation


@dataclass(frozen=True)
class Word:
    said: str
    separate: bool


def words(text: str) -> list[Word]:
    parts = text.split()
    return [Word(part.strip(","), before.endswith(",")) for before, part in zip(["", *parts], parts, strict=False)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("not red", 0),
        ("it isn't really red", 1),
        ("anything but red", 0),
        ("neither black nor red", 2),
        ("not in black or red", 3),
        ("ohne red", 0),
        ("no, red", None),
        ("no the red", None),
        ("no red", 0),
        ("black or red", None),
        ("not cheap but red", None),
        ("不要 太 red", 0),
    ],
)
def test_a_negation_stands_before(text: str, place: int | None) -> None:
    said = words(text)

    assert negation.before(said, [word.said for word in said].index("red")) == place


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("sugar free", 2),
        ("sugar, free", None),
        ("黑色 的 不要", 3),
        ("黑色 不要 白色", None),
        ("黑色 除外 都可以", 2),
        ("黑色", None),
    ],
)
def test_a_negation_stands_behind(text: str, end: int | None) -> None:
    assert negation.behind(words(text), 1) == end


def test_free_of_something_negates_no_other_part() -> None:
    assert negation.after(words("sugar free"), 1) is None
