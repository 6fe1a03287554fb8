"""The rules as they are read, and what they hold on to."""

from __future__ import annotations

import socket

import pytest

from data.privacy import rules as own
from data.privacy.rules import asked, is_ean, rules, suffixes


def test_every_rule_can_be_read_and_masks_a_group() -> None:
    assert len(rules()) > 50
    assert all("v" in rule.pattern.groupindex and 0 < rule.score <= 1 for rule in rules())
    assert set(asked()) == {"order", "address"}


def test_a_rule_that_cannot_be_read_is_named_with_its_file() -> None:
    with pytest.raises(ValueError, match=r"en\.yml: the rule 'a<<b>>'"):
        own._rule("en.yml", {"kind": "name", "score": 1, "pattern": "a<<b>>"}, {})


@pytest.mark.parametrize(
    ("digits", "is_one"), [("4006381333931", True), ("4006381333932", False), ("96385074", True), ("123", False)]
)
def test_a_products_number_is_known_by_its_check_digit(digits: str, is_one: bool) -> None:
    assert is_ean(digits) is is_one


def test_the_public_suffixes_are_read_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    suffixes.cache_clear()
    assert suffixes()("shop.example.co.uk").suffix == "co.uk"
