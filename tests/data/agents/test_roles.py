"""Roles: who may do what."""

from __future__ import annotations

import pytest

from data.agents.roles import ADMIN, AGENT, LEAD, may


@pytest.mark.parametrize(
    ("role", "rights"),
    [(AGENT, {AGENT}), (LEAD, {AGENT, LEAD}), (ADMIN, {AGENT, LEAD, ADMIN}), ("", set()), ("Admin", set())],
)
def test_a_role_has_the_rights_of_those_before_it(role: str, rights: set[str]) -> None:
    assert {one for one in (AGENT, LEAD, ADMIN) if may(role, one)} == rights
