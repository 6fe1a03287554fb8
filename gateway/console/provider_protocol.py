"""The bodies of `/v1/agent/oidc`."""

from __future__ import annotations

from pydantic import BaseModel


class Provider(BaseModel):
    """`GET /v1/agent/oidc`: what the identity provider is called; null: there is none."""

    name: str | None
