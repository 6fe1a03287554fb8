"""What became of each conversation, in a few words: what reports, lift and drift are counted from.

A `Journey` holds a conversation's outcome and no text of the shopper's but the words that nothing met, so that a log
of any length is read in a stream. What the log holds of it, `data.conversations.sessions` says.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from data.catalog.products import CATEGORY
from data.conversations.sessions import AnswerKind, Asked, Deed, Session, ShownList

LATE = timedelta(days=7)
"""Within which a purchase still counts for the conversation that showed the product."""
SATISFIED = 4
"""Of five: from here on a rating counts as satisfied (the usual "top two" of a five point scale)."""
_ALIKE = 90
"""Similarity of two messages in a row (rapidfuzz's token sort ratio, 0 to 100) from which the wish is said again."""
_LEAST_CHARACTERS = 8
"""Below, messages are alike by chance: "yes", "yes"."""
_MISSED = {"correct": "corrected", "undo": "taken back", "unclear": "not understood", "doubt": "asked what was meant"}
"""Acts that say that what was understood was wrong, or that nothing was."""


class AskedOnce(NamedTuple):
    """A question, and how it was answered."""

    category: str
    attribute: str
    answer: AnswerKind
    explored: bool | None
    """Whether it was another than the best; None where nothing is explored."""

    @property
    def is_answered(self) -> bool:
        """Whether the shopper went on after it."""
        return self.answer != "none"


class Tried(NamedTuple):
    """A list whose policy explores."""

    explored: bool
    """Whether its order was another than the best."""
    clicked: bool


class NotMet(NamedTuple):
    """A wish that no product met."""

    category: str
    constraints: tuple[tuple[str, str, str], ...]
    """(attribute, operator, value) of each."""
    words: str


class Purchase(NamedTuple):
    """A product bought; no product where the page did not say which."""

    product: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Journey:
    """A conversation's way from a wish to a purchase, and what went wrong on it."""

    id: str
    shopper: str
    """Whose it is; the conversation's own id where the shopper is not known."""
    is_known: bool
    arm: str
    started_at: datetime
    category: str
    """The product type that most of its lists are about; empty if none was."""
    moves: int
    lists: int
    """With a product at least."""
    shown: frozenset[str]
    clicked: frozenset[str]
    carted: bool
    purchases: tuple[Purchase, ...]
    """In this conversation, and later ones of products that it showed."""
    bought: bool
    """Within LATE of its beginning; see `credited`."""
    bought_late: bool
    """Within LATE, but in another conversation or after a day."""
    questions: tuple[AskedOnce, ...]
    questions_to_find: int | None
    """Asked before the list of which a product was put in the cart or bought, or else clicked; None if none was."""
    tried: tuple[Tried, ...]
    thumbs: tuple[bool, ...]
    ratings: tuple[int, ...]
    handoffs: int
    not_met: tuple[NotMet, ...]
    misunderstandings: tuple[tuple[str, int], ...]
    acts: tuple[str, ...]
    attributes: frozenset[tuple[str, str]]
    """(product type, attribute) of every wish."""
    models: frozenset[str]
    query_length: float | None
    """Mean characters of what the shopper wrote."""
    score: float | None
    """Mean of the first products' of its lists."""
    confidence: float | None
    """Mean of its acts'."""

    @property
    def asked(self) -> bool:
        """Whether products were asked for."""
        return bool(self.lists or self.not_met or self.attributes)

    @property
    def found(self) -> bool:
        """Whether a product was clicked, put in the cart or bought."""
        return bool(self.clicked or self.carted or self.bought)

    @property
    def satisfied(self) -> bool | None:
        """What the shopper last said of the conversation; None if nothing."""
        if self.ratings:
            return self.ratings[-1] >= SATISFIED
        return self.thumbs[-1] if self.thumbs else None

    @property
    def declined(self) -> bool | None:
        """Whether a question was declined; None where none was answered."""
        answered = [asked.answer for asked in self.questions if asked.is_answered]
        return "declined" in answered if answered else None

    @property
    def succeeded(self) -> bool:
        """A product was put in the cart or bought within a week, or one was clicked and the shopper was satisfied; the
        shopper was not dissatisfied, and no person had to take over."""
        return self._is_good(self.bought)

    @property
    def succeeded_at_once(self) -> bool:
        """The same without purchases of another conversation or of later than a day, which come in for a week."""
        return self._is_good(self.bought and not self.bought_late)

    def _is_good(self, bought: bool) -> bool:
        is_good = self.carted or bought or (bool(self.clicked) and self.satisfied is True)
        return is_good and self.satisfied is not False and not self.handoffs


def journeys(sessions: Iterable[Session]) -> list[Journey]:
    """Each conversation's, late purchases counted."""
    return credited([journey(session) for session in sessions])


def credited(read: Sequence[Journey]) -> list[Journey]:
    """With each shopper's purchases counted for every conversation that showed the product at most LATE before."""
    later: defaultdict[str, list[tuple[str, Purchase]]] = defaultdict(list)
    for one in read:
        if one.is_known:
            later[one.shopper] += [(one.id, purchase) for purchase in one.purchases]
    return [_credited(one, later[one.shopper]) if one.shopper in later else one for one in read]


def _credited(one: Journey, purchases: Sequence[tuple[str, Purchase]]) -> Journey:
    elsewhere = [
        purchase
        for conversation, purchase in purchases
        if conversation != one.id
        and purchase.product in one.shown
        and one.started_at <= purchase.at <= one.started_at + LATE
    ]
    return replace(one, bought=True, bought_late=one.bought_late or not one.bought) if elsewhere else one


def journey(session: Session) -> Journey:
    """What became of one conversation, as far as it says so itself."""
    shown = [one for one in session.lists if one.products]
    done = [one for one in session.deeds if _is_in_time(session.started_at, one.at)]
    bought = [one for one in done if one.type == "purchase"]
    clicks = [one for one in done if one.type == "product_click"]
    wishes = [(one.category, name) for one in session.lists for name in _attributes(one.constraints)]
    wishes += [(one.category, name) for one in session.unmet for name in _attributes(one.constraints)]
    texts = [str(m.payload.get("text") or "") for m in session.moves if m.type == "text"]
    confidences = [confidence for m in session.moves for _, confidence in m.acts]
    return Journey(
        id=session.id,
        shopper=session.shopper_id or session.id,
        is_known=session.shopper_id is not None,
        arm=session.arm,
        started_at=session.started_at,
        category=_category(session),
        moves=len(session.moves),
        lists=len(shown),
        shown=frozenset(product.id for one in shown for product in one.products),
        clicked=frozenset(one.product_id for one in clicks if one.product_id is not None),
        carted=any(one.type == "add_to_cart" for one in done),
        purchases=tuple(Purchase(one.product_id, one.at) for one in session.deeds if one.type == "purchase"),
        bought=bool(bought),
        bought_late=bool(bought) and all(_is_late(session.started_at, one) for one in bought),
        questions=tuple(_asked(one) for one in session.questions),
        questions_to_find=_questions_to_find(session),
        tried=_tried(shown, clicks),
        thumbs=tuple(d.type == "thumbs_up" for d in session.deeds if d.type in ("thumbs_up", "thumbs_down")),
        ratings=tuple(int(d.payload["score"]) for d in session.deeds if d.type == "csat" and d.payload.get("score")),
        handoffs=session.handoffs,
        not_met=tuple(_not_met(session)),
        misunderstandings=tuple(_misunderstandings(session, texts).items()),
        acts=tuple(act for m in session.moves for act, _ in m.acts),
        attributes=frozenset(wishes),
        models=frozenset(one.model_version for one in shown),
        query_length=_mean([len(text) for text in texts if text]),
        score=_mean([one.products[0].score for one in shown]),
        confidence=_mean(confidences),
    )


def _is_in_time(started_at: datetime, at: datetime) -> bool:
    # A page's clock may be behind the log's.
    return started_at - timedelta(days=1) <= at <= started_at + LATE


def _is_late(started_at: datetime, deed: Deed) -> bool:
    return deed.is_elsewhere or deed.at - started_at > timedelta(days=1)


def _category(session: Session) -> str:
    kinds = Counter([one.category for one in session.lists if one.category])
    kinds.update(one.category for one in session.unmet if one.category)
    return kinds.most_common(1)[0][0] if kinds else ""


def _asked(one: Asked) -> AskedOnce:
    explores = one.policy.get("exploration", 0.0) > 0
    return AskedOnce(one.category, one.attribute, one.answer, bool(one.policy.get("explored")) if explores else None)


def _questions_to_find(session: Session) -> int | None:
    """Before the first list of which a product was put in the cart or bought; else before the first one clicked."""
    lists = {one.message_id: one.at for one in session.lists}
    for kinds in (("add_to_cart", "purchase"), ("product_click",)):
        deeds = [d for d in session.deeds if d.type in kinds]
        if deeds:  # by the log's clock where the list is known, by the page's where it is not
            first = min(lists.get(d.list_id or "", d.at) for d in deeds)
            return sum(one.at < first for one in session.questions)
    return None


def _tried(shown: Sequence[ShownList], clicks: Sequence[Deed]) -> tuple[Tried, ...]:
    clicked = {click.list_id for click in clicks}
    return tuple(
        Tried(bool(one.policy.get("explored")), one.message_id in clicked)
        for one in shown
        if one.policy.get("exploration", 0.0) > 0
    )


def _not_met(session: Session) -> Iterator[NotMet]:
    """What the assistant said that nothing meets, and lists without a product; each wish once."""
    wishes = [(one.category, one.constraints, one.query) for one in session.unmet]
    wishes += [(one.category, one.constraints, one.query) for one in session.lists if one.total == 0]
    known = [NotMet(category, tuple(_spelt(constraints)), query) for category, constraints, query in wishes]
    return iter(dict.fromkeys(known))


def _spelt(constraints: Sequence[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return sorted((c["attribute"], c.get("op", "eq"), _value(c["value"])) for c in constraints)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        ends = (value.get("min"), value.get("max"))
        return "–".join("" if end is None else _value(end) for end in ends)
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.12g}" if isinstance(value, int | float) else str(value)


def _attributes(constraints: Sequence[dict[str, Any]]) -> set[str]:
    return {str(one["attribute"]) for one in constraints} - {CATEGORY}


def _misunderstandings(session: Session, texts: Sequence[str]) -> Counter[str]:
    """By kind: what shoppers' acts say, wishes said again, and what people later said that a message does."""
    found = Counter(_MISSED[act] for m in session.moves for act, _ in m.acts if act in _MISSED)
    said = [text.casefold() for text in texts if len(text) >= _LEAST_CHARACTERS]
    again = sum(fuzz.token_sort_ratio(one, other) >= _ALIKE for one, other in zip(said, said[1:], strict=False))
    relabelled = sum(verdict.kind == "acts" for verdict in session.verdicts)
    return found + Counter({"said again": again, "relabelled": relabelled})


def _mean(amounts: Sequence[float]) -> float | None:
    return sum(amounts) / len(amounts) if amounts else None
