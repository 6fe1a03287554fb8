"""The words that the dialogue goes by: every pattern that is asked for there is, and each language names its places."""

from __future__ import annotations

import re

import pytest

from bot.dialogue import speech
from floorwalker.settings import ROOT


def test_every_pattern_is_asked_for_and_every_one_asked_for_there_is() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").glob("*/*.py"))
    asked = set(re.findall(r'speech\.(?:says|pattern)\(\s*"(\w+)"', source))

    assert asked == {name for words in speech._languages().values() for name in words.get("patterns", {})}
    for name in asked:
        assert speech.pattern(name).search("") is None


def test_a_pattern_that_there_is_not_is_refused_by_name() -> None:
    with pytest.raises(KeyError, match="'anothr'.*en.yml"):
        speech.pattern("anothr")


def test_a_topic_is_named_in_the_language_of_the_question_too() -> None:
    english = speech.topic("warranty", "is there a warranty")

    assert english == "warranty and defective products"
    assert speech.topic("warranty", "有保修吗") == f"{english} 保修 质量问题"
    assert speech.topic("greet", "hello") is None
    assert speech.labels("zh")["price"] == "价格"
    assert speech.labels("../en") == {}


def test_no_action_holds_a_pattern_or_a_word_of_a_language() -> None:
    for path in (ROOT / "bot" / "actions").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert "import re\n" not in source, path.name
        assert not re.search(r"[\u4e00-\u9fff]", source), path.name
