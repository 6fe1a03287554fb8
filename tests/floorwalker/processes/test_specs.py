"""The chat model of the settings: what is wrong with it is said before anything starts."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from floorwalker.commands.doctor import examine
from floorwalker.errors import StepFailed
from floorwalker.processes.specs import chat_model_config, refuse_unusable_chat_model
from floorwalker.settings import ROOT, Settings
from tests.floorwalker.running import free_ports


@pytest.fixture(autouse=True)
def no_file_of_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FLOORWALKER_HOME", str(tmp_path))
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


def finding(settings: Settings) -> tuple[str, str]:
    return next((f.state, f.remedy) for f in examine(settings) if f.subject == "chat model")


def test_there_is_none_unless_the_settings_name_one() -> None:
    assert chat_model_config(Settings()) is None
    refuse_unusable_chat_model(Settings())
    assert finding(Settings()) == ("none: answers are the shop's own words", "")


def test_the_settings_are_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"MODEL": "openai:m", "API_KEY": "k", "TIMEOUT": "2.5", "CALLS_PER_DAY": "7"}.items():
        monkeypatch.setenv(f"FLOORWALKER_CHAT_{name}", value)

    config = chat_model_config(Settings())

    assert config is not None
    assert (config.model, config.api_key, config.timeout, config.calls_per_day) == ("openai:m", "k", 2.5, 7)
    assert finding(Settings()) == ("openai:m, at most 7 answers a day", "")


def test_a_package_that_is_missing_is_named_at_the_start_and_by_the_doctor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOORWALKER_CHAT_MODEL", "anthropic:claude")

    with pytest.raises(StepFailed) as caught:
        refuse_unusable_chat_model(Settings())

    assert "langchain-anthropic" in caught.value.remedy
    assert "langchain-anthropic" in finding(Settings())[1]


@pytest.mark.slow
def test_the_action_server_counts_what_it_costs(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    environment = os.environ | {
        "FLOORWALKER_ACTIONS_PORT": str(port),
        "FLOORWALKER_CHAT_MODEL": "openai:m",
        "FLOORWALKER_CHAT_API_KEY": "k",
        "PYTHONPATH": str(ROOT),
    }
    with (tmp_path / "log.txt").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "floorwalker", "serve", "actions"], env=environment, stdout=log, stderr=log
        )
        try:
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline:
                assert process.poll() is None, (tmp_path / "log.txt").read_text()
                try:
                    answer = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False)
                    break
                except httpx.ConnectError:
                    time.sleep(0.2)
            assert answer.is_success
            assert "floorwalker_chat_model_calls_total" in answer.text
        finally:
            process.terminate()
            process.wait(30)
