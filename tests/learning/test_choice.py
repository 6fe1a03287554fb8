"""The conditional logit, against what is known of it."""

from __future__ import annotations

import numpy as np
import pytest

from learning.choice import ChoiceSets, Floats, Prior, fitted, log_likelihood

THETA = np.asarray([1.5, -1.0, 0.0])


def chosen_by(theta: Floats, sets: int, offsets: Floats | None = None, seed: int = 0) -> ChoiceSets:
    """Choices among four alternatives each."""
    random = np.random.default_rng(seed)
    features = random.normal(size=(sets * 4, len(theta)))
    known = np.zeros(sets * 4) if offsets is None else np.tile(offsets, sets)
    utility = (features @ theta + known + random.gumbel(size=sets * 4)).reshape(sets, 4)
    chosen = np.zeros((sets, 4))
    chosen[np.arange(sets), utility.argmax(axis=1)] = 1
    return ChoiceSets(features, np.arange(0, sets * 4, 4), chosen.ravel(), known)


def prior(width: int, deviation: float = 10.0) -> Prior:
    return Prior(np.zeros(width), np.full(width, deviation**-2.0))


def test_finds_the_utilities_that_made_the_choices() -> None:
    assert fitted(chosen_by(THETA, 4000), prior(3)) == pytest.approx(THETA, abs=0.1)


def test_what_is_known_of_places_does_not_end_up_in_the_utilities() -> None:
    looked = np.log([1.0, 0.5, 0.3, 0.2])

    assert fitted(chosen_by(THETA, 4000, looked), prior(3)) == pytest.approx(THETA, abs=0.1)


def test_without_choices_the_prior_stays() -> None:
    empty = ChoiceSets(np.zeros((0, 2)), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    believed = Prior(np.asarray([1.0, -2.0]), np.ones(2))

    assert fitted(empty, believed).tolist() == [1.0, -2.0]
    assert log_likelihood(empty, believed.mean) == 0


def test_few_choices_hardly_move_it() -> None:
    few, many = (fitted(chosen_by(THETA, sets), prior(3, 0.2)) for sets in (5, 500))

    assert np.abs(few).max() < 0.2 < np.abs(many).max()


def test_the_most_likely_is_likelier_than_its_neighbours() -> None:
    sets, believed = chosen_by(THETA, 50), prior(3, 1.0)
    best = fitted(sets, believed)

    def objective(theta: Floats) -> float:
        return log_likelihood(sets, theta) - float(theta @ theta) / 2

    for step in np.vstack([np.eye(3), -np.eye(3)]):
        assert objective(best) > objective(best + 0.05 * step)
