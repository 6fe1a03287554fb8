"""The bodies of `/v1/agent/conversations/{id}/reveal` and of addresses that shoppers left."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints, model_validator

from gateway.texts import WITHOUT_NULL
from recommender.protocol.service import Asked

SHOWN_SECONDS = 60


class RevealRequest(Asked):
    """`POST …/reveal`: what stands behind the dots at a `place` of a text (of a message or a note), counted from 0;
    without either, the address that the shopper left. `reason`: why it is needed, for the audit trail."""

    message_id: Annotated[str, StringConstraints(max_length=40)] | None = None
    note_id: Annotated[str, StringConstraints(max_length=40)] | None = None
    place: int = Field(0, ge=0, le=10_000)
    reason: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=5, max_length=300),
        WITHOUT_NULL,
    ]

    @model_validator(mode="after")
    def _names_one(self) -> RevealRequest:
        if self.message_id is not None and self.note_id is not None:
            raise ValueError("give message_id or note_id, or neither for the address that was left")
        return self


class Revealed(BaseModel):
    """What the shopper said. It is shown for `seconds`, and kept nowhere."""

    value: str
    note: str = ""
    """What the shopper wrote beside their address."""
    seconds: int = SHOWN_SECONDS
