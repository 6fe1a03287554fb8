"""Rasa's side of the assistant, in its own environment: our parts answer as stock ones do; people are understood."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from data.catalog.products import Catalog
from data.catalog.vocabulary_file import VocabularyFile
from floorwalker.environments import QUIET, RASA_PYTHON
from floorwalker.settings import ROOT
from tests import needs
from tests.bot.conftest import rasa_side

pytestmark = needs.RASA
HELD_OUT = {
    "search": (
        "i could use a new mouse", "laptop", "is there a red mouse", "a cheap laptop for university", "norvik mouse",
        "under 40 euros", "wired please", "something with 16 GB", "do you sell laptops", "not the black one",
        "I would like to see wireless mice", "I am after a good mouse", "pell", "what laptops are there below 900",
    ),
    "no_preference": ("I really do not mind", "no preference at all", "I don't care", "it doesn't matter to me"),
    "show_more": ("can you show me some more", "more options please", "what else have you got"),
    "restart": ("let's start over again", "I want to begin a new search"),
    "greet": ("hello there!", "good morning to you"),
    "thank": ("thank you so much", "ok thanks a lot"),
    "goodbye": ("bye for now", "goodbye then"),
    "human": ("I want to speak to a human being", "could I talk to a real person please"),
    "help": ("what are you able to do", "how can you help"),
    "order_status": ("where's my parcel", "has my order gone out yet", "track order FW-20311"),
    "cancel_order": ("can I cancel the order I placed", "please call off my purchase 448123"),
    "refund": ("I would like to return my order", "give me back my money please"),
    "refund_status": ("did you pay my refund yet",),
    "identify": ("FW-99812", "it's jane@example.org", "order 55812, mail joe@example.com"),
    "delivery": ("what does delivery to Denmark cost", "which carriers do you work with"),
    "delivery_time": ("how many days does the shipping take",),
    "return_policy": ("how long can I send things back",),
    "payment_methods": ("is paypal accepted",),
    "account": ("I can't remember my password", "sign me up for an account"),
    "contact": ("when do you open in the morning",),
    "complaint": ("I'd like to file a complaint about your service",),
    "anger": ("you stupid piece of junk", "this is fucking useless"),
    "undo": ("forget about the size", "take that back please", "drop the price filter"),
    "why": ("why are you showing me those", "how come these are the best"),
    "why_asked": ("why do you need that", "why are you asking me this"),
    "details": ("tell me more about the second", "how much does the first weigh", "describe number 3"),
    "alternatives": ("anything like the third one", "show something similar"),
    "accessories": ("what accessories fit it",),
    "add_to_cart": ("put the first one into my cart", "I'd like to take the second"),
    "thread_back": ("let us go back to the laptops", "and now the mice again"),
    "out_of_scope": ("what's the weather in berlin", "tell me a funny joke", "who is the president of france"),
    "compare": ("please compare those two", "what is the difference between these"),
}  # fmt: skip
"""What people say, in words that stand in no example."""


def test_the_channel_keeps_text_and_custom_part_together_and_names_what_is_wrong() -> None:
    answers = rasa_side("channel")["answers"]

    assert answers[0] == [
        200,
        [
            {"text": "hi", "custom": {"type": "question", "seen": {"locale": "en"}}},
            {"text": "second", "custom": None},
        ],
    ]
    assert [status for status, _ in answers[1:]] == [400, 400, 400, 400, 400, 500]
    assert [body["message"].split(":")[0] for _, body in answers[1:4]] == ["message", "sender", "metadata"]


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


def test_understands_what_people_say_in_words_of_their_own(model: Path, tmp_path: Path) -> None:
    expected = [(line, intent) for intent, lines in HELD_OUT.items() for line in lines]
    (tmp_path / "said.txt").write_text("\n".join(line for line, _ in expected), encoding="utf-8")

    parsed = rasa_side("parse", model, tmp_path / "said.txt")["parsed"]

    wrong = [(line, was, intent) for (line, was, _), (_, intent) in zip(parsed, expected, strict=True) if was != intent]
    assert len(wrong) <= 0.1 * len(expected), wrong
    assert not any(was in ("nlu_fallback", "out_of_scope") for _, was, intent in wrong if intent == "search"), wrong


def test_understands_chinese_in_words_of_its_own(model: Path, tmp_path: Path) -> None:
    held_out = yaml.safe_load(Path(__file__).with_name("held_out").joinpath("zh.yaml").read_text(encoding="utf-8"))
    expected = [(line, intent) for intent, lines in held_out.items() for line in lines]
    (tmp_path / "said.txt").write_text("\n".join(line for line, _ in expected), encoding="utf-8")

    parsed = rasa_side("parse", model, tmp_path / "said.txt")["parsed"]

    found = {(entity, value) for _, _, entities in parsed for entity, value in entities}
    assert {("order_number", "FW-41877"), ("email", "xiaoli@example.com"), ("locale", "zh")} <= found
    right = sum(was == intent for (_, was, _), (_, intent) in zip(parsed, expected, strict=True))
    assert right >= 0.7 * len(expected)


def entities(parsed: dict[str, Any]) -> list[tuple[str, Any, str | None]]:
    """Entity, value and group of each, in the order of the text."""
    found = sorted(parsed["entities"], key=lambda entity: entity["start"])
    return [(e["entity"], e["value"], e.get("group")) for e in found if e["entity"] != "locale"]


def test_links_words_to_the_catalogs_own_with_their_attribute(model: Path, tmp_path: Path) -> None:
    said = ["wireles MICE by norvik, not red", "black laptpos under 900 euros"]
    (tmp_path / "said.txt").write_text("\n".join(said), encoding="utf-8")

    first, second = rasa_side("entities", model, tmp_path / "said.txt")["parsed"]

    assert entities(first) == [
        ("value", "Wireless", "connectivity"),
        ("product_type", "Mouse", None),
        ("brand", "Norvik", "brand"),
        ("value", "Red", "colour"),
    ]
    assert entities(second) == [("value", "Black", "colour"), ("product_type", "Laptop", None)]
    typo = next(entity for entity in second["entities"] if entity["value"] == "Laptop")
    assert 0.7 < typo["confidence"] < 1


def test_links_the_words_of_a_newer_catalog_without_being_trained_again(
    model: Path, small_catalog: Catalog, tmp_path: Path
) -> None:
    products = [replace(p, category="Tablet") if p.category == "Laptop" else p for p in small_catalog.products]
    VocabularyFile.from_catalog(replace(small_catalog, products=tuple(products))).write(tmp_path / "vocabulary.json")
    (tmp_path / "said.txt").write_text("a silver tablet, not a mouse", encoding="utf-8")

    (parsed,) = rasa_side("entities", model, tmp_path / "said.txt", tmp_path / "vocabulary.json")["parsed"]

    assert parsed["intent"]["name"] == "search"
    assert [value for _, value, _ in entities(parsed)] == ["Silver", "Tablet", "Mouse"]


def test_training_says_what_to_do_when_there_are_no_examples(tmp_path: Path) -> None:
    command = [str(RASA_PYTHON), str(ROOT / "bot" / "training" / "train.py"), "--data", str(tmp_path)]
    command += ["--out", str(tmp_path / "m.tar.gz")]
    done = subprocess.run(command, capture_output=True, text=True, env=QUIET, check=False)

    assert done.returncode == 1
    assert "floorwalker train-assistant" in done.stderr
