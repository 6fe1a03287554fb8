"""One change at a time, and only what it says."""

from __future__ import annotations

import numpy as np

from ranker.perturbations import misspelt, recased, reordered, substituted

RANDOM = np.random.default_rng(0)


def test_one_slip_in_one_long_word() -> None:
    for _ in range(50):
        words = misspelt("red wireless mouse 16gb", RANDOM).split()
        assert len(words) == 4
        assert sum(a != b for a, b in zip(words, ["red", "wireless", "mouse", "16gb"], strict=True)) <= 1
        assert words[0] == "red"
        assert words[3] == "16gb"


def test_a_query_of_short_words_and_codes_stays() -> None:
    assert misspelt("hp cb435a", RANDOM) == "hp cb435a"
    assert misspelt("红色T恤", RANDOM) == "红色T恤"


def test_reordering_keeps_the_words() -> None:
    assert sorted(reordered("a b c d", RANDOM).split()) == ["a", "b", "c", "d"]


def test_another_case_is_the_same_text() -> None:
    assert recased("red mouse", RANDOM).casefold() == "red mouse"


def test_a_synonym_replaces_its_word() -> None:
    assert substituted("red Notebook", RANDOM, {"notebook": ["laptop"]}) == "red laptop"
    assert substituted("red cup", RANDOM, {"notebook": ["laptop"]}) == "red cup"
