"""Names, networks and the token between processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.peers import Hosts, Networks, is_bearer, is_this_host, token_in


@pytest.mark.parametrize(
    ("host", "is_answered"),
    [
        ("chat.shop.example", True),
        ("Chat.Shop.Example.:443", True),
        ("a.b.shops.example", True),
        ("shops.example", False),
        ("evil.example", False),
        ("chat.shop.example.evil.example", False),
        ("127.0.0.1:8000", True),
        ("[::1]:8000", True),
        ("2001:db8::1", True),
        ("localhost:8000", True),
        ("shop.localhost", True),
        ("gateway:8000", True),
        ("127.0.0.1.evil.example:8000", False),
        ("", True),
    ],
)
def test_answers_for_its_names_and_for_those_that_are_nobodys(host: str, is_answered: bool) -> None:
    assert (host in Hosts(["chat.shop.example", "*.shops.example"])) is is_answered


def test_answers_for_any_name_if_it_is_told_to() -> None:
    assert "evil.example" in Hosts(["*"])


@pytest.mark.parametrize("entry", ["https://shop.example", "shop.example:443", "shop.example/x", "", "*."])
def test_refuses_what_is_no_name(entry: str) -> None:
    with pytest.raises(ValueError, match="without scheme and port"):
        Hosts([entry])


@pytest.mark.parametrize("entry", ["10.0.0.1/24", "proxy", "10.0.0.0/33", "0.0.0.0/0", "::/0"])
def test_refuses_what_is_no_network_or_everybodys(entry: str) -> None:
    with pytest.raises(ValueError, match=entry.split("/")[0]):
        Networks([entry])


@pytest.mark.parametrize(
    ("authorization", "is_shown"),
    [("Bearer secret", True), ("bearer secret", True), ("Basic secret", False), ("Bearer Secret", False), ("", False)],
)
def test_knows_a_token(authorization: str, is_shown: bool) -> None:
    assert is_bearer(authorization, "secret") is is_shown


def test_makes_a_token_once_for_its_owner_alone(tmp_path: Path) -> None:
    made = token_in(tmp_path / "keys" / "inner.token")

    assert len(made) >= 43
    assert token_in(tmp_path / "keys" / "inner.token") == made
    assert (tmp_path / "keys" / "inner.token").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("::", False), ("10.0.0.1", False), ("rasa", False)],
)
def test_knows_what_only_this_host_reaches(host: str, here: bool) -> None:
    assert is_this_host(host) is here
