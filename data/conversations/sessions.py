"""Conversations as they are learned from and reported on: what was shown, asked, answered and done, joined, in order.

Reads the log, of conversations with consent to analytics alone. Decides nothing about what any of it means.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, RowMapping, Select, case, func, or_, select
from sqlalchemy.orm import aliased

from data.conversations.moves import Move as Move
from data.conversations.moves import moves, stretches
from data.conversations.sites import ALL, Sites
from data.conversations.tables import (
    ConversationRow,
    EventRow,
    MessageRow,
    QuestionRow,
    RankingRow,
    ShownAttributeRow,
    ShownProductRow,
    VerdictRow,
)
from data.conversations.unmet import Unmet, unmet

AnswerKind = Literal["picked", "declined", "said", "other", "none"]
"""Tapped a value; has no preference; answered in words; went on with something else; did not go on."""
_READ_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class ShownProduct:
    """A product of a list, at its place in the whole order."""

    id: str
    position: int
    score: float
    propensity: float | None = None
    """Of this product at this place, under the policy that logged it; None where none was logged."""
    team: str | None = None
    """Of an interleaved list: current or rival."""


@dataclass(frozen=True, slots=True)
class ShownAttribute:
    """A ranked attribute of a list."""

    name: str
    weight: float
    statistics: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShownList:
    """A list as the shopper saw it. `category` and `purpose` are those of `recommender.protocol.traces.ListTrace`."""

    message_id: str
    at: datetime
    query_id: str
    query: str
    category: str
    purpose: str | None
    constraints: Sequence[dict[str, Any]]
    """As `data.catalog.constraints.Constraint`."""
    model_version: str
    catalog_version: str
    total: int
    policy: dict[str, Any]
    """As `recommender.protocol.traces.Policy`; empty of what was logged before propensities were."""
    request: dict[str, Any]
    """As `recommender.protocol.traces.ListTrace.request`."""
    propensity: float | None
    best: Sequence[str]
    products: Sequence[ShownProduct]
    attributes: Sequence[ShownAttribute]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and how it was answered."""

    message_id: str
    at: datetime
    query_id: str
    attribute: str
    category: str
    purpose: str | None
    query: str
    """Of the list beside which it was asked; empty if there was none."""
    policy: dict[str, Any]
    propensity: float
    candidates: Sequence[dict[str, Any]]
    """As `recommender.protocol.traces.CandidateQuestion`."""
    options: Sequence[Any]
    """The values that could be tapped: scalars, or {min, max}."""
    answer: AnswerKind = "none"
    value: Any = None
    """What was picked, or was said as far as the next list knows of it (a constraint as the log has it)."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a shopper did with what was shown."""

    type: str
    """One of `gateway.events_protocol.EventType`."""
    at: datetime
    product_id: str | None = None
    list_id: str | None = None
    """The list that showed the product, or is meant as a whole (`data.conversations.events`)."""
    payload: dict[str, Any] = field(default_factory=dict)
    """The rest of the event, such as position, score, reason."""
    message_id: str | None = None
    """The message that the page named."""
    is_elsewhere: bool = False
    """Whether it was done in a later conversation of the same shopper; it stands here alone, with its list."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody later said of the conversation, or of a message of it."""

    kind: str
    message_id: str | None
    payload: dict[str, Any]
    agent: str
    at: datetime
    id: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """One conversation, every part in the order of time."""

    id: str
    shopper_id: str | None
    arm: str
    locale: str
    status: str
    started_at: datetime
    last_at: datetime
    lists: Sequence[ShownList] = ()
    """Those that the assistant chose."""
    sent: Sequence[ShownList] = ()
    """Those that an agent sent: no draw of any policy, and nothing of how they were chosen can be learned. What the
    shopper did with them says what is wanted all the same."""
    questions: Sequence[Asked] = ()
    """Those of the assistant."""
    deeds: Sequence[Deed] = ()
    moves: Sequence[Move] = ()
    verdicts: Sequence[Verdict] = ()
    unmet: Sequence[Unmet] = ()
    handoffs: int = 0
    """How often it was passed to a person."""
    replies: Sequence[str] = ()
    """The ids of what the assistant said."""


def read_sessions(
    engine: Engine, *, since: datetime | None = None, until: datetime | None = None, sites: Sites = ALL
) -> Iterator[Session]:
    """The conversations of some sites with consent that began in [since, until), the earliest first. Raises
    sqlalchemy's errors.

    Where consent was given later, what came before is left out. Read in batches, each as it is at one moment; what is
    erased meanwhile is left out. Archived ones are not read.
    """
    chosen = _chosen(since, until).where(sites.condition()).order_by(ConversationRow.created_at, ConversationRow.id)
    with engine.connect() as connection:
        ids = list(connection.execute(chosen).scalars())
    for start in range(0, len(ids), _READ_AT_ONCE):
        with engine.connect() as connection:  # one for all would keep SQLite from clearing its write-ahead log
            sessions = list(_Batch(connection, ids[start : start + _READ_AT_ONCE]).sessions())
        yield from sessions


