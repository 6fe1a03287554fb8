"""The network behind weight(a) = softmax_a( LM(q, a) + adapter(z) ) and affinity(q, a, v), over encodings by a
language model.

Request, attributes and values are encoded apart (two towers), so that the encodings of a catalog can be kept; here
they interact. Knows nothing of texts.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ranker.served_head import ServedHead


@dataclass(frozen=True, slots=True)
class HeadConfig:
    """The shape of a head. Raises ValueError, naming the field, for a number out of range."""

    dimension: int
    """Of the language model's encodings."""
    features: int
    """Of z (`ranker.features.FEATURES`)."""

    def __post_init__(self) -> None:
        for name in ("dimension", "features"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)}")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A batch of requests (B) with their attributes (M) and these's values (V), padded; what a head reads.

    Texts are encoded once however often they occur, and named by their place among `vectors`.
    """

    vectors: Tensor
    """(texts, dimension)"""
    query: Tensor
    """(B,)"""
    attributes: Tensor
    """(B, M)"""
    values: Tensor
    """(B, M, V)"""
    z: Tensor
    """(B, M, features)"""


@dataclass(frozen=True, slots=True)
class Scores:
    """What a head makes of a batch."""

    language: Tensor
    """(B, M) LM(q, a)."""
    adapter: Tensor
    """(B, M) adapter(z)."""
    affinity: Tensor
    """(B, M, V) in (-1, 1): how well a value serves the request."""


ARCHITECTURE = 4
"""Raise it when weights of a head no longer fit: trainings begun before are then not gone on with."""
_SHARPNESS, _STEEPNESS = 10.0, 2.0
"""At the start, the scale of the cosine of request and attribute, and of that of request and value."""


class Head(nn.Module):
    """LM(q, a), adapter(z) and affinity(q, a, v).

    Before any training, the cosines of the language model as it comes; the adapter is silent.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, config: HeadConfig) -> None:
        super().__init__()
        self.config = config
        size = config.dimension
        self.asking = nn.Linear(size, size, bias=False)
        self.asked = nn.Linear(size, size, bias=False)
        self.wishing = nn.Linear(size, size, bias=False)
        self.offered = nn.Linear(size, size, bias=False)
        for turned in (self.asking, self.asked, self.wishing, self.offered):
            nn.init.eye_(turned.weight)
        self.sharpness = nn.Parameter(torch.tensor(_SHARPNESS))
        self.steepness = nn.Parameter(torch.tensor(_STEEPNESS))
        self.prior = nn.Linear(size, 1)
        self.adapter = nn.Linear(config.features, 1)
        for summand in (self.prior, self.adapter):
            nn.init.zeros_(summand.weight)
            nn.init.zeros_(summand.bias)
        self.register_buffer("mean", torch.zeros(config.features))
        self.register_buffer("deviation", torch.ones(config.features))

    def standardise(self, z: Tensor) -> None:
        """Takes mean and deviation of the features from training data, (rows, features)."""
        self.mean.copy_(z.mean(0))
        self.deviation.copy_(z.std(0, correction=0).clamp(min=1e-2))

    def served(self) -> ServedHead:
        """A copy as it is, to answer with."""
        return ServedHead.of({name: own.detach().cpu().numpy().copy() for name, own in self.state_dict().items()})

    def forward(self, batch: Encoded) -> Scores:
        """Scores of every attribute and value."""
        queries, texts = batch.vectors[batch.query], batch.vectors
        cosine = _cosines(self.asking(queries), self.asked(texts)).gather(1, batch.attributes)
        language = self.sharpness * cosine + self.prior(texts).squeeze(-1)[batch.attributes]
        # A catalog unlike any in training must not throw the adapter off.
        z = ((batch.z - self.mean) / self.deviation).clamp(-4, 4)
        served = _cosines(self.wishing(queries), self.offered(texts)).gather(1, batch.values.flatten(1))
        affinity = torch.tanh(self.steepness * served.view(batch.values.shape))
        return Scores(language, self.adapter(z).squeeze(-1), affinity)


def _cosines(queries: Tensor, texts: Tensor) -> Tensor:
    """(B, texts)"""
    unit = nn.functional.normalize
    return unit(queries, dim=-1) @ unit(texts, dim=-1).T


def masked(scores: Tensor, mask: Tensor) -> Tensor:
    """Scores whose softmax gives nothing to padding."""
    return scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
