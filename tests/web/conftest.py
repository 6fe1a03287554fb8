"""A browser, and web/ with its packages."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from floorwalker.settings import ROOT
from tests.conftest import MadeOnce

WEB = ROOT / "web"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
expect.set_options(timeout=20_000)  # milliseconds; on a busy machine an answer may take as long
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium; each test opens pages of its own in it.

    Of one module: while it is there, its event loop runs in this thread, and no asynchronous test can.
    """
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def project(made_once: MadeOnce) -> Path:
    """A copy of web/ with its packages; skips where Node or the packages cannot be had."""
    if shutil.which("npm") is None:
        pytest.skip("Node is not installed; the committed files of web/dist are served as they are")
    return made_once("web", _install)


def _install(folder: Path) -> None:
    shutil.copytree(WEB, folder, ignore=shutil.ignore_patterns("node_modules", "dist"), dirs_exist_ok=True)
    installed = subprocess.run(["npm", "ci", "--silent"], cwd=folder, capture_output=True, text=True, check=False)
    if installed.returncode != 0:
        pytest.skip(f"npm could not install the packages: {installed.stderr[-300:]}")


def flushed(page: Page) -> None:
    """Waits until all that the widget has to tell of what was seen and done is told."""
    page.evaluate("() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))")
    page.wait_for_function(
        """async () => {
          const { events } = document.querySelector("floorwalker-chat").chat;
          await events.flush();
          return events.size === 0;
        }"""
    )