def session_of(engine: Engine, conversation_id: str) -> Session | None:
    """One conversation; None if there is none with consent. Raises sqlalchemy's errors."""
    chosen = _chosen(None, None).where(ConversationRow.id == conversation_id)
    with engine.connect() as connection:
        ids = list(connection.execute(chosen).scalars())
        return next(_Batch(connection, ids).sessions(), None) if ids else None


def count_sessions(engine: Engine, *, since: datetime | None = None, until: datetime | None = None) -> int:
    """How many `read_sessions` would read."""
    with engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(_chosen(since, until).subquery())).scalar_one())


def _chosen(since: datetime | None, until: datetime | None) -> Select[Any]:
    began = ConversationRow.created_at
    chosen = select(ConversationRow.id).where(ConversationRow.analytics)
    if since is not None:
        chosen = chosen.where(began >= since)
    return chosen if until is None else chosen.where(began < until)


class _Batch:
    """Everything of some conversations, table by table."""

    def __init__(self, connection: Connection, ids: Sequence[str]) -> None:
        self._connection = connection
        self._ids = ids
        self._messages = self._read_messages()
        own = [row["id"] for rows in self._messages.values() for row in rows if row["sender"] != "shopper"]
        self._rankings = self._of_messages(RankingRow, own)
        self._products = self._of_messages(ShownProductRow, own, ShownProductRow.position)
        self._attributes = self._of_messages(ShownAttributeRow, own, ShownAttributeRow.position)
        self._questions = self._of_messages(QuestionRow, own)
        self._events = self._read_events()
        self._verdicts = self._by("conversation_id", VerdictRow, VerdictRow.conversation_id, VerdictRow.at)

    def sessions(self) -> Iterator[Session]:
        """Each conversation, in the order of the ids."""
        columns = select(ConversationRow.__table__).where(ConversationRow.id.in_(self._ids))
        rows = {row["id"]: row for row in self._connection.execute(columns).mappings()}
        yield from (self._session(rows[id]) for id in self._ids if id in rows)

    def _session(self, row: RowMapping) -> Session:
        since = row["consented_at"]
        messages = [m for m in self._messages.get(row["id"], []) if since is None or m["at"] >= since]
        events = [e for e in self._events.get(row["id"], []) if since is None or e["received_at"] >= since]
        listing = [m for m in messages if m["id"] in self._rankings]
        lists, sent = (
            [self._list(m, self._rankings[m["id"]][0]) for m in listing if (m["sender"] == "agent") == is_agents]
            for is_agents in (False, True)
        )
        return Session(
            id=row["id"],
            shopper_id=row["shopper_id"],
            arm=row["arm"],
            locale=row["locale"],
            status=row["status"],
            started_at=row["created_at"],
            last_at=row["last_at"],
            lists=lists,
            sent=sent,
            questions=self._asked(messages, lists),
            deeds=[_deed(event) for event in events],
            moves=[move for stretch in stretches(messages) for move in moves(stretch)],
            verdicts=[
                Verdict(v["kind"], v["message_id"], v["payload"], v["agent"], v["at"], v["id"])
                for v in self._verdicts.get(row["id"], [])
            ],
            unmet=unmet(messages),
            handoffs=sum(m["type"] == "notice" and m["payload"].get("kind") == "handoff" for m in messages),
            replies=[m["id"] for m in messages if m["sender"] == "bot" and m["type"] != "notice"],
        )

    def _list(self, message: RowMapping, ranking: RowMapping) -> ShownList:
        return ShownList(
            message_id=message["id"],
            at=message["at"],
            query_id=ranking["query_id"],
            query=ranking["query"],
            category=ranking["category"] or "",
            purpose=ranking["purpose"],
            constraints=ranking["constraints"],
            model_version=ranking["model_version"],
            catalog_version=ranking["catalog_version"],
            total=ranking["total"],
            policy=ranking["policy"] or {},
            request=ranking["request"] or {},
            propensity=ranking["propensity"],
            best=ranking["best"],
            products=[
                ShownProduct(p["product_id"], p["position"], p["score"], p["propensity"], p["team"])
                for p in self._products.get(message["id"], [])
            ],
            attributes=[
                ShownAttribute(a["name"], a["weight"], a["statistics"] or {})
                for a in self._attributes.get(message["id"], [])
            ],
        )

    def _asked(self, messages: Sequence[RowMapping], lists: Sequence[ShownList]) -> list[Asked]:
        shown = {one.message_id: one for one in lists}
        replies = {id: reply for stretch in stretches(messages) for id, reply in _replies(stretch, shown).items()}
        beside = {one.query_id: one for one in lists}  # the last one of each, and what it was asked for is the same
        asked = []
        for message in (one for one in messages if one["sender"] != "agent"):
            for row in self._questions.get(message["id"], []):
                kind, value = _answer(row["attribute"], *replies.get(message["id"], (None, None)))
                own = beside.get(row["query_id"])
                asked.append(
                    Asked(
                        message_id=message["id"],
                        at=message["at"],
                        query_id=row["query_id"],
                        attribute=row["attribute"],
                        category=row["category"],
                        purpose=row["purpose"],
                        query=own.query if own else "",
                        policy=row["policy"],
                        propensity=row["propensity"],
                        candidates=row["candidates"],
                        options=[option["value"] for option in message["payload"].get("options", [])],
                        answer=kind,
                        value=value,
                    )
                )
        return asked

    def _read_messages(self) -> dict[str, list[RowMapping]]:
        """The messages in order. Of what was shown, which is long and is in tables of its own, no payload."""
        table, found = MessageRow, defaultdict(list)
        is_short = or_(table.sender == "shopper", table.type.in_(("question", "notice")))
        columns = (table.id, table.conversation_id, table.sender, table.type, table.reply_to, table.at)
        kept = (table.payload[name].label(name) for name in ("acts", "unmet"))
        query = select(*columns, case((is_short, table.payload)).label("payload"), *kept)
        own = query.where(table.conversation_id.in_(self._ids)).order_by(table.seq)
        for row in self._connection.execute(own).mappings():
            found[row["conversation_id"]].append(row)
        return found

    def _read_events(self) -> dict[str, list[RowMapping]]:
        """The events by the conversation whose list they are joined to, or else by their own, in the order of time."""
        table, listing = EventRow, aliased(MessageRow)
        owner = func.coalesce(listing.conversation_id, table.conversation_id).label("owner")
        columns = select(table.__table__, owner).outerjoin(listing, listing.id == table.list_id)
        own = columns.where(table.conversation_id.in_(self._ids))
        # What a shopper did in a later conversation with a list of this one; few, so by the lists' own index.
        elsewhere = columns.join(ConversationRow, ConversationRow.id == table.conversation_id).where(
            listing.conversation_id.in_(self._ids),
            listing.conversation_id != table.conversation_id,
            ConversationRow.analytics,
        )
        found: defaultdict[str, list[RowMapping]] = defaultdict(list)
        mine = set(self._ids)
        for query, is_elsewhere in ((own, False), (elsewhere, True)):
            for row in self._connection.execute(query).mappings():
                if row["owner"] in mine and (row["owner"] != row["conversation_id"]) == is_elsewhere:
                    found[row["owner"]].append(row)
        for rows in found.values():
            rows.sort(key=lambda row: (row["at"], row["received_at"], row["event_id"]))
        return found

    def _by(self, key: str, table: Any, column: Any, order: Any) -> dict[str, list[RowMapping]]:
        found: defaultdict[str, list[RowMapping]] = defaultdict(list)
        query = select(table.__table__).where(column.in_(self._ids)).order_by(order)
        for row in self._connection.execute(query).mappings():
            found[row[key]].append(row)
        return found

    def _of_messages(self, table: Any, ids: Sequence[str], order: Any = None) -> dict[str, list[RowMapping]]:
        found: defaultdict[str, list[RowMapping]] = defaultdict(list)
        for start in range(0, len(ids), _READ_AT_ONCE):
            query = select(table.__table__).where(table.message_id.in_(ids[start : start + _READ_AT_ONCE]))
            for row in self._connection.execute(query if order is None else query.order_by(order)).mappings():
                found[row["message_id"]].append(row)
        return found


