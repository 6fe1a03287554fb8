"""What shoppers' deeds and answers say, session by session: which product of a list was chosen, how a question was
answered, what was asked for unasked.

Reads `data.conversations.sessions`, where what was done in a later session stands beside the list that showed the
product, and weighs nothing: what may be believed of it is `cleaning`'s, what follows from it `choice`'s and
`answering`'s affair.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from data.catalog.products import PRICE
from data.conversations.events import LATE
from data.conversations.sessions import Asked, Deed, Session, ShownList, Verdict

STRENGTH = {"compare": 0.5, "product_click": 1.0, "add_to_cart": 1.5, "purchase": 2.0, "thumbs_up": 1.0}
"""What a deed counts as a choice of its product: who pays has looked closer than who clicks. Of several deeds with one
product of a list, the strongest counts alone."""
REJECTING = frozenset({"thumbs_down", "remove_from_cart", "return"})
"""Deeds after which a product of a list counts as not chosen, whatever was done with it before."""
_TAKEN_OUT = "remove_from_cart"
_BACK_IN = frozenset({"add_to_cart", "purchase"})
"""Deeds that undo `_TAKEN_OUT`."""
RIGHT, WRONG = "verdict right", "verdict wrong"
"""What an agent says of a product, as a deed."""
VERDICT = 2.0
"""What an agent's "right" counts."""
TOO_EXPENSIVE = "too_expensive"
"""Reason of a thumb down, which asks for a lower price."""
_REPAIRS = frozenset({"correct", "undo", "release"})
"""Acts (`bot/data/acts`) by which a shopper takes back what was understood."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The products of one list, and how much each was chosen."""

    session: str
    at: datetime
    category: str
    purpose: str | None
    query: str
    products: tuple[str, ...]
    strengths: tuple[float, ...]
    """By product: 0 if nothing was done with it, negative if it was rejected."""
    kinds: tuple[str, ...]
    """The deeds, one a product and kind."""
    explored: bool
    best: tuple[str, ...]
    """As `ShownList.best`."""
    is_agents: bool = False
    """Whether an agent sent the list."""

    @property
    def is_chosen(self) -> bool:
        """Whether any product was."""
        return any(strength > 0 for strength in self.strengths)


@dataclass(frozen=True, slots=True)
class Answer:
    """One question about an attribute, with what came of it."""

    session: str
    at: datetime
    category: str
    purpose: str | None
    query: str
    attribute: str
    options: tuple[Any, ...]
    kind: str
    """As `data.conversations.sessions.AnswerKind`."""
    value: Any
    propensity: float


@dataclass(frozen=True, slots=True)
class Mention:
    """A value that a shopper asked for without being asked, in words; or took back (`repaired`)."""

    session: str
    at: datetime
    category: str
    purpose: str | None
    constraint: Mapping[str, Any]
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What agents said of a session's lists: the right order of attributes, a product that is right or wrong."""

    session: str
    at: datetime
    category: str
    purpose: str | None
    query: str
    kind: str
    payload: Mapping[str, Any]
    weights: Mapping[str, float]
    """By attribute of the list, how much it was taken to matter."""


@dataclass(slots=True)
class Signals:
    """All of a log, each kind in the order of time."""

    choices: list[Choice] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    verdicts: list[Verdicts] = field(default_factory=list)
    order: dict[str, int] = field(default_factory=dict)
    """The number of each session, the first is 0."""
    unjoined: int = 0
    """Deeds with a product that no list showed."""
    late: int = 0
    """Deeds that came too late to be put down to a list."""
    across: int = 0
    """Deeds joined to a list of another session."""

    def counts(self) -> dict[str, int]:
        """How many observations of each kind there are."""
        found = Counter(kind for choice in self.choices for kind in choice.kinds)
        found.update(f"question {answer.kind}" for answer in self.answers)
        found.update("value taken back" if one.repaired else "value asked for" for one in self.mentions)
        found.update(f"verdict on {one.kind}" for one in self.verdicts)
        found["list"] = len(self.choices)
        return dict(sorted(found.items()))


def signals(sessions: Sequence[Session]) -> Signals:
    """The observations of sessions, which are in the order of time."""
    found = Signals(order={session.id: number for number, session in enumerate(sessions)})
    for session in sessions:
        joined = _Joined(session)
        found.unjoined += joined.unjoined
        found.late += joined.late
        found.across += joined.across
        found.choices += _choices(session, joined.deeds)
        found.answers += [_answer(session, one) for one in session.questions]
        found.mentions += _mentions(session)
        found.verdicts += _verdicts(session)
    return found


class _Joined:
    """A session's deeds with a product, by the list that showed it."""

    def __init__(self, session: Session) -> None:
        self.deeds: defaultdict[str, list[Deed]] = defaultdict(list)
        self.unjoined = self.late = self.across = 0
        shown = sorted([*session.lists, *session.sent], key=lambda one: one.at)
        lists = {one.message_id: one for one in shown}
        done = [deed for deed in session.deeds if deed.product_id and deed.type in {*STRENGTH, *REJECTING}]
        for deed in [*done, *filter(None, map(_judged, session.verdicts))]:
            self._add(deed, lists.get(deed.list_id or "") or _showing(shown, deed))

    def _add(self, deed: Deed, shown: ShownList | None) -> None:
        if shown is None:
            self.unjoined += 1
        elif deed.at - shown.at > LATE and deed.type not in (RIGHT, WRONG):
            self.late += 1
        else:
            self.across += deed.is_elsewhere
            self.deeds[shown.message_id].append(deed)


