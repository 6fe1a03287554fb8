"""What our trained components share: how Rasa makes them, and that what they learn is kept inside the Rasa model.

What is learned, and what a message gets, is each component's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from rasa.engine.graph import GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


class TrainedComponent(GraphComponent):
    """Knows nothing until it is trained, or loaded from a trained model."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, **_: Any) -> Self:
        """A component to be trained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, **_: Any) -> Self:
        """The component with what it learned."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component.recall(folder)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learns, and keeps it."""
        with self._storage.write_to(self._resource) as folder:
            self.learn(training_data, folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Gives the examples what messages get."""
        self.process(training_data.training_examples)
        return training_data

    def learn(self, training_data: TrainingData, folder: Path) -> None:
        """Takes in the data; writes into the folder what `recall` reads."""
        raise NotImplementedError

    def recall(self, folder: Path) -> None:
        """Takes in what `learn` wrote."""
        raise NotImplementedError

    def process(self, messages: list[Message]) -> list[Message]:
        """Gives messages what the component finds in them."""
        raise NotImplementedError
