"""How quickly the widget is there in Chromium, and whether it ever holds up the page: before a scripted gateway that
answers at once, so that what is measured is the browser's work alone.

Of each round, on a page of its own with an empty cache: from the script's arrival to the button being there, from a tap
on it to the field taking words, and the tasks over 50 ms (PerformanceObserver "longtask") while 20 products are shown.
`--slow N` slows the processor N times, as Chromium's own tools do for phones.

    python -m benchmarks.widget [--rounds 10] [--products 20] [--slow 1]
"""

from __future__ import annotations

import argparse
import statistics
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from playwright.sync_api import Browser, sync_playwright

from floorwalker.settings import ROOT
from tests.serving import serving
from tests.web.conftest import CHROMIUM
from tests.web.test_widget import PRODUCT, PRODUCTS, SEEN

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
    shown = [PRODUCT | {"id": f"p{place}", "title": f"Mouse number {place}"} for place in range(products)]

    @app.get("/shop", response_class=HTMLResponse)
    async def shop() -> str:
        return PAGE

    @app.post("/v1/chat/sessions")
    async def sessions() -> Any:
        return {"session_id": "s", "token": "t", "messages": [SEEN | {"type": "text", "id": "g", "text": "Hello!"}]}

    @app.post("/v1/chat/messages")
    async def take() -> Any:
        return {"messages": [PRODUCTS | {"products": shown, "total": products}]}

    @app.post("/v1/chat/events", status_code=202)
    async def events() -> Any:
        return {"stored": 1, "repeated": 0}

    app.mount("/", StaticFiles(directory=ROOT / "web" / "dist", html=True))
    return app


def measured(browser: Browser, url: str, slow: float) -> tuple[float, float, list[float]]:
    """Milliseconds to the button, and from a tap to the field; and the long tasks while products are shown."""
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
    page.wait_for_timeout(500)
    page.evaluate("tasks.length = 0")
    page.get_by_label("Your message").fill("mouse")
    page.keyboard.press("Enter")
    page.get_by_text("Here is what fits").wait_for()
    page.wait_for_timeout(1000)
    tasks: list[float] = page.evaluate("tasks")
    context.close()
    return button, field, tasks


def main() -> None:
    """Measures, and prints what came out."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    asked.add_argument("--rounds", type=int, default=10)
    asked.add_argument("--products", type=int, default=20)
    asked.add_argument("--slow", type=float, default=1)
    options = asked.parse_args()
    with sync_playwright() as playwright, serving(gateway(options.products)) as url:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        rounds = [measured(browser, url, options.slow) for _ in range(options.rounds)]
        browser.close()
    for name, times in (("script to button", [one[0] for one in rounds]), ("tap to field", [one[1] for one in rounds])):
        print(f"{name}: median {statistics.median(times):.0f} ms, most {max(times):.0f} ms")
    longest = max((task for *_, tasks in rounds for task in tasks), default=0.0)
    count = sum(len(tasks) for *_, tasks in rounds)
    print(f"{options.products} products: {count} tasks over 50 ms in {options.rounds} rounds, most {longest:.0f} ms")


if __name__ == "__main__":
    main()
