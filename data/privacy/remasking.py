"""Masks what was stored before messages were masked: what shoppers, the assistant and agents said, what
agents noted and judged, what was searched.

What is masked is not kept anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Engine, select, update

from data.conversations.tables import (
    ConversationRow,
    MessageRow,
    NoteRow,
    RankingRow,
    SecretRow,
    SuggestionRow,
    VerdictRow,
)
from data.privacy.masking import asked_for, mask
from language.placeholders import PLACEHOLDER, replaced, throughout

_SAID = ("text", "summary", "query")
"""Parts of a message that hold somebody's words."""
_SHORTEST = 6
"""Characters of a value that is masked wherever a later message has it."""


def remask_log(engine: Engine, progress: Callable[[int, int], None] = lambda _done, _all: None) -> int:
    """Masks every conversation in the log, each in a transaction of its own, so that it can be stopped and run again:
    what is masked already stays. Returns how many messages changed. `progress` is told how many are done, of how many.

    Raises sqlalchemy.exc.SQLAlchemyError.
    """
    with engine.connect() as connection:
        ids = list(connection.execute(select(ConversationRow.id).order_by(ConversationRow.created_at)).scalars())
    changed = 0
    for done, conversation_id in enumerate(ids, 1):
        with engine.execution_options(writes=True).begin() as connection:
            changed += _remask(connection, conversation_id)
        progress(done, len(ids))
    return changed


def _remask(connection: Connection, conversation_id: str) -> int:
    """Masks one conversation; how many of its messages changed."""
    table = MessageRow
    rows = select(table.id, table.sender, table.payload).where(table.conversation_id == conversation_id)
    marks = select(SecretRow.placeholder).where(SecretRow.conversation_id == conversation_id)
    known: dict[str, str | None] = dict.fromkeys(connection.execute(marks).scalars())
    changed, said_last = 0, ""
    for message_id, sender, payload in connection.execute(rows.order_by(table.seq)).all():
        masked = _masked(payload, known, said_last if sender == "shopper" else "")
        said_last = "" if sender == "shopper" else f"{said_last}\n{payload.get('text') or ''}"
        if masked != payload:
            changed += 1
            connection.execute(update(table).where(table.id == message_id).values(payload=masked))
        if payload.get("type") == "products":
            _remask_ranking(connection, message_id, known)
    _remask_notes(connection, conversation_id, known)
    _remask_drafts(connection, conversation_id, known)
    _remask_verdicts(connection, conversation_id, known)
    return changed


def _remask_notes(connection: Connection, conversation_id: str, known: dict[str, str | None]) -> None:
    table = NoteRow
    notes = select(table.id, table.text).where(table.conversation_id == conversation_id).order_by(table.at)
    for id, text in connection.execute(notes).all():
        masked = _text(text, known)
        if masked != text:
            connection.execute(update(table).where(table.id == id).values(text=masked))


def _remask_drafts(connection: Connection, conversation_id: str, known: dict[str, str | None]) -> None:
    table = SuggestionRow
    drafts = select(table.id, table.messages, table.reason).where(table.conversation_id == conversation_id)
    for id, messages, reason in connection.execute(drafts.order_by(table.at)).all():
        masked = [one | {"payload": _masked(one["payload"], known, "")} for one in messages]
        why = None if reason is None else _text(reason, known)
        if (masked, why) != (messages, reason):
            connection.execute(update(table).where(table.id == id).values(messages=masked, reason=why))


def _remask_verdicts(connection: Connection, conversation_id: str, known: dict[str, str | None]) -> None:
    """What people wrote beside a verdict, and the words of the message that they quote in it."""
    table = VerdictRow
    said = select(table.id, table.payload).where(table.conversation_id == conversation_id).order_by(table.at)
    for id, payload in connection.execute(said).all():
        masked = dict(payload)
        if "comment" in payload:
            masked["comment"] = _text(payload["comment"], known)
        if "acts" in payload:
            masked["acts"] = [[act, _text(words, known)] for act, words in payload["acts"]]
        if masked != payload:
            connection.execute(update(table).where(table.id == id).values(payload=masked))


def _masked(payload: dict[str, Any], known: dict[str, str | None], said_last: str) -> dict[str, Any]:
    words = {name: payload[name] for name in _SAID if isinstance(payload.get(name), str)}
    return payload | {name: _text(text, known, said_last) for name, text in words.items()}


def _text(text: str, known: dict[str, str | None], said_last: str = "") -> str:
    """A text masked; what is new joins the known. Placeholders in it are of a message masked before."""
    pieces = []
    for piece, mark in _parted(text):
        masked = mask(piece, known, asked_for(said_last))
        known.update(masked.new)
        pieces += [masked.text, mark]
    return "".join(pieces)


def _parted(text: str) -> Iterator[tuple[str, str]]:
    """The parts of a text before its placeholders, each with the placeholder behind it."""
    at = 0
    for found in PLACEHOLDER.finditer(text):
        yield text[at : found.start()], found[0]
        at = found.end()
    yield text[at:], ""


def _remask_ranking(connection: Connection, message_id: str, known: dict[str, str | None]) -> None:
    """What a list was searched with, without values that the conversation's messages had."""
    table = RankingRow
    values = {mark: value for mark, value in known.items() if value is not None}
    columns = select(table.query, table.purpose, table.request).where(table.message_id == message_id)
    row = connection.execute(columns).one_or_none()
    if row is None or not values:
        return
    masked = throughout(list(row), lambda text: replaced(text, values, _SHORTEST))
    if masked != list(row):
        new = dict(zip(("query", "purpose", "request"), masked, strict=True))
        connection.execute(update(table).where(table.message_id == message_id).values(new))
