"""The bodies of `/v1/agent/factor`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, StringConstraints

from recommender.protocol.service import Asked

Code = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]


class FactorRequest(Asked):
    """`POST /v1/agent/factor` and `DELETE /v1/agent/factor`. `code`: of the second factor that there is, if there is
    one."""

    code: Code | None = None


class Factor(BaseModel):
    """A second factor that is not in use yet: what an authenticator app takes."""

    secret: str
    """To type in."""
    address: str
    """otpauth://, which authenticator apps open."""
    qr_code: list[str]
    """The address as a picture: rows of modules, 1 for a dark one, with the margin."""
    ticket: str
    """Goes back with the first code, within a quarter of an hour."""


class FactorConfirmation(Asked):
    """`POST /v1/agent/factor/confirm`: the first code that the app shows."""

    ticket: Annotated[str, StringConstraints(max_length=2000)]
    code: Code
