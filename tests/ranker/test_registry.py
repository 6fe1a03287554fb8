"""Models on disk: whole or not there, checked before they are current, and always a way back."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from ranker.errors import ModelInvalid, ModelMissing
from ranker.registry import FORMAT, MANIFEST, PROMOTIONS, Manifest, Registry
from ranker.trial_plan import TRIAL

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def manifest(version: str, age: int = 0, **fields: Any) -> Manifest:
    described = {"kind": "adapter", "base_model": "tiny", "base_model_hash": "b", "data_hash": "d"}
    made = NOON - timedelta(days=age)
    return Manifest(version=version, created_at=made, catalog_version="c", **(described | fields))


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


def add(registry: Registry, version: str, age: int = 0) -> Path:
    with registry.stage() as staged:
        (staged / "heads").mkdir()
        (staged / "heads" / "0.bin").write_bytes(b"weights")
        (staged / "shape.json").write_text("{}", encoding="utf-8")
        registry.register(staged, manifest(version, age, metrics={"ndcg@5": 0.5}))
    return folder_of(registry, version)


def folder_of(registry: Registry, version: str) -> Path:
    return registry._root / version


def test_a_registered_model_is_listed_with_what_it_holds(registry: Registry) -> None:
    add(registry, "older", age=1)
    add(registry, "newer")

    assert [found.version for found in registry.list()] == ["newer", "older"]
    shown = registry.show("newer")
    assert set(shown.files) == {"heads/0.bin", "shape.json"}
    assert shown.metrics == {"ndcg@5": 0.5}
    assert registry.verify("newer") == shown
    assert registry.current() is None


def test_a_missing_model_is_answered_with_those_there_are(registry: Registry) -> None:
    with pytest.raises(ModelMissing, match="none; train one first"):
        registry.show("a")
    add(registry, "a")
    add(registry, "b")

    for act in (registry.show, registry.verify, registry.promote):
        with pytest.raises(ModelMissing, match=r"no model 'c'; there are: a, b$"):
            act("c")


def test_a_training_that_fails_leaves_nothing(registry: Registry) -> None:
    with pytest.raises(ZeroDivisionError), registry.stage() as staged:  # noqa: PT012 - it fails half-way
        (staged / "half.bin").write_bytes(b"half")
        raise ZeroDivisionError

    assert registry.versions() == ()
    assert not staged.exists()


def test_an_interrupted_registration_leaves_nothing_visible(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_paths: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        add(registry, "a")

    assert registry.versions() == ()


def test_a_version_is_registered_once(registry: Registry) -> None:
    add(registry, "a")

    with pytest.raises(ModelInvalid, match="registered already: give the model another version"):
        add(registry, "a")
    assert registry.verify("a")


def test_a_link_is_not_registered(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"")
    with registry.stage() as staged:
        (staged / "weights.bin").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(ModelInvalid, match=r"weights\.bin is a link"):
            registry.register(staged, manifest("a"))


@pytest.mark.parametrize("version", ["", ".", "..", "../a", "a/b", ".hidden", "a b", "a" * 101, "a\n"])
def test_a_version_cannot_lead_out_of_the_folder(registry: Registry, version: str) -> None:
    with pytest.raises(ValidationError, match="letters, digits"):
        manifest(version)
    with pytest.raises(ModelMissing):
        registry.show(version)


@pytest.mark.parametrize("fields", [{"files": {"../a": "0"}}, {"files": {"/a": "0"}}, {"metrics": {"loss": "nan"}}])
def test_a_manifest_refuses_what_cannot_be_meant(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        manifest("a", **fields)


def test_a_missing_file_is_named(registry: Registry) -> None:
    (add(registry, "a") / "heads" / "0.bin").unlink()

    with pytest.raises(ModelInvalid, match=r"a: heads/0\.bin is missing.*: promote another version"):
        registry.verify("a")


def test_a_changed_file_is_named(registry: Registry) -> None:
    (add(registry, "a") / "heads" / "0.bin").write_bytes(b"weightz")

    with pytest.raises(ModelInvalid, match=r"a: heads/0\.bin was changed.*: promote another version"):
        registry.verify("a")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": FORMAT + 1, "field_of_the_future": 1}, f"has format {FORMAT + 1}, this program reads {FORMAT}"),
        ({"kind": None}, "kind: Input should be a valid string"),
        ({"version": "b"}, "is of version b"),
        ({"files": {"../../etc/passwd": "0"}}, "lies outside the folder"),
    ],
    ids=["other format", "wrong field", "renamed folder", "path outside"],
)
def test_a_wrong_manifest_says_what_is_wrong(registry: Registry, change: dict[str, Any], words: str) -> None:
    path = add(registry, "a") / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")

    with pytest.raises(ModelInvalid, match=words):
        registry.verify("a")
    assert registry.list() == ()
    assert registry.versions() == ("a",)


@pytest.mark.parametrize("content", ["", "[]", "{", "{}"])
def test_a_damaged_manifest_is_named(registry: Registry, content: str) -> None:
    (add(registry, "a") / MANIFEST).write_text(content, encoding="utf-8")

    with pytest.raises(ModelInvalid, match=r"a: manifest\.json is missing or damaged"):
        registry.show("a")


def test_promotions_are_taken_back_one_after_the_other(registry: Registry) -> None:
    folders = {version: add(registry, version) for version in "abc"}
    for version in "abc":
        registry.promote(version)

    assert registry.current() == folders["c"]
    assert [registry.rollback(), registry.current()] == ["b", folders["b"]]
    assert [registry.rollback(), registry.rollback(), registry.current()] == ["a", None, None]
    with pytest.raises(ModelMissing, match="nothing to roll back"):
        registry.rollback()


def test_promoting_what_is_current_is_told_but_not_remembered_twice(registry: Registry) -> None:
    add(registry, "a")
    registry.promote("a")
    before = registry.stamp()

    registry.promote("a")

    assert registry.history() == ("a",)
    assert registry.stamp() != before


def test_a_broken_model_is_not_made_current(registry: Registry) -> None:
    for version in "abc":
        add(registry, version)
    registry.promote("a")
    registry.promote("b")
    for version in "ac":
        (folder_of(registry, version) / "shape.json").unlink()

    with pytest.raises(ModelInvalid):
        registry.promote("c")
    with pytest.raises(ModelInvalid):
        registry.rollback()
    assert registry.history() == ("a", "b")


@pytest.mark.parametrize("content", ["", "[]", '{"history": ["../a"]}', '{"history": 1}'])
def test_damaged_promotions_say_what_to_do(registry: Registry, content: str) -> None:
    add(registry, "a")
    (registry._root / PROMOTIONS).write_text(content, encoding="utf-8")

    with pytest.raises(ModelInvalid, match=r"PROMOTED\.json is damaged: remove it, and promote a version again"):
        registry.current()


def test_pruning_keeps_the_newest_and_what_a_rollback_needs(registry: Registry) -> None:
    for age, version in enumerate("edcba"):
        add(registry, version, age)
    for version in "cab":
        registry.promote(version)

    assert registry.prune(1) == ("c", "d")
    assert registry.versions() == ("a", "b", "e")
    assert registry.rollback() == "a"


def test_a_version_that_was_never_promoted_can_be_taken_back(registry: Registry) -> None:
    for version in "ab":
        add(registry, version)
    registry.promote("a")
    registry.discard("b")

    assert registry.versions() == ("a",)
    with pytest.raises(ModelInvalid, match="a was promoted"):
        registry.discard("a")
    with pytest.raises(ModelMissing):
        registry.discard("b")


def test_a_reader_of_nothing_leaves_nothing(registry: Registry) -> None:
    assert (registry.current(), registry.history(), registry.versions(), registry.list()) == (None, (), (), ())
    assert not registry._root.exists()


def test_two_processes_may_promote_at_once(registry: Registry) -> None:
    for version in "ab":
        add(registry, version)
    program = (
        "import sys; from pathlib import Path; from ranker.registry import Registry\n"
        "registry = Registry(Path(sys.argv[1]))\n"
        "for _ in range(10): registry.promote('a'); registry.promote('b')"
    )
    command = [sys.executable, "-c", program, str(registry._root)]

    running = [subprocess.Popen(command, cwd=Path(__file__).parents[2]) for _ in range(2)]

    assert [process.wait(60) for process in running] == [0, 0]
    history = registry.history()
    assert history[-1] == "b"
    assert all(before != after for before, after in zip(history, history[1:], strict=False))


def test_one_version_is_on_trial_beside_the_current_one(registry: Registry) -> None:
    for version in ("a", "b", "c"):
        add(registry, version)
    registry.promote("a")
    assert registry.trial() is None
    before = registry.trial_stamp()

    registry.try_out("canary", "b", 0.1)
    registry.try_out("interleave", "c", 0.2)

    trial = registry.trial()
    assert trial is not None
    assert (trial.kind, trial.version, trial.share) == ("interleave", "c", 0.2)
    assert registry.trial_stamp() != before
    assert registry.history() == ("a",)
    assert registry.prune(0) == ("b",)
    registry.end_trial()
    assert registry.trial() is None


def test_what_is_on_trial_is_whole_and_not_the_current_one(registry: Registry) -> None:
    add(registry, "a")
    registry.promote("a")
    with pytest.raises(ModelInvalid, match="a is promoted already"):
        registry.try_out("canary", "a", 0.1)
    with pytest.raises(ModelMissing, match="no model 'x'"):
        registry.try_out("canary", "x", 0.1)
    (add(registry, "b") / "shape.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ModelInvalid, match=r"shape\.json was changed"):
        registry.try_out("canary", "b", 0.1)
    assert registry.trial() is None


def test_promotion_and_rollback_end_a_trial(registry: Registry) -> None:
    for version in ("a", "b"):
        add(registry, version)
    registry.try_out("shadow", "b", 1.0)
    registry.promote("b")
    assert registry.trial() is None

    registry.try_out("canary", "a", 1.0)
    assert registry.rollback() is None
    assert (registry.trial(), registry.history()) == (None, ())

    registry.try_out("canary", "a", 1.0)
    assert registry.rollback() is None  # nothing was promoted, but somebody got something
    assert registry.trial() is None


def test_a_damaged_trial_says_how_to_end_it(registry: Registry, tmp_path: Path) -> None:
    add(registry, "a")
    (tmp_path / "models" / TRIAL).write_text("{", encoding="utf-8")

    with pytest.raises(ModelInvalid, match="models stop"):
        registry.trial()
    registry.end_trial()
    assert registry.trial() is None


def test_what_was_decided_by_an_older_state_is_refused(registry: Registry) -> None:
    for version in ("first", "second"):
        add(registry, version)
    registry.promote("first", instead_of=None)

    with pytest.raises(ModelInvalid, match="first is promoted by now, not none: look at the models again"):
        registry.promote("second", instead_of=None)
    with pytest.raises(ModelInvalid, match="first is promoted by now, not second"):
        registry.rollback(instead_of="second")
    assert registry.history() == ("first",)
    registry.promote("second", instead_of="first")
    assert registry.rollback(instead_of="second") == "first"
    assert registry.rollback(instead_of="first") is None
    with pytest.raises(ModelInvalid, match="no version is promoted any more, not first"):
        registry.promote("second", instead_of="first")
