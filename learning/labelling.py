"""The queue of messages and lists whose verdict teaches most, each with the reasons why.

What is worth a person's minute: words that the judges are unsure of (a small margin between the two likeliest acts, as
in margin sampling: Scheffer et al. 2001), or of which they say different things (disagreement: Seung et al. 1992, query
by committee), what shoppers had to repair, questions they declined, thumbs down. Of what is alike the first alone
counts fully, so that a session at the desk sees different things. Judges by what it is given; stores nothing.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from data.conversations.moves import Move
from data.conversations.sessions import Deed, Session, ShownList
from learning.turns import held, tag

Kind = Literal["acts", "attributes", "product"]
KINDS: tuple[Kind, ...] = ("acts", "attributes", "product")
_ALIKE = 0.5
"""What an item is worth beside each that is like it and stands before it."""
_REPAIRED, _LOST, _DOWN, _DECLINED, _PASSED_BY, _UNCLICKED = 0.6, 0.3, 0.8, 0.3, 0.3, 0.2
"""What a repair behind the message adds; that it was not understood; a thumb down; a question declined; the first
product gone by; a list of which nothing was looked at. Uncertainty and disagreement add at most 1 each."""
_LOOKED = frozenset({"product_click", "add_to_cart", "purchase"})
_NOT_UNDERSTOOD = frozenset({"doubt", "unclear"})
_LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is worth a person's minute: a code, what fills the gaps of its words, and what it adds."""

    code: str
    gaps: Mapping[str, Any]
    worth: float

    def __str__(self) -> str:
        shown = {
            name: ", ".join(map(str, value)) if isinstance(value, list) else value for name, value in self.gaps.items()
        }
        return _WORDS[self.code].format(**shown)


_WORDS = {
    "unsure": "could be {first} ({sure:.2f}) or {second} ({less:.2f})",
    "disagree": "the judges disagree ({amount:.2f})",
    "not_understood": "was not understood",
    "went_on": "the shopper went on with {acts}",
    "misunderstood": "thumbs down: misunderstood",
    "before_person": "the last before a person took over",
    "declined": "the shopper declined to say: {attributes}",
    "thumbs_down": "thumbs down",
    "thumbs_down_because": "thumbs down: {reason}",
    "nothing_looked_at": "nothing of the list was looked at",
    "close_weights": "the first two attributes weigh nearly the same",
    "others_looked_at": "others were looked at, and not the first",
}


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the judges say of a text, as far as it matters here."""

    ranking: Sequence[tuple[str, float]]
    """The likeliest acts with their probabilities, the first first."""
    disagreement: float = 0.0
    """In [0, 1]: Jensen-Shannon divergence of the judges, in bits, over what it can be (`disagreement`)."""

    @property
    def margin(self) -> float:
        """Between the first and the second, in [0, 1]."""
        second = self.ranking[1][1] if len(self.ranking) > 1 else 0.0
        return self.ranking[0][1] - second


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be judged."""

    session: Session
    message_id: str
    kind: Kind
    priority: float
    reasons: Sequence[Reason]
    opinion: Opinion | None = None
    product_id: str | None = None
    likeness: frozenset[str] = frozenset()
    """What it is about: items that share most of it are alike."""


def disagreement(judged: Sequence[Sequence[float]]) -> float:
    """Jensen-Shannon divergence of several judges' probabilities, over its most (log of their number): in [0, 1]."""
    if len(judged) < 2:
        return 0.0
    mean = [sum(column) / len(judged) for column in zip(*judged, strict=True)]
    found = _entropy(mean) - sum(map(_entropy, judged)) / len(judged)
    return min(1.0, max(0.0, found / math.log(len(judged))))


def _entropy(shares: Sequence[float]) -> float:
    return -sum(p * math.log(p) for p in shares if p > 0)


def queue(
    sessions: Sequence[Session],
    opinions: Mapping[str, Opinion],
    *,
    kinds: Collection[Kind] = KINDS,
    who: str = "",
    most: int = 50,
) -> list[Item]:
    """What to judge next, the most worth first. `opinions` are by message.

    What `who` has judged already is left out; without a name, what anybody has.
    """
    found = [item for session in sessions for item in _items(session, opinions, kinds, who)]
    return _diversified(sorted(found, key=lambda item: (-item.priority, item.message_id)), most)


def _items(session: Session, opinions: Mapping[str, Opinion], kinds: Collection[Kind], who: str) -> Iterator[Item]:
    judged = {_about(v.message_id, v.kind, v.payload) for v in session.verdicts if who in ("", v.agent)}
    skipped = {v.message_id for v in session.verdicts if v.kind == "flag" and who in ("", v.agent)}
    for item in (*_messages(session, opinions), *_lists(session)):
        about = (item.message_id, item.kind, item.product_id)
        if item.kind in kinds and item.priority >= _LEAST and about not in judged and item.message_id not in skipped:
            yield item


def _about(message_id: str | None, kind: str, payload: Mapping[str, object]) -> tuple[str | None, str, object]:
    return message_id, kind, payload.get("product_id")


