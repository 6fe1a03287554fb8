"""What the gateway refuses, each with the code and the status of its answer.

GatewayError
├── BadRequest          400  not JSON, not UTF-8
├── NotSignedIn         401  no token, or one that is unknown or over
├── NotAllowed          403  a site key or an origin that may not chat
├── NotFound            404
├── TooLarge            413
├── Unprocessable       422  JSON that says something impossible
├── TooMany             429  over the limit
└── PartDown            503  a service behind the gateway does not answer
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from recommender.protocol.service import ErrorBody, ErrorDetail


class GatewayError(Exception):
    """A request that is refused. `message` names the remedy; `field` what it is about; `headers` go with the answer."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"

    def __init__(self, message: str, *, field: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.headers = dict(headers or {})

    def body(self) -> ErrorBody:
        """The answer's body."""
        detail = [ErrorDetail(field=self.field, reason=self.message)] if self.field else []
        return ErrorBody(error=self.code, message=self.message, detail=detail)


class BadRequest(GatewayError):
    """Not JSON, or not UTF-8."""

    status, code = 400, "bad_request"


class NotSignedIn(GatewayError):
    """No token, or one that is unknown or over."""

    status, code = 401, "not_signed_in"


class NotAllowed(GatewayError):
    """A site key or an origin that may not chat."""

    status, code = 403, "not_allowed"


class NotFound(GatewayError):
    """Nothing is there."""

    status, code = 404, "not_found"


class TooLarge(GatewayError):
    """The body is over the limit."""

    status, code = 413, "too_large"


class Unprocessable(GatewayError):
    """JSON that says something impossible."""

    status, code = 422, "invalid"


class TooMany(GatewayError):
    """Over the rate limit."""

    status, code = 429, "too_many_requests"


class PartDown(GatewayError):
    """A service behind the gateway does not answer."""

    status, code = 503, "part_down"
