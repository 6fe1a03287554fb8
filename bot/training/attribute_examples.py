"""Generates what is said of a catalog's attributes by their labels: "forget the sun exposure", "what is its height".

Hand-written examples name what every shop has (price, brand, colour, size); a classifier that has read no others takes
another trade's attributes for something that is no shop's business. Requests are generated in `bot.training.nlu`.
"""

from __future__ import annotations

import random
from pathlib import Path

import yaml

from data.catalog.vocabulary import Vocabulary
from language.words import is_unspaced

SEED = 7
MOST_LABELS = 30
MOST_WORDS = 3
"""Of a label that people would say."""
_SENTENCES = {
    "undo": (
        "forget the {label}", "forget about the {label}", "drop the {label}", "never mind the {label}",
        "remove the {label} filter", "leave out the {label}", "the {label} does not matter any more",
        "any {label} is fine after all", "I no longer care about the {label}", "without the {label} limit",
    ),
    "details": (
        "what is its {label}", "what {label} does the first one have", "what is the {label} of the second one",
        "tell me the {label} of the first", "which {label} is that", "how about the {label} of the last one",
    ),
}  # fmt: skip
_UNSPACED_SENTENCES = {
    "undo": ("不考虑{label}了", "{label}无所谓了", "去掉{label}", "{label}的要求不要了", "忘掉{label}"),
    "details": ("它的{label}是什么", "第一个的{label}是什么", "第二个{label}怎么样", "{label}是多少"),
}
_TWICE = 2
"""Sentences of an intent for each label."""


def generate_attribute_examples(vocabulary: Vocabulary, folder: Path, seed: int = SEED) -> None:
    """Writes `attributes.yml` into the folder, which exists; nothing if the catalog has no attributes."""
    choice = random.Random(seed)
    labels = [label for label in vocabulary.labels if len(label.split()) <= MOST_WORDS and label.isprintable()]
    said: dict[str, list[str]] = {intent: [] for intent in _SENTENCES}
    for label in labels[:MOST_LABELS]:
        sentences = _UNSPACED_SENTENCES if is_unspaced(label[:1]) else _SENTENCES
        for intent, examples in said.items():
            examples += (s.format(label=_plain(label)) for s in choice.sample(sentences[intent], _TWICE))
    nlu = [{"intent": intent, "examples": "".join(f"- {e}\n" for e in found)} for intent, found in said.items()]
    if labels:
        content = yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, sort_keys=False)
        (folder / "attributes.yml").write_text(content, encoding="utf-8")


def _plain(label: str) -> str:
    """The label as people say it; brackets would mark entities."""
    return " ".join(label.lower().translate({ord(mark): " " for mark in "[](){}"}).split())
