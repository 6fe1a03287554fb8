"""The Shopify snippet, its pixel and the WooCommerce plugin in a browser, on made-up shops before the gateway."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from playwright.sync_api import Page, expect
from sqlalchemy import select

from data.conversations.tables import ConversationRow, EventRow
from data.database import connect
from floorwalker.settings import ROOT
from gateway.app import create_app
from gateway.config import GatewayConfig
from tests.gateway.conftest import PRODUCT, PRODUCTS, ScriptedRasa
from tests.serving import serving
from tests.web.conftest import CHROMIUM, WEB
from tests.web.test_shops import HOST, rendered

PIXEL = WEB / "shops" / "shopify" / "pixel.js"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt install chromium)"),
]


@dataclass
class Store:
    """A shop of one of the two systems: its pages with what was rendered, its cart, and the gateway beside it."""

    chat: str = ""
    url: str = ""
    quantity: int = 0
    variants: int = 1
    sku: str | None = None
    asked: list[str] = field(default_factory=list)
    config: GatewayConfig | None = None

    def page(self, name: str) -> HTMLResponse:
        scripted = rendered(name).replace(HOST, self.chat).replace("https://shop.example", self.url)
        return HTMLResponse(f"<!doctype html><title>Shop</title><h1>{name}</h1>{scripted}")

    def events(self, page: Page, least: int) -> list[tuple[Any, ...]]:
        """Type, product, quantity, price of what is stored, and whether a list showed it; once it is so many."""
        assert self.config is not None
        engine = connect(self.config.database_url)
        types = ("add_to_cart", "remove_from_cart", "purchase")
        query = select(EventRow).where(EventRow.type.in_(types)).order_by(EventRow.received_at, EventRow.at)
        for _ in range(200):
            with engine.connect() as connection:
                found = list(connection.execute(query))
            if len(found) >= least:
                break
            page.wait_for_timeout(50)
        engine.dispose()
        return [
            (one.type, one.payload.get("product_id"), one.payload.get("quantity"), one.payload.get("price"))
            for one in found
            if one.list_id is not None
        ]

    def variants_told(self) -> list[Any]:
        """Of which variant each event is, in the order in which they came."""
        assert self.config is not None
        engine = connect(self.config.database_url)
        with engine.connect() as connection:
            found = [row.payload for row in connection.execute(select(EventRow).order_by(EventRow.received_at))]
        engine.dispose()
        return [payload.get("variant_id") for payload in found if "quantity" in payload]

    def where(self) -> list[Any]:
        assert self.config is not None
        engine = connect(self.config.database_url)
        with engine.connect() as connection:
            found = [row.page for row in connection.execute(select(ConversationRow))]
        engine.dispose()
        return found


def shopify(store: Store) -> FastAPI:
    app = FastAPI()

    def cart() -> dict[str, Any]:
        line = {
            "handle": "norvik-mouse",
            "product_id": 11,
            "variant_id": 100,
            "sku": store.sku,
            "product_has_only_default_variant": store.variants == 1,
            "quantity": store.quantity,
            "final_price": 1999,
        }
        return {"token": "c1", "currency": "EUR", "items": [line] if store.quantity else []}

    @app.get("/cart.js")
    async def read() -> Any:
        return cart()

    @app.get("/cart")
    async def cart_page() -> Any:
        return store.page("shopify-home")

    @app.post("/cart/{change}")
    async def add(change: str) -> Response:
        store.quantity += 1
        store.asked.append(change)
        return JSONResponse(cart()) if change.endswith(".js") else RedirectResponse("/cart", 303)

    @app.get("/products/{handle}.js")
    async def product(handle: str) -> Any:
        variants = [{"id": 100 + n, "sku": f"NM-{n}", "available": True} for n in range(store.variants)]
        return {"url": f"/products/{handle}", "price": 1999, "variants": variants}

    @app.get("/products/{handle}")
    async def product_page(handle: str) -> Any:
        return store.page("shopify-product" if handle == "norvik-mouse" else "shopify-home")

    return app


def woocommerce(store: Store) -> FastAPI:
    app = FastAPI()

    @app.get("/wp-json/wc/store/v1/cart")
    async def read(response: Response) -> Any:
        response.headers["Nonce"] = "n1"
        prices = {"price": "1999", "currency_code": "EUR", "currency_minor_unit": 2}
        line = {"id": 21, "sku": "MOUSE-21", "quantity": store.quantity, "prices": prices}
        if store.variants > 1:
            line |= {"id": 31, "sku": "SHIRT-B42", "variation": [{"attribute": "Colour", "value": "Blue"}]}
        return {"items": [line] if store.quantity else []}

    @app.get("/wp-json/wc/store/v1/products/{id}")
    async def product(id: int) -> Any:
        return {"sku": {31: "SHIRT-B42", 21: "MOUSE-21"}[id], "parent": 21 if id == 31 else 0}

    @app.post("/wp-json/wc/store/v1/cart/add-item", status_code=201)
    async def add_item(request: Request) -> Any:
        assert request.headers["Nonce"] == "n1"
        assert await request.json() == {"id": 31 if store.variants > 1 else 21, "quantity": 1}
        store.quantity += 1
        return {}

    @app.post("/")
    async def ajax() -> Any:
        store.quantity += 1
        return {"fragments": {}}

    @app.get("/{page:path}")
    async def page(page: str) -> Any:
        return store.page(f"woocommerce-{page or 'home'}")

    return app


@pytest.fixture(scope="module")
def rasa() -> Iterator[ScriptedRasa]:
    scripted = ScriptedRasa()
    with serving(scripted.app()) as scripted.url:
        yield scripted


@pytest.fixture
def opened(sqlite_url: str, rasa: ScriptedRasa, request: pytest.FixtureRequest) -> Iterator[Store]:
    """The shop whose system the test names, and a gateway that lets its pages chat."""
    build, product = request.param
    rasa.items = [{"text": "Here you are", "custom": PRODUCTS | {"products": [PRODUCT | product], "total": 1}}]
    store = Store()
    with ExitStack() as stack:
        store.url = stack.enter_context(serving(build(store)))
        pages = frozenset({store.url})
        store.config = GatewayConfig(
            sqlite_url, rasa.url, "http://127.0.0.1:9", web=ROOT / "web" / "dist", allowed_origins=pages
        )
        store.chat = stack.enter_context(serving(create_app(store.config), has_sockets=True))
        yield store


@pytest.fixture
def page(browser: Any) -> Iterator[Page]:
    page: Page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    yield page
    page.close()


def chat(page: Page) -> None:
    page.locator("floorwalker-chat .launcher").click()
    page.get_by_label("Your message").fill("a mouse")
    page.keyboard.press("Enter")
    expect(page.locator("floorwalker-chat .bubble.shopper")).to_be_visible()
    expect(page.locator("floorwalker-chat .card").last).to_be_visible()
    page.wait_for_load_state("networkidle")


MOUSE = {"title": "Norvik mouse", "price": 19.99}
SHOPIFY = (shopify, MOUSE | {"id": "norvik-mouse"})
WOO = (woocommerce, MOUSE | {"id": "21"})
ADDED = ("add_to_cart", "norvik-mouse", 1, 19.99)


@pytest.mark.parametrize("opened", [SHOPIFY], indirect=True)
def test_shopify_tells_of_the_cart_however_the_theme_fills_it(opened: Store, page: Page) -> None:
    page.goto(f"{opened.url}/products/norvik-mouse")
    chat(page)
    assert [one["product_id"] for one in opened.where()] == ["norvik-mouse"]

    page.evaluate("fetch('/cart/add.js', {method: 'POST'})")
    assert opened.events(page, 1) == [ADDED]
    page.evaluate("{const asks = new XMLHttpRequest(); asks.open('POST', '/cart/add.js'); asks.send();}")
    assert opened.events(page, 2) == [ADDED] * 2
    page.evaluate(
        "{const form = document.createElement('form'); form.method = 'post'; form.action = '/cart/add';"
        "document.body.append(form); form.submit();}"
    )
    assert opened.events(page, 3) == [ADDED] * 3
    assert opened.asked == ["add.js", "add.js", "add"]


@pytest.mark.parametrize("opened", [SHOPIFY], indirect=True)
def test_what_is_chosen_in_the_chat_goes_into_shopifys_cart_and_is_told_once(opened: Store, page: Page) -> None:
    page.goto(opened.url + "/cart")
    chat(page)
    page.get_by_role("button", name="Add Norvik mouse to the cart").last.click()
    opened.events(page, 1)
    page.wait_for_timeout(1_000)

    assert (opened.quantity, opened.asked) == (1, ["add.js"])
    assert [one[:3] for one in opened.events(page, 1)] == [("add_to_cart", "norvik-mouse", 1)]
    opened.variants = 2  # a choice is made on the product's page
    page.get_by_role("button", name="Add Norvik mouse to the cart").last.click()
    page.wait_for_url("**/products/norvik-mouse")
    assert opened.quantity == 1


FITS = {"options": {"colour": "Blue"}, "text": "Blue", "price": 19.99, "available": True}


@pytest.mark.parametrize("opened", [(shopify, SHOPIFY[1] | {"variant": FITS | {"id": "NM-1"}})], indirect=True)
def test_the_variant_that_fits_goes_into_shopifys_cart(opened: Store, page: Page) -> None:
    opened.variants, opened.sku = 2, "NM-1"
    page.goto(opened.url + "/cart")
    chat(page)
    page.get_by_role("button", name="Add Norvik mouse, Blue to the cart").last.click()
    opened.events(page, 1)
    page.wait_for_timeout(1_000)

    assert (opened.quantity, opened.asked) == (1, ["add.js"])
    assert (len(opened.events(page, 1)), opened.variants_told()) == (1, ["NM-1"])


@pytest.mark.parametrize("opened", [(woocommerce, WOO[1] | {"variant": FITS | {"id": "31"}})], indirect=True)
def test_a_variation_is_told_as_one_of_its_product(opened: Store, page: Page) -> None:
    opened.variants = 2
    page.goto(opened.url + "/home")
    chat(page)
    page.evaluate("fetch('/?wc-ajax=add_to_cart', {method: 'POST'})")
    assert opened.events(page, 1) == [("add_to_cart", "21", 1, 19.99)]
    page.get_by_role("button", name="Add Norvik mouse, Blue to the cart").last.click()

    assert [one[:3] for one in opened.events(page, 2)] == [("add_to_cart", "21", 1)] * 2
    assert opened.variants_told() == ["31", "31"]


_SANDBOX = """<script>onmessage = async ({data: [source, stored]}) => {
  const browser = {
    localStorage: {
      getItem: async (key) => stored[key] ?? null,
      removeItem: async (key) => { delete stored[key]; },
      setItem: async (key, value) => { stored[key] = value; },
    },
    sessionStorage: {getItem: async () => null},
  };
  let tell;
  const analytics = {subscribe: (name, call) => { if (name === "checkout_completed") tell = call; }};
  new Function("analytics", "browser", source)(analytics, browser);
  const mouse = {product: {id: "11", url: null}, price: {amount: 19.99, currencyCode: "EUR"}};
  const lineItems = [{quantity: 2, variant: mouse}, {quantity: 1, variant: {product: {id: "99", url: null}}}];
  const checkout = {order: {id: "5001"}, currencyCode: "EUR", lineItems};
  await tell({id: "e", timestamp: new Date().toISOString(), data: {checkout}});
  parent.postMessage(stored, "*");
}</script>"""
"""What Shopify gives a pixel (https://shopify.dev/docs/api/web-pixels-api), as far as ours uses it."""
_RUN = """async ([sandbox, source, stored]) => {
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts allow-forms";  // so its origin is null
  frame.srcdoc = sandbox;
  const loaded = new Promise((done) => { frame.onload = done; });
  document.body.append(frame);
  await loaded;
  const told = new Promise((tell) => { onmessage = ({data}) => tell(data); });
  frame.contentWindow.postMessage([source, stored], "*");
  const after = await told;
  for (const key of Object.keys(localStorage)) if (!(key in after)) localStorage.removeItem(key);
  for (const [key, value] of Object.entries(after)) localStorage[key] = value;
  return after;
}"""


@pytest.mark.parametrize("opened", [SHOPIFY], indirect=True)
@pytest.mark.parametrize("answers", [True, False])
def test_shopifys_pixel_tells_of_a_purchase_or_leaves_it_to_the_next_page(
    opened: Store, page: Page, *, answers: bool
) -> None:
    page.goto(opened.url + "/cart")
    chat(page)
    page.evaluate("fetch('/cart/add.js', {method: 'POST'})")
    opened.events(page, 1)
    source = PIXEL.read_text(encoding="utf-8").replace(HOST, opened.chat if answers else "http://127.0.0.1:9")
    stored = page.evaluate("() => ({...sessionStorage, ...localStorage})")
    after = page.evaluate(_RUN, [_SANDBOX, source, stored])
    assert ("floorwalker.shopify.bought" in after) is not answers
    opened.quantity = 0
    page.goto(f"{opened.url}/cart?again")
    found = opened.events(page, 2)

    assert found == [ADDED, ("purchase", "norvik-mouse", 2, 19.99)]


@pytest.mark.parametrize("opened", [WOO], indirect=True)
def test_woocommerce_tells_of_cart_and_purchase(opened: Store, page: Page) -> None:
    page.goto(opened.url + "/home")
    chat(page)
    page.evaluate("fetch('/?wc-ajax=add_to_cart', {method: 'POST'})")
    assert opened.events(page, 1) == [("add_to_cart", "21", 1, 19.99)]
    page.get_by_role("button", name="Add Norvik mouse to the cart").last.click()
    assert [one[:3] for one in opened.events(page, 2)] == [("add_to_cart", "21", 1)] * 2

    opened.quantity = 0
    page.goto(opened.url + "/thanks")
    opened.events(page, 3)
    page.goto(opened.url + "/thanks-again")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    assert opened.events(page, 3)[2:] == [("purchase", "21", 2, 19.99)]
