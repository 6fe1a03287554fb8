"""What of a turn is personal: masked before anything is stored or sent on, and put back for the shopper alone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from data.conversations.log import ConversationLog, now
from data.conversations.secrets import Lent, Sealed
from data.privacy.masking import Masked, asked_for, mask
from data.privacy.vault import Vault
from language.placeholders import HIDDEN, SECRETS, replaced, restored, throughout

_MASKED_AT_ONCE = 1000
"""Characters that are masked in a millisecond or two, for which other conversations may wait."""
_SHORTEST = 6
"""Characters of a value that is masked wherever it stands in an answer."""
_SAID = ("text", "summary", "query")


@dataclass(slots=True)
class Secrets:
    """The values of one turn by their placeholders; those that are gone are None."""

    sealed: dict[str, str]
    values: dict[str, str | None]
    said_last: str = ""
    new: dict[str, str] = field(default_factory=dict)
    """Encrypted, of what was masked with these."""

    @property
    def kept(self) -> dict[str, str]:
        """The values that can be read."""
        return {mark: value for mark, value in self.values.items() if value is not None}

    def metadata(self) -> dict[str, Any]:
        """What goes along to Rasa, encrypted; nothing if there is nothing."""
        lent = {mark: text for mark, text in self.sealed.items() if text}
        return {SECRETS: lent} if lent else {}


class Discretion:
    """Masks and shows, with the keys of `vault`; what is sealed may be read for `life`."""

    def __init__(self, conversations: ConversationLog, vault: Vault, life: timedelta) -> None:
        self._log = conversations
        self._vault = vault
        self._life = life

    async def secrets(self, conversation_id: str) -> Secrets:
        """What a conversation has on loan."""
        lent: Lent = await self._log.lent(conversation_id=conversation_id)
        values = {mark: self._vault.unseal(text) if text else None for mark, text in lent.sealed.items()}
        return Secrets(dict(lent.sealed), values, lent.said_last)

    async def mask(self, text: str, secrets: Secrets) -> str:
        """A shopper's text masked; what is new in it joins the secrets."""
        asked = asked_for(secrets.said_last)
        if len(text) > _MASKED_AT_ONCE:
            masked: Masked = await asyncio.to_thread(mask, text, secrets.values, asked)
        else:
            masked = mask(text, secrets.values, asked)
        new = {mark: self._vault.seal(value) for mark, value in masked.new.items()}
        secrets.new |= new
        secrets.sealed |= new
        secrets.values |= masked.new
        return masked.text

    def sealed(self, values: Mapping[str, str]) -> Sealed:
        """Encrypted values as they are stored."""
        return Sealed(values, now() + self._life)

    def take(self, item: dict[str, Any], secrets: Secrets) -> dict[str, str]:
        """Removes from an item of an answer what the action server sealed, and keeps it among the secrets."""
        shown = item.get("custom")
        own = shown.pop(SECRETS, None) if isinstance(shown, dict) else None
        if not isinstance(own, dict):
            return {}
        added = {str(mark): str(text) for mark, text in own.items()}
        secrets.values |= {mark: self._vault.unseal(text) for mark, text in added.items()}
        return added

    @staticmethod
    def masked_again(payload: dict[str, Any], secrets: Secrets) -> dict[str, Any]:
        """A message as it may be stored, should a value stand in its words."""
        kept = secrets.kept
        if not kept:
            return payload
        words = {name: payload[name] for name in _SAID if isinstance(payload.get(name), str)}
        return payload | {name: replaced(text, kept, _SHORTEST) for name, text in words.items()}

    @staticmethod
    def shown(payload: Any, secrets: Secrets) -> Any:
        """A message as the shopper sees it: with its values, or dots where one is no longer kept."""
        return throughout(payload, lambda text: restored(text, secrets.kept, HIDDEN))
