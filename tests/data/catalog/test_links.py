"""Which addresses a browser may open: http(s) and relative ones alone, whatever they are dressed up as."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data.catalog.links import BadLink, opened, read_link
from data.catalog.store import CatalogStore
from tests.data.catalog.whole_import import import_catalog

BAD = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "  javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "\u200bjavascript:alert(1)",
    "javascript://shop.example/%0aalert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,PHN2Zy8+",
    "blob:https://shop.example/1",
    "file:///etc/passwd",
    "mailto:a@shop.example",
    "ftp://shop.example/1",
    "view-source:https://shop.example",
    "http:evil.example",
    "https://",
    "https://[broken",
    "https://shop.example:99999/",
    "https://user:word@evil.example/",
    "\\\\evil.example\\1",
    "/\\evil.example/1",
    "<img src=https://evil.example/1.png>",
    "https://shop.example/\u202egpj.exe",
    "https://shop.example/" + "x" * 2000,
]


@pytest.mark.parametrize("address", BAD)
def test_refuses_what_would_run_or_is_not_what_it_looks_like(address: str) -> None:
    with pytest.raises(BadLink, match=r"; |nor is it"):
        read_link(address)
    assert opened(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "https://shop.example/a?b=javascript:1#c",
        "http://127.0.0.1:8000/demo/images/1.svg",
        "//cdn.shop.example/1.jpg",
        "/demo/images/mouse-1.svg",
        "1.jpg",
        "../a b.jpg",
        "https://shop.example/größe/鼠标.jpg",
        "https://bücher.example/",
    ],
)
def test_takes_what_pages_open(address: str) -> None:
    assert opened(f" {address} ") == read_link(address) == address


@pytest.mark.parametrize("format", ["jsonl", "google", "shopify"])
def test_an_import_keeps_the_product_without_the_link_and_counts(format: str, engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "feed"
    if format == "jsonl":
        row = {"id": "1", "title": "Mouse", "url": "javascript:alert(1)", "image_url": "data:image/svg+xml,<svg/>"}
        path.write_text(json.dumps(row) + "\n" + json.dumps({"id": "2", "title": "Pen", "url": "https://s.example/2"}))
    elif format == "google":
        path.write_text(
            "id\ttitle\tlink\timage_link\n1\tMouse\tvbscript:x\tjavascript:x\n2\tPen\thttps://s.example/2\t\n"
        )
    else:
        path.write_text("Handle,Title,Image Src\n1,Mouse,javascript:x\n2,Pen,https://s.example/2.jpg\n")

    store = CatalogStore(engine)
    report = import_catalog(path, format=format, store=store, currency="EUR")

    mouse, pen = store.load().products
    assert (mouse.id, mouse.url, mouse.image_url) == ("1", None, None)
    assert "https://s.example/2" in (pen.url or pen.image_url or "")
    refused = {reason: found.count for reason, found in report.findings["repaired"].items() if "address" in reason}
    assert len(refused) == (1 if format == "shopify" else 2)
    assert all(reason.startswith(("image address", "product address")) for reason in refused)
