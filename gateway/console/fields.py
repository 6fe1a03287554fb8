"""What fields of several bodies and routes of the console have in common: times, ids, texts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from gateway.protocol import in_utc


def _without_zone(at: datetime) -> datetime:
    return at.replace(tzinfo=None)


def _without_null(text: Any) -> Any:
    return text.replace("\0", "") if isinstance(text, str) else text


At = Annotated[datetime, AfterValidator(in_utc)]
"""A time in UTC, as those of the database are, which have no zone."""
StoredAt = Annotated[datetime, AfterValidator(in_utc), AfterValidator(_without_zone)]
"""A time that is asked for, as the database has it."""
WITHOUT_NULL = BeforeValidator(_without_null)
"""NUL is no character of a text, and PostgreSQL stores none."""
Id = Annotated[str, WITHOUT_NULL]
"""Of something that may be there, in a path."""
