"""Generates what is said of a catalog's attributes by their labels: "forget the sun exposure", "what is its height".

Hand-written examples name what every shop has (price, brand, colour, size); a classifier that has read no others takes
another trade's attributes for something that is no shop's business. The sentences are in `bot/training/templates`;
requests are generated in `bot.training.nlu`.
"""

from __future__ import annotations

import random
from pathlib import Path

import yaml

from bot.training.nlu import HAN_LOCALE, OTHER_LOCALE, TEMPLATES
from data.catalog.vocabulary import Vocabulary
from language.words import is_unspaced

SEED = 7
MOST_LABELS = 30
MOST_WORDS = 3
"""Of a label that people would say."""
_TWICE = 2
"""Sentences of an intent for each label."""


def generate_attribute_examples(vocabulary: Vocabulary, folder: Path, seed: int = SEED) -> None:
    """Writes `attributes.yml` into the folder, which exists; nothing if the catalog has no attributes."""
    choice = random.Random(seed)
    labels = [label for label in vocabulary.labels if len(label.split()) <= MOST_WORDS and label.isprintable()]
    sentences = {locale: _sentences(locale) for locale in (HAN_LOCALE, OTHER_LOCALE)}
    said: dict[str, list[str]] = {intent: [] for intent in sentences[OTHER_LOCALE]}
    for label in labels[:MOST_LABELS]:
        own = sentences[HAN_LOCALE if is_unspaced(label[:1]) else OTHER_LOCALE]
        for intent, examples in said.items():
            examples += (s.format(label=_plain(label)) for s in choice.sample(own[intent], _TWICE))
    nlu = [{"intent": intent, "examples": "".join(f"- {e}\n" for e in found)} for intent, found in said.items()]
    if labels:
        content = yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, sort_keys=False)
        (folder / "attributes.yml").write_text(content, encoding="utf-8")


def _sentences(locale: str) -> dict[str, list[str]]:
    """What is said about an attribute, by intent."""
    about: dict[str, list[str]] = yaml.safe_load((TEMPLATES / f"{locale}.yml").read_text(encoding="utf-8"))["about"]
    return about


def _plain(label: str) -> str:
    """The label as people say it; brackets would mark entities."""
    return " ".join(label.lower().translate({ord(mark): " " for mark in "[](){}"}).split())
