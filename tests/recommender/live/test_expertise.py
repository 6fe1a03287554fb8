"""Buying knowledge in a running service: ours, a shop's file behind it, and a file that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.live.expertise import Expertise

_SHOP = "families: [{family: zither stand, names: [zither stand], matters: {weight: 2}}]"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "knowledge.yaml"


def test_without_a_file_the_knowledge_is_ours() -> None:
    expertise = Expertise(None)

    assert expertise.is_outdated
    links = expertise.take_up()
    assert links is not None
    assert links.family("laptop") is not None
    assert not expertise.is_outdated
    assert expertise.reason is None


def test_a_shops_file_adds_families_when_it_comes(path: Path) -> None:
    expertise = Expertise(path)
    before = expertise.take_up()
    assert before is not None
    assert before.family("zither stand") is None

    path.write_text(_SHOP, encoding="utf-8")
    assert expertise.is_outdated
    after = expertise.take_up()
    assert after is not None
    assert after.family("zither stand") is not None


def test_a_bad_file_leaves_the_old_knowledge_and_says_so(path: Path) -> None:
    path.write_text(_SHOP, encoding="utf-8")
    expertise = Expertise(path)
    before = expertise.take_up()
    path.write_text(_SHOP.replace("weight", "wieght"), encoding="utf-8")

    assert expertise.take_up() is before
    assert expertise.reason is not None
    assert "wieght" in expertise.reason
    path.unlink()
    links = expertise.take_up()
    assert links is not None
    assert links.family("zither stand") is None
    assert expertise.reason is None


def test_a_file_that_is_bad_from_the_start_leaves_ours(path: Path) -> None:
    path.write_text("families: 7", encoding="utf-8")
    expertise = Expertise(path)

    links = expertise.take_up()
    assert links is not None
    assert links.family("laptop") is not None
    assert expertise.reason is not None
