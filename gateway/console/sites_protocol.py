"""The bodies of `/v1/agent/steering/site`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, StringConstraints

from data.steering.site import Site
from gateway.console.fields import At
from recommender.protocol.service import Asked


class SiteWrite(Asked):
    """`PUT /v1/agent/steering/site/{key}`: all settings of a site. `base`: the revision that was changed, null for the
    first."""

    settings: Site
    base: str | None
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""


class SiteRevision(BaseModel):
    """Settings as somebody wrote them."""

    id: str
    state: str
    """current, past."""
    author: str
    at: At
    note: str
    settings: Site


class SiteState(BaseModel):
    """The settings of a site as they hold, and as they were, the latest first."""

    key: str
    settings: Site
    base: str | None
    """The revision that holds; null: nobody set anything."""
    is_open: bool | None
    """Whether somebody is there now by the hours; null: there are none."""
    history: list[SiteRevision]


class Sites(BaseModel):
    """`GET /v1/agent/steering/site`."""

    sites: list[SiteState]