def _messages(session: Session, opinions: Mapping[str, Opinion]) -> Iterator[Item]:
    """The shopper's texts."""
    for place, move in enumerate(session.moves):
        text = str(move.payload.get("text") or "").strip()
        if move.type != "text" or not text:
            continue
        later = session.moves[place + 1] if place + 1 < len(session.moves) else None
        opinion = opinions.get(move.message_id)
        reasons = (*_of_opinion(opinion), *_of_course(move, later, session))
        words = {word for word in text.casefold().split() if len(word) > 2} or set(text)
        yield Item(
            session, move.message_id, "acts", _worth(reasons), reasons, opinion,
            likeness=frozenset({*words, tag(session, move)}),
        )  # fmt: skip


def _worth(reasons: Sequence[Reason]) -> float:
    return sum(reason.worth for reason in reasons)


def _of_opinion(opinion: Opinion | None) -> Iterator[Reason]:
    if opinion is None:
        return
    (first, sure), *others = opinion.ranking
    if opinion.margin < 0.5 and others:
        second, less = others[0]
        gaps = {"first": first, "sure": round(sure, 4), "second": second, "less": round(less, 4)}
        yield Reason("unsure", gaps, 1 - opinion.margin)
    if opinion.disagreement > 0.1:
        yield Reason("disagree", {"amount": round(opinion.disagreement, 4)}, opinion.disagreement)


def _of_course(move: Move, later: Move | None, session: Session) -> Iterator[Reason]:
    """What the conversation made of a message."""
    if any(act in _NOT_UNDERSTOOD for act, _ in move.acts):
        yield Reason("not_understood", {}, _LOST)
    if later is not None and later.acts and not held(move, later):
        acts = [act for act, _ in later.acts]
        if any(act in {"correct", "undo", "drop", "anger", "human"} for act in acts):
            yield Reason("went_on", {"acts": acts}, _REPAIRED)
    until = later.at if later else session.last_at
    if any(
        _is_down(d) and d.payload.get("reason") == "misunderstood" and move.at <= d.at <= until for d in session.deeds
    ):
        yield Reason("misunderstood", {}, _DOWN)
    if later is None and session.handoffs:
        yield Reason("before_person", {}, _LOST)


def _lists(session: Session) -> Iterator[Item]:
    """What was shown: the order of its attributes, and products that were thumbed down."""
    for shown in session.lists:
        deeds = [deed for deed in session.deeds if deed.list_id == shown.message_id]
        likeness = frozenset({shown.category, *(word for word in shown.query.casefold().split() if len(word) > 2)})
        reasons = tuple(_of_list(shown, deeds, session))
        if len(shown.attributes) > 1:
            yield Item(session, shown.message_id, "attributes", _worth(reasons), reasons, likeness=likeness)
        first = shown.products[0].id if shown.products else None
        why = tuple(_product(shown, deeds)) if first else ()
        if why:
            yield Item(
                session, shown.message_id, "product", _worth(why), why,
                product_id=first, likeness=likeness | {str(first)},
            )  # fmt: skip


def _of_list(shown: ShownList, deeds: Sequence[Deed], session: Session) -> Iterator[Reason]:
    declined = [one for one in session.questions if one.query_id == shown.query_id and one.answer == "declined"]
    if declined:
        names = sorted({one.attribute for one in declined})
        yield Reason("declined", {"attributes": names}, _DECLINED * len(declined))
    if any(_is_down(deed) for deed in deeds):
        yield Reason("thumbs_down", {}, _DOWN)
    if not any(deed.type in _LOOKED for deed in deeds) and shown.products:
        yield Reason("nothing_looked_at", {}, _UNCLICKED)
    weights = [attribute.weight for attribute in shown.attributes[:2]]
    if len(weights) == 2 and weights[0] > 0:
        apart = (weights[0] - weights[1]) / weights[0]
        if apart < 0.1:
            yield Reason("close_weights", {}, _DECLINED * (1 - apart))


def _is_down(deed: Deed) -> bool:
    return deed.type == "thumbs_down"


def _product(shown: ShownList, deeds: Sequence[Deed]) -> Iterator[Reason]:
    """Why the first product of a list may be wrong."""
    down = [str(deed.payload.get("reason") or "") for deed in deeds if _is_down(deed)]
    if down:
        yield (
            Reason("thumbs_down_because", {"reason": down[-1]}, _DOWN) if down[-1] else Reason("thumbs_down", {}, _DOWN)
        )
    looked = {deed.product_id for deed in deeds if deed.type in _LOOKED}
    if looked and shown.products[0].id not in looked:
        yield Reason("others_looked_at", {}, _PASSED_BY)


def _diversified(items: Sequence[Item], most: int) -> list[Item]:
    """The first `most`, greedily: each counts half as much beside every chosen one that is like it."""
    rest = list(items[: 20 * most])
    chosen: list[Item] = []
    worth = [item.priority for item in rest]
    while rest and len(chosen) < most:
        best = max(range(len(rest)), key=worth.__getitem__)
        item = rest.pop(best)
        worth.pop(best)
        chosen.append(item)
        for place, other in enumerate(rest):
            if _are_alike(item, other):
                worth[place] *= _ALIKE
    return chosen


def _are_alike(one: Item, other: Item) -> bool:
    """Of one kind, with half of what they are about the same; or the same shopper's words of one conversation."""
    if one.kind != other.kind:
        return False
    if one.session.id == other.session.id:
        return True
    most = min(len(one.likeness), len(other.likeness))
    return most > 0 and len(one.likeness & other.likeness) / most >= 0.5
