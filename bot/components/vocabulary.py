"""Links the words of a message to the catalog's: product types, brands, values.

A catalog's vocabulary is a file outside the model, which a running assistant takes up whenever it changes
(`bot.components.phrase_source`). What the model holds is good for any catalog: the words that nobody mistypes one into.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components import outside
from bot.components.phrase_source import CatalogPhrases, PhraseSource
from bot.components.phrases import Link
from language.spelling import LEAST_LETTERS
from language.words import fold, singular

_FILE = "ordinary.json"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True)
class VocabularyLinker(GraphComponent, EntityExtractorMixin):
    """Entities of links: `value` is the catalog's own word, `group` the attribute's name."""

    def __init__(self, storage: ModelStorage, resource: Resource, ordinary: Collection[str] = ()) -> None:
        self._storage = storage
        self._resource = resource
        self._main = PhraseSource(ordinary, outside.vocabulary)
        self._others = CatalogPhrases(ordinary, outside.catalogs)

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, **_: Any
    ) -> VocabularyLinker:
        """A component to be trained."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, **_: Any
    ) -> VocabularyLinker:
        """The component with the words of the model."""
        with model_storage.read_from(resource) as folder:
            ordinary = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return cls(model_storage, resource, ordinary)

    def train(self, training_data: TrainingData) -> Resource:
        """Takes the words that are no typos into the model."""
        ordinary = sorted(_ordinary_words(outside.tokeniser)) if outside.tokeniser else []
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(ordinary, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds entities: the words of the catalog that the message's metadata name, or of the main one."""
        for message in messages:
            if message.get(TEXT):
                catalog = (message.get("metadata") or {}).get("catalog") or ""
                phrases = self._others.of(catalog).phrases() if catalog else self._main.phrases()
                entities = self.add_extractor_name([_entity(link) for link in phrases.links(message.get(TEXT))])
                message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages


def _ordinary_words(tokeniser: Path) -> set[str]:
    """The words that a language model knows as a whole, since it has read them often."""
    content: Mapping[str, Any] = json.loads(tokeniser.read_text(encoding="utf-8"))
    pieces = content["model"]["vocab"]
    known = [piece[0] if isinstance(piece, list) else piece for piece in pieces]
    begins = next((mark for mark in ("▁", "Ġ") if any(piece.startswith(mark) for piece in known)), "")
    words = {singular(fold(piece.removeprefix(begins))) for piece in known if piece.startswith(begins)}
    return {word for word in words if len(word) >= LEAST_LETTERS and word.isalpha()}


def _entity(link: Link) -> dict[str, Any]:
    meaning = link.meaning
    place = {"start": link.start, "end": link.end, "confidence": link.confidence}
    group = {"group": meaning.attribute} if meaning.attribute else {}
    return {"entity": meaning.label, "value": meaning.value, **place, **group}
