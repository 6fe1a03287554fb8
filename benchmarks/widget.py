"""How quickly the widget is there in Chromium, and whether it ever holds up the page: before a scripted gateway that
answers at once, so that what is measured is the browser's work alone.

Of each round, on a page of its own with an empty cache: from the script's arrival to the button being there, from a tap
on it to the field taking words, and the tasks over 50 ms (PerformanceObserver "longtask") until then and while nothing
else is to be done; then those while 20 products are shown, and the most processor time that a task took (Chromium's
trace), which counts where the machine does other work, too. `--slow N` slows the processor N times, as Chromium's own
tools do for phones.

    python -m benchmarks.widget [--rounds 10] [--products 20] [--slow 1]
"""

from __future__ import annotations

import argparse
import json
import statistics
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, WebSocket
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from playwright.sync_api import Browser, sync_playwright

from floorwalker.settings import ROOT
from tests.serving import serving
from tests.web.conftest import CHROMIUM
from tests.web.scripted import PRODUCT, PRODUCTS, SEEN

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PAGE = '<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1><script src="/widget.js" defer></script>'
WATCH = """
  window.tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map((one) => one.duration)))
    .observe({ type: "longtask", buffered: true });
"""
BUTTON = """() => {
  const arrived = performance.getEntriesByType("resource").find((one) => one.name.endsWith("/widget.js")).responseEnd;
  const chat = document.querySelector("floorwalker-chat");
  return new Promise((resolve) => requestAnimationFrame(() => resolve([performance.now() - arrived, chat !== null])));
}"""
TAP = """() => {
  const { shadowRoot } = document.querySelector("floorwalker-chat");
  const tapped = performance.now();
  shadowRoot.querySelector(".launcher").click();
  return new Promise((resolve) => requestAnimationFrame(() => {
    const isThere = shadowRoot.activeElement === shadowRoot.querySelector("textarea");
    resolve([performance.now() - tapped, isThere]);
  }));
}"""


def gateway(products: int) -> FastAPI:
    """Answers each message with so many products."""
    app = FastAPI()
    greeting = SEEN | {"type": "text", "id": "g", "text": "Hello!"}
    shown = [PRODUCT | {"id": f"p{place}", "title": f"Mouse number {place}"} for place in range(products)]

    @app.get("/shop", response_class=HTMLResponse)
    async def shop() -> str:
        return PAGE

    @app.post("/v1/chat/sessions")
    async def sessions() -> Any:
        return {"session_id": "s", "token": "t", "messages": [greeting]}

    @app.post("/v1/chat/messages")
    async def take() -> Any:
        return {"messages": [PRODUCTS | {"products": shown, "total": products}]}

    @app.get("/v1/chat/messages")
    async def read() -> Any:
        return {"messages": [greeting]}

    @app.websocket("/v1/chat/stream")
    async def stream(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_json({"type": "ready", "status": "bot"})
        async for _ in socket.iter_text():
            pass

    @app.post("/v1/chat/events", status_code=202)
    async def events() -> Any:
        return {"stored": 1, "repeated": 0}

    app.mount("/", StaticFiles(directory=ROOT / "web" / "dist", html=True))
    return app


@dataclass(frozen=True)
class Round:
    """All in milliseconds."""

    button: float
    field: float
    opening: list[float]
    products: list[float]
    processor: float


def measured(browser: Browser, url: str, slow: float) -> Round:
    """One round, on a page of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    if slow > 1:
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slow})
    page.add_init_script(WATCH)
    page.goto(f"{url}/shop", wait_until="domcontentloaded")
    button, is_there = page.evaluate(BUTTON)
    field, takes_words = page.evaluate(TAP)
    assert (is_there, takes_words) == (True, True), "the widget is not there"
    page.get_by_text("Hello!").wait_for()
    page.wait_for_timeout(1000)
    before: list[float] = page.evaluate("tasks.splice(0)")
    browser.start_tracing(page=page, categories=["toplevel"])
    page.get_by_label("Your message").fill("mouse")
    page.keyboard.press("Enter")
    page.get_by_text("Here is what fits").wait_for()
    page.wait_for_timeout(1000)
    processor = longest(json.loads(browser.stop_tracing())["traceEvents"])
    tasks: list[float] = page.evaluate("tasks")
    context.close()
    return Round(button, field, before, tasks, processor)


def longest(trace: list[dict[str, Any]]) -> float:
    """Milliseconds of the processor that a task of a page's main thread took at most."""
    mains = {
        (one["pid"], one["tid"])
        for one in trace
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    return max(float(one.get("tdur", 0)) for one in trace if (one["pid"], one["tid"]) in mains) / 1000


def main() -> None:
    """Measures, and prints what came out."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    asked.add_argument("--rounds", type=int, default=10)
    asked.add_argument("--products", type=int, default=20)
    asked.add_argument("--slow", type=float, default=1)
    options = asked.parse_args()
    with sync_playwright() as playwright, serving(gateway(options.products), has_sockets=True) as url:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        rounds = [measured(browser, url, options.slow) for _ in range(options.rounds)]
        browser.close()
    for name, times in (
        ("script to button", [one.button for one in rounds]),
        ("tap to field", [one.field for one in rounds]),
        (f"{options.products} products, processor time of a task", [one.processor for one in rounds]),
    ):
        print(f"{name}: median {statistics.median(times):.0f} ms, most {max(times):.0f} ms")
    for name, of_rounds in (
        ("opening", [one.opening for one in rounds]),
        (f"{options.products} products", [one.products for one in rounds]),
    ):
        tasks = [task for of_round in of_rounds for task in of_round]
        most = f", most {max(tasks):.0f} ms" if tasks else ""
        print(f"{name}: {len(tasks)} tasks over 50 ms in {options.rounds} rounds{most}")


if __name__ == "__main__":
    main()
