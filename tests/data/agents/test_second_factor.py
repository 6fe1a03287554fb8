"""Codes of an authenticator app: taken once, near their time, with the secret encrypted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine, text

from data.agents import second_factor
from data.agents.accounts import Account, by_name
from data.privacy.vault import SharedKeys, in_memory
from tests.data.agents.conftest import AT, hire

VAULT = in_memory()
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of nobody


def code(at: datetime) -> str:
    return pyotp.TOTP(SECRET).at(at.replace(tzinfo=UTC))


@pytest.fixture
def anna(engine: Engine) -> Account:
    second_factor.set_secret(engine, VAULT, hire(engine), SECRET)
    return by_name(engine, "anna", AT)


def test_the_address_is_a_picture_that_cameras_find(engine: Engine) -> None:
    rows = second_factor.qr_code(second_factor.address(hire(engine), SECRET))

    assert {len(row) for row in rows} == {len(rows)}
    assert {"1" in line for line in (*rows[:4], *rows[-4:])} == {False}  # the margin
    assert all(row[:4] == row[-4:] == "0000" for row in rows)
    for top, left in ((4, 4), (4, -11), (-11, 4)):  # the three corners by which it is found
        corner = [row[left : left + 7 or None] for row in rows[top : top + 7 or None]]
        assert corner == ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
    assert second_factor.qr_code("otpauth://other") != rows


def test_a_code_is_taken_once(engine: Engine, anna: Account) -> None:
    assert anna.has_second_factor
    assert second_factor.take(engine, VAULT, anna, code(AT), AT)
    assert not second_factor.take(engine, VAULT, anna, code(AT), AT)
    later = AT + timedelta(seconds=30)
    assert not second_factor.take(engine, VAULT, anna, code(AT), later)
    assert second_factor.take(engine, VAULT, anna, code(later), later)
    assert not second_factor.take(engine, VAULT, anna, code(AT), later), "one of before the last"


def test_of_many_who_give_it_at_once_one_is_right(engine: Engine, anna: Account) -> None:
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: second_factor.take(engine, VAULT, anna, code(AT), AT), range(16)))

    assert sum(taken) == 1


@pytest.mark.parametrize(("seconds", "is_taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_clocks_may_differ_a_little(engine: Engine, anna: Account, seconds: int, is_taken: bool) -> None:
    said = code(AT + timedelta(seconds=seconds))

    assert second_factor.take(engine, VAULT, anna, said, AT) is is_taken


def test_the_secret_is_encrypted_and_useless_with_other_keys(engine: Engine, anna: Account) -> None:
    with engine.connect() as connection:
        stored = str(connection.execute(text("SELECT second_factor FROM agents")).scalar_one())

    assert SECRET not in stored
    assert not second_factor.take(engine, in_memory(), anna, code(AT), AT)
    assert second_factor.take(engine, VAULT, anna, code(AT), AT)


def test_an_old_key_can_go_once_they_signed_in(engine: Engine, anna: Account) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    second_factor.set_secret(engine, SharedKeys(old), anna, SECRET)

    assert second_factor.take(engine, SharedKeys(f"{new},{old}"), anna, code(AT), AT)
    later = AT + timedelta(minutes=1)
    assert second_factor.take(engine, SharedKeys(new), anna, code(later), later)


def test_it_can_be_taken_off_and_replaced(engine: Engine, anna: Account) -> None:
    second_factor.set_secret(engine, VAULT, anna, second_factor.new_secret())
    assert not second_factor.take(engine, VAULT, anna, code(AT), AT)
    second_factor.set_secret(engine, VAULT, anna, None)

    assert not by_name(engine, "anna", AT).has_second_factor
    assert not second_factor.take(engine, VAULT, anna, code(AT), AT)


def test_the_address_is_what_apps_read(anna: Account) -> None:
    read = pyotp.parse_uri(second_factor.address(anna, SECRET))

    assert isinstance(read, pyotp.TOTP)
    assert (read.secret, read.name, read.issuer) == (SECRET, "anna", "Floorwalker")
