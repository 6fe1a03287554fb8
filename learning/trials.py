"""What a model on trial did better or worse than the current one, as far as the log tells.

Shoppers are counted, not clicks: one who clicks ten times says once which list they liked. Interleaved lists are
compared within each shopper, a canary between those who had it and those who had the current model meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import comb

from data.conversations.sessions import Deed, Session, ShownList
from learning.intervals import difference, of_independent, wilson
from learning.wanted import TAKEN, who

DEEDS = TAKEN
"""What counts, the commonest first; the rarest means most."""
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Wins:
    """Shoppers who did more of one kind with one team's products of interleaved lists than with the other's."""

    deed: str
    current: int
    rival: int
    ties: int
    """Who did as much with both; who did nothing is not counted."""

    @property
    def share(self) -> float | None:
        """Of the rival among those who preferred one; None if nobody did."""
        decided = self.current + self.rival
        return self.rival / decided if decided else None

    @property
    def interval(self) -> Interval:
        """95 % around the share."""
        return wilson(self.rival, self.current + self.rival)

    @property
    def chance(self) -> float:
        """Of a difference at least as large if shoppers had no preference: a two-sided sign test."""
        decided, fewer = self.current + self.rival, min(self.current, self.rival)
        as_few = sum(comb(decided, k) for k in range(fewer + 1))
        return min(1.0, float(2 * as_few / 2**decided))


@dataclass(frozen=True, slots=True)
class Rates:
    """Shoppers who did something of a kind, of those who had the canary and of those who had the current model."""

    deed: str
    canary: int
    canary_shoppers: int
    current: int
    current_shoppers: int

    @property
    def difference(self) -> float:
        """The canary's rate less the current model's."""
        return self._difference[0]

    @property
    def interval(self) -> Interval:
        """95 % around the difference."""
        return self._difference[1:]

    @property
    def _difference(self) -> tuple[float, float, float]:
        own = of_independent(self.canary, self.canary_shoppers)
        return difference(own, of_independent(self.current, self.current_shoppers))


def interleaved(sessions: Iterable[Session], version: str) -> list[Wins]:
    """Who won, by kind of deed, where a version shared lists with the current model."""
    credit: dict[str, defaultdict[str, int]] = {deed: defaultdict(int) for deed in DEEDS}
    seen: dict[str, set[str]] = {deed: set() for deed in DEEDS}
    for session in sessions:
        lists = {one.message_id: one for one in session.lists if one.policy.get("rival") == version}
        shopper = who(session)
        for deed in {(one.type, one.list_id, one.product_id): one for one in session.deeds}.values():
            team = _team(deed, lists)
            if deed.type in credit and team is not None:
                seen[deed.type].add(shopper)
                credit[deed.type][shopper] += 1 if team == "rival" else -1
    return [_wins(deed, [credit[deed][shopper] for shopper in seen[deed]]) for deed in DEEDS]


def canary(sessions: Sequence[Session], version: str) -> list[Rates]:
    """How often shoppers did something, by kind of deed, with a canary and, meanwhile, with the current model."""
    groups: dict[str, dict[str, set[str]]] = {"canary": {}, "current": {}}
    span = _span(sessions, version)
    for session in sessions:
        group = _group(session, version)
        if group is None or span is None or not span[0] <= session.started_at <= span[1]:
            continue
        done = {deed.type for deed in session.deeds if deed.list_id is not None}
        groups[group].setdefault(who(session), set()).update(done)
    both = groups["canary"].keys() & groups["current"].keys()  # whose model was changed under them tell nothing
    own, other = ([done for shopper, done in groups[g].items() if shopper not in both] for g in ("canary", "current"))
    return [
        Rates(deed, sum(deed in done for done in own), len(own), sum(deed in done for done in other), len(other))
        for deed in DEEDS
    ]


def _team(deed: Deed, lists: dict[str, ShownList]) -> str | None:
    """Whose pick a product was that something was done with."""
    shown = lists.get(deed.list_id or "")
    products = shown.products if shown else ()
    return next((product.team for product in products if product.id == deed.product_id), None)


def _wins(deed: str, credits: Sequence[int]) -> Wins:
    return Wins(deed, sum(c < 0 for c in credits), sum(c > 0 for c in credits), sum(c == 0 for c in credits))


def _group(session: Session, version: str) -> str | None:
    """Who ranked all lists of a session: the canary of this version, or the current model; None for anything else."""
    roles = {str(one.policy.get("role", "")) for one in session.lists}
    if session.arm != "assistant" or len(roles) != 1:
        return None
    role = roles.pop()
    if role == "canary" and any(one.policy.get("model_version") != version for one in session.lists):
        return None
    return role if role in ("canary", "current") else None


def _span(sessions: Sequence[Session], version: str) -> tuple[datetime, datetime] | None:
    """From the first to the last session that had the canary."""
    times = [session.started_at for session in sessions if _group(session, version) == "canary"]
    return (min(times), max(times)) if times else None
