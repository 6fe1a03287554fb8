"""Keys of a day in files, shared keys from the settings: what is sealed can be read, until its key is destroyed."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from data.privacy.vault import DailyKeys, SharedKeys, VaultUnusable, in_memory, lasting


def today() -> datetime:
    return datetime.now(UTC)


def test_what_one_process_seals_another_of_the_host_reads(tmp_path: Path) -> None:
    sealed = DailyKeys(tmp_path / "keys").seal("anna@example.com, 王小明")

    assert "anna" not in sealed
    assert DailyKeys(tmp_path / "keys").unseal(sealed) == "anna@example.com, 王小明"


def test_keys_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    DailyKeys(tmp_path / "keys").seal("x")

    (key,) = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700


def test_processes_that_start_at_once_agree_on_the_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        vaults = list(pool.map(lambda _: DailyKeys(tmp_path), range(8)))
    sealed = [vault.seal(str(n)) for n, vault in enumerate(vaults)]

    assert [DailyKeys(tmp_path).unseal(one) for one in sealed] == [str(n) for n in range(8)]


def test_a_key_is_destroyed_when_all_that_it_sealed_is_past_its_life(tmp_path: Path) -> None:
    vault = DailyKeys(tmp_path, timedelta(days=1))
    sealed, day = vault.seal("secret"), today().date()

    assert vault.forget(day + timedelta(days=1)) == []
    assert DailyKeys(tmp_path).unseal(sealed) == "secret"
    assert vault.forget(day + timedelta(days=2)) == [day.isoformat()]
    assert vault.unseal(sealed) is None
    assert not list(tmp_path.glob("*.key"))


def test_what_is_no_key_of_a_day_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "server.key").write_text("theirs")

    DailyKeys(tmp_path).forget(today().date() + timedelta(days=900))

    assert (tmp_path / "server.key").read_text() == "theirs"


@pytest.mark.parametrize("sealed", ["", "nonsense", "2026-01-01:x", "../../etc/passwd:x", "2026-01-01"])
def test_what_was_never_sealed_here_is_nothing(tmp_path: Path, sealed: str) -> None:
    assert DailyKeys(tmp_path).unseal(sealed) is None
    assert in_memory().unseal(sealed) is None


def test_a_damaged_key_loses_only_what_it_sealed(tmp_path: Path) -> None:
    vault = DailyKeys(tmp_path)
    (tmp_path / "2026-01-01.key").write_text("damaged")

    assert vault.unseal("2026-01-01:x") is None
    assert vault.unseal(vault.seal("y")) == "y"


def test_a_folder_that_cannot_be_used_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(VaultUnusable, match="folder of keys") as raised:
        DailyKeys(tmp_path / "file")
    assert "FLOORWALKER_VAULT_KEY" in raised.value.remedy


def test_shared_keys_are_rotated_by_putting_the_new_one_first() -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    sealed = SharedKeys(old).seal("x")

    assert SharedKeys(f"{new}, {old}").unseal(sealed) == "x"
    assert SharedKeys(new).unseal(sealed) is None


def test_a_shared_key_that_is_none_is_refused() -> None:
    with pytest.raises(VaultUnusable, match="vault_key"):
        SharedKeys("password")


def test_lasting_keys_are_made_once_for_all_processes_and_outlive_the_days(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    with ThreadPoolExecutor(8) as pool:
        sealed = list(pool.map(lambda n: lasting(folder).seal(str(n)), range(8)))

    DailyKeys(folder).forget(today().date() + timedelta(days=400))

    assert [lasting(folder).unseal(one) for one in sealed] == [str(n) for n in range(8)]
    assert stat.S_IMODE((folder / "agents.key").stat().st_mode) == 0o600
    given = Fernet.generate_key().decode()
    assert lasting(folder, given).unseal(SharedKeys(given).seal("x")) == "x"


def test_a_damaged_lasting_key_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "agents.key").write_bytes(b"\xff no key")

    with pytest.raises(VaultUnusable, match=r"agents\.key is damaged") as caught:
        lasting(tmp_path)
    assert "restore it" in caught.value.remedy
