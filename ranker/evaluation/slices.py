"""Where a system is good: the primary metric of some of the requests, by how far the conversation is and by source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ranker.evaluation.metrics import Bootstrap, Floats, Interval
from ranker.examples import Example

FIRST_TURN, LATER_TURNS = "before any question", "after a question or more"


@dataclass(frozen=True, slots=True)
class Slice:
    """One system on some requests of a held-out set."""

    system: str
    split: str
    name: str
    requests: int
    primary: Interval


class Slices:
    """The slices of one held-out set; every system is resampled alike."""

    def __init__(self, split: str, requests: Sequence[Example]) -> None:
        self._split = split
        targets = np.asarray([example.target for example in requests])
        self._parts = {name: (which, Bootstrap(targets[which].tolist())) for name, which in _named(requests).items()}

    def scores(self, system: str, primary: Floats) -> list[Slice]:
        """The system's slices from its primary metric, (requests,)."""
        return [
            Slice(system, self._split, name, len(which), bootstrap.mean(primary[which]))
            for name, (which, bootstrap) in self._parts.items()
        ]


def _named(requests: Sequence[Example]) -> dict[str, npt.NDArray[np.intp]]:
    """Places of the requests by slice; a slice that holds none is left out."""
    later = np.asarray([example.turn > 0 for example in requests], np.bool_)
    sources = np.asarray([example.source for example in requests])
    masks = {FIRST_TURN: ~later, LATER_TURNS: later}
    masks |= {f"source: {source}": sources == source for source in sorted(set(sources.tolist()))}
    return {name: np.flatnonzero(mask) for name, mask in masks.items() if mask.any()}
