"""A whole conversation for those who serve its shopper: what was said and shown, what is known of it besides, and what
the shopper did with it. Masked, as the log is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, or_, select

from data.conversations.desk import Line, line_of
from data.conversations.tables import EventRow, MessageRow, QuestionRow, RankingRow, ShownAttributeRow, SuggestionRow

_OF_LOG = frozenset({"acts", "unmet"})
"""Parts of a stored message that nobody was shown."""


@dataclass(frozen=True, slots=True)
class Weight:
    """An attribute that ordered a list, by its weight."""

    name: str
    label: str
    weight: float


@dataclass(frozen=True, slots=True)
class Deed:
    """Something the shopper did with what a message showed; `payload` is the rest of the event."""

    type: str
    at: datetime
    product_id: str | None
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """A message; `payload` as it was shown."""

    id: str
    at: datetime
    sender: str
    payload: dict[str, Any]
    acts: Sequence[tuple[str, float | None]] = ()
    """What a shopper's message was taken to do, each with its probability."""
    weights: Sequence[Weight] = ()
    propensity: float | None = None
    deeds: Sequence[Deed] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """A conversation with its messages in order."""

    line: Line
    messages: Sequence[Said] = field(default_factory=list)
    deeds: Sequence[Deed] = ()
    """Those that are about no message of it."""

    @property
    def last_list(self) -> dict[str, Any] | None:
        """The list that was shown last, with the constraints in force."""
        return next((one.payload for one in reversed(self.messages) if one.payload["type"] == "products"), None)


def read_whole(engine: Engine, conversation_id: str) -> Whole:
    """Everything of a conversation. Raises UnknownConversation and sqlalchemy's errors."""
    with engine.connect() as connection:
        line = line_of(connection, conversation_id)
        table = MessageRow
        columns = select(table.id, table.at, table.sender, table.payload, table.reply_to)
        rows = list(connection.execute(columns.where(table.conversation_id == conversation_id).order_by(table.seq)))
        weights, chances = _weights(connection, conversation_id), _propensities(connection, conversation_id)
        deeds = _deeds(connection, conversation_id)
        drafted = _drafted(connection, conversation_id)
    acts = drafted | {row.reply_to: row.payload["acts"] for row in rows if row.reply_to and row.payload.get("acts")}
    return Whole(
        line,
        [
            Said(
                id=row.id,
                at=row.at,
                sender=row.sender,
                payload=without_notes(row.payload),
                acts=[(one["act"], one.get("confidence")) for one in acts.get(row.id, ())],
                weights=_labelled(weights.get(row.id, ()), row.payload),
                # What a person chose was not drawn.
                propensity=chances.get(row.id) if row.sender != "agent" else None,
                deeds=deeds.get(row.id, ()),
            )
            for row in rows
        ],
        deeds.get(None, ()),
    )


def payloads_of(engine: Engine, message_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Messages as they were shown, by their ids. Raises sqlalchemy's errors."""
    columns = select(MessageRow.id, MessageRow.payload).where(MessageRow.id.in_(message_ids))
    with engine.connect() as connection:
        return {id: payload for id, payload in connection.execute(columns)}


def said_of(payload: dict[str, Any], at: datetime) -> Said:
    """A message that was stored just now, of which nothing else is known yet."""
    return Said(str(payload["id"]), at, str(payload["from"]), without_notes(payload))


def without_notes(payload: Mapping[str, Any]) -> dict[str, Any]:
    """A stored message as it is shown: without what the log alone knows of it."""
    return {name: part for name, part in payload.items() if name not in _OF_LOG}


def _labelled(weights: Sequence[tuple[str, float]], payload: Mapping[str, Any]) -> list[Weight]:
    labels = {one["name"]: one["label"] for one in payload.get("attributes") or () if "label" in one}
    return [Weight(name, labels.get(name, name), weight) for name, weight in weights]


def _weights(connection: Connection, conversation_id: str) -> Mapping[str, list[tuple[str, float]]]:
    table, found = ShownAttributeRow, defaultdict(list)
    columns = select(table.message_id, table.name, table.weight).join(MessageRow, MessageRow.id == table.message_id)
    own = columns.where(MessageRow.conversation_id == conversation_id).order_by(table.message_id, table.position)
    for message_id, name, weight in connection.execute(own):
        found[message_id].append((name, weight))
    return found


def _drafted(connection: Connection, conversation_id: str) -> dict[str, list[dict[str, Any]]]:
    """What messages were taken to do that an agent answered, by their ids."""
    table = SuggestionRow
    rows = connection.execute(select(table.reply_to, table.messages).where(table.conversation_id == conversation_id))
    return {id: acts for id, parts in rows for part in parts[:1] if (acts := part["payload"].get("acts"))}


def _propensities(connection: Connection, conversation_id: str) -> Mapping[str, float | None]:
    found: dict[str, float | None] = {}
    for table in (RankingRow, QuestionRow):
        columns = select(table.message_id, table.propensity).join(MessageRow, MessageRow.id == table.message_id)
        own = columns.where(MessageRow.conversation_id == conversation_id)
        found |= {message_id: propensity for message_id, propensity in connection.execute(own)}
    return found


def _deeds(connection: Connection, conversation_id: str) -> Mapping[str | None, list[Deed]]:
    """By the list that an event is joined to, or else by the message that the page named; None: by neither."""
    table, found = EventRow, defaultdict(list)
    own = select(MessageRow.id).where(MessageRow.conversation_id == conversation_id)
    about = or_(table.conversation_id == conversation_id, table.list_id.in_(own))
    columns = select(table.type, table.at, table.payload, table.list_id, table.message_id).where(about)
    for type, at, payload, list_id, message_id in connection.execute(columns.order_by(table.at, table.event_id)):
        rest = dict(payload)
        product_id = rest.pop("product_id", None)
        found[list_id or message_id].append(Deed(type, at, product_id, rest))
    return found
