from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.privacy.holdings import conversations_of
from data.privacy.pseudonyms import KeyDamaged, Pseudonyms, replace_ids, shoppers_key
from tests.data.privacy.talks import talk


def test_the_same_id_has_the_same_pseudonym_under_the_same_key_alone() -> None:
    one, other = Pseudonyms(b"1" * 32), Pseudonyms(b"2" * 32)

    assert one.of("anna") == one.of("anna")
    assert len({one.of("anna"), one.of("anne"), other.of("anna")}) == 3
    assert "anna" not in one.of("anna")
    assert len(one.of("anna")) <= 100


def test_processes_that_start_at_once_share_one_key_that_nobody_else_reads(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: shoppers_key(tmp_path / "keys"), range(8)))

    assert len(keys) == 1
    assert [(path.name, path.stat().st_mode & 0o777) for path in (tmp_path / "keys").iterdir()] == [
        ("shoppers.key", 0o600)
    ]
    assert shoppers_key(tmp_path / "keys", "given") == shoppers_key(None, "given") not in keys
    assert shoppers_key(None) != shoppers_key(None)


def test_says_what_to_do_about_a_damaged_key(tmp_path: Path) -> None:
    (tmp_path / "shoppers.key").write_text("nothing of the kind", encoding="ascii")

    with pytest.raises(KeyDamaged, match="restore it"):
        shoppers_key(tmp_path)


async def test_ids_of_an_older_version_are_replaced_once(engine: Engine) -> None:
    pseudonyms = Pseudonyms(b"k" * 32)
    ids = [await talk(engine, shopper=shopper) for shopper in ("anna", "anna", pseudonyms.of("ben"))]

    assert (replace_ids(engine, pseudonyms), replace_ids(engine, pseudonyms)) == (1, 0)
    assert sorted(conversations_of(engine, pseudonyms.of("anna"))) == sorted(ids[:2])
    assert conversations_of(engine, pseudonyms.of("ben")) == ids[2:]
