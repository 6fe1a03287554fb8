"""The demo's storefront: its addresses, and the files it shows products by; there while the demo catalog is current.

A shop that serves a catalog of its own has neither: these addresses answer 404, and `/` is a page with the chat alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse

from gateway.errors import NotFound

_ADDRESSES = ("/type/{key}", "/product/{product_id}", "/search", "/cart", "/checkout", "/thanks")
_LANGUAGES = {"": "index.html", "/zh": "zh/index.html"}
"""The page of each language, by what its addresses begin with."""
_FILE = re.compile("[a-z_]+")


def add_storefront(app: FastAPI, web: Path, shop: Path) -> None:
    """Serves the pages from `web` and the products from `shop`, which may come and go while the app runs."""
    app.add_route("/demo/shop/{name}.json", _products(shop), include_in_schema=False)
    for start, page in _LANGUAGES.items():
        for address in _ADDRESSES:
            app.add_route(start + address, _page(web / page, shop), include_in_schema=False)


def _products(shop: Path) -> Callable[[Request], FileResponse]:
    def serve(request: Request) -> FileResponse:
        name = request.path_params["name"]
        file = shop / f"{name}.json"
        if not _FILE.fullmatch(name) or not file.is_file():
            raise NotFound("the demo's storefront has no such file")
        return FileResponse(file)

    return serve


def _page(page: Path, shop: Path) -> Callable[[Request], FileResponse]:
    """The route of one kind of page: the script in it reads the address."""

    def serve(_: Request) -> FileResponse:
        if not shop.is_dir():
            raise NotFound("there is no storefront here; it comes with the demo catalog: make up CATALOG=demo")
        return FileResponse(page)

    return serve
