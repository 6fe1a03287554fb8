"""Words as they are compared."""

from __future__ import annotations

import pytest

from language.words import is_unspaced, phrase_key, runs, tokens


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("Women's T-Shirts", "woman t shirt"),
        ("TRESemmé", "tresemme"),
        ("Dish Cloths & Dish Towels", "dish cloth dish towel"),
        ("3.5mm", "3.5mm"),
        ("StarTech.com", "startech.com"),
        ("glass", "glass"),
        ("红色T恤", "红 色 t 恤"),
        ("ＵＳＢ", "usb"),
    ],
)
def test_two_ways_to_write_a_phrase_have_one_key(said: str, key: str) -> None:
    assert phrase_key(said) == key


def test_tokens_stand_where_the_text_has_them() -> None:
    text = "rote Töpfe, 红色"

    assert [text[token.start : token.end] for token in tokens(text)] == ["rote", "Töpfe", "红", "色"]


def test_runs_are_all_phrases_up_to_a_length() -> None:
    assert list(runs(["a", "b", "c"], 2)) == ["a", "a b", "b", "b c", "c"]


def test_only_text_without_spaces_between_words_is_unspaced() -> None:
    assert is_unspaced("红色")
    assert is_unspaced("红 色")
    assert not is_unspaced("T恤")
    assert not is_unspaced("red")
    assert not is_unspaced("")
