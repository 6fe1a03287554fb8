"""The files of the languages, put together."""

from __future__ import annotations

from pathlib import Path

import pytest

from language import lexicon, word_lists
from language.lexicon import LEXICON


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of languages in place of ours."""
    monkeypatch.setattr(word_lists, "FOLDER", tmp_path)
    monkeypatch.setattr(word_lists, "read", word_lists.read.__wrapped__)
    return tmp_path


def test_a_language_is_a_file(folder: Path) -> None:
    (folder / "en.yaml").write_text("stop_words: a the\nthings: {sofa: couch}\n", encoding="utf-8")
    (folder / "pl.yaml").write_text("stop_words: i w\nthings: {sofa: kanapa, lamp: lampa}\n", encoding="utf-8")

    found = lexicon._lexicon()

    assert found.stop_words == {"a", "the", "i", "w"}
    assert found.things["kanapa"] == ("sofa", "couch", "kanapa")
    assert found.things["lamp"] == ("lamp", "lampa")
    assert not found.negations


@pytest.mark.parametrize(
    ("content", "says"), [("stopwords: a the", "stopwords is no section"), ("stop_words: [a, the]", "stop_words")]
)
def test_a_wrong_file_is_refused_with_the_name_of_the_section(folder: Path, content: str, says: str) -> None:
    (folder / "xx.yaml").write_text(content, encoding="utf-8")

    with pytest.raises((ValueError, TypeError), match=says):
        lexicon._lexicon()


def test_words_are_compared_folded_in_all_languages() -> None:
    assert {"ausser", "isn't", "不要"} <= LEXICON.negations
    assert LEXICON.same_values("schwarz") == LEXICON.same_values("black") == LEXICON.same_values("黑色")
    assert LEXICON.same_values("不锈钢")[:2] == ("stainless steel", "edelstahl")
    assert "velo" in LEXICON.things["bicycle"]
    assert LEXICON.comparatives["heavier"] == "heavy"
    assert LEXICON.superlatives["thinnest"] == "thin"
    assert LEXICON.adjectives["轻"].labels[0] == "重量"
