"""What Rasa answered, read: messages as shoppers see them and as they are stored, with what only the log keeps."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeGuard

from prometheus_client import Counter
from pydantic import TypeAdapter, ValidationError

from data.conversations.log import NewMessage, new_id, now
from gateway.discretion import Discretion, Secrets
from gateway.notices import Notices
from gateway.protocol import Message, NoticeMessage, Offer
from recommender.protocol.messages import HandoffReason, Notice

log = logging.getLogger(__name__)
TURNS_FAILED = Counter("floorwalker_turns_failed", "Turns that Rasa did not answer", ["reason"])

_MESSAGE: TypeAdapter[Message] = TypeAdapter(Message)


@dataclass(slots=True)
class Answer:
    """An answer, message by message. `acts`: what the shopper's message was taken to do; `sealed`: values of the shop's
    side by placeholder, encrypted."""

    messages: list[Message] = field(default_factory=list)
    traces: list[dict[str, Any] | None] = field(default_factory=list)
    unmet: list[dict[str, Any] | None] = field(default_factory=list)
    acts: list[Any] = field(default_factory=list)
    sealed: dict[str, str] = field(default_factory=dict)

    def add(self, message: Message) -> None:
        """One more, which the gateway says itself."""
        self.messages.append(message)
        self.traces.append(None)
        self.unmet.append(None)

    @property
    def handoffs(self) -> Sequence[NoticeMessage]:
        """The messages that pass the shopper on to a person."""
        return [message for message in self.messages if is_handoff(message)]

    def logged(self, secrets: Secrets) -> list[NewMessage]:
        """The messages as they are stored, masked."""
        return [
            NewMessage(
                Discretion.masked_again(
                    _logged(message, [] if place else self.acts, self.unmet[place]),
                    secrets,
                ),
                message.at,
                self.traces[place],
            )
            for place, message in enumerate(self.messages)
        ]


def read(items: Sequence[dict[str, Any]], words: Notices, discretion: Discretion, secrets: Secrets) -> Answer:
    """The items of Rasa's answer; what the action server sealed joins the secrets."""
    acts = _acts_of(items)
    sealed = {mark: text for item in items for mark, text in discretion.take(item, secrets).items()}
    traces, unmet = [_trace_of(item) for item in items], [_unmet_of(item) for item in items]
    return Answer([message(item, words.unreadable) for item in items], traces, unmet, acts, sealed)


def message(item: dict[str, Any], unreadable: str) -> Message:
    """The message that an item of Rasa's answer is; the notice `unreadable` in place of one that is none."""
    try:
        return _MESSAGE.validate_python(_stamped(item))
    except (ValidationError, TypeError) as error:
        log.error("an item of Rasa's answer is no message: %s", _problems(error))  # not what it held: words of shoppers
        TURNS_FAILED.labels("unreadable").inc()
        return _MESSAGE.validate_python(_stamped(notice("error", unreadable)))


def shown(payload: dict[str, Any], discretion: Discretion, secrets: Secrets) -> Message:
    """A stored answer as the shopper sees it."""
    return _MESSAGE.validate_python(discretion.shown(payload, secrets))


def notice(
    kind: Literal["handoff", "error"],
    text: str,
    reason: HandoffReason | None = None,
    offers: Sequence[Offer] = (),
) -> dict[str, Any]:
    """An item that the gateway says itself, with what the page offers beside it."""
    offered = {"offers": list(offers)} if offers else {}
    return {"text": text, "custom": Notice(kind=kind, reason=reason).model_dump() | offered}


def is_handoff(message: Message) -> TypeGuard[NoticeMessage]:
    """Whether a message passes the shopper on to a person."""
    return message.type == "notice" and message.kind == "handoff"


def stamp() -> str:
    """The time, as messages have it."""
    return now().isoformat() + "Z"


def _problems(error: ValidationError | TypeError) -> str:
    if isinstance(error, TypeError):
        return str(error)
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_input=False))


def _acts_of(items: Iterable[dict[str, Any]]) -> list[Any]:
    """What the assistant took the message to do (`recommender.protocol.messages.ActTaken`): for the log alone."""
    shown = (item.get("custom") for item in items)
    return next((acts for own in shown if isinstance(own, dict) and (acts := own.pop("acts", None))), [])


def _trace_of(item: dict[str, Any]) -> dict[str, Any] | None:
    """How what an item shows was chosen (`recommender.protocol.traces`): for the log alone."""
    shown = item.get("custom")
    return shown.pop("trace", None) if isinstance(shown, dict) else None


def _unmet_of(item: dict[str, Any]) -> dict[str, Any] | None:
    """The wish that nothing met (`recommender.protocol.messages.UnmetWish`): for the log alone."""
    shown = item.get("custom")
    return shown.pop("unmet", None) if isinstance(shown, dict) else None


def _logged(message: Message, acts: list[Any], unmet: dict[str, Any] | None) -> dict[str, Any]:
    """A message as it is stored, with the acts that it answers and the wish that nothing met."""
    logged: dict[str, Any] = message.model_dump(mode="json", by_alias=True)
    return logged | ({"acts": acts} if acts else {}) | ({"unmet": unmet} if unmet else {})


def _stamped(item: dict[str, Any]) -> dict[str, Any]:
    """The custom part as a message of the assistant. Raises TypeError if it is no object."""
    said: dict[str, Any] = {"type": "text"} | (item.get("custom") or {})
    if said.get("text") is None:
        said["text"] = item.get("text")
    return said | {"id": new_id(), "at": stamp(), "from": "bot"}
