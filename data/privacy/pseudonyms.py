"""Pseudonyms of shoppers: the ids that a shop gives them are stored as keyed hashes alone.

Who reads the log without the key cannot tell whose it is, and cannot try ids either; equality is all that demand,
arms and reports need. HMAC with SHA-256 (RFC 2104), of which 128 bits are kept: among a thousand million shoppers two
share a pseudonym with a chance of about 10^-21.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from sqlalchemy import Engine, select, update

from data.conversations.tables import ConversationRow
from data.errors import DataError
from data.files import create_once

MARK = "~"
"""What a pseudonym begins with; no id that the gateway takes has one."""
KEY_BYTES = 32
_AT_ONCE = 100


class KeyDamaged(DataError):
    """The file of the key holds none."""


class Pseudonyms:
    """Makes pseudonyms with one key: the same id always gets the same one."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, shopper_id: str) -> str:
        """The pseudonym of a shop's id."""
        return MARK + hmac.new(self._key, shopper_id.encode(), hashlib.sha256).hexdigest()[:32]


def shoppers_key(folder: Path | None, given: str = "") -> bytes:
    """The key: what is given, or that of the file in the folder, which is made if there is none; without either, a new
    one, whose pseudonyms hold for as long as somebody has it.

    Several gateways need the same one: a folder that they share, or a setting. Raises OSError, and KeyDamaged.
    """
    if given:
        return hashlib.sha256(given.encode()).digest()
    if folder is None:
        return secrets.token_bytes(KEY_BYTES)
    path = folder / "shoppers.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        create_once(path, secrets.token_hex(KEY_BYTES).encode())
    try:
        return bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError as error:
        raise KeyDamaged(f"{path} is no key; restore it from a backup: without it no shopper is found") from error


def replace_ids(engine: Engine, pseudonyms: Pseudonyms) -> int:
    """Puts pseudonyms in place of ids that were stored as they came, by an older version; how many shoppers' it were.

    Raises sqlalchemy's errors.
    """
    table, done = ConversationRow, 0
    plain = select(table.shopper_id).where(table.shopper_id.is_not(None), table.shopper_id.not_like(f"{MARK}%"))
    while True:
        with engine.connect() as connection:
            ids = list(connection.execute(plain.distinct().limit(_AT_ONCE)).scalars())
        if not ids:
            return done
        with engine.execution_options(writes=True).begin() as connection:
            for one in ids:
                changed = update(table).where(table.shopper_id == one)
                connection.execute(changed.values(shopper_id=pseudonyms.of(str(one))))
        done += len(ids)
