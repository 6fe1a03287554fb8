"""What every request and every error have in common, and how the service stands."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Asked(BaseModel):
    """What a caller sends. A field that is not known is refused: it may be a known one, misspelled."""

    model_config = ConfigDict(extra="forbid")


class Readiness(BaseModel):
    """`GET /ready`: what is loaded; 503 with `ready: false` and the reason until then."""

    ready: bool
    catalog_version: str | None = None
    products: int = 0
    model_version: str | None = None
    reason: str | None = None


class ErrorDetail(BaseModel):
    """One thing wrong with a request: the field's path and the reason."""

    field: str
    reason: str


class ErrorBody(BaseModel):
    """Every answer of status 400 and above. `error` is a code that a program can switch on."""

    error: str
    message: str
    detail: list[ErrorDetail] = Field(default_factory=list)
