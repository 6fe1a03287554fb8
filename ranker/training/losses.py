"""What a training makes small. All take scores, relevance and mask of shape (requests, attributes); give a scalar."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from ranker.network import masked
from ranker.training.config import Loss

LossFunction = Callable[[Tensor, Tensor, Tensor], Tensor]


def listwise(scores: Tensor, relevance: Tensor, mask: Tensor) -> Tensor:
    """Softmax cross-entropy over the attributes of a request (ListNet's top-one loss: Cao et al., 2007).

    Grades are not normalised by request: at the optimum the softmax follows the expected grade, whoever asks.
    """
    return -(relevance * torch.log_softmax(masked(scores, mask), dim=1)).sum(1).mean()


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
