"""How exceptions become answers: one body for all, with the field, the reason, and what to do."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from data.conversations.log import UnknownConversation
from data.database import has_no_room
from gateway.errors import BadRequest, GatewayError, NotSignedIn, PartDown
from recommender.protocol.service import ErrorBody, ErrorDetail

log = logging.getLogger(__name__)
SESSION_OVER = "the token is unknown or its session is over; open a session first"
_ABSENT = object()
_CODES = {404: "not_found", 405: "method_not_allowed"}
_REMEDIES = {
    "string_too_long": "shorten it",
    "string_too_short": "write something",
    "missing": "add it",
    "extra_forbidden": "leave it out",
    "too_long": "send the rest in another request",
    "too_short": "send at least one",
    "datetime_from_date_parsing": "write it like 2026-01-31T12:00:00Z",
    "datetime_parsing": "write it like 2026-01-31T12:00:00Z",
    "string_unicode": "send no half of a surrogate pair",
}


def explain(errors: Sequence[Any], body: object) -> ErrorBody:
    """The body for validation errors as pydantic lists them for the request `body`; one detail for each field."""
    reasons: dict[str, list[str]] = {}
    for error in errors:
        reasons.setdefault(_field(error, body), []).append(_reason(error))
    details = [ErrorDetail(field=field, reason=", or ".join(found)) for field, found in reasons.items()]
    return ErrorBody(error="invalid", message=f"{details[0].field}: {details[0].reason}", detail=details)


def _field(error: dict[str, Any], body: object) -> str:
    """The path of the field in `body`. Pydantic's own path also names the members of a union, which no client knows."""
    place = error["loc"]
    if place[:1] in (("query",), ("path",), ("header",)):
        return ".".join(str(part) for part in place[1:])
    names: list[str] = []
    for part in place[1:] if place[:1] == ("body",) else place:
        inner = _part_of(body, part)
        if inner is not _ABSENT:
            body = inner
        elif error["type"] != "missing" or part != place[-1]:
            continue
        names.append(str(part))
    return ".".join(names) or "body"


def _part_of(node: object, part: str | int) -> object:
    if isinstance(node, dict):
        return node.get(part, _ABSENT)
    if isinstance(node, list) and isinstance(part, int) and part < len(node):
        return node[part]
    return _ABSENT


def _reason(error: dict[str, Any]) -> str:
    if error["loc"] in ((), ("body",)) and error["type"] == "model_attributes_type":
        return "must be a JSON object; send one, with Content-Type: application/json"
    remedy = _REMEDIES.get(error["type"])
    return str(error["msg"]).removeprefix("Value error, ") + (f"; {remedy}" if remedy else "")


def from_exception(error: Exception) -> GatewayError | None:
    """The refusal that an exception of the log or the gateway stands for; None if it is neither's."""
    if isinstance(error, GatewayError):
        return error
    if isinstance(error, UnknownConversation):
        return NotSignedIn(SESSION_OVER, headers={"WWW-Authenticate": "Bearer"})
    if isinstance(error, SQLAlchemyError):
        log.error("the conversation log failed: %s", _without_values(error))
        if has_no_room(error):
            return PartDown("the conversation log has no room left: free space on the database's disk, then try again")
        return PartDown("the conversation log is not available just now; try again in a moment")
    return None


def _without_values(error: SQLAlchemyError) -> str:
    """What failed and where; the database's own words may quote a value behind their first line."""
    reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
    where = "".join(traceback.format_tb(error.__traceback__))
    return f"{type(error).__name__}: {reason}\n{where}"


def _answer(body: ErrorBody, status: int, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(body.model_dump(), status, headers)


async def _refuse(_: Request, error: Exception) -> JSONResponse:
    refusal = from_exception(error)
    if refusal is None:
        body = ErrorBody(error="internal", message="the gateway failed on this request; its log has the reason")
        return _answer(body, 500)
    return _answer(refusal.body(), refusal.status, refusal.headers)


async def _refuse_invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    problem = error.errors()[0]
    if problem["type"] == "json_invalid":
        reason = f"the body is not JSON ({problem['ctx']['error']}, character {problem['loc'][-1]}); send valid JSON"
        return _answer(BadRequest(reason, field="body").body(), BadRequest.status)
    return _answer(explain(error.errors(), error.body), 422)


async def _refuse_plainly(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 400:
        return _answer(BadRequest(f"{error.detail}; send valid JSON in UTF-8", field="body").body(), 400, headers)
    body = ErrorBody(error=_CODES.get(error.status_code, "refused"), message=str(error.detail))
    return _answer(body, error.status_code, headers)


def add_refusals(app: FastAPI) -> None:
    """Gives the app its map from exception to answer."""
    for exception in (GatewayError, UnknownConversation, SQLAlchemyError, Exception):
        app.add_exception_handler(exception, _refuse)
    app.add_exception_handler(RequestValidationError, _refuse_invalid)
    app.add_exception_handler(HTTPException, _refuse_plainly)
