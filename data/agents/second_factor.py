"""The second factor: codes of an authenticator app that change every half minute (TOTP, RFC 6238).

The secret is stored encrypted with keys that last (`data.privacy.vault.lasting`); a code is taken once, and one half
minute too early or too late, as clocks differ.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyotp
import segno
from sqlalchemy import Engine, or_, select, update

from data.agents.accounts import Account
from data.agents.tables import AgentRow

if TYPE_CHECKING:
    from data.privacy.vault import Vault

ISSUER = "Floorwalker"
_TOLERANCE = 1
"""Half minutes."""


def new_secret() -> str:
    """A random one of 160 bits, as authenticator apps take it."""
    return pyotp.random_base32()


def address(account: Account, secret: str) -> str:
    """The otpauth:// address that authenticator apps read, mostly as a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.name, issuer_name=ISSUER)


def qr_code(address: str) -> list[str]:
    """The address as authenticator apps read it from a screen: rows of modules, 1 for a dark one, with the light margin
    of four modules that readers want (ISO/IEC 18004)."""
    code = segno.make_qr(address, error="m")
    return ["".join("1" if module else "0" for module in row) for row in code.matrix_iter(border=4)]


def set_secret(engine: Engine, vault: Vault, account: Account, secret: str | None) -> None:
    """From now on a code of this secret is asked for at sign-in; None: no code."""
    values = {"second_factor": None if secret is None else vault.seal(secret), "second_factor_step": None}
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(update(AgentRow).where(AgentRow.id == account.id).values(**values))


def confirm(engine: Engine, vault: Vault, account: Account, secret: str, code: str, at: datetime) -> bool:
    """Whether the code is of this secret, which is the agent's from now on; the code counts as taken."""
    step = _step_of(secret, code, at)
    if step is None:
        return False
    values = {"second_factor": vault.seal(secret), "second_factor_step": step}
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(update(AgentRow).where(AgentRow.id == account.id).values(**values))
    return True


def take(engine: Engine, vault: Vault, account: Account, code: str, at: datetime) -> bool:
    """Whether the code is right and was not taken before; it is now. Of two who give it at once, one is right.

    The secret is encrypted anew, with the newest of the keys: old ones can go once everybody signed in.
    """
    sealed = _sealed(engine, account)
    secret = vault.unseal(sealed) if sealed else None
    step = _step_of(secret, code, at) if secret else None
    if secret is None or step is None:
        return False
    is_new = or_(AgentRow.second_factor_step.is_(None), AgentRow.second_factor_step < step)
    own = (AgentRow.id == account.id, AgentRow.second_factor == sealed)
    values = {"second_factor": vault.seal(secret), "second_factor_step": step}
    with engine.execution_options(writes=True).begin() as connection:
        return connection.execute(update(AgentRow).where(*own, is_new).values(**values)).rowcount == 1


def _sealed(engine: Engine, account: Account) -> str | None:
    with engine.connect() as connection:
        own = select(AgentRow.second_factor).where(AgentRow.id == account.id)
        return connection.execute(own).scalar_one_or_none()


def _step_of(secret: str, code: str, at: datetime) -> int | None:
    """The half minute that the code is of, counted from 1970; None if it is of none near."""
    totp = pyotp.TOTP(secret)
    now = int(at.replace(tzinfo=UTC).timestamp()) // totp.interval
    near = range(now - _TOLERANCE, now + _TOLERANCE + 1)
    return next((step for step in reversed(near) if totp.verify(code, for_time=step * totp.interval)), None)
