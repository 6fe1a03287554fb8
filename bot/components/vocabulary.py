"""Finds the catalog's own words in a message: product types, brands, values.

The words come from the lookup tables of the training data, which are generated from the catalog, and are kept in the
model. They become entities, and features: that a message names *some* product type tells the classifier more than
which one, and holds for types it saw in no example.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.tokenizer import word_spans
from data.han import has_han

LABELS = ("product_type", "brand", "value")
MOST_WORDS = 5
_WORD = re.compile(r"\w+(?:[-'.]\w+)*")
_SIZES = (1, 2, 3, 6, 12)
"""Numbers of words from which a message counts as longer: a single keyword is a search, a sentence may not be."""

Phrases = dict[str, str]


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR],
    is_trainable=True,
)
class VocabularyLinker(GraphComponent, EntityExtractorMixin):
    """Links spans to the catalog's words by exact match of up to five words, ignoring case and plural endings."""

    def __init__(self, model_storage: ModelStorage, resource: Resource, phrases: Phrases | None = None) -> None:
        self._storage = model_storage
        self._resource = resource
        self._phrases = phrases or {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> VocabularyLinker:
        """A component without words yet; `train` reads them."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> VocabularyLinker:
        """The component with the words of a trained model."""
        with model_storage.read_from(resource) as folder:
            phrases = json.loads((folder / "phrases.json").read_text(encoding="utf-8"))
        return cls(model_storage, resource, phrases)

    def train(self, training_data: TrainingData) -> Resource:
        """Takes the words of the lookup tables into the model; earlier labels win where a word has two."""
        tables = {table["name"]: table["elements"] for table in training_data.lookup_tables}
        for label in LABELS:
            for element in tables.get(label, []):
                self._phrases.setdefault(_key([element[slice(*span)] for span in _spans_of_words(element)]), label)
        self._phrases.pop("", None)
        with self._storage.write_to(self._resource) as folder:
            (folder / "phrases.json").write_text(json.dumps(self._phrases, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the features, not the entities, to the examples."""
        for message in training_data.training_examples:
            if message.get(TEXT):
                self._add_features(message, list(self._spans(message.get(TEXT))))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds features and entities."""
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            spans = list(self._spans(text))
            self._add_features(message, spans)
            entities = [_entity(text, *span) for span in spans]
            extracted = self.add_extractor_name(entities)
            message.set(ENTITIES, message.get(ENTITIES, []) + extracted, add_to_output=True)
        return messages

    def _spans(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and label of the longest phrases, left to right, not overlapping."""
        words = _spans_of_words(text)
        at = 0
        while at < len(words):
            for length in range(min(MOST_WORDS, len(words) - at), 0, -1):
                label = self._phrases.get(_key([text[slice(*word)] for word in words[at : at + length]]))
                if label:
                    yield words[at][0], words[at + length - 1][1], label
                    at += length
                    break
            else:
                at += 1

    def _add_features(self, message: Message, spans: list[tuple[int, int, str]]) -> None:
        text = message.get(TEXT)
        labels = [label for _, _, label in spans]
        words = len(_spans_of_words(text))
        covered = sum(len(_spans_of_words(text[start:end])) for start, end, _ in spans)
        values = [float(label in labels) for label in LABELS]
        values += [covered / words if words else 0.0, float(any(c.isdigit() for c in text))]
        values += [float(words >= size) for size in _SIZES]
        features = scipy.sparse.coo_matrix(np.array([values]))
        message.add_features(Features(features, FEATURE_TYPE_SENTENCE, TEXT, self.__class__.__name__))


def _spans_of_words(text: str) -> list[tuple[int, int]]:
    if has_han(text):
        return list(word_spans(text))
    return [word.span() for word in _WORD.finditer(text)]


def _key(words: list[str]) -> str:
    """What spellings of a phrase share: case, and an English plural ending of each word."""
    return " ".join(_singular(word.casefold()) for word in words)


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-3] + "y" if word.endswith("ies") else word[:-1]
    return word


def _entity(text: str, start: int, end: int, label: str) -> dict[str, Any]:
    return {"entity": label, "value": text[start:end], "start": start, "end": end, "confidence": 1.0}
