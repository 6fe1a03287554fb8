"""What can go wrong in this package.

RankerError
└── RankingFailed    the ranker cannot weigh these candidates; the caller falls back on statistics alone
"""

from __future__ import annotations


class RankerError(Exception):
    """Any error of this package."""


class RankingFailed(RankerError):
    """A ranker could not weigh the candidates, for instance because its language model failed."""
