"""What the gateway refuses, each with the code and the status of its answer.

GatewayError
├── BadRequest          400  not JSON, not UTF-8
├── NotSignedIn         401  no token, or one that is unknown or over
├── CodeNeeded          401  name and password are right, the code of the second factor is missing
├── NotAllowed          403  a site key or an origin that may not chat
│   └── FactorNeeded    403  an agent who has to set up a second factor first
├── NotFound            404
├── Conflict            409  a conversation that is not as the request supposes
│   ├── Taken           409  a conversation that another agent serves
│   ├── JobBusy         409  a job that must not meet one that waits or runs
│   └── NotStoppable    409  a job that is over, or cannot be stopped in the middle
├── TooLarge            413
├── Misdirected         421  asked by a name that is not the shop's
├── Invalid             422  a body that is well formed, and says what cannot be
├── EventsRefused       422  some events name what is not there; the others are stored
├── ContentRefused      422  a text that cannot be what the assistant goes by
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

    def __init_subclass__(cls, *, status: int, code: str) -> None:
        cls.status, cls.code = status, code

    def __init__(self, message: str, *, field: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.headers = dict(headers or {})

    def body(self) -> ErrorBody:
        """The answer's body."""
        detail = [ErrorDetail(field=self.field, reason=self.message)] if self.field else []
        return ErrorBody(error=self.code, message=self.message, detail=detail)


class BadRequest(GatewayError, status=400, code="bad_request"):
    """Not JSON, or not UTF-8."""


class NotSignedIn(GatewayError, status=401, code="not_signed_in"):
    """No token, or one that is unknown or over."""


class CodeNeeded(GatewayError, status=401, code="code_needed"):
    """Name and password are right, the code of the second factor is missing."""


class NotAllowed(GatewayError, status=403, code="not_allowed"):
    """A site key or an origin that may not chat."""


class FactorNeeded(NotAllowed, status=403, code="factor_needed"):
    """An agent has to set up a second factor before anything else."""


class NotFound(GatewayError, status=404, code="not_found"):
    """Nothing is there."""


class Conflict(GatewayError, status=409, code="conflict"):
    """A conversation is not as the request supposes."""


class Taken(Conflict, status=409, code="taken"):
    """Another agent serves the conversation."""


class JobBusy(Conflict, status=409, code="job_busy"):
    """A job must not meet one that waits or runs."""


class NotStoppable(Conflict, status=409, code="not_stoppable"):
    """A job is over, or cannot be stopped in the middle."""


class TooLarge(GatewayError, status=413, code="too_large"):
    """The body is over the limit."""


class Misdirected(GatewayError, status=421, code="misdirected"):
    """Asked by a name that is not the shop's."""


class Invalid(GatewayError, status=422, code="invalid"):
    """A body is well formed, and says what cannot be."""


class EventsRefused(GatewayError, status=422, code="invalid"):
    """Some of several events name something that is not there; the others are stored."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        """`reasons`: by the field of each that is refused."""
        field, reason = next(iter(reasons.items()))
        super().__init__(f"{field}: {reason}")
        self._reasons = dict(reasons)

    def body(self) -> ErrorBody:
        """The answer's body, with a detail for each."""
        details = [ErrorDetail(field=field, reason=reason) for field, reason in self._reasons.items()]
        return ErrorBody(error=self.code, message=self.message, detail=details)


class ContentRefused(GatewayError, status=422, code="invalid"):
    """A text that cannot be what the assistant goes by; the message says what is wrong first."""


class TooMany(GatewayError, status=429, code="too_many_requests"):
    """Over the rate limit."""


class PartDown(GatewayError, status=503, code="part_down"):
    """A service behind the gateway does not answer."""