def _judged(verdict: Verdict) -> Deed | None:
    """What somebody said of a product, {product_id, right}, as a deed; None if it is not about one."""
    product, right = verdict.payload.get("product_id"), verdict.payload.get("right")
    if verdict.kind != "product" or not isinstance(product, str) or not isinstance(right, bool):
        return None
    return Deed(RIGHT if right else WRONG, verdict.at, product, verdict.message_id)


def _showing(lists: Iterable[ShownList], deed: Deed) -> ShownList | None:
    """The last list before a deed that has its product."""
    own = [one for one in lists if one.at <= deed.at and any(p.id == deed.product_id for p in one.products)]
    return own[-1] if own else None


def _choices(session: Session, deeds: Mapping[str, Sequence[Deed]]) -> list[Choice]:
    """Of the assistant's lists all; of those that an agent sent, the ones with which something was done: an agent's
    list that was passed over says nothing of products that the assistant would show."""
    own = [_choice(session, one, deeds.get(one.message_id, ())) for one in session.lists]
    sent = [_choice(session, one, deeds[one.message_id]) for one in session.sent if deeds.get(one.message_id)]
    return sorted([*own, *(replace(one, is_agents=True) for one in sent)], key=lambda one: one.at)


def _choice(session: Session, shown: ShownList, deeds: Sequence[Deed]) -> Choice:
    strengths = {
        product.id: _strength([deed.type for deed in deeds if deed.product_id == product.id])
        for product in shown.products
    }
    kinds = {(deed.type, deed.product_id) for deed in deeds if deed.product_id in strengths}
    return Choice(
        session=session.id,
        at=shown.at,
        category=shown.category,
        purpose=shown.purpose,
        query=shown.query,
        products=tuple(strengths),
        strengths=tuple(strengths.values()),
        kinds=tuple(sorted(kind for kind, _ in kinds)),
        explored=bool(shown.policy.get("explored")) and bool(shown.best),
        best=tuple(shown.best),
    )


def _strength(types: Iterable[str]) -> float:
    """What deeds with one product of a list, in the order of time, say together (`Choice.strengths`)."""
    counts, found, rejected = STRENGTH | {RIGHT: VERDICT}, 0.0, set[str]()
    for type in types:
        if type in REJECTING or type == WRONG:
            found = -1.0
            rejected.add(type)
        elif rejected == {_TAKEN_OUT} and type in _BACK_IN:
            found = counts[type]
            rejected.clear()
        elif not rejected:  # who rejects a product in the end had clicked it in vain
            found = max(found, counts[type])
    return found


def _answer(session: Session, asked: Asked) -> Answer:
    return Answer(
        session=session.id,
        at=asked.at,
        category=asked.category,
        purpose=asked.purpose,
        query=asked.query,
        attribute=asked.attribute,
        options=tuple(asked.options),
        kind=asked.answer,
        value=asked.value,
        propensity=asked.propensity,
    )


def _mentions(session: Session) -> list[Mention]:
    """Constraints that came without a question about them. One that went again by a shopper's own correction is there
    as taken back, and not as asked for."""
    answered = {(one.attribute, _key(one.value)) for one in session.questions if one.answer in ("picked", "said")}
    repairs = [move.at for move in session.moves if any(act in _REPAIRS for act, _ in move.acts)]
    found: list[Mention] = []
    standing: dict[str, Mention] = {}
    before: dict[str, Mapping[str, Any]] = {}
    since = session.started_at
    for shown in session.lists:
        now: dict[str, Mapping[str, Any]] = {_key(one): one for one in shown.constraints}
        place = (session.id, shown.at, shown.category, shown.purpose)
        tapped = {key for key, one in now.items() if (one["attribute"], _key(one["value"])) in answered}
        said = {key for key, one in now.items() if (one["attribute"], _key(one)) in answered}
        is_repaired = any(since < at <= shown.at for at in repairs)
        for key in (key for key in before if key not in now):
            own = standing.pop(key, None)
            if is_repaired:
                found.append(Mention(*place, before[key], repaired=True))
            elif own is not None:
                found.append(own)
        standing |= {key: Mention(*place, one) for key, one in now.items() if key not in {*before, *tapped, *said}}
        before, since = now, shown.at
    return sorted([*found, *standing.values(), *_complaints(session)], key=lambda one: one.at)


def _complaints(session: Session) -> list[Mention]:
    """Lists that were too expensive: a price in the lower half of what was shown is asked for."""
    shown = {one.message_id: one for one in session.lists}
    found = []
    for deed in session.deeds:
        one = shown.get(deed.list_id or "")
        if deed.payload.get("reason") == TOO_EXPENSIVE and one is not None:
            wish = {"attribute": PRICE, "op": "towards", "value": "low"}
            found.append(Mention(session.id, deed.at, one.category, one.purpose, wish))
    return found


def _key(value: Any) -> str:
    if isinstance(value, Mapping):
        return repr(sorted((name, _key(one)) for name, one in value.items() if name not in ("text", "span")))
    return repr(value)


def _verdicts(session: Session) -> list[Verdicts]:
    """Agents' verdicts on what was shown, each with the list that it is about: the named one, or the last before it."""
    found = []
    for verdict in session.verdicts:
        about = [one for one in session.lists if one.message_id == verdict.message_id]
        about = about or [one for one in session.lists if one.at <= verdict.at]
        if verdict.kind in ("attributes", "product") and about:
            one = about[-1]
            place = (session.id, verdict.at, one.category, one.purpose, one.query)
            weights = {attribute.name: attribute.weight for attribute in one.attributes}
            found.append(Verdicts(*place, verdict.kind, verdict.payload, weights))
    return found
