"""How exceptions become answers: one body for all, with the field, the reason, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from gateway.errors import GatewayError
from gateway.protocol import MOST_MESSAGE_CHARACTERS
from recommender.protocol import ErrorBody, ErrorDetail

_CODES = {404: "not_found", 405: "method_not_allowed"}
_REMEDIES = {
    "string_too_long": f"shorten it (a message has at most {MOST_MESSAGE_CHARACTERS} characters)",
    "string_too_short": "write something",
    "missing": "add it",
    "extra_forbidden": "leave it out",
    "json_invalid": "send valid JSON in UTF-8",
}


def explain(errors: Sequence[Any]) -> ErrorBody:
    """The body for validation errors as pydantic lists them."""
    details = [_detail(error) for error in errors]
    first = details[0]
    return ErrorBody(error="invalid", message=f"{first.field}: {first.reason}", detail=details)


def _detail(error: dict[str, Any]) -> ErrorDetail:
    place = [str(part) for part in error["loc"] if part != "body"]
    remedy = _REMEDIES.get(error["type"])
    return ErrorDetail(field=".".join(place) or "body", reason=error["msg"] + (f"; {remedy}" if remedy else ""))


def add_refusals(app: FastAPI) -> None:
    """Gives the app its map from exception to answer."""

    @app.exception_handler(GatewayError)
    async def refuse(_: Request, error: GatewayError) -> JSONResponse:
        return JSONResponse(error.body().model_dump(), error.status)

    @app.exception_handler(RequestValidationError)
    async def refuse_invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        is_json = not any(problem["type"] == "json_invalid" for problem in error.errors())
        return JSONResponse(explain(error.errors()).model_dump(), 422 if is_json else 400)

    @app.exception_handler(HTTPException)
    async def refuse_plainly(_: Request, error: HTTPException) -> JSONResponse:
        code = _CODES.get(error.status_code, "refused")
        body = ErrorBody(error=code, message=str(error.detail))
        return JSONResponse(body.model_dump(), error.status_code, headers=error.headers)
