"""Which acts a message does, of the judgements of the whole and of its parts.

A part is an act of its own where both the part and the whole say so: the whole shares its probability among all that
the message does. Parts that are none go with their neighbour, so that what is said in one breath is read as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

CERTAINTY, SUPPORT = 0.3, 0.1
"""How sure a part must be of its act, times what the whole says of the act to the power of the second; chosen on
writers held out."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a message."""

    name: str
    first: int
    last: int
    """The parts that it is said in, the last one included; both 0 where the message stays whole."""
    probability: float


def decided(acts: Sequence[str], whole: Floats, of_parts: Floats | None = None) -> list[Act]:
    """The acts of a message in their order, at least one.

    `whole`: (acts,) of the message; `of_parts`: (parts, acts), None or empty where it was not parted.
    """
    single = [
        Act(acts[int(whole.argmax())], 0, max(0, 0 if of_parts is None else len(of_parts) - 1), float(whole.max()))
    ]
    if of_parts is None or len(of_parts) < 2:
        return single
    own = _own(whole, of_parts)
    known = [act for act in own if act is not None]
    if len(set(known)) < 2:
        return single
    return _merged(acts, own, of_parts)


def _own(whole: Floats, of_parts: Floats) -> list[int | None]:
    """The act of each part; None of one that is no act of its own."""
    sure = of_parts * whole[None] ** SUPPORT
    return [int(row.argmax()) if row.max() >= CERTAINTY else None for row in sure]


def _merged(acts: Sequence[str], own: Sequence[int | None], of_parts: Floats) -> list[Act]:
    found: list[Act] = []
    begin = 0
    for part, act in enumerate(own):
        if act is None:
            if found:
                found[-1] = Act(found[-1].name, found[-1].first, part, found[-1].probability)
            continue
        probability = float(of_parts[part, act])
        if found and found[-1].name == acts[act]:
            found[-1] = Act(found[-1].name, found[-1].first, part, max(found[-1].probability, probability))
        else:
            found.append(Act(acts[act], begin if not found else part, part, probability))
    return found
