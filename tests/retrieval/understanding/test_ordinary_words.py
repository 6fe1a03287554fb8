"""Words that nobody mistypes a catalog's word into."""

from __future__ import annotations

from retrieval.understanding.ordinary_words import ordinary_words


def test_ordinary_words_are_those_that_people_write_often() -> None:
    assert {"steep", "brisk", "rough", "garden", "calf"} <= ordinary_words()
    assert not {"wirless", "labtop", "hedphone", "purpel", "moniter"} & ordinary_words()
