"""The tables of the conversation log (`data.conversations.log`): what is stored of a session and its messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from data.database import Base


class ConversationRow(Base):
    """One chat session. Without consent to analytics `shopper_id` is not kept; with it, as its pseudonym
    (`data.privacy.pseudonyms`).

    `queued_at`: since when it waits for a person. While a message is being answered, no other is until
    `answering_until`, which the gateway moves on; once it is over, something was left without an answer
    (`data.conversations.unanswered`).
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index(
            "ix_conversations_answering_until",
            "answering_until",
            sqlite_where=text("answering_until IS NOT NULL"),
            postgresql_where=text("answering_until IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    site_key: Mapped[str] = mapped_column(String(200))
    shopper_id: Mapped[str | None] = mapped_column(String(100), index=True)
    locale: Mapped[str] = mapped_column(String(35))
    analytics: Mapped[bool]
    status: Mapped[str] = mapped_column(String(10), index=True)
    created_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)
    answering_until: Mapped[datetime | None]
    queued_at: Mapped[datetime | None]
    arm: Mapped[str] = mapped_column(String(20), default="assistant")
    """Who ranks (`recommender.protocol.traces.Arm`)."""
    consented_at: Mapped[datetime | None]
    """Since when there is consent to analytics, where it was given later; null: since the conversation began."""
    queue_reason: Mapped[str | None] = mapped_column(String(20))
    """Why a person is wanted: asked, anger, misses, outage (`recommender.protocol.messages.Notice`)."""
    agent_id: Mapped[str | None] = mapped_column(String(40))
    """Who serves it (`data.agents.tables.AgentRow`), while the status is agent."""
    claimed_at: Mapped[datetime | None]
    page: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Where in the shop the shopper is: `url`, without query and fragment, `title`, and perhaps `product_id`."""


class MessageRow(Base):
    """One message of a shopper, the assistant or an agent; `payload` is it as it was sent."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("conversation_id", "client_id"), UniqueConstraint("conversation_id", "seq"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    seq: Mapped[int]
    sender: Mapped[str] = mapped_column(String(10))
    type: Mapped[str] = mapped_column(String(20))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    client_id: Mapped[str | None] = mapped_column(String(100))
    reply_to: Mapped[str | None] = mapped_column(String(40), index=True)
    at: Mapped[datetime]


class RankingRow(Base):
    """What a products message showed, and what made its order."""

    __tablename__ = "rankings"

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    query_id: Mapped[str] = mapped_column(String(100), index=True)
    query: Mapped[str] = mapped_column(Text)
    constraints: Mapped[list[Any]] = mapped_column(JSON)
    model_version: Mapped[str] = mapped_column(String(200))
    catalog_version: Mapped[str] = mapped_column(String(100))
    total: Mapped[int]
    category: Mapped[str | None] = mapped_column(Text)
    purpose: Mapped[str | None] = mapped_column(Text)
    policy: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What chose (`recommender.protocol.traces.Policy`); null of what was logged before propensities were."""
    request: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What was asked of the recommender, as `recommender.protocol.traces.ListTrace` has it."""
    propensity: Mapped[float | None]
    """Of the whole order, under the policy."""
    best: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """The ids of the same places without exploration, where these differ."""


class ShownProductRow(Base):
    """One shown product: an impression, with its place in the whole order and its score."""

    __tablename__ = "shown_products"

    message_id: Mapped[str] = mapped_column(ForeignKey("rankings.message_id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[str] = mapped_column(String(500), index=True)
    score: Mapped[float]
    matched: Mapped[list[Any]] = mapped_column(JSON)
    missed: Mapped[list[Any]] = mapped_column(JSON)
    propensity: Mapped[float | None]
    """Of this product at this place, under the policy."""
    team: Mapped[str | None] = mapped_column(String(10))
    """Of an interleaved list, whose pick it is."""


class ShownAttributeRow(Base):
    """One ranked attribute with its weight."""

    __tablename__ = "shown_attributes"

    message_id: Mapped[str] = mapped_column(ForeignKey("rankings.message_id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(500))
    weight: Mapped[float]
    statistics: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Of the live candidates (`recommender.protocol.traces.AttributeTrace`)."""


class QuestionRow(Base):
    """What a question message asked, and what else could have been asked (`recommender.protocol.traces`)."""

    __tablename__ = "questions"

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    query_id: Mapped[str] = mapped_column(String(100))
    attribute: Mapped[str] = mapped_column(String(500))
    category: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str | None] = mapped_column(Text)
    policy: Mapped[dict[str, Any]] = mapped_column(JSON)
    propensity: Mapped[float]
    candidates: Mapped[list[Any]] = mapped_column(JSON)


class EventRow(Base):
    """Something a shopper did; `event_id` is the page's, unique in its conversation."""

    __tablename__ = "events"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    type: Mapped[str] = mapped_column(String(30), index=True)
    message_id: Mapped[str | None] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    list_id: Mapped[str | None] = mapped_column(ForeignKey("messages.id", ondelete="SET NULL"), index=True)
    """The list that showed the product, or is meant as a whole (`data.conversations.events`); where no list did, the
    comparison, details or cart notice that did. Perhaps of an earlier conversation of the same shopper."""


class QuarantinedEventRow(Base):
    """An event that cannot be true, as it came: kept to be looked at, never learned from."""

    __tablename__ = "quarantined_events"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    event_id: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    received_at: Mapped[datetime]


class VerdictRow(Base):
    """What an agent or a labeller later said of a conversation or a message of it."""

    __tablename__ = "verdicts"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    message_id: Mapped[str | None] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    """acts (what a message does), attributes (their right order), product (right or wrong), reply, flag."""
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    """As `data.conversations.verdict_checks`."""
    agent: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(index=True)


class VerdictUseRow(Base):
    """A model that learned from a verdict, and what that did."""

    __tablename__ = "verdict_uses"

    verdict_id: Mapped[str] = mapped_column(ForeignKey("verdicts.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[str] = mapped_column(String(100), primary_key=True)
    """Of the model."""
    learner: Mapped[str] = mapped_column(String(10))
    """ranking (attributes and products), acts (what messages do)."""
    outcome: Mapped[str] = mapped_column(String(10))
    """used (it was put in use), tried (by some shoppers), kept (it was not)."""
    at: Mapped[datetime]
    before: Mapped[float | None]
    """How far the model that was in use says what the verdict says (`data.conversations.verdict_uses.Use`)."""
    after: Mapped[float | None]
    """The same, of this one."""
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


class PickRow(Base):
    """Something that is to be judged next, since that teaches most."""

    __tablename__ = "labelling_picks"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    """acts, attributes, product."""
    product_id: Mapped[str | None] = mapped_column(String(200))
    place: Mapped[int]
    """The most worth first."""
    priority: Mapped[float]
    reasons: Mapped[list[Any]] = mapped_column(JSON)
    """Why it was picked: [code, {gap: value}], as `learning.labelling.Reason`."""
    at: Mapped[datetime]


class NoteRow(Base):
    """What an agent wrote down about a conversation, for colleagues; shoppers never see it."""

    __tablename__ = "conversation_notes"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    agent: Mapped[str] = mapped_column(String(100))
    """Their display name then."""
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class SuggestionRow(Base):
    """What the assistant would have answered a shopper whom an agent serves: a draft for the agent, never sent by
    itself."""

    __tablename__ = "suggestions"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    reply_to: Mapped[str] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    messages: Mapped[list[Any]] = mapped_column(JSON)
    """As they would be stored: `payload`, masked, and `trace` of each."""
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10))
    """open, accepted, edited, rejected, overtaken."""
    agent_id: Mapped[str | None] = mapped_column(String(40))
    """Who decided."""
    decided_at: Mapped[datetime | None]
    displayed_ms: Mapped[int | None]
    """For how long the agent had it before their eyes until then."""
    edit_distance: Mapped[float | None]
    """Between draft and what was sent, as a share of the longer: 0 sent as it was, 1 nothing of it."""
    reason: Mapped[str | None] = mapped_column(String(500))
    """Why it was rejected."""


class ContactRow(Base):
    """The address that a shopper left while nobody was there to serve them, encrypted."""

    __tablename__ = "contacts"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    ciphertext: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class SecretRow(Base):
    """Personal data that a running conversation needs, encrypted, in place of which the log has a placeholder."""

    __tablename__ = "secrets"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    placeholder: Mapped[str] = mapped_column(String(40), primary_key=True)
    ciphertext: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AuditRow(Base):
    """Who read or changed what of shoppers' data; no data of theirs."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(String(100))
    what: Mapped[str] = mapped_column(String(50))
    """export, erase, read, archive, retention, train, verdict …"""
    subject: Mapped[str] = mapped_column(String(200))
    """What it was done to, in a form that names no shopper (`data.privacy.audit.reference`), or a command."""
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


class LeaseRow(Base):
    """Who of several processes may do what only one should at a time (`data.privacy.leases`)."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(50), primary_key=True)
    until: Mapped[datetime]


class PlacementRow(Base):
    """Whether a shopper is shown the widget, since a page first asked (`data.conversations.outcomes`)."""

    __tablename__ = "placements"

    shopper_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    widget: Mapped[bool]
    at: Mapped[datetime] = mapped_column(index=True)


class OutcomeRow(Base):
    """Something that a placed shopper bought, as the shop reports it."""

    __tablename__ = "outcomes"

    shopper_id: Mapped[str] = mapped_column(ForeignKey("placements.shopper_id", ondelete="CASCADE"), primary_key=True)
    outcome_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    at: Mapped[datetime]
    value: Mapped[float | None]
    currency: Mapped[str | None] = mapped_column(String(3))
