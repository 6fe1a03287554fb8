"""Generates what is said of a catalog's attributes by their labels: "forget the sun exposure", "what is its height".

Hand-written examples name what every shop has (price, brand, colour, size); a classifier that has read no others takes
another trade's attributes for something that is no shop's business. The sentences are in `bot/training/templates`;
requests are generated in `bot.training.nlu`.
"""

from __future__ import annotations

import random
from pathlib import Path

from bot.training.nlu import HAN_LOCALE, OTHER_LOCALE, plain, sentences, write
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
    about = {locale: sentences(locale)["about"] for locale in (HAN_LOCALE, OTHER_LOCALE)}
    said: dict[str, list[str]] = {intent: [] for intent in about[OTHER_LOCALE]}
    for label in labels[:MOST_LABELS]:
        own = about[HAN_LOCALE if is_unspaced(label[:1]) else OTHER_LOCALE]
        for intent, examples in said.items():
            examples += (s.format(label=plain(label.lower())) for s in choice.sample(own[intent], _TWICE))
    if labels:
        write(folder / "attributes.yml", "intent", said)
