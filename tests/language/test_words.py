"""The forms in which words are compared: one fold, and the keys made of it."""

from __future__ import annotations

import pytest

from language.words import between_spaces, fold, is_unspaced, joined, phrase_key, runs, singular, tokens, value_key

PHRASES = [
    ("Women's T-Shirts", "woman t shirt"),
    ("Womens T Shirt", "woman t shirt"),
    ("Mouse-Pads.", "mouse pad"),
    ("Wi-Fi, 5.0 GHz!", "wi fi 5.0 ghz"),
    ("TRESemmé", "tresemme"),
    ("café", "cafe"),
    ("CAFE\u0301S", "cafe"),
    ("Größe", "grosse"),
    ("GRÖSSE", "grosse"),
    ("weiß", "weiss"),
    ("L’Oréal", "l oreal"),
    ("L'Oreal", "l oreal"),
    ("Levi’s", "levi"),
    ("cœur", "coeur"),
    ("ﬁlter", "filter"),
    ("Ångström", "angstrom"),
    ("Dish Cloths & Dish Towels", "dish cloth dish towel"),
    ("3.5mm", "3.5mm"),
    ("5 m²", "5 m2"),
    ("StarTech.com", "startech.com"),
    ("glass", "glass"),
    ("snake_case", "snake case"),
    ("ＵＳＢ", "usb"),
    ("红色 T恤", "红色t恤"),
    ("红色T恤", "红色t恤"),
    ("U盘", "u盘"),
    ("プラグ", "プラグ"),
    ("!?", ""),
]


@pytest.mark.parametrize(("said", "key"), PHRASES)
def test_the_ways_to_write_a_phrase_have_one_key(said: str, key: str) -> None:
    assert phrase_key(said) == key


@pytest.mark.parametrize("said", [said for said, _ in PHRASES])
def test_a_key_is_its_own_key_and_that_of_its_words_one_by_one(said: str) -> None:
    assert phrase_key(phrase_key(said)) == phrase_key(said)
    assert joined(token.key for token in tokens(said)) == phrase_key(said)


def test_folding_keeps_marks_and_endings() -> None:
    assert fold("Sí, ＡＢＣ㎏ isn’t Straße's") == "si, abckg isn't strasse's"


def test_tokens_stand_where_the_text_has_them() -> None:
    text = "rote Töpfe, women's 红色"

    assert [text[token.start : token.end] for token in tokens(text)] == ["rote", "Töpfe", "women's", "红", "色"]
    assert [token.word for token in tokens(text)] == ["rote", "topfe", "women", "红", "色"]


def test_value_keys_join_spellings_but_not_grades() -> None:
    assert value_key("Wi-Fi") == value_key("WI FI")
    assert value_key("Rosé") == value_key("ROSE")
    assert value_key("A+") != value_key("A")
    assert value_key("+") == "+"


def test_a_text_can_be_searched_between_spaces() -> None:
    assert between_spaces("Men's Wi-Fi T恤") == "men wi fi t 恤"


@pytest.mark.parametrize(
    ("plural", "expected"),
    [("mice", "mouse"), ("batteries", "battery"), ("switches", "switch"), ("boxes", "box"), ("cases", "case")]
    + [(word, word) for word in ("glass", "bus", "usb3s1", "chassis", "gps")],
)
def test_takes_the_singular_of_words_only(plural: str, expected: str) -> None:
    assert singular(plural) == expected


def test_runs_are_the_keys_of_all_phrases_up_to_a_length() -> None:
    assert list(runs(["a", "b", "c"], 2)) == ["a", "a b", "b", "b c", "c"]
    assert list(runs(["红", "色"], 2)) == ["红", "红色", "色"]


def test_only_text_without_spaces_between_words_is_unspaced() -> None:
    assert is_unspaced("红色")
    assert is_unspaced("红 色")
    assert not is_unspaced("T恤")
    assert not is_unspaced("red")
    assert not is_unspaced("")
