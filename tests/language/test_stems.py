"""Forms of one word have one stem."""

from __future__ import annotations

import pytest

from language.stems import stem
from language.words import phrase_key


@pytest.mark.parametrize(
    "forms",
    [
        ("fold", "folds", "foldable", "folding"),
        ("cushioned", "cushioning"),
        ("dims", "dimmable"),
        ("recharge", "rechargeable"),
        ("expands", "expandable"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(phrase_key(form)) for form in forms}) == 1


@pytest.mark.parametrize("word", ["red", "king", "usb", "5g", "防水", "vegan"])
def test_short_words_and_codes_stay_as_they_are(word: str) -> None:
    assert stem(word) == word
