"""What texts in bodies have in common, whoever sends them."""

from __future__ import annotations

from typing import Any

from pydantic import BeforeValidator


def _without_null(text: Any) -> Any:
    return text.replace("\0", "") if isinstance(text, str) else text


WITHOUT_NULL = BeforeValidator(_without_null)
"""NUL is no character of a text, and PostgreSQL stores none. The last of a field's annotations: only then do the others
see the text without it, and a refusal speaks of characters."""
