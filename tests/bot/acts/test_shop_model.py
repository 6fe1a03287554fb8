from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest

from bot.acts import training
from bot.acts.classifier import ActClassifier, Member
from bot.acts.scene import Scene
from bot.acts.shop_model import Record, clear, current, digest, put_in_use, rolled_back, serving, write_record


@pytest.fixture(scope="module")
def shipped() -> ActClassifier:
    return ActClassifier.load()


def version(home: Path, name: str, shipped: ActClassifier, *, base: str = "", before: str = "") -> None:
    """A version whose one network says `help` to everything."""
    bias = np.zeros(len(shipped.acts), np.float32)
    bias[shipped.acts.index("help")] = 1000
    of = shipped.members[0]
    empty = {own: np.zeros_like(getattr(of, own)) for own in Member.__slots__}
    member = Member(**(empty | {"outer_bias": bias}))
    training.write(home / name, [member], (), shipped.temperatures)
    write_record(home, name, Record(base or digest(), before, ""))


def test_without_a_version_what_ships_is_served(tmp_path: Path, shipped: ActClassifier) -> None:
    assert serving(None).acts == serving(tmp_path).acts == shipped.acts
    with pytest.raises(LookupError, match="what ships"):
        rolled_back(tmp_path)


def test_the_version_in_use_judges_beside_the_transformer_until_it_is_rolled_back(
    tmp_path: Path, shipped: ActClassifier
) -> None:
    version(tmp_path, "v1", shipped)
    put_in_use(tmp_path, "v1")
    own = serving(tmp_path)

    assert own.acts[int(own.judge("你好", ["你好"], Scene(), [None])[0].argmax())] == "help"
    assert len(own.judge_apart("hello", Scene())[1]) == 2  # the networks, and the transformer
    assert rolled_back(tmp_path) == current(tmp_path) == ""


def test_a_version_that_went_on_from_other_networks_is_not_served(
    tmp_path: Path, shipped: ActClassifier, caplog: pytest.LogCaptureFixture
) -> None:
    version(tmp_path, "v1", shipped, base="of an older release")
    put_in_use(tmp_path, "v1")

    with caplog.at_level(logging.WARNING):
        own = serving(tmp_path)

    assert own.acts[int(own.judge("你好", ["你好"], Scene(), [None])[0].argmax())] == "greet"
    assert "v1" in caplog.text
    put_in_use(tmp_path, "nowhere")
    assert serving(tmp_path).acts == shipped.acts


def test_the_version_in_use_and_the_one_before_it_are_kept(tmp_path: Path, shipped: ActClassifier) -> None:
    (tmp_path / "ours.txt").touch()
    for name, before in (("v1", ""), ("v2", "v1"), ("v3", "v2")):
        version(tmp_path, name, shipped, before=before)
    put_in_use(tmp_path, "v3")

    clear(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {"ours.txt", "v2", "v3", "current"}
    assert [rolled_back(tmp_path), rolled_back(tmp_path)] == ["v2", ""]
