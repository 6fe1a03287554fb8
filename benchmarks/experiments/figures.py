"""Figures of shoppers who were played twice, and how sure a difference is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.simulator.shopping import MOST_QUESTIONS, Result

_RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Change:
    """Of a mean, between two plays of the same shoppers; `low` and `high` hold 95 % of what chance would give."""

    before: float
    after: float
    relative: float
    low: float
    high: float

    def dump(self) -> dict[str, float]:
        """As JSON, to four places."""
        return {name: round(value, 4) for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Figures:
    """What a recommender was worth to some shoppers."""

    shoppers: int
    questions: float
    """Mean number until a product that is good enough was among the first five; 5 if it never was."""
    fit: float
    """Mean fit of the first five of the first list."""
    last_fit: float
    """The same of the last list."""
    at_once: float
    """Share to whom no question was asked."""
    never: float
    """Share that found nothing."""

    @classmethod
    def of(cls, results: Sequence[Result]) -> Figures:
        """Of all of them."""
        questions = _questions(results)
        return cls(
            shoppers=len(results),
            questions=float(questions.mean()),
            fit=float(_fits(results).mean()),
            last_fit=float(np.mean([one.last_fit for one in results])),
            at_once=float((questions == 0).mean()),
            never=float((questions == MOST_QUESTIONS).mean()),
        )

    def dump(self) -> dict[str, Any]:
        """As JSON, to four places."""
        return {name: round(value, 4) for name, value in asdict(self).items()}

    def line(self) -> str:
        """In a table."""
        return (
            f"questions {self.questions:5.3f}  fit {self.fit:.3f}  at the end {self.last_fit:.3f}  "
            f"at once {self.at_once:.3f}  never {self.never:.3f}"
        )


def changes(before: Sequence[Result], after: Sequence[Result], seed: int = 0) -> dict[str, Change]:
    """How far questions and fit changed, relative to before; both plays of the same shoppers in the same order."""
    return {
        "questions": _change(_questions(before), _questions(after), seed),
        "fit": _change(_fits(before), _fits(after), seed),
    }


def said(found: dict[str, Change]) -> str:
    """In a table."""
    return "  ".join(f"{name} {one.relative:+.1%} ({one.low:+.1%} to {one.high:+.1%})" for name, one in found.items())


def _change(before: npt.NDArray[np.float64], after: npt.NDArray[np.float64], seed: int) -> Change:
    """By the percentile bootstrap over shoppers."""
    random = np.random.default_rng(seed)
    drawn = random.integers(len(before), size=(_RESAMPLES, len(before)))
    base = before[drawn].mean(axis=1)
    relative = (after[drawn].mean(axis=1) - base) / np.maximum(base, 1e-9)
    low, high = np.quantile(relative, [0.025, 0.975])
    mean = float(before.mean())
    return Change(mean, float(after.mean()), float(after.mean() / max(mean, 1e-9) - 1), float(low), float(high))


def _questions(results: Sequence[Result]) -> npt.NDArray[np.float64]:
    return np.asarray([one.questions for one in results], np.float64)


def _fits(results: Sequence[Result]) -> npt.NDArray[np.float64]:
    return np.asarray([one.first_fit for one in results], np.float64)
