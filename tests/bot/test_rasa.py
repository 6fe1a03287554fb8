"""Rasa's side of the assistant, in its own environment: what it does with what is said, and its channel."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.dialogue.decisions import MESSAGE, Table
from data.catalog.products import Catalog
from data.catalog.vocabulary_file import VocabularyFile
from floorwalker.environments import QUIET, RASA_PYTHON
from floorwalker.settings import ROOT
from tests import needs
from tests.bot.conftest import rasa_side

pytestmark = needs.RASA


def test_the_channel_keeps_text_and_custom_part_together_and_names_what_is_wrong() -> None:
    told = rasa_side("channel")
    answers = told["answers"]

    assert answers[0] == [
        200,
        [
            {"text": "hi", "custom": {"type": "question", "seen": {"locale": "en"}}},
            {"text": "second", "custom": None},
        ],
    ]
    assert [status for status, _ in answers[1:]] == [400, 400, 400, 400, 400, 500, 503, 400, 200, 200]
    assert answers[9][1] == [{"text": "as before", "custom": None}]  # it was taken before, and is not taken twice
    assert [item["text"] for item in answers[10][1]] == ["hi", "second"]
    assert [body["message"].split(":")[0] for _, body in answers[1:4]] == ["message", "sender", "metadata"]
    assert told["strangers"] == [401, 401, 401, 421, 200]


def test_chinese_words_are_parted_and_other_texts_are_left_as_they_are(tmp_path: Path) -> None:
    english = ["I'd like a 15.6\" laptop, please!", "FW-10231 jo@example.com", "T-shirt (red) 😀", "schöne Grüße"]
    chinese = ["红色T恤，不要XL的", "订单FW-10231到哪了"]
    (tmp_path / "said.txt").write_text("\n".join(english + chinese), encoding="utf-8")

    answer = rasa_side("tokens", tmp_path / "said.txt")

    assert answer["ours"][:4] == answer["stock"][:4]
    assert [word for word, _ in answer["ours"][4]] == ["红色", "T恤", "不要", "XL", "的"]
    assert [word for word, _ in answer["ours"][5]] == ["订单", "FW-10231", "到", "哪", "了"]
    assert all(
        line[at : at + len(word)] == word
        for line, said in zip(chinese, answer["ours"][4:], strict=True)
        for word, at in said
    )


def test_numbers_and_addresses_change_no_language(tmp_path: Path) -> None:
    said = ["红色T恤 please", "show me a red shirt", "FW-10231", "jo@example.com", "50", "/choose", "ok"]
    (tmp_path / "said.txt").write_text("\n".join(said), encoding="utf-8")

    on_english_page, on_chinese_page, on_none = zip(*rasa_side("tokens", tmp_path / "said.txt")["locales"], strict=True)

    assert on_english_page == ("zh", "en", None, None, None, None, "en")
    assert on_chinese_page == ("zh", "en", None, None, None, None, None)
    assert on_none == ("zh", None, None, None, None, None, None)


def parsed(model: Path, folder: Path, *said: str, vocabulary: Path | None = None) -> list[dict[str, Any]]:
    """What Rasa understands of each text."""
    (folder / "said.txt").write_text("\n".join(said), encoding="utf-8")
    found: list[dict[str, Any]] = rasa_side("parse", model, folder / "said.txt", *filter(None, [vocabulary]))["parsed"]
    return found


def entities(found: dict[str, Any]) -> list[tuple[str, Any, str | None]]:
    """Entity, value and group of each, in the order of the text."""
    ordered = sorted(found["entities"], key=lambda entity: entity["start"])
    return [(e["entity"], e["value"], e.get("group")) for e in ordered if e["entity"] != "locale"]


def test_every_text_is_a_message_and_a_command_is_what_it_names(model: Path, tmp_path: Path) -> None:
    texts = ["I need a mouse", "asdf", "我想要一个鼠标", "50", "😀", "yes", "/", "/nonsense", "and/or", "choose"]
    commands = sorted(Table.read().acts)

    found = parsed(model, tmp_path, *texts, *(f"/{command}" for command in commands))

    intents = [(one["intent"]["name"], one["intent"]["confidence"]) for one in found]
    assert intents == [(MESSAGE, 1.0)] * len(texts) + [(command, 1.0) for command in commands]


def test_a_command_brings_its_entities(model: Path, tmp_path: Path) -> None:
    (found,) = parsed(model, tmp_path, '/greet{"locale": "zh"}')

    assert found["intent"]["name"] == "greet"
    assert [(entity["entity"], entity["value"]) for entity in found["entities"]] == [("locale", "zh")]


def test_finds_order_numbers_addresses_and_the_language(model: Path, tmp_path: Path) -> None:
    said = {
        "where is FW-10231? I am jo.b+x@mail.example.org": [
            ("FW-10231", "order_number"),
            ("jo.b+x@mail.example.org", "email"),
        ],
        "order #4711": [("#4711", "order_number")],
        "it was 448123": [("448123", "order_number")],
        "订单FW-41877，邮箱xiaoli@example.com": [("FW-41877", "order_number"), ("xiaoli@example.com", "email")],
        "under 1500 euros, 16 GB, DDR5-6000": [],
    }

    found = parsed(model, tmp_path, *said)

    assert [[(value, name) for name, value, _ in entities(one)] for one in found] == list(said.values())
    locales = [[e["value"] for e in one["entities"] if e["entity"] == "locale"] for one in found]
    assert locales == [[], [], [], ["zh"], []]


def test_links_words_to_the_catalogs_own_with_their_attribute(model: Path, vocabulary: Path, tmp_path: Path) -> None:
    said = "wireles MICE by norvik, not red", "black laptpos under 900 euros"

    first, second = parsed(model, tmp_path, *said, vocabulary=vocabulary)

    assert entities(first) == [
        ("value", "Wireless", "connectivity"),
        ("product_type", "Mouse", None),
        ("brand", "Norvik", "brand"),
        ("value", "Red", "colour"),
    ]
    assert entities(second) == [("value", "Black", "colour"), ("product_type", "Laptop", None)]
    typo = next(entity for entity in second["entities"] if entity["value"] == "Laptop")
    assert 0.7 < typo["confidence"] < 1


def test_a_word_that_people_often_write_is_no_typo_of_the_catalogs(model: Path, tmp_path: Path) -> None:
    words = {
        "product_types": [{"said": said, "value": said, "products": 1, "titles": 1} for said in ("Steel", "Mouse")]
    }
    (tmp_path / "vocabulary.json").write_text(json.dumps(words), encoding="utf-8")

    steep, typo = parsed(model, tmp_path, "a steep house", "a mosue", vocabulary=tmp_path / "vocabulary.json")

    assert entities(steep) == []
    assert [value for _, value, _ in entities(typo)] == ["Mouse"]


def test_one_model_serves_any_catalog(model: Path, small_catalog: Catalog, tmp_path: Path) -> None:
    products = [replace(p, category="Tablet") if p.category == "Laptop" else p for p in small_catalog.products]
    VocabularyFile.from_catalog(replace(small_catalog, products=tuple(products))).write(tmp_path / "vocabulary.json")
    said = "a silver tablet, not a mouse"

    (without,), (found,) = (
        parsed(model, tmp_path, said, vocabulary=file) for file in (None, tmp_path / "vocabulary.json")
    )

    assert entities(without) == []
    assert [value for _, value, _ in entities(found)] == ["Silver", "Tablet", "Mouse"]


def test_training_says_what_to_do_when_there_is_no_tokeniser(tmp_path: Path) -> None:
    command = [str(RASA_PYTHON), str(ROOT / "bot" / "training" / "train.py"), "--out", str(tmp_path / "m.tar.gz")]
    command += ["--tokeniser", str(tmp_path / "tokenizer.json")]
    done = subprocess.run(command, capture_output=True, text=True, env=QUIET, check=False)

    assert done.returncode == 1
    assert "floorwalker train-assistant" in done.stderr
