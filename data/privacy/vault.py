"""Encrypts what a running conversation needs of personal data (Fernet: AES-128-CBC with HMAC-SHA256).

With keys of a day, forgetting is sure: a key is destroyed once everything that it encrypted is past its life, and
with it every copy, backups of the database included, becomes unreadable. Where several hosts serve, a key from the
settings takes their place; rotating that one is left to whoever runs them.
"""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Protocol

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from data.files import create_once

log = logging.getLogger(__name__)

LIFE = timedelta(days=1)
"""How long a value may be lent to a conversation, unless settings say otherwise."""
_SUFFIX = ".key"
_MARK = ":"


class Vault(Protocol):
    """Whatever encrypts and decrypts; safe to share between threads."""

    def seal(self, value: str) -> str:
        """The value encrypted, as text."""

    def unseal(self, sealed: str) -> str | None:
        """The value; None if its key is gone, or it was never sealed here."""


class VaultUnusable(Exception):
    """The keys cannot be read or made; `remedy` says what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.remedy = remedy


class DailyKeys:
    """A vault whose keys are files, one a day (UTC), readable by their owner alone; processes of a host share them.

    `life` is how long what is sealed has to be readable; a key is destroyed when the last value of its day is older.
    Raises VaultUnusable if the folder cannot be written.
    """

    def __init__(self, folder: Path, life: timedelta = LIFE) -> None:
        self._folder = folder
        self._life = life
        self._keys: dict[str, Fernet] = {}
        self._sweep_day: date | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder.chmod(0o700)
        except OSError as error:
            raise VaultUnusable(
                f"the folder of keys {folder} cannot be used: {error.strerror}",
                "make it writable for the user that serves, or set FLOORWALKER_VAULT_KEY",
            ) from error
        self._key(_today())

    def seal(self, value: str) -> str:
        """The value, encrypted with the key of this day, which is named before it."""
        name = _today()
        return f"{name}{_MARK}{self._key(name).encrypt(value.encode()).decode()}"

    def unseal(self, sealed: str) -> str | None:
        """The value; None once the key of its day is destroyed."""
        name, _, token = sealed.partition(_MARK)
        self.forget()
        found = self._keys.get(name) or self._read(name)
        return None if found is None else _decrypted(found, token)

    def forget(self, today: date | None = None) -> list[str]:
        """Destroys the keys whose values are all past their life; returns the days they were of. Once a day."""
        day = today or datetime.now(UTC).date()
        if day == self._sweep_day:
            return []
        self._sweep_day = day
        # What a day's last second sealed lives on for a whole life.
        gone = [
            path
            for path in self._folder.glob(f"*{_SUFFIX}")
            if (made := _day(path)) is not None and made + timedelta(days=1) + self._life <= day
        ]
        for path in gone:
            self._keys.pop(path.stem, None)
            with suppress(FileNotFoundError):  # another process was quicker
                path.write_bytes(os.urandom(path.stat().st_size))
                path.unlink()
        return sorted(path.stem for path in gone)

    def _key(self, name: str) -> Fernet:
        if name not in self._keys:
            self.forget()
            self._keys[name] = self._read(name) or self._made(name)
        return self._keys[name]

    def _read(self, name: str) -> Fernet | None:
        if not name.replace("-", "").isdigit():  # no name of ours, and none that leads out of the folder
            return None
        try:
            key = Fernet((self._folder / f"{name}{_SUFFIX}").read_bytes())
        except FileNotFoundError:
            return None
        except ValueError:
            log.error("the key %s%s is damaged: what it encrypted is lost", name, _SUFFIX)
            return None
        self._keys[name] = key
        return key

    def _made(self, name: str) -> Fernet:
        """A new key, or that which another process made meanwhile."""
        path = self._folder / f"{name}{_SUFFIX}"
        create_once(path, Fernet.generate_key())
        made = self._read(name)
        if made is None:
            raise VaultUnusable(f"the key {path} is damaged", "remove the file: what it encrypted is lost")
        return made


class SharedKeys:
    """A vault with keys from the settings, for several hosts: the first encrypts, all decrypt.

    Raises VaultUnusable for what is no key.
    """

    def __init__(self, keys: str) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key.strip()) for key in keys.split(",")])
        except ValueError as error:
            raise VaultUnusable(
                "vault_key holds something that is no key",
                "make one: python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'",
            ) from error

    def seal(self, value: str) -> str:
        """The value, encrypted with the first key."""
        return self._fernet.encrypt(value.encode()).decode()

    def unseal(self, sealed: str) -> str | None:
        """The value; None if none of the keys is its."""
        return _decrypted(self._fernet, sealed)


def lasting(folder: Path, given: str = "") -> SharedKeys:
    """A vault for what has to be readable for years: with the keys given or, without any, that of the file
    `agents.key` in the folder, which is made if there is none. Raises VaultUnusable."""
    if given:
        return SharedKeys(given)
    path = folder / "agents.key"
    try:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            create_once(path, Fernet.generate_key())
        return SharedKeys(path.read_text(encoding="ascii"))
    except OSError as error:
        raise VaultUnusable(
            f"the key {path} cannot be read or made: {error.strerror}",
            "make the folder writable for the user that serves, or set FLOORWALKER_VAULT_KEY",
        ) from error
    except (VaultUnusable, UnicodeDecodeError) as error:
        raise VaultUnusable(
            f"the key {path} is damaged", "restore it from a backup, or remove it: second factors have to be set anew"
        ) from error


def in_memory() -> SharedKeys:
    """A vault whose key dies with the process."""
    return SharedKeys(Fernet.generate_key().decode())


def _decrypted(key: Fernet | MultiFernet, token: str) -> str | None:
    try:
        return key.decrypt(token.encode()).decode()
    except InvalidToken:
        return None


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _day(path: Path) -> date | None:
    """The day a key is of; None for a file that is no key of ours."""
    try:
        return date.fromisoformat(path.stem)
    except ValueError:
        return None
