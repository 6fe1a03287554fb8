"""The intent of whatever is said in words: one for all, since what a message does is decided where it is answered.

A command (`/choose`) names its own intent, which Rasa puts in place of this one.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class MessageReader(GraphComponent, IntentClassifier):
    """Gives each message with words the intent of the setting `intent`, without doubt."""

    def __init__(self, intent: str) -> None:
        self._intent = intent

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> MessageReader:
        """A component. Raises KeyError if the settings name no intent."""
        return cls(config["intent"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the intent of each message."""
        for message in messages:
            if message.get(TEXT):
                intent = {INTENT_NAME_KEY: self._intent, PREDICTED_CONFIDENCE_KEY: 1.0}
                message.set(INTENT, intent, add_to_output=True)
        return messages
