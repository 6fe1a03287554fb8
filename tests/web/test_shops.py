"""What the Shopify snippet and the WooCommerce plugin emit."""

from __future__ import annotations

import json
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.web.conftest import WEB

RENDERED = Path(__file__).with_name("shops")
"""What `web/shops/rendering` makes of the sources; committed, so that a machine without Node runs it too."""
HOST = "https://chat.example.com"


def rendered(name: str) -> str:
    return (RENDERED / f"{name}.html").read_text(encoding="utf-8")


class Tags(HTMLParser):
    """The elements of a page, each with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def scripts(name: str) -> tuple[dict[str, str | None], dict[str, str | None]]:
    """The attributes of the two scripts, which are all that is there."""
    (first, widget), (second, page) = Tags(rendered(name)).found
    assert (first, second) == ("script", "script")
    return widget, page


@pytest.mark.slow
def test_what_is_committed_is_what_the_sources_make(tmp_path: Path) -> None:
    if shutil.which("npm") is None:
        pytest.skip("Node is not installed; what it made of the sources is tested as it is committed")
    folder = tmp_path / "shops"
    shutil.copytree(WEB / "shops", folder, ignore=shutil.ignore_patterns("node_modules"))
    run = {"cwd": folder / "rendering", "capture_output": True, "text": True, "check": False}
    installed = subprocess.run(["npm", "ci", "--silent"], **run)  # type: ignore[call-overload]
    if installed.returncode != 0:
        pytest.skip(f"npm could not install the packages: {installed.stderr[-300:]}")
    done = subprocess.run(["node", "render.mjs", str(tmp_path / "made")], **run)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stdout + done.stderr

    made = {path.name: path.read_bytes() for path in (tmp_path / "made").iterdir()}
    assert made == {path.name: path.read_bytes() for path in RENDERED.iterdir()}, (
        "run `npm ci && node render.mjs ../../../tests/web/shops` in web/shops/rendering, and commit"
    )


def test_shopifys_snippet_names_the_product_as_the_importer_does() -> None:
    widget, page = scripts("shopify-product")

    assert widget == {
        "src": f"{HOST}/widget.js",
        "data-site-key": "demo",
        "data-locale": "en",
        "data-product": "norvik-mouse",  # its handle: data.catalog.importers.shopify
        "data-shopper": "77",
        "defer": None,
    }
    assert page == {"src": f"{HOST}/shops/shopify.js", "data-site-key": "demo", "data-root": "/", "defer": None}
    assert "data-shopper" not in scripts("shopify-unnamed")[0]
    assert "data-product" not in scripts("shopify-featured")[0]
    assert scripts("shopify-french")[1]["data-root"] == "/fr"
    assert Tags(rendered("shopify-unset")).found == []


def test_woocommerces_plugin_names_the_product_as_the_catalog_does() -> None:
    widget, page = scripts("woocommerce-product")

    assert widget == {
        "src": f"{HOST}/widget.js",
        "data-site-key": "demo",
        "data-locale": "zh-CN",
        "data-product": "21",
        "data-shopper": "5",
        "defer": None,
    }
    assert page["data-api"] == "https://shop.example/wp-json/wc/store/v1/"
    assert scripts("woocommerce-sku")[0]["data-product"] == "MOUSE-21"
    assert "data-shopper" not in scripts("woocommerce-unnamed")[0]
    assert [Tags(rendered(f"woocommerce-{name}")).found for name in ("unset", "broken", "blog", "nowhere")] == [[]] * 4
    assert scripts("woocommerce-category")


def test_an_order_is_told_once_and_to_who_has_its_key() -> None:
    bought = json.loads(scripts("woocommerce-thanks")[1]["data-purchase"] or "")

    shirt = {"id": "30", "price": 28, "currency": "EUR", "quantity": 1, "variant_id": "31"}  # the variation's product
    assert bought == [{"id": "21", "price": 19.99, "currency": "EUR", "quantity": 2}, shirt]
    others = ("thanks-again", "thanks-other", "thanks-failed", "home")
    assert all("data-purchase" not in scripts(f"woocommerce-{name}")[1] for name in others)


@pytest.mark.parametrize("name", ["shopify-hostile", "woocommerce-hostile"])
def test_hostile_names_stay_text(name: str) -> None:
    widget, _ = scripts(name)

    assert widget["data-product"] == widget["data-heading"] == '"><img src=x onerror="document.title=\'hacked\'">'


def test_the_plugins_settings_are_checked_and_shown_as_text() -> None:
    saved = json.loads((RENDERED / "woocommerce-settings.json").read_text(encoding="utf-8"))
    tags = Tags(rendered("woocommerce-settings")).found

    assert saved["menu"] == ["woocommerce", "manage_woocommerce", "manage_woocommerce"]
    assert (saved["good"]["kept"]["host"], saved["good"]["errors"]) == ("https://chat.shop.example", [])
    assert saved["script"]["errors"].keys() == {"host", "site_key", "locale"}
    assert saved["script"]["kept"]["host"] == saved["path"]["kept"]["host"] == HOST
    assert saved["refused"]
    assert saved["uninstalls"] == "nothing is left"
    assert "img" not in [tag for tag, _ in tags]
    assert {attributes["name"] for tag, attributes in tags if tag == "input" and attributes["type"] == "hidden"} >= {
        "_wpnonce",
        "option_page",
    }
    labels = {attributes["for"] for tag, attributes in tags if tag == "label" and "for" in attributes}
    fields = {a["id"] for tag, a in tags if tag in ("input", "select") and (a.get("name") or "").startswith("floor")}
    assert fields <= labels
