"""Which conversations teach, and how much each counts: machines and floods are left out, and nobody counts as many.

A conversation is left out where its deeds are too quick or too regular for a person, more than a person does, or all
for one brand where chance would have it otherwise. What remains counts by age, and the conversations of one shopper
together no more than a few.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from data.catalog.products import BRAND
from data.conversations.sessions import Session
from learning.estimators import effective_size

QUICK = 1.0
"""Seconds after a list was shown, or after the deed before, in which nobody has read a card. Half of a conversation's
deeds so quick, and it is a machine's."""
_AT_ONCE = frozenset({"compare", "purchase", "return"})
"""Deeds that a page reports of several products at one moment, so that their pace is no shopper's."""
_LEAST_DEEDS = 3
"""Deeds from which pace tells anything."""
REGULAR = 0.05
"""Standard deviation of the pauses, as a share of their mean, below which nobody acts; from `_LEAST_PAUSES` on."""
_LEAST_PAUSES = 5
MOST_DEEDS = 60
"""Of one conversation; a person buying for an office does less."""
MOST_MESSAGES = 200
"""Of one conversation, by the shopper."""
UNLIKELY = 1e-3
"""Chance, by what was shown, that all deeds of a shopper fall on one brand, below which it is no taste but a task."""
_LEAST_BRANDED = 4
MOST_OF_ONE = 5.0
"""Conversations that all of one shopper count as at the most."""
MOST_CHOSEN = 6
"""Products of one conversation that count as chosen at the most; of more, each counts less."""


@dataclass(slots=True)
class Cleaned:
    """The conversations that teach."""

    sessions: list[Session]
    left_out: dict[str, int] = field(default_factory=dict)
    """How many were left out, by why."""
    shares: dict[str, float] = field(default_factory=dict)
    """By session, what it counts, in (0, 1]."""
    capped: int = 0
    """Sessions that count less, since others of the same shopper do too, or since so much was done in them."""

    def by_age(self, half_life: float | None) -> dict[str, float]:
        """By session, what it counts where one of `half_life` conversations ago counts half."""
        if half_life is None:
            return dict(self.shares)
        last = len(self.sessions) - 1
        ages = {session.id: last - number for number, session in enumerate(self.sessions)}
        return {id: share * 0.5 ** (ages[id] / half_life) for id, share in self.shares.items()}

    @property
    def effective(self) -> float:
        """Kish's effective number of conversations."""
        return effective_size(np.asarray(list(self.shares.values())))


def cleaned(sessions: Sequence[Session], brands: Mapping[str, str]) -> Cleaned:
    """Leaves out what no shopper did; `brands` of the catalog's products, by id."""
    reasons = {session.id: reason for session in sessions if (reason := machine(session))}
    kept = [session for session in sessions if session.id not in reasons]
    tasks = _on_a_task(kept, brands)
    found = Cleaned([session for session in kept if session.id not in tasks])
    found.left_out = dict(sorted(Counter([*reasons.values(), *["one brand everywhere"] * len(tasks)]).items()))
    by_shopper = Counter(session.shopper_id for session in found.sessions if session.shopper_id)
    for session in found.sessions:
        own = by_shopper.get(session.shopper_id or "", 1)
        chosen = len({deed.product_id for deed in session.deeds if deed.product_id and deed.type != "impression"})
        share = min(1.0, MOST_OF_ONE / own) * min(1.0, MOST_CHOSEN / max(1, chosen))
        found.shares[session.id] = share
        found.capped += share < 1
    return found


def machine(session: Session) -> str | None:
    """Why a conversation is no person's; None if it may be."""
    deeds = [deed for deed in session.deeds if deed.type != "impression"]
    if len(deeds) > MOST_DEEDS or len(session.moves) > MOST_MESSAGES:
        return "more than anybody does"
    if _is_quick(session, [deed.at for deed in deeds if deed.product_id and deed.type not in _AT_ONCE]):
        return "too quick to have read"
    times = sorted([*(deed.at for deed in deeds), *(move.at for move in session.moves)])
    pauses = np.diff([at.timestamp() for at in times])
    if len(pauses) >= _LEAST_PAUSES and pauses.mean() > 0 and pauses.std() < REGULAR * pauses.mean():
        return "as regular as a machine"
    return None


def _is_quick(session: Session, deeds: Sequence[datetime]) -> bool:
    """Whether most deeds follow what was shown, or each other, quicker than anybody reads."""
    if len(deeds) < _LEAST_DEEDS:
        return False
    shown = sorted(one.at for one in (*session.lists, *session.sent))
    quick, before = 0, None
    for at in sorted(deeds):
        seen = [one for one in (*shown, *([before] if before else [])) if one <= at]
        quick += bool(seen) and (at - max(seen)).total_seconds() < QUICK
        before = at
    return quick >= len(deeds) / 2


def _on_a_task(sessions: Sequence[Session], brands: Mapping[str, str]) -> set[str]:
    """Sessions of shoppers who did all they did with one brand, where the lists offered others."""
    by_shopper: defaultdict[str, list[Session]] = defaultdict(list)
    for session in sessions:
        by_shopper[session.shopper_id or session.id].append(session)
    found: set[str] = set()
    for own in by_shopper.values():
        chosen, chance = _branded(own, brands)
        if chosen >= _LEAST_BRANDED and chance < UNLIKELY:
            found |= {session.id for session in own}
    return found


def _branded(sessions: Sequence[Session], brands: Mapping[str, str]) -> tuple[int, float]:
    """How many products were chosen, and the chance that all are of one brand, by the lists' shares; 1 if they are
    not."""
    shown = {one.message_id: one for session in sessions for one in (*session.lists, *session.sent)}
    last = {product.id: one.message_id for one in shown.values() for product in one.products}
    picked: set[tuple[str, str]] = set()
    for session in sessions:
        for deed in session.deeds:
            product_id = deed.product_id
            if (
                product_id is not None
                and product_id in brands
                and deed.type in ("product_click", "add_to_cart", "purchase")
            ):
                message = deed.list_id if deed.list_id in shown else last.get(product_id)
                if message is not None:
                    picked.add((message, product_id))
    names = {brands[product] for _, product in picked}
    asked = any(c.get("attribute") == BRAND for one in shown.values() for c in one.constraints)
    if len(names) != 1 or asked:
        return len(picked), 1.0
    brand, chance = next(iter(names)), 1.0
    for message, _ in picked:
        listed = [brands.get(product.id) for product in shown[message].products]
        chance *= listed.count(brand) / len(listed)
    return len(picked), chance
