"""Losses by numbers that can be derived on paper."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from ranker.training.losses import LOSS_FUNCTIONS, combined, lambda_ndcg, listwise, pairwise, serving

SCORES = torch.tensor([[1.0, 0.0, 9.0]])
RELEVANCE = torch.tensor([[0.0, 1.0, 0.0]])
MASK = torch.tensor([[True, True, False]])


def test_listwise_is_the_cross_entropy_of_the_softmax() -> None:
    assert float(listwise(SCORES, RELEVANCE, MASK)) == pytest.approx(np.log(1 + np.e), abs=1e-3)


def test_listwise_is_least_where_weights_are_shares_of_what_matters() -> None:
    relevance = torch.tensor([[1.0, 2 / 3, 0.0]])  # gains 7 and 3
    mask = torch.tensor([[True, True, True]])
    shares = torch.log(torch.tensor([[0.7, 0.3, 1e-4]]))

    assert listwise(shares, relevance, mask) < listwise(torch.log(torch.tensor([[0.6, 0.4, 1e-4]])), relevance, mask)


def test_what_serves_counts_more_than_what_does_nothing() -> None:
    wanted, mask = torch.tensor([[[1.0, 0.0]]]), torch.tensor([[[True, True]]])
    missed, invented = torch.tensor([[[0.0, 0.0]]]), torch.tensor([[[1.0, 1.0]]])

    assert float(serving(missed, wanted, mask)) == pytest.approx(5 / 2)
    assert float(serving(invented, wanted, mask)) == pytest.approx(1 / 2)


def test_pairwise_is_the_logistic_loss_of_the_wrong_pair() -> None:
    assert float(pairwise(SCORES, RELEVANCE, MASK)) == pytest.approx(np.log(1 + np.e))


def test_lambda_counts_a_pair_by_what_its_swap_costs() -> None:
    # Swapping places 1 and 2 costs 1 - 1 / log2(3) of an ideal gain of 1.
    assert float(lambda_ndcg(SCORES, RELEVANCE, MASK)) == pytest.approx(np.log(1 + np.e) * (1 - 1 / np.log2(3)))


def test_combined_is_their_sum() -> None:
    both = listwise(SCORES, RELEVANCE, MASK) + lambda_ndcg(SCORES, RELEVANCE, MASK)

    assert float(combined(SCORES, RELEVANCE, MASK)) == pytest.approx(float(both))


@pytest.mark.parametrize("name", LOSS_FUNCTIONS)
def test_every_loss_falls_when_the_relevant_attribute_rises(name: str) -> None:
    scores = SCORES.clone().requires_grad_()
    LOSS_FUNCTIONS[name](scores, RELEVANCE, MASK).backward()  # type: ignore[index,no-untyped-call]

    assert scores.grad is not None
    assert scores.grad[0, 1] < 0 < scores.grad[0, 0]
    assert scores.grad[0, 2] == 0
