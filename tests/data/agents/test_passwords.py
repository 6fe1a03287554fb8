"""Passwords: which are taken, and how they are kept."""

from __future__ import annotations

import pytest

from data.agents import passwords
from data.agents.errors import BadField
from tests.data.agents.conftest import PASSWORD


@pytest.mark.parametrize("password", ["", "short", "x" * 501, "aaaaaaaaaaaaaaa", "anna.weiss-2026"])
def test_what_is_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(BadField, match="password: .*; "):
        passwords.check_password(password, "Anna.Weiss")


@pytest.mark.parametrize(
    "password", [PASSWORD, "正确的马电池订书钉很好用吧", "x y z 1 2 3 ❤", "anna likes tea and cake"]
)
def test_length_is_enough(password: str) -> None:
    assert passwords.check_password(password, "anna") == password


def test_a_made_one_is_taken_and_differs() -> None:
    made = {passwords.new_password() for _ in range(10)}

    assert len(made) == 10
    for one in made:
        passwords.check_password(one, "admin")


def test_only_the_hash_is_needed() -> None:
    kept = passwords.hash_of(PASSWORD)

    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept
    assert passwords.is_right(PASSWORD, kept)
    assert not passwords.is_right(PASSWORD + " ", kept)
    assert not passwords.is_right(PASSWORD, None)
    assert not passwords.is_right(PASSWORD, "damaged")
    assert not passwords.is_outdated(kept)
