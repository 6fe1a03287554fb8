"""Events as they are stored: each joined to the list that showed its product, and those that cannot be true kept apart.

Knows one transaction of the log and nothing of who reports. What is kept apart (`QuarantinedEventRow`) has a reason in
plain words, and nothing learns from it; it is acknowledged like the rest, since sending it again would not help.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, func, insert, or_, select

from data.conversations.tables import (
    ConversationRow,
    EventRow,
    MessageRow,
    QuarantinedEventRow,
    RankingRow,
    ShownProductRow,
)

ABOUT_PRODUCTS = frozenset(
    {"impression", "product_click", "add_to_cart", "remove_from_cart", "purchase", "return", "compare"}
)
"""Types of events that are about a product that was shown."""
CLOCKS_DIFFER = timedelta(days=1)
"""By so much a page's clock may be wrong, before an event counts as dated wrongly."""
LATE = timedelta(days=30)
"""For so long after a list, what the same shopper does in a later conversation is joined to it: the usual window in
which shops credit a purchase."""
MOST_PRICE = 1e12
"""No product costs more, in whichever currency."""
MOST_TIMES = 50.0
"""By so many times a price may differ from the one shown, for quantities, taxes and another variant. Free is free."""
_OTHERS_READ = 200
"""Of a conversation's comparisons, details and cart notices, the latest that are looked through."""

# What every batch asks is made once: making it takes as long as the database's answer.
_CONVERSATION = (
    select(ConversationRow.created_at, ConversationRow.shopper_id)
    .where(ConversationRow.id == bindparam("conversation"))
    .with_for_update()
)
"""Locks the conversation: what other processes store of it waits (on SQLite, any writer has waited already)."""
_NAMED = (
    select(MessageRow.id, MessageRow.type, MessageRow.at, ShownProductRow.product_id)
    .outerjoin(
        ShownProductRow,
        (ShownProductRow.message_id == MessageRow.id)
        & func.coalesce(ShownProductRow.product_id, "").in_(bindparam("products", expanding=True)),
    )
    .where(MessageRow.conversation_id == bindparam("conversation"), MessageRow.id.in_(bindparam("ids", expanding=True)))
)
"""Some messages, each with those of some products that it lists. By the message: a popular product is in many lists."""
_STORED = select(EventRow.event_id, EventRow.type, EventRow.at, EventRow.message_id, EventRow.payload).where(
    EventRow.conversation_id == bindparam("conversation"), EventRow.event_id.in_(bindparam("ids", expanding=True))
)
_LISTED = (
    select(ShownProductRow.product_id, ShownProductRow.message_id, MessageRow.at)
    .join(RankingRow, RankingRow.message_id == ShownProductRow.message_id)
    .join(MessageRow, MessageRow.id == RankingRow.message_id)
)
"""What lists showed, and when."""
_ADD = {table: insert(table) for table in (EventRow, QuarantinedEventRow)}


@dataclass(frozen=True, slots=True)
class EventsStored:
    """What became of some events; each is in one of these."""

    stored: int
    repeated: int
    """Stored before, with the same content."""
    kept_apart: int
    unknown: tuple[str, ...] = ()
    """The ids of those that name a message that is not of the conversation: these are not stored."""


@dataclass(frozen=True, slots=True)
class _Showing:
    """A message that showed a product."""

    message_id: str
    at: datetime


def store(
    connection: Connection, conversation_id: str, events: Sequence[Mapping[str, Any]], received_at: datetime
) -> EventsStored:
    """Stores what is new of some events of a conversation. `received_at` is in UTC, without a zone.

    An event has `event_id`, `type`, `at` (in UTC if it has no zone) and perhaps `message_id`; the rest is its payload.
    Raises sqlalchemy.exc.NoResultFound if there is no such conversation.
    """
    return _Batch(connection, conversation_id, received_at).store([_row(event) for event in events])


