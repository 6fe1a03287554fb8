"""Which language to answer in: that of the shopper's words where their script tells, else that of the page.

The locale becomes an entity, and by the domain's mapping the slot `locale`, on which responses are conditioned.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from language.placeholders import PLACEHOLDER
from language.segmentation import HAN

_NO_LANGUAGE = re.compile(rf"\S+@\S+|\b[A-Za-z]{{1,4}}-\d{{4,}}\b|{PLACEHOLDER.pattern}")
"""Email addresses, order numbers and what stands in their place, which look the same in all of them."""
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_SENTENCE = 3
"""Latin words from which a message on a Chinese page is in English."""


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class LocaleReader(GraphComponent, EntityExtractorMixin):
    """Adds one entity `locale` to each message with words; a tap on an option or a number says no language."""

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> LocaleReader:
        """A component; it has no settings."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the entity to each message."""
        for message in messages:
            text = message.get(TEXT) or ""
            found = locale_of(text, (message.get("metadata") or {}).get("locale"))
            if found:
                entity = {"entity": "locale", "value": found, "start": 0, "end": len(text), "confidence": 1.0}
                extracted = self.add_extractor_name([entity])
                message.set(ENTITIES, message.get(ENTITIES, []) + extracted, add_to_output=True)
        return messages


def locale_of(text: str, page: str | None) -> str | None:
    """The language of the words: "zh" if any is Han, else the page's; None if they tell none, like a tap.

    A sentence in two languages ("红色T恤 please") is answered in the one that fewer readers of the other can read.
    """
    if HAN.search(text):
        return "zh"
    language = re.split(r"[-_]", page or "")[0].lower() or None
    if text.startswith("/"):
        return None  # a tap or a command; what opens a conversation names its locale
    words = len(_LATIN_WORD.findall(_NO_LANGUAGE.sub(" ", text)))
    if language == "zh":
        return "en" if words >= _SENTENCE else None
    return language if words else None
