"""How far people who judged the same agree: Cohen's kappa."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from data.conversations.verdicts import Stored


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of two people on what both judged."""

    first: str
    second: str
    kind: str
    judged: int
    same: int
    kappa: float | None
    """None where chance alone would make them agree always."""


def kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa: (observed - chance) / (1 - chance), of two judges' words on the same things (Cohen 1960).

    None of no pairs, and where chance is 1: both said one and the same of everything.
    """
    if not pairs:
        return None
    count = len(pairs)
    observed = sum(one == other for one, other in pairs) / count
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(first[word] * second[word] for word in first) / count**2
    return None if chance >= 1 else (observed - chance) / (1 - chance)


def agreements(verdicts: Iterable[Stored]) -> list[Agreement]:
    """Of each two people with verdicts on the same, by kind; who share most first.

    Acts are the same if the same acts were named, whatever words for each; an order, if its first is the same.
    """
    said: defaultdict[tuple[str, object], dict[str, Hashable]] = defaultdict(dict)
    for verdict in verdicts:
        word = _word(verdict)
        if word is not None:
            said[verdict.kind, verdict.about][verdict.agent] = word
    pairs: defaultdict[tuple[str, str, str], list[tuple[Hashable, Hashable]]] = defaultdict(list)
    for (kind, _), words in said.items():
        for one, other in combinations(sorted(words), 2):
            pairs[one, other, kind].append((words[one], words[other]))
    found = [
        Agreement(one, other, kind, len(own), sum(a == b for a, b in own), kappa(own))
        for (one, other, kind), own in pairs.items()
    ]
    return sorted(found, key=lambda agreement: -agreement.judged)


def _word(verdict: Stored) -> Hashable | None:
    payload = verdict.payload
    if verdict.kind == "acts" and isinstance(payload.get("acts"), list):
        return tuple(sorted({str(one[0]) for one in payload["acts"] if one}))
    if verdict.kind == "attributes" and payload.get("order"):
        return str(payload["order"][0])
    return payload.get("right") if verdict.kind in ("product", "reply") else None
