"""What a training makes small. All take scores, relevance and mask of shape (requests, attributes); give a scalar."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from ranker.examples import HIGHEST
from ranker.network import masked
from ranker.training.config import Loss

_EVEN = 1e-3
"""Gain of what does not matter at all, so that a request of which nothing matters teaches an even order."""
_TELLING = 4.0
LossFunction = Callable[[Tensor, Tensor, Tensor], Tensor]


def listwise(scores: Tensor, relevance: Tensor, mask: Tensor) -> Tensor:
    """Softmax cross-entropy over the attributes of a request (ListNet's top-one loss: Cao et al., 2007).

    The target is each attribute's share of the request's gain, 2^grade - 1 on the scale of 0 to 3, as nDCG counts it:
    at the optimum a weight is the share of what matters that lies in the attribute.
    """
    gains = (torch.exp2(HIGHEST * relevance) - 1 + _EVEN) * mask
    shares = gains / gains.sum(1, keepdim=True)
    return -(shares * torch.log_softmax(masked(scores, mask), dim=1)).sum(1).mean()


def serving(affinity: Tensor, wanted: Tensor, mask: Tensor) -> Tensor:
    """Mean squared error of the values' affinities, (requests, attributes, values). What serves or harms counts
    `_TELLING` times more than the many that do neither."""
    weight = mask * (1 + _TELLING * (wanted != 0))
    return (weight * (affinity - wanted) ** 2).sum() / mask.sum().clamp(min=1)


def pairwise(scores: Tensor, relevance: Tensor, mask: Tensor) -> Tensor:
    """RankNet (Burges et al., 2005): logistic loss over pairs of different grade, weighted by the difference."""
    difference, weight = _pairs(scores, relevance, mask)
    return (weight * torch.nn.functional.softplus(-difference)).sum((1, 2)).mean()


def lambda_ndcg(scores: Tensor, relevance: Tensor, mask: Tensor) -> Tensor:
    """LambdaLoss with LambdaRank's weights (Wang et al., CIKM 2018): a pair counts by what swapping it costs nDCG."""
    difference, weight = _pairs(scores, relevance, mask)
    place = masked(scores, mask).argsort(dim=1, descending=True).argsort(dim=1)
    discount = 1 / torch.log2(place + 2.0)
    cost = (discount.unsqueeze(2) - discount.unsqueeze(1)).abs()
    ideal = relevance.sort(dim=1, descending=True).values
    best = (ideal / torch.log2(torch.arange(ideal.shape[1], device=ideal.device) + 2.0)).sum(1).clamp(min=1e-6)
    loss = (weight * cost * torch.nn.functional.softplus(-difference)).sum((1, 2)) / best
    return loss.mean()


def combined(scores: Tensor, relevance: Tensor, mask: Tensor) -> Tensor:
    """Listwise and lambda loss: the one keeps weights readable as shares, the other looks after the first places."""
    return listwise(scores, relevance, mask) + lambda_ndcg(scores, relevance, mask)


def _pairs(scores: Tensor, relevance: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    """Score of i less that of j, and how much more relevant i is, both (requests, attributes, attributes)."""
    more = (relevance.unsqueeze(2) - relevance.unsqueeze(1)).clamp(min=0)
    real = (mask.unsqueeze(2) & mask.unsqueeze(1)).to(more.dtype)
    return scores.unsqueeze(2) - scores.unsqueeze(1), more * real


LOSS_FUNCTIONS: dict[Loss, LossFunction] = {
    "listwise": listwise,
    "pairwise": pairwise,
    "lambda": lambda_ndcg,
    "combined": combined,
}
