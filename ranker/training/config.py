"""Everything that can be chosen about a training. Saved beside the weights, so that a model says how it was made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from ranker.errors import TrainingFailed

Method = Literal["adapter", "full", "lora", "prefix"]
METHODS: tuple[Method, ...] = ("adapter", "full", "lora", "prefix")
Loss = Literal["listwise", "pairwise", "lambda", "combined"]
LOSSES: tuple[Loss, ...] = ("listwise", "pairwise", "lambda", "combined")


_BOUNDS: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
    (f"be one of {', '.join(METHODS)}", METHODS.__contains__, "method"),
    (f"be one of {', '.join(LOSSES)}", LOSSES.__contains__, "loss"),
    ("be at least 1", lambda value: value >= 1, "epochs batch_size accumulation patience"),
    ("be greater than 0", lambda value: value > 0, "learning_rate language_rate clip most_tokens"),
    ("not be below 0", lambda value: value >= 0, "weight_decay adversarial layers augmented anchor"),
    ("lie in [0, 1)", lambda value: 0 <= value < 1, "warmup"),
)
"""What each field must be, and how that is checked."""


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """Raises TrainingFailed, naming the field and what it may be."""

    method: Method = "adapter"
    """What of the language model is trained with the head: nothing, all layers, low-rank updates, or a prefix."""
    loss: Loss = "listwise"
    """Listwise softmax cross-entropy, alone or combined with what looks after the first places (`losses`)."""
    layers: int = 0
    """Layers of the language model that are kept, evenly spaced; 0: all. Fewer are faster and know less."""
    epochs: int = 6
    """Passes over the examples."""
    learning_rate: float = 1e-3
    language_rate: float = 1e-4
    """Of the language model; low-rank updates and prefixes take ten times as much."""
    weight_decay: float = 0.01
    warmup: float = 0.06
    """Share of the steps in which the rate rises; then it falls linearly."""
    batch_size: int = 24
    accumulation: int = 1
    """Batches whose gradients are summed before a step."""
    clip: float = 1.0
    """Largest norm of a gradient."""
    patience: int = 3
    """Epochs without a better nDCG@5 on the dev split after which a training stops."""
    augmented: int = 0
    """Altered copies of each query (typos, word order, case, dropped words) from which a step may draw."""
    adversarial: float = 0.0
    """Norm of the fast gradient perturbation of word embeddings (Miyato et al., 2017); 0: none."""
    anchor: float = 0.0
    """How strongly the head is held to what it began as, against forgetting: L2-SP (Li et al., ICML 2018)."""
    seed: int = 0
    most_tokens: int = 48
    """Of a text; a longer one is cut."""

    def __post_init__(self) -> None:
        for must, holds, names in _BOUNDS:
            for name in names.split():
                if not holds(getattr(self, name)):
                    raise TrainingFailed(f"{name} must {must}, not {getattr(self, name)!r}")

    @property
    def tunes_language(self) -> bool:
        """Whether the language model changes, so that its weights must be kept with the model."""
        return self.method != "adapter" or self.layers > 0
