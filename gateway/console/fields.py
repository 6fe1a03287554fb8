"""What fields of several bodies and routes of the console have in common: times, ids."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator

from gateway.protocol import in_utc
from gateway.texts import WITHOUT_NULL


def _without_zone(at: datetime) -> datetime:
    return at.replace(tzinfo=None)


At = Annotated[datetime, AfterValidator(in_utc)]
"""A time in UTC, as those of the database are, which have no zone."""
StoredAt = Annotated[datetime, AfterValidator(in_utc), AfterValidator(_without_zone)]
"""A time that is asked for, as the database has it."""
Id = Annotated[str, WITHOUT_NULL]
"""Of something that may be there, in a path."""
