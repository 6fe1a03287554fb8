from __future__ import annotations

import pytest

from language.tokens import Tokeniser, fold, phrase_key, value_key, words
from language.words import singular


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HP CB435A toner", {"hp", "cb435a", "toner"}),
        ("32GB", {"32gb", "32", "gb"}),
        ("32 GB", {"32gb", "32", "gb"}),
        ('27"', {"27in", "27", "in"}),
        ("27 inch", {"27in", "27", "in"}),
        ("Wi-Fi", {"wifi", "wi", "fi"}),
        ("2.4GHz", {"2.4ghz", "2.4", "ghz"}),
        ("batteries", {"batteri"}),
        ("the of and", set()),
        ("😀", set()),
        ("鼠标", {"鼠", "标", "鼠标"}),
    ],
)
def test_gives_every_way_to_write_a_term(text: str, expected: set[str]) -> None:
    assert set(Tokeniser().terms(text)) == expected


def test_joins_two_words_that_the_catalog_also_writes_as_one() -> None:
    assert "mousepad" in Tokeniser().terms("mouse pad", {"mousepad"})
    assert "mousepad" not in Tokeniser().terms("mouse pad")


def test_folds_compatibility_forms() -> None:
    assert fold("ＡＢＣ㎏") == "abckg"


def test_words_keep_letters_digits_and_full_stops() -> None:
    assert words("Wi-Fi, 5.0 GHz!") == "wi fi 5.0 ghz"


def test_value_keys_join_spellings_but_not_grades() -> None:
    assert value_key("Wi-Fi") == value_key("WI FI")
    assert value_key("A+") != value_key("A")
    assert value_key("+") == "+"


@pytest.mark.parametrize(
    ("plural", "expected"),
    [("mice", "mouse"), ("batteries", "battery"), ("switches", "switch"), ("boxes", "box"), ("cases", "case")]
    + [(word, word) for word in ("glass", "bus", "usb3s1", "chassis", "gps")],
)
def test_takes_the_singular_of_words_only(plural: str, expected: str) -> None:
    assert singular(plural) == expected


def test_phrase_keys_join_case_marks_and_plural() -> None:
    assert phrase_key("Mouse-Pads.") == phrase_key("mouse pad")
