"""The network behind weight(a) = softmax_a( LM(q, a) + adapter(z) ), over encodings by a language model.

Query, product type and attributes are encoded apart (two towers), so that the encodings of types and attributes can
be kept; here they interact. Several heads, trained with different seeds, may vote. Knows nothing of texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class HeadConfig:
    """The shape of a head. Raises ValueError, naming the field, for a number out of range."""

    dimension: int
    """Of the language model's encodings."""
    features: int
    """Of z (`ranker.features.FEATURES`)."""
    narrowing: int
    """Which of them is the logarithm of what an answer narrows."""
    projected: int = 32
    """Dimensions in which query and attribute meet; more than 64 learns the training types by heart."""
    hidden: int = 64
    dropout: float = 0.2

    def __post_init__(self) -> None:
        for name in ("dimension", "features", "projected", "hidden"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout must lie in [0, 1), not {self.dropout}")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A batch of requests (B) with their attributes (M), padded; what a head reads."""

    query: Tensor
    """(B, dimension); zeros where there is no query."""
    category: Tensor
    """(B, dimension)"""
    attributes: Tensor
    """(B, M, dimension)"""
    z: Tensor
    """(B, M, features)"""
    likeness: Tensor
    """(B, M) largest cosine with an attribute that the shopper does not mind; 0 without one."""
    mask: Tensor
    """(B, M) which attributes are real, not padding."""


ARCHITECTURE = 3
"""Raise it when weights of a head no longer fit: trainings begun before are then not gone on with."""


class Head(nn.Module):
    """LM(q, a) + adapter(z). The adapter also reads the encodings, so that a statistic may count differently for
    colours than for weights.

    Before any training it is the hand-made ranker (`ranker.statistical`): the cosine of query and attribute, and the
    logarithm of what an answer narrows. Training learns what to add, so that few examples cannot do much harm.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, config: HeadConfig) -> None:
        super().__init__()
        self.config = config
        size = config.projected
        self.of_query = nn.Linear(config.dimension, size)
        self.of_category = nn.Linear(config.dimension, size)
        self.of_attribute = nn.Linear(config.dimension, size)
        self.prior = nn.Linear(size, 1)
        self.agreement = nn.Parameter(torch.tensor([0.0, 0.0, 1.0, 0.0]))
        """What projected and plain agreement of the attribute with query and type count."""
        self.linear = nn.Linear(config.features + 1, 1)
        self.interaction = nn.Sequential(
            nn.Dropout(config.dropout),
            nn.Linear(config.features + 1 + 3 * size, config.hidden),
            nn.GELU(),
            nn.Dropout(config.dropout),
            nn.Linear(config.hidden, 1),
        )
        last = cast("nn.Linear", self.interaction[-1])
        for summand in (self.prior, self.linear, last):
            nn.init.zeros_(summand.weight)
            nn.init.zeros_(summand.bias)
        self.register_buffer("mean", torch.zeros(config.features))
        self.register_buffer("deviation", torch.ones(config.features))

    def standardise(self, z: Tensor) -> None:
        """Takes mean and deviation of the features from training data, (rows, features)."""
        self.mean.copy_(z.mean(0))
        self.deviation.copy_(z.std(0, correction=0).clamp(min=1e-4))

    def forward(self, batch: Encoded) -> tuple[Tensor, Tensor]:
        """The two summands, LM(q, a) and adapter(z), each (B, M)."""
        query = torch.tanh(self.of_query(batch.query)).unsqueeze(1)
        category = torch.tanh(self.of_category(batch.category)).unsqueeze(1)
        attribute = torch.tanh(self.of_attribute(batch.attributes))
        asked, typical = query * attribute, category * attribute
        projected = torch.stack([asked.sum(-1), typical.sum(-1)], -1) * self.config.projected**-0.5
        plain = batch.attributes @ torch.stack([batch.query, batch.category], -1)
        language = torch.cat([projected, plain], -1) @ self.agreement + self.prior(attribute).squeeze(-1)
        z = (batch.z - self.mean) / self.deviation
        # A catalog unlike any in training must not throw the adapter off.
        z = torch.cat([z.clamp(-4, 4), batch.likeness.unsqueeze(-1)], -1)
        read = torch.cat([z, asked, typical, attribute], -1)
        known = batch.z[..., self.config.narrowing]
        adapter = known + self.linear(z).squeeze(-1) + self.interaction(read).squeeze(-1)
        return language, adapter


class Heads(nn.Module):
    """Heads of several seeds; their mean is the score."""

    def __init__(self, heads: list[Head]) -> None:
        super().__init__()
        self.members = nn.ModuleList(heads)

    def forward(self, batch: Encoded) -> tuple[Tensor, Tensor]:
        """The mean of each summand, (B, M)."""
        parts = [member(batch) for member in self.members]
        language, adapter = (torch.stack(summand).mean(0) for summand in zip(*parts, strict=True))
        return language, adapter


def masked(scores: Tensor, mask: Tensor) -> Tensor:
    """Scores whose softmax gives nothing to padding."""
    return scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
