"""Every error as an answer: one map from exception to status, code and words. Routes only raise."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from recommender import errors
from recommender.errors import RejectedChange, RejectedConstraint
from recommender.protocol.service import ErrorBody, ErrorDetail

_log = logging.getLogger(__name__)
_KINDS = frozenset({"bool", "float", "int", "str"})
_PLAIN: dict[type[Exception], tuple[int, str]] = {
    errors.ChangesUnavailable: (503, "changes_unavailable"),
    errors.NotReady: (503, "not_ready"),
    errors.ProductGone: (404, "product_gone"),
    errors.UnknownProduct: (404, "unknown_product"),
    errors.UnknownCategory: (404, "unknown_category"),
}
"""The status and code of errors whose message says it all."""
_CODES = {404: "not_found", 405: "method_not_allowed", 400: "invalid_request"}


def add_problems(app: FastAPI) -> None:
    """Makes `app` answer every error with an ErrorBody."""
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(RejectedConstraint, _rejected_constraint)
    app.add_exception_handler(RejectedChange, _rejected_change)
    for kind in _PLAIN:
        app.add_exception_handler(kind, _plainly)
    app.add_exception_handler(HTTPException, _http_exception)
    app.add_exception_handler(Exception, _internal_error)


def answer(status: int, body: ErrorBody, headers: dict[str, str] | None = None) -> Response:
    """An ErrorBody as a response."""
    return Response(body.model_dump_json(), status, headers, media_type="application/json")


def _is_name(part: object) -> bool:
    """Whether a part of an error's place is a field or a position, and no kind of value: "list[str]", "Range"."""
    return isinstance(part, int) or (
        isinstance(part, str) and part.isidentifier() and part == part.lower() and part not in _KINDS
    )


async def _invalid_request(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    detail: list[ErrorDetail] = []
    for problem in error.errors():
        field = ".".join(str(part) for part in problem["loc"][1:] if _is_name(part)) or "body"
        # A value that may be one of several kinds is wrong once for each: the first says what is the matter.
        if all(other.field != field for other in detail):
            detail.append(ErrorDetail(field=field, reason=str(problem["msg"]).removeprefix("Value error, ")))
    first = detail[0] if detail else ErrorDetail(field="body", reason="cannot be read")
    message = f"{first.field}: {first.reason}; GET /openapi.json describes the request"
    return answer(422, ErrorBody(error="invalid_request", message=message, detail=detail))


async def _rejected_constraint(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RejectedConstraint)
    detail = [ErrorDetail(field=error.field, reason=error.reason)]
    return answer(422, ErrorBody(error="invalid_constraint", message=str(error), detail=detail))


async def _rejected_change(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RejectedChange)
    return answer(422, ErrorBody(error="invalid_product", message=str(error), detail=error.detail))


async def _plainly(_request: Request, error: Exception) -> Response:
    status, code = _PLAIN[type(error)]
    headers = {"Retry-After": "2"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return answer(status, ErrorBody(error=code, message=str(error)), headers)


async def _http_exception(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = _CODES.get(error.status_code, HTTPStatus(error.status_code).phrase.lower().replace(" ", "_"))
    return answer(error.status_code, ErrorBody(error=code, message=str(error.detail)), dict(error.headers or {}))


async def _internal_error(request: Request, error: Exception) -> Response:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    message = "the recommender failed on this request; its log has the reason"
    return answer(500, ErrorBody(error="internal_error", message=message))