def _replies(
    messages: Sequence[RowMapping], lists: Mapping[str, ShownList]
) -> dict[str, tuple[RowMapping | None, ShownList | None]]:
    """For each message, what the shopper said next, and the first list that this was answered with; by its id."""
    found: dict[str, tuple[RowMapping | None, ShownList | None]] = {}
    reply: RowMapping | None = None
    answered: ShownList | None = None
    answers: ShownList | None = None  # the first list behind the message that is looked at, before the shopper's next
    for message in reversed(messages):
        found[message["id"]] = (reply, answered)
        if message["sender"] == "shopper":
            reply, answered, answers = message, answers, None
        else:
            answers = lists.get(message["id"], answers)
    return found


def _answer(attribute: str, reply: RowMapping | None, later: ShownList | None) -> tuple[AnswerKind, Any]:
    """How a shopper's next message answers the question about an attribute, as far as it and its list tell."""
    if reply is None:
        return "none", None
    choice = reply["payload"].get("choice") if reply["type"] == "choice" else None
    if choice is not None and choice["attribute"] == attribute:
        if choice.get("values"):
            return "said", {"attribute": attribute, "op": "in", "value": choice["values"]}
        return ("declined", None) if choice["value"] is None else ("picked", choice["value"])
    if reply["type"] == "text" and later is not None:
        said = [one for one in later.constraints if one["attribute"] == attribute]
        if said:
            return "said", said[-1]
        if attribute in later.request.get("declined", ()):
            return "declined", None
    return "other", None


def _deed(event: RowMapping) -> Deed:
    payload = dict(event["payload"])
    product_id = payload.pop("product_id", None)
    is_elsewhere = event["owner"] != event["conversation_id"]
    return Deed(event["type"], event["at"], product_id, event["list_id"], payload, event["message_id"], is_elsewhere)
