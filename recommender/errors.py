"""What can go wrong in this package.

RecommenderError
├── NotReady               no catalog is loaded (yet); the message says what is missing and the remedy
├── UnknownProduct         the loaded catalog has no product of this id
│   └── ProductGone        it had one, and a change deleted it
├── UnknownCategory        the loaded catalog has no such category
├── RejectedConstraint     a constraint's value does not fit its attribute; says which constraint
├── RejectedChange         products that cannot join the loaded catalog; says which field of which
├── ChangesUnavailable     a change cannot be stored, or not taken up, now
├── CatalogMismatch        the index and the catalog in the database do not belong together
├── RecommenderUnavailable the service cannot be reached, is too slow, or cannot answer now   (raised by the client)
└── RecommenderRejected    the service refused the request; carries its ErrorBody               (raised by the client)
"""

from __future__ import annotations

from recommender.protocol.service import ErrorBody, ErrorDetail


class RecommenderError(Exception):
    """Any error of this package."""


class NotReady(RecommenderError):
    """No catalog is loaded."""


class UnknownProduct(RecommenderError):
    """The loaded catalog has no product of this id."""


class ProductGone(UnknownProduct):
    """The product was deleted after the catalog was imported."""


class UnknownCategory(RecommenderError):
    """The loaded catalog has no such category."""


class RejectedConstraint(RecommenderError):
    """A constraint that cannot be evaluated; `field` is its path in the request."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class RejectedChange(RecommenderError):
    """Products that cannot join the loaded catalog, for the reasons in `detail`."""

    def __init__(self, detail: list[ErrorDetail]) -> None:
        super().__init__(f"{detail[0].field}: {detail[0].reason}")
        self.detail = detail


class ChangesUnavailable(RecommenderError):
    """A change cannot be stored, or is stored and cannot be taken up; the message says which."""


class CatalogMismatch(RecommenderError):
    """The index was not built from the catalog version that the database gave."""


class RecommenderUnavailable(RecommenderError):
    """The service cannot be reached, took too long, or has an error of its own."""


class RecommenderRejected(RecommenderError):
    """The service refused the request, for the reasons in `body`."""

    def __init__(self, status: int, body: ErrorBody) -> None:
        super().__init__(body.message)
        self.status = status
        self.body = body
