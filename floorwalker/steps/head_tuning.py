"""A head taught by the shop's conversations without forgetting what it knew: examples of day one are repeated among the
log's, and its weights are held to where they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from floorwalker.steps import Track
from floorwalker.steps.model_in_use import ModelInUse
from ranker.evaluation.report import sampled
from ranker.examples import Example
from ranker.network import Head
from ranker.training.config import TrainingConfig
from ranker.training.run import Beginning, train

CONFIG = TrainingConfig(method="adapter", epochs=2, learning_rate=1e-4, patience=2, anchor=0.01)
LEAST_EXAMPLES = 30
"""Of the log, below which a head is left as it is."""
_REPEATED, _STOPPING = 2000, 600
"""Examples of day one in a training, and those that it is stopped by, at the most."""
_FROM_LOG = 2000


@dataclass(frozen=True, slots=True)
class HeadTuning:
    """Trainings from one model. `day_one`: the examples that it was trained on."""

    model: ModelInUse
    day_one: Sequence[Example]
    folder: Path
    """For checkpoints, by which an interrupted training goes on."""
    track: Track

    def tuned(self, log: Sequence[Example]) -> Head | None:
        """The model's head after the log's examples; None if they are too few to teach it."""
        own = [example for example in log if example.split == "train" and any(example.relevance)]
        if len(own) < LEAST_EXAMPLES or not self.day_one:
            return None
        known = [example for example in self.day_one if example.split == "train"]
        stopping = [example for example in self.day_one if example.split == "dev"]
        mixed = [*sampled(known, _REPEATED), *sampled(own, _FROM_LOG), *sampled(stopping, _STOPPING)]
        mixed += [example for example in log if example.split == "dev"]
        beginning = Beginning(None, self.model.version, self.model.head(), self.model.encode)
        return train(mixed, CONFIG, beginning, self.folder, self.track).head
