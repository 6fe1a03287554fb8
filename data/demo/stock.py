"""What the demo's storefront reads: the demo catalog as files for a page, so that no route of the edge lists products.

Written beside the catalog; the storefront is open while that is the current one (`floorwalker.steps.preparation`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

_CHINESE = Path(__file__).with_name("chinese.yaml")
Row = Mapping[str, Any]


def write_stock(rows: Sequence[Row], folder: Path) -> None:
    """Writes the rows of the demo catalog into `folder`; products of one type stand together in it.

    types.json: a list of {key, name, zh, currency, count, image}; KEY.json: the products of a type, as in the catalog;
    search.json: a list of [id, title, price, image, available]; chinese.json: attributes and values in Chinese.
    """
    chinese = yaml.safe_load(_CHINESE.read_text(encoding="utf-8"))
    types = {key: list(of_type) for key, of_type in groupby(rows, key=type_of)}
    files: dict[str, Any] = dict(types)
    files["types"] = [_type(key, products, chinese["types"]) for key, products in types.items()]
    files["search"] = [[row[name] for name in ("id", "title", "price", "image_url", "available")] for row in rows]
    files["chinese"] = {"attributes": chinese["attributes"], "values": chinese["values"]}
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.json"):
        if stale.stem not in files:
            stale.unlink()
    for name, content in files.items():
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def type_of(row: Row) -> str:
    """The key of a product's type, with which its id begins: mouse-007 is a mouse."""
    return str(row["id"]).rpartition("-")[0]


def _type(key: str, products: Sequence[Row], chinese: Mapping[str, str]) -> dict[str, Any]:
    first = products[0]
    name = first["category"]
    return {
        "key": key,
        "name": name,
        "zh": chinese.get(key, name),
        "currency": first["currency"],
        "count": len(products),
        "image": first["image_url"],
    }