class _Batch:
    """Some events that came at once."""

    def __init__(self, connection: Connection, conversation_id: str, received_at: datetime) -> None:
        self._conversation = connection.execute(_CONVERSATION, {"conversation": conversation_id}).mappings().one()
        self._types: dict[str, str] = {}
        self._listed: dict[str, list[_Showing]] = {}
        self._connection = connection
        self._id = conversation_id
        self._received_at = received_at

    def store(self, rows: Sequence[dict[str, Any]]) -> EventsStored:
        self._read_named(rows)
        known = [row for row in rows if row["message_id"] is None or row["message_id"] in self._types]
        fresh, apart, repeated = self._split(known)
        joined = dict(self._joins(fresh))
        prices = self._prices(fresh, joined)
        good = []
        for row in fresh:
            reason = self._doubt(row, joined.get(row["event_id"]), prices)
            if reason is not None:
                apart.append((row, reason))
                continue
            showing = joined.get(row["event_id"])
            list_id = showing.message_id if showing else self._list_itself(row)
            good.append(row | {"list_id": list_id})
        self._insert(EventRow, good)
        kept_apart, seen = self._keep_apart(apart)
        unknown = tuple(row["event_id"] for row in rows if row["message_id"] not in (None, *self._types))
        return EventsStored(len(good), repeated + seen, kept_apart, unknown)

    def _read_named(self, rows: Sequence[dict[str, Any]]) -> None:
        """Of the messages that are named, which type they have, and the products that they list."""
        ids = {row["message_id"] for row in rows} - {None}
        if not ids:
            return
        products = {row["payload"].get("product_id") for row in rows}
        asked = {"conversation": self._id, "ids": list(ids), "products": list(products - {None})}
        for id, kind, at, product_id in self._connection.execute(_NAMED, asked):
            self._types[id] = kind
            if product_id is not None:
                self._listed.setdefault(product_id, []).append(_Showing(id, at))

    def _split(
        self, rows: Sequence[dict[str, Any]]
    ) -> tuple[list[dict[str, Any]], list[tuple[dict[str, Any], str]], int]:
        """Those that are new, those whose id has other content, how many came before. The first is kept."""
        asked = {"conversation": self._id, "ids": list({row["event_id"] for row in rows})}
        stored = self._connection.execute(_STORED, asked).mappings()
        first: dict[str, Any] = {row["event_id"]: _content(row) for row in stored}
        fresh, apart, repeated = [], [], 0
        for row in rows:
            if row["event_id"] not in first:
                first[row["event_id"]] = _content(row)
                fresh.append(row)
            elif first[row["event_id"]] == _content(row):
                repeated += 1
            else:
                apart.append((row, "its event_id was used before, for something else"))
        return fresh, apart, repeated

    def _doubt(self, row: dict[str, Any], showing: _Showing | None, prices: Mapping[str, Any]) -> str | None:
        """Why an event cannot be true, in plain words; None if nothing speaks against it."""
        if row["at"] > self._received_at + CLOCKS_DIFFER:
            return "it is dated in the future"
        if row["at"] < self._conversation["created_at"] - CLOCKS_DIFFER:
            return "it is dated before its conversation began"
        if row["type"] not in ABOUT_PRODUCTS:
            return None
        if row["payload"].get("product_id") is None:
            return "it names no product"
        if showing is None:
            return "its product was not shown"
        return _doubt_of_price(row["payload"], prices.get(row["event_id"]))

    def _list_itself(self, row: dict[str, Any]) -> str | None:
        """The list that an event is about as a whole, such as a thumb."""
        is_list = self._types.get(row["message_id"]) == "products" and row["type"] not in ABOUT_PRODUCTS
        return str(row["message_id"]) if is_list else None

    def _joins(self, rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, _Showing]]:
        """The message that showed the product of each event, by the event's id, where there is one.

        The list named, if it shows the product; or else the latest list before the event that does, of this
        conversation; or another message of it (the one named before others); or a list of an earlier conversation of
        the same shopper.
        """
        waiting = []
        for row in rows:
            if row["type"] not in ABOUT_PRODUCTS or not row["payload"].get("product_id"):
                continue
            listed = self._listed.get(row["payload"]["product_id"], ())
            named = next((one for one in listed if one.message_id == row["message_id"]), None)
            if named is None:
                waiting.append(row)
            else:
                yield row["event_id"], named
        finders = ((self._lists, None), (self._other_messages, None), (self._earlier_conversations, LATE))
        for find, within in finders:
            shown = find(waiting) if waiting else {}
            found = {row["event_id"]: _of(row, shown.get(row["payload"]["product_id"], []), within) for row in waiting}
            yield from ((id, showing) for id, showing in found.items() if showing is not None)
            waiting = [row for row in waiting if found[row["event_id"]] is None]

    def _lists(self, rows: Sequence[dict[str, Any]]) -> dict[str, list[_Showing]]:
        return self._shown(rows, _LISTED.where(MessageRow.conversation_id == self._id))

    def _shown(self, rows: Sequence[dict[str, Any]], lists: Select[str, str, datetime]) -> dict[str, list[_Showing]]:
        wanted = {row["payload"]["product_id"] for row in rows}
        # Not by the index of the products: a popular one is in lists of all conversations.
        product = func.coalesce(ShownProductRow.product_id, "")
        return _grouped(self._connection.execute(lists.where(product.in_(wanted))))

    def _other_messages(self, rows: Sequence[dict[str, Any]]) -> dict[str, list[_Showing]]:
        """Comparisons, details and cart notices."""
        table, named = MessageRow, {row["message_id"] for row in rows} - {None}
        query = (
            select(table.id, table.at, table.payload)
            .where(table.conversation_id == self._id, table.type.in_(("comparison", "product_detail", "notice")))
            .order_by(table.seq.desc())
            .limit(_OTHERS_READ)
        )
        found: dict[str, list[_Showing]] = {}
        for id, at, payload in self._connection.execute(query):
            for product in _products(payload):
                found.setdefault(str(product.get("id")), []).append(_Showing(id, at))
        preferred = {}
        for product_id, showings in found.items():
            own = [one for one in showings if one.message_id in named]
            preferred[product_id] = own or showings
        return preferred

    def _earlier_conversations(self, rows: Sequence[dict[str, Any]]) -> dict[str, list[_Showing]]:
        """Lists of the shopper's, who consented both times: else the log does not know that it is the same one."""
        if self._conversation["shopper_id"] is None:
            return {}
        table = ConversationRow
        # Events of before the conversation are kept apart, whatever they are about.
        first = max(min(row["at"] for row in rows), self._conversation["created_at"] - CLOCKS_DIFFER)
        theirs = _LISTED.join(table, table.id == MessageRow.conversation_id).where(
            table.shopper_id == self._conversation["shopper_id"],
            table.analytics,
            table.id != self._id,
            or_(table.consented_at.is_(None), MessageRow.at >= table.consented_at),
            MessageRow.at >= first - LATE,
        )
        return self._shown(rows, theirs)

    def _prices(self, rows: Sequence[dict[str, Any]], joined: Mapping[str, _Showing]) -> dict[str, Any]:
        """The shown product of each event that states a price, by the event's id."""
        priced = [row for row in rows if row["payload"].get("price") is not None and row["event_id"] in joined]
        ids = {joined[row["event_id"]].message_id for row in priced}
        if not ids:
            return {}
        query = select(MessageRow.id, MessageRow.payload).where(MessageRow.id.in_(ids))
        payloads = {id: payload for id, payload in self._connection.execute(query)}
        found = {}
        for row in priced:
            shown = _products(payloads[joined[row["event_id"]].message_id])
            own = (one for one in shown if one.get("id") == row["payload"]["product_id"])
            found[row["event_id"]] = next(own, None)
        return found

    def _keep_apart(self, doubted: Sequence[tuple[dict[str, Any], str]]) -> tuple[int, int]:
        """How many were kept apart, and how many had been before."""
        if not doubted:
            return 0, 0
        table = QuarantinedEventRow
        before = select(table.event_id, table.payload).where(
            table.conversation_id == self._id, table.event_id.in_({row["event_id"] for row, _ in doubted})
        )
        seen = [(event_id, payload) for event_id, payload in self._connection.execute(before)]
        new = []
        for row, reason in doubted:
            came = {"type": row["type"], "at": row["at"].isoformat() + "Z", "message_id": row["message_id"]}
            payload = came | row["payload"]
            if (row["event_id"], payload) in seen:
                continue
            seen.append((row["event_id"], payload))
            new.append({"event_id": row["event_id"], "reason": reason, "payload": payload})
        self._insert(table, new)
        return len(new), len(doubted) - len(new)

    def _insert(self, table: Any, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            both = {"conversation_id": self._id, "received_at": self._received_at}
            self._connection.execute(_ADD[table], [row | both for row in rows])


def _row(event: Mapping[str, Any]) -> dict[str, Any]:
    at: datetime = event["at"]
    return {
        "event_id": event["event_id"],
        "type": event["type"],
        "message_id": event.get("message_id"),
        "payload": {k: v for k, v in event.items() if k not in ("event_id", "type", "at", "message_id")},
        "at": at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at,
    }


def _content(row: Mapping[str, Any] | RowMapping) -> tuple[Any, ...]:
    return row["type"], row["at"], row["message_id"], row["payload"]


def _grouped(rows: Iterable[Any]) -> dict[str, list[_Showing]]:
    found: dict[str, list[_Showing]] = {}
    for product_id, message_id, at in rows:
        found.setdefault(product_id, []).append(_Showing(message_id, at))
    return found


def _of(row: Mapping[str, Any], showings: Sequence[_Showing], within: timedelta | None) -> _Showing | None:
    """The message named; or else the latest before the event; or, by a clock that is slow, the first of all. With
    `within`, only of those so short before the event."""
    if within is not None:
        showings = [one for one in showings if timedelta(0) <= row["at"] - one.at <= within]
    for one in showings:
        if one.message_id == row["message_id"]:
            return one
    before = [one for one in showings if one.at <= row["at"]]
    if before:
        return max(before, key=lambda one: one.at)
    return min(showings, key=lambda one: one.at, default=None)


def _products(payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The products that a message shows, of whichever type it is."""
    one = payload.get("product")
    return [*payload.get("products", []), *([one] if one else [])]


def _doubt_of_price(payload: Mapping[str, Any], shown: Mapping[str, Any] | None) -> str | None:
    price = payload.get("price")
    if not price:
        return None
    if price > MOST_PRICE:
        return "no product costs so much"
    usual = shown.get("price") if shown else None
    currency = shown.get("currency") if shown else None
    if not usual or payload.get("currency", currency) != currency:
        return None
    if price > usual * MOST_TIMES or price < usual / MOST_TIMES:
        return "its price is far from the one that was shown"
    return None
