"""An answer as it is given: made of Rasa's items, stored with everything that it shows, and only then told."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from data.conversations.log import Conversation, ConversationLog
from data.conversations.unanswered import AnsweredBefore
from gateway.attendance import Attendance
from gateway.counting import count_answers
from gateway.discretion import Discretion, Secrets
from gateway.drafts import Drafts
from gateway.live.frames import tell_said, tell_status
from gateway.live.hub import Hub
from gateway.notices import notices
from gateway.protocol import Message
from gateway.reading import is_handoff, message, notice, read, shown

VIEWED = "viewed"
"""In a shopper's message and in what goes along with it: the id of the product that the page showed them."""


class Said(NamedTuple):
    """What is to be answered, masked; `payload` is it as it was stored, empty where the shopper said nothing."""

    message_id: str | None
    text: str
    secrets: Secrets
    payload: dict[str, Any] = {}

    @property
    def viewed(self) -> dict[str, str]:
        """The product that the page showed, to go along with it."""
        return {VIEWED: self.payload[VIEWED]} if VIEWED in self.payload else {}


class Giving:
    """Gives the answers of one gateway."""

    def __init__(
        self, conversations: ConversationLog, discretion: Discretion, hub: Hub, attendance: Attendance, drafts: Drafts
    ) -> None:
        self._log = conversations
        self._discretion = discretion
        self._hub = hub
        self._attendance = attendance
        self._drafts = drafts

    async def give(
        self,
        conversation: Conversation,
        said: Said,
        items: list[dict[str, Any]],
        *,
        lent_until: datetime | None = None,
        is_news: bool = False,
    ) -> list[Message]:
        """The items as messages, stored and told; nothing if an agent took over meanwhile, and what another gateway
        answered if one did. `is_news`: nobody waits for them in a request."""
        answer = read(items, words := notices(conversation.locale), self._discretion, said.secrets)
        if said.text == "/human" and not answer.handoffs:  # it counts, whatever Rasa made of it
            answer.add(message(notice("handoff", words.waiting, "asked" if items else "outage"), words.unreadable))
        answer.messages = [await self._attended(conversation, one) for one in answer.messages]
        messages, handoffs = answer.logged(said.secrets), answer.handoffs
        remasked = self._remasked(said) if answer.sealed else None
        try:
            is_stored = await self._log.add_answers(
                conversation_id=conversation.id,
                reply_to=said.message_id,
                messages=messages,
                status="queued" if handoffs else None,
                reason=handoffs[0].reason if handoffs else None,
                sealed=self._discretion.sealed(answer.sealed),
                remasked=remasked,
                lent_until=lent_until,
            )
        except AnsweredBefore as before:
            return [shown(payload, self._discretion, said.secrets) for payload in before.answers]
        if not is_stored:
            if said.payload:
                await self._drafts.keep(conversation.id, answer, said.payload, said.secrets)
            return []
        if said.payload:  # once more, as it is stored now, with what it was taken to do
            tell_said(self._hub, conversation.id, [(remasked or said.payload) | {"acts": answer.acts}])
        logged = [one.payload for one in messages]
        tell_said(self._hub, conversation.id, logged, is_answer=not is_news)
        if handoffs:
            tell_status(self._hub, conversation.id, "queued")
        count_answers(logged)
        return [shown(payload, self._discretion, said.secrets) for payload in logged]

    async def _attended(self, conversation: Conversation, said: Message) -> Message:
        """A message as it was, but one that passes on to a person while nobody is there: it says that."""
        if not is_handoff(said):
            return said
        away = await self._attendance.away(conversation.site_key, conversation.locale, said.reason)
        if away is None:
            return said
        return said.model_copy(update={"text": away.text, "contact": away.contact or None})

    def _remasked(self, said: Said) -> dict[str, Any] | None:
        """The shopper's message again, if it has a value that only the action server knew for one; else None."""
        masked = self._discretion.masked_again(said.payload, said.secrets)
        return None if masked == said.payload else masked
