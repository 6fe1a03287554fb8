"""Personal data that an agent has to see: shown to who serves the shopper, or a lead, who say why; each time audited.

How often one agent may is limited. Values that are no longer lent to the conversation are gone for everybody.
"""

from __future__ import annotations

import asyncio
import json
import re

from fastapi import APIRouter, Response
from sqlalchemy import select

from data.agents.accounts import Account
from data.agents.roles import LEAD, may
from data.conversations import claims, contacts
from data.conversations.tables import MessageRow, NoteRow
from data.privacy.masking import mask
from gateway.console.fields import Id
from gateway.console.identity import PATH, AgentDep
from gateway.console.ledger import Ledger
from gateway.console.protocol import Claimed
from gateway.console.revealing_protocol import Revealed, RevealRequest
from gateway.dependencies import Services, ServicesDep
from gateway.errors import NotAllowed, NotFound
from gateway.live.frames import tell_events, tell_status
from language.placeholders import HIDDEN, PLACEHOLDER

router = APIRouter(prefix=f"{PATH}/conversations", tags=["console"])
_PLACES = re.compile(f"{PLACEHOLDER.pattern}|{re.escape(HIDDEN)}")
"""What the page shows as dots; those that a shopper typed hide nothing."""


@router.post("/{id}/reveal")
async def reveal(id: Id, body: RevealRequest, account: AgentDep, services: ServicesDep, response: Response) -> Revealed:
    """What stands behind the dots, for a reason."""
    revealing = _Revealing(services, account, id)
    await asyncio.to_thread(revealing.check)
    await services.reveal_limit.count(account.id)
    found = await revealing.found(body)
    await asyncio.to_thread(revealing.note, body)
    response.headers["Cache-Control"] = "no-store"
    return found


@router.post("/{id}/contact/done")
async def forget_address(id: Id, account: AgentDep, services: ServicesDep) -> Claimed:
    """Deletes the address that a shopper left, once they were written to; a repeat changes nothing."""
    revealing = _Revealing(services, account, id)

    def change() -> Claimed:
        revealing.check()
        if contacts.forget(services.agents.engine, id):
            revealing.ledger.note_of("forget address", id)
        return Claimed(conversation=revealing.ledger.line(id))

    changed = await asyncio.to_thread(change)
    line = changed.conversation
    tell_status(services.hub, id, line.status, agent=line.agent, listed=line.model_dump(mode="json"))
    tell_events(services.hub, id)
    return changed


class _Revealing:
    """What of one conversation is revealed to one agent."""

    def __init__(self, services: Services, account: Account, id: Id) -> None:
        self.ledger = Ledger(services.agents.engine, account)
        self._services = services
        self._account = account
        self._id = id

    def check(self) -> None:
        """Raises NotFound, and NotAllowed for who neither serves the shopper nor leads."""
        self.ledger.line(self._id)
        engine = self._services.agents.engine
        if not may(self._account.role, LEAD) and not claims.serves(engine, self._id, self._account.id):
            raise NotAllowed(
                "only who serves the shopper, or a lead, may see this; claim the conversation first", field="id"
            )

    async def found(self, body: RevealRequest) -> Revealed:
        """The value. Raises NotFound."""
        if body.message_id is None and body.note_id is None:
            return await asyncio.to_thread(self._address)
        text = await asyncio.to_thread(self._text, body)
        places = list(_PLACES.finditer(text))
        if body.place >= len(places):
            raise NotFound(f"there are {len(places)} dots in this text; count from 0", field="place")
        secrets = await self._services.discretion.secrets(self._id)
        value = secrets.kept.get(places[body.place][0])
        if value is None:
            raise NotFound("this is no longer kept; ask the shopper for it", field="place")
        return Revealed(value=value)

    def note(self, body: RevealRequest) -> None:
        """Writes it down; what of the reason is personal is masked, as the trail names nobody."""
        about = {"message": body.message_id} if body.message_id else {"note": body.note_id} if body.note_id else {}
        what = "something said" if about else "the address left"
        self.ledger.note_of("reveal", self._id, of=what, reason=mask(body.reason).text, **about)

    def _text(self, body: RevealRequest) -> str:
        with self._services.agents.engine.connect() as connection:
            if body.message_id is not None:
                own = select(MessageRow.payload).where(
                    MessageRow.id == body.message_id, MessageRow.conversation_id == self._id
                )
                payload = connection.execute(own).scalar_one_or_none()
                if payload is None:
                    raise NotFound("there is no such message in this conversation", field="message_id")
                return str(payload.get("text") or "")
            noted = select(NoteRow.text).where(NoteRow.id == body.note_id, NoteRow.conversation_id == self._id)
            text = connection.execute(noted).scalar_one_or_none()
            if text is None:
                raise NotFound("there is no such note on this conversation", field="note_id")
            return text

    def _address(self) -> Revealed:
        sealed = contacts.left(self._services.agents.engine, self._id)
        kept = sealed and self._services.config.agents_vault.unseal(sealed)
        if not kept:
            raise NotFound("no address is kept (any more)", field="id")
        said = json.loads(kept)
        return Revealed(value=said["address"], note=said["note"])
