"""What a shopper needs, as the conversation has it so far; kept in Rasa's slots. Pure functions, no services."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass
from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from data.catalog.constraints import Constraint, Preference
from language.segmentation import has_han
from recommender.protocol.recommend import USE, RecommendRequest
from recommender.protocol.understand import UnderstandResponse

CATEGORY = "category"
"""The attribute of product types."""
State = dict[str, Any]
"""A need as JSON, without what was asked and shown."""
_POINTING = frozenset({"one", "last", "other"})
"""Words that stand for what is searched already: "a black one"."""
PAGE = 5
"""Products shown at once."""
MOST_PREFERENCES = 5
SURE_OF_TYPE = 0.4
"""Certainty from which products of other types are left out, and from which another type begins another search: lower,
a filter loses more than it sorts out (benchmarks/through_reading.md)."""
_LOOSER: dict[str, Callable[..., Any]] = {"lt": max, "lte": max, "gt": min, "gte": min}
"""Which of two bounds lets more pass."""
MOST_QUERY_CHARACTERS = 300
"""A query that grew beyond this has lost its subject; its newest words are kept."""


@dataclass(frozen=True, slots=True)
class Need:
    """The current search: words, the product types they name, constraints, what does not matter, what was asked."""

    query: str = ""
    constraints: tuple[Constraint, ...] = ()
    declined: tuple[str, ...] = ()
    asked: str | None = None
    offset: int = 0
    product_types: tuple[str, ...] = ()
    type_certainty: float = 1.0
    """How likely what is meant is of these types."""
    preferences: tuple[Preference, ...] = ()
    about: tuple[str, ...] = ()
    """Numbers that were spoken of without a value: who speaks of battery life wants one with a battery."""
    use: str = ""
    """What the product is for, if that was asked and answered."""
    use_asked: bool = False

    @classmethod
    def from_slots(cls, tracker: Tracker) -> Need:
        """The need in the slots of a conversation."""
        return cls.from_state({name: value for name, value in tracker.slots.items() if value is not None})

    @classmethod
    def from_state(cls, state: State) -> Need:
        """The need that `state` is of."""
        return _adapter().validate_python(state)

    def state(self) -> State:
        """What the shopper wants, as JSON."""
        state: State = _adapter().dump_python(self, mode="json", exclude={"asked", "offset"})
        return state

    @property
    def words(self) -> str:
        """What to search with: what is looked for, and what for."""
        return f"{self.query} for {self.use}".strip() if self.use else self.query

    @property
    def awaits_use(self) -> bool:
        """Whether what the product is for was asked last; a catalog's own attribute of that name is asked otherwise."""
        return self.use_asked and self.asked == USE

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for yet."""
        return not self.query and not self.constraints and not self.preferences

    def is_about_another(self, types: Sequence[str]) -> bool:
        """Whether product types are named, and none of those of the current query."""
        return bool(self.product_types and types) and not set(self.product_types) & set(types)

    def slots(self) -> list[EventType]:
        """The events that keep the need."""
        kept = {**self.state(), "asked": self.asked, "offset": float(self.offset)}
        return [SlotSet(name, value or None) for name, value in kept.items()]

    def request(self, *, asks_use: bool = False) -> RecommendRequest:
        """What to ask the recommender; of the types that were surely named only, as no mouse is a laptop under 20. A
        type that is not sure is left to the search, which has its words.

        `asks_use`: what the product is for may be asked, if that was not done before.
        """
        constrained = {constraint.attribute for constraint in self.constraints}
        types = []
        if self.product_types and CATEGORY not in constrained and self.type_certainty >= SURE_OF_TYPE:
            types = [Constraint(attribute=CATEGORY, op="in", value=list(self.product_types))]
        return RecommendRequest(
            query=self.words,
            constraints=[*types, *self.constraints, *self._stated(constrained)],
            declined=list(self.declined),
            preferences=list(self.preferences),
            group=True,
            limit=PAGE,
            offset=self.offset,
            asks_use=asks_use and not self.use_asked,
        )

    def _stated(self, constrained: set[str]) -> list[Constraint]:
        """Soft constraints that what was spoken of is stated at all."""
        free = [name for name in self.about if name not in constrained and name not in self.declined]
        return [Constraint(attribute=name, op="gte", value=0.0, strength="soft") for name in free]

    def used_for(self, use: str) -> Need:
        """With what the product is for, in place of an older one."""
        return replace(self.without({USE}), use=use[:MOST_QUERY_CHARACTERS], asked=None, offset=0)

    def constrained_by(self, constraint: Constraint) -> Need:
        """With one more constraint, in place of an older one about the same attribute."""
        others = self.without({constraint.attribute})
        constraints = (*others.constraints, constraint)
        return replace(self, constraints=constraints, declined=others.declined, asked=None, offset=0)

    def declining(self, attribute: str) -> Need:
        """With no constraint about an attribute, and without asking for it again."""
        others = self.without({attribute})
        return replace(others, declined=(*others.declined, attribute), asked=None, offset=0)

    @property
    def wished(self) -> list[str]:
        """The attributes of which something was asked for that is in force."""
        said = [c.attribute for c in self.constraints] + [p.attribute for p in self.preferences]
        return list(dict.fromkeys([*said, *([USE] if self.use else [])]))

    def without(self, attributes: set[str]) -> Need:
        """Without what is said of these attributes."""
        return replace(
            self,
            constraints=tuple(c for c in self.constraints if c.attribute not in attributes),
            declined=tuple(name for name in self.declined if name not in attributes),
            preferences=tuple(p for p in self.preferences if p.attribute not in attributes),
            about=tuple(name for name in self.about if name not in attributes),
            use="" if USE in attributes else self.use,
        )


@functools.cache
def _adapter() -> TypeAdapter[Need]:
    return TypeAdapter(Need)


def told(need: Need, understood: UnderstandResponse) -> Need:
    """The need after words of the shopper: a new search if they name another product type, or a product by its number,
    else the old one refined.

    Constraints that were said before any product ("under 50", then "a mouse") hold for the product.
    """
    named = understood.product_types
    if need.product_types and understood.type_certainty < SURE_OF_TYPE:
        named = []  # a guess is no reason to leave what is looked for
    if need.is_about_another(named) or understood.names_by_number:
        need = Need()
    known = {*need.query.casefold().split(), *(_POINTING if need.query else ())}
    words = understood.rest if need.query else _words(understood)
    new = [word for word in words.split() if word.casefold() not in known]
    if need.awaits_use and new:
        need, new = need.used_for(" ".join(new)), []
    query = " ".join([need.query, *new])[-MOST_QUERY_CHARACTERS:].strip()
    types = tuple(named) or need.product_types
    certainty = understood.type_certainty if named else need.type_certainty
    about = tuple(dict.fromkeys([*need.about, *understood.about]))[:MOST_PREFERENCES]
    need = replace(need, query=query, product_types=types, type_certainty=certainty, about=about, offset=0, asked=None)
    wanted = {c.attribute for c in understood.constraints if c.op != "neq"}
    for linked in understood.constraints:
        if linked.op == "neq" and linked.attribute in wanted:
            continue  # "over-ear, not in-ear": what is wanted says more than what is not
        need = need.constrained_by(linked.model_copy(update={"text": "", "span": None}))
    for scaled in (preference for preference in understood.preferences if preference.scale):
        need = need.constrained_by(Constraint(attribute=scaled.attribute, op="in", value=scaled.beyond(None)))
    numeric = [preference for preference in understood.preferences if not preference.scale]
    if numeric:
        newer = tuple(p.model_copy(update={"text": "", "compares": False}) for p in numeric)
        replaced = {preference.attribute for preference in newer}
        older = tuple(p for p in need.preferences if p.attribute not in replaced)
        need = replace(need, preferences=(*newer, *older)[:MOST_PREFERENCES])
    return need


def widened(need: Need, understood: UnderstandResponse) -> Need:
    """The need with the values and bounds that are named fine beside those asked for; the same if there is nothing
    beside which they could be."""
    for linked in understood.constraints:
        held = next((c for c in need.constraints if c.attribute == linked.attribute), None)
        wider = None if held is None else _either(held, linked)
        if wider is not None:
            need = need.constrained_by(wider)
    return need


def _either(held: Constraint, other: Constraint) -> Constraint | None:
    """The constraint that is met by what meets either; None where no single one is."""
    values = [value for one in (held, other) if one.op in ("eq", "in") for value in _values_of(one)]
    if held.op in ("eq", "in") and other.op in ("eq", "in"):
        return Constraint(attribute=held.attribute, op="in", value=list(dict.fromkeys(values)))
    numbers = (held.value, other.value)
    if held.op == other.op and held.op in _LOOSER and all(isinstance(n, int | float) for n in numbers):
        return held.model_copy(update={"value": _LOOSER[held.op](numbers)})
    return None


def _values_of(constraint: Constraint) -> list[Any]:
    return list(constraint.value) if isinstance(constraint.value, list | tuple) else [constraint.value]


def says_something(understood: UnderstandResponse) -> bool:
    """Whether the words named anything of the catalog."""
    return bool(
        understood.product_types or understood.constraints or understood.preferences or understood.names_by_number
    )


def _words(understood: UnderstandResponse) -> str:
    """The words to search with: a value that became a constraint still says what to look for, a price does not."""
    values = [
        c.value if has_han(c.text) and not has_han(c.value) else c.text  # the catalog's language is what is searched
        for c in understood.constraints
        if c.op == "eq" and isinstance(c.value, str)
    ]
    words = [*values, understood.rest] if understood.rest else values
    return " ".join(words)[:MOST_QUERY_CHARACTERS]


def choice_of(tracker: Tracker) -> dict[str, Any] | None:
    """The tapped choice that came with the message, None if there is none that makes sense."""
    choice = (tracker.latest_message.get("metadata") or {}).get("choice")
    if isinstance(choice, dict) and isinstance(choice.get("attribute"), str) and choice["attribute"]:
        return choice
    return None
