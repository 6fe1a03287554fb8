"""The gateway's OpenAPI description, whole: who has to show what, and every refusal where it can happen.

FastAPI describes what a route is given and answers. What its dependencies, the middleware and the database may say
instead is read off its dependencies here, so that a new route is described without anybody thinking of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from gateway.console import identity
from gateway.dependencies import allowed_origin, conversation, services
from recommender.protocol.service import ErrorBody, ErrorDetail

_REFUSED = {
    400: "The body is not JSON in UTF-8.",
    401: "No token or session, or one that is unknown or over.",
    403: "A page or an agent who may not ask this.",
    404: "Nothing is there (any more).",
    409: "It is not as the request supposes.",
    413: "The body is larger than allowed.",
    422: "A field says what cannot be; `detail` names each.",
    429: "Too many requests; `Retry-After` says when to come again.",
    500: "The gateway failed; its log has the reason.",
    503: "A part behind the gateway does not answer just now.",
}
_SCHEMES = {
    "session": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token that POST /v1/chat/sessions answers with, of one chat session.",
    },
    "agent": {
        "type": "apiKey",
        "in": "cookie",
        "name": identity.COOKIE,
        "description": "The session of an agent, which signing in gives the browser.",
    },
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": identity.CSRF_HEADER,
        "description": "Goes with every call of an agent that changes something; GET /v1/agent/me has it.",
    },
    "metrics": {"type": "http", "scheme": "bearer", "description": "FLOORWALKER_METRICS_TOKEN."},
}
_AGENTS = frozenset({identity.agent, identity.newcomer, identity.lead, identity.admin, identity.watching_lead})
_READING = frozenset({"GET", "HEAD"})
_MAY_BE_OFF = frozenset(
    {"/metrics", "/v1/agent/oidc/start", "/v1/agent/oidc/back", "/v1/hooks/shopify", "/v1/hooks/woocommerce"}
)
_BY_THEMSELVES = frozenset({"/v1/agent/login", "/v1/agent/oidc/start", "/v1/agent/oidc/back"})
"""Routes that refuse whoever is not let in, though nobody is signed in yet."""


def described(app: FastAPI) -> dict[str, Any]:
    """The description of an app whose routes are all there."""
    description = "The public edge of the shopping assistant: chat, events, and the agents' console."
    found = get_openapi(title=app.title, version=app.version, description=description, routes=app.routes)
    schemas: dict[str, Any] = found.setdefault("components", {}).setdefault("schemas", {})
    for model in (ErrorBody, ErrorDetail):
        schemas[model.__name__] = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas[model.__name__].pop("$defs", None)
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIRoute) and route.include_in_schema:
            for method in route.methods or ():
                _complete(found["paths"][route.path_format][method.lower()], route, method)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    found["components"]["securitySchemes"] = _SCHEMES
    return found


def _complete(operation: dict[str, Any], route: RouteContext, method: str) -> None:
    operation["security"] = _security(route, method)
    responses = operation["responses"]
    for status in _statuses(operation, route, method):
        if status != 422 and str(status) in responses:
            continue
        responses[str(status)] = {"description": _REFUSED[status], "content": _error()}
    if 429 in _statuses(operation, route, method):
        retry = {"description": "Seconds to wait.", "schema": {"type": "string"}}
        responses["429"]["headers"] = {"Retry-After": retry}


def _error() -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{ErrorBody.__name__}"}}}


def _security(route: RouteContext, method: str) -> list[dict[str, list[str]]]:
    asked = _asked_of(route)
    if conversation in asked:
        return [{"session": []}]
    if not asked.isdisjoint(_AGENTS):
        return [{"agent": []} if method in _READING else {"agent": [], "csrf": []}]
    return [{"metrics": []}, {}] if route.path == "/metrics" else []


def _statuses(operation: dict[str, Any], route: RouteContext, method: str) -> set[int]:
    """What may be answered besides what the route itself says."""
    asked = _asked_of(route)
    found = {500} | ({429, 503} if services in asked else set())
    if "requestBody" in operation:
        found |= {400, 413, 422}
    if operation.get("parameters"):
        found |= {422}
    if any(one["in"] == "path" or one["name"] == "after" for one in operation.get("parameters", ())):
        found |= {404}
    if method not in _READING:
        found |= {400, 413}
    return found | _of_who_asks(asked, route, method)


def _of_who_asks(asked: set[Any], route: RouteContext, method: str) -> set[int]:
    found: set[int] = set()
    if allowed_origin in asked:
        found |= {403}
    if conversation in asked:
        found |= {401}
    if not asked.isdisjoint(_AGENTS) or route.path in _BY_THEMSELVES:
        found |= {401, 403} | ({409} if "{" in (route.path or "") else set())
        if method not in _READING:
            found |= {404, 409}
    if route.path in _MAY_BE_OFF:
        found |= {401, 404}
    return found


def _asked_of(route: RouteContext) -> set[Any]:
    """The functions that a route depends on, near and far."""
    return set(_calls(route.dependant))


def _calls(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    for one in dependant.dependencies:
        if one.call is not None:
            yield one.call
        yield from _calls(one)
