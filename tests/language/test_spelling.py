"""The word that a mistyped one was to be."""

from __future__ import annotations

import pytest

from language.spelling import NearestWords, Speller

CHOICES = ("mouse", "moose", "headphone", "laptop", "lamp", "红色显示器屏幕")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("lapotp", "laptop"),
        ("laptpo", "laptop"),
        ("hedphoone", "headphone"),
        ("haedphnoe", "headphone"),
        ("hdphoone", None),
        ("paltop", None),
        ("lapp", None),
        ("lamps", "lamp"),
        ("lap top", None),
        ("红色显示器屏", None),
    ],
)
def test_one_typo_is_forgiven_and_two_in_a_long_word(said: str, meant: str | None) -> None:
    assert NearestWords(CHOICES).of(said, rank=len) == meant


def test_of_two_as_near_the_first_by_rank_is_meant() -> None:
    nearest = NearestWords(CHOICES)

    assert nearest.of("moise", rank=["mouse", "moose"].index) == "mouse"
    assert nearest.of("moise", rank=["moose", "mouse"].index) == "moose"


def test_a_caller_may_forgive_more_and_add_choices() -> None:
    nearest = NearestWords(CHOICES)

    assert nearest.of("lapm", rank=len) is None
    assert nearest.of("lapm", rank=len, least=4) == "lamp"
    assert nearest.of("walnot", rank=len, more=["walnut"]) == "walnut"


def test_a_query_is_corrected_by_the_words_of_the_shop_unless_they_are_known() -> None:
    speller = Speller({"keyboard": 5, "keybord": 1, "lamps": 9}, more=["Norvik"])

    assert speller.corrected("keybaord under 20") == "keyboard under 20"
    assert speller.corrected("keybord notebook lamp") == "keybord notebook lamp"
