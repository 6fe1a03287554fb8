"""Links the words of a message to the catalog's: product types, brands, values.

The vocabulary file of the catalog is kept in the model, and a newer one is taken up while the assistant runs
(`bot.components.phrase_source`). The links become entities, and features: that a message names *some* product type
tells the classifier more than which one, and holds for types it saw in no example.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
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

from bot.components import outside
from bot.components.phrase_source import PhraseSource
from bot.components.phrases import LABELS, Link, PhraseBook
from bot.components.sentence import TOKENISER
from bot.components.tokenizer import word_spans
from language.segmentation import has_han
from language.spelling import LEAST_LETTERS
from language.words import fold, singular, tokens

_WORD = re.compile(r"\w+(?:[-'.]\w+)*")
_SIZES = (1, 2, 3, 6, 12)
"""Numbers of words from which a message counts as longer: a single keyword is a search, a sentence may not be."""


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR],
    is_trainable=True,
)
class VocabularyLinker(GraphComponent, EntityExtractorMixin):
    """Entities of links: `value` is the catalog's own word, `group` the attribute's name."""

    def __init__(self, model_storage: ModelStorage, resource: Resource, source: PhraseSource | None = None) -> None:
        self._storage = model_storage
        self._resource = resource
        self._source = source or PhraseSource({}, [])

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
        """The component with the words of a trained model, or those of a newer file."""
        with model_storage.read_from(resource) as folder:
            kept = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
            ordinary = json.loads((folder / "ordinary.json").read_text(encoding="utf-8"))
        return cls(model_storage, resource, PhraseSource(kept, ordinary, outside.vocabulary))

    def train(self, training_data: TrainingData) -> Resource:
        """Takes the vocabulary into the model, and the words that are no typos."""
        file = outside.vocabulary
        vocabulary = json.loads(file.read_text(encoding="utf-8")) if file else _of_lookups(training_data)
        ordinary = sorted(_ordinary_words(training_data))
        self._source = PhraseSource(vocabulary, ordinary)
        with self._storage.write_to(self._resource) as folder:
            (folder / "vocabulary.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
            (folder / "ordinary.json").write_text(json.dumps(ordinary, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the features, not the entities, to the examples."""
        phrases = self._source.phrases()
        for message in training_data.training_examples:
            if message.get(TEXT):
                self._read(message, phrases)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds features and entities."""
        phrases = self._source.phrases()
        for message in messages:
            if message.get(TEXT):
                entities = self.add_extractor_name(self._read(message, phrases))
                message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages

    def _read(self, message: Message, phrases: PhraseBook) -> list[dict[str, Any]]:
        """Adds the features of a message, and returns its entities."""
        links = phrases.links(message.get(TEXT))
        self._add_features(message, links)
        return [_entity(link) for link in links]

    def _add_features(self, message: Message, links: list[Link]) -> None:
        text = message.get(TEXT)
        labels = [link.meaning.label for link in links]
        words = len(_spans_of_words(text))
        covered = sum(len(_spans_of_words(text[link.start : link.end])) for link in links)
        values = [float(label in labels) for label in LABELS]
        values += [covered / words if words else 0.0, float(any(c.isdigit() for c in text))]
        values += [float(words >= size) for size in _SIZES]
        features = scipy.sparse.coo_matrix(np.array([values]))
        message.add_features(Features(features, FEATURE_TYPE_SENTENCE, TEXT, self.__class__.__name__))


def _spans_of_words(text: str) -> list[tuple[int, int]]:
    return list(word_spans(text)) if has_han(text) else [word.span() for word in _WORD.finditer(text)]


def _of_lookups(training_data: TrainingData) -> dict[str, Any]:
    """A vocabulary of lookup tables named as the entities are."""
    tables = {table["name"]: table["elements"] for table in training_data.lookup_tables}
    phrases = {
        label: [{"said": word, "value": word, "products": 1, "titles": 0} for word in tables.get(label, ())]
        for label in LABELS
    }
    values = {"name": "", "label": "", "values": phrases["value"]}
    return {"product_types": phrases["product_type"], "brands": phrases["brand"], "attributes": [values]}


def _ordinary_words(training_data: TrainingData) -> set[str]:
    """The words that nobody mistypes a catalog's word into: those of the examples, and those that the language model
    knows as a whole, since it has read them often."""
    said = {token.key for m in training_data.training_examples if m.get(TEXT) for token in tokens(m.get(TEXT))}
    if outside.sentence_model is not None:
        content: Mapping[str, Any] = json.loads((outside.sentence_model / TOKENISER).read_text(encoding="utf-8"))
        pieces = content["model"]["vocab"]
        known = [piece[0] if isinstance(piece, list) else piece for piece in pieces]
        begins = next((mark for mark in ("▁", "Ġ") if any(piece.startswith(mark) for piece in known)), "")
        said |= {singular(fold(piece.removeprefix(begins))) for piece in known if piece.startswith(begins)}
    return {word for word in said if len(word) >= LEAST_LETTERS and word.isalpha()}


def _entity(link: Link) -> dict[str, Any]:
    meaning = link.meaning
    place = {"start": link.start, "end": link.end, "confidence": link.confidence}
    group = {"group": meaning.attribute} if meaning.attribute else {}
    return {"entity": meaning.label, "value": meaning.value, **place, **group}
