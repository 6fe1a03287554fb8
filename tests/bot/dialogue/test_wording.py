"""The words of each locale as one domain."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.dialogue import wording
from bot.dialogue.decisions import Table
from floorwalker.settings import ROOT


def words(folder: Path, locale: str, **responses: str) -> None:
    (folder / locale).mkdir(exist_ok=True)
    said = {name: [{"text": text}] for name, text in responses.items()}
    (folder / locale / "talk.yml").write_text(yaml.safe_dump({"responses": said}), encoding="utf-8")


def test_a_locale_is_said_where_the_slot_says_so_and_english_elsewhere(tmp_path: Path) -> None:
    words(tmp_path, "en", utter_greet="Hello", utter_bye="Bye")
    words(tmp_path, "zh", utter_greet="您好")

    responses = wording.domain(tmp_path)["responses"]

    assert responses["utter_bye"] == [{"text": "Bye"}]
    assert responses["utter_greet"] == [
        {"text": "您好", "condition": [{"type": "slot", "name": "locale", "value": "zh"}]},
        {"text": "Hello"},
    ]


def test_a_response_that_english_has_not_is_refused_by_name(tmp_path: Path) -> None:
    words(tmp_path, "en", utter_greet="Hello")
    words(tmp_path, "zh", utter_gret="您好")

    with pytest.raises(ValueError, match="zh: utter_gret is no response of en"):
        wording.domain(tmp_path)


def test_every_response_that_an_action_or_rule_says_is_worded() -> None:
    sources = [*(ROOT / "bot" / "actions").glob("*.py"), *(ROOT / "bot" / "dialogue").glob("*.*")]
    said = {word for path in sources for word in re.findall(r"\butter_[a-z_]+", path.read_text(encoding="utf-8"))}
    said -= {one.said for one in Table.read().states}  # beginnings of names
    said = {word for word in said if not word.endswith("_")}  # the same, put together
    assert said - {"utter_message", "utter_action"} <= set(wording.wording("en"))


@pytest.mark.parametrize("locale", wording.locales()[1:])
def test_every_locale_says_all_that_english_says_with_the_same_gaps(locale: str) -> None:
    english, other = wording.wording("en"), wording.wording(locale)

    assert set(other) == set(english)
    for name, variations in english.items():
        assert {gap for said in other[name] for gap in gaps(said)} == {gap for said in variations for gap in gaps(said)}
        assert _unlabelled(other[name][0].get("custom")) == _unlabelled(variations[0].get("custom"))


def _unlabelled(custom: Any) -> Any:
    """A custom part without the words in it."""
    if isinstance(custom, dict):
        return {name: _unlabelled(part) for name, part in custom.items() if name != "label"}
    return [_unlabelled(part) for part in custom] if isinstance(custom, list) else custom


def gaps(said: dict[str, str]) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", said["text"]))
