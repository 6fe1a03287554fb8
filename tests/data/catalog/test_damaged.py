"""Files that nobody thought of: no reader raises anything but what it declares. More: benchmarks/fuzz_imports."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz_imports import MOST_SECONDS, check, check_whole, damaged, limited, seeds
from data.catalog.formats import FORMATS
from data.catalog.importing import try_catalog
from data.errors import DataError

NAMES = (
    "id", "title", "name", "price", "sale_price", "variants", "options", "option1", "attributes", "images", "brand",
    "category",
    "available", "group", "@type", "@graph", "offers", "hasVariant", "item", "entry", "value", "unit", "a.b", "",
    "products",
)  # fmt: skip
texts = st.one_of(st.sampled_from(NAMES), st.text(max_size=8))
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts)
records = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=5)),
    max_leaves=25,
)
many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
KNOWN = seeds()


def xml_of(value: Any, name: str) -> str:
    if isinstance(value, dict):
        inner = "".join(xml_of(one, key if key.isidentifier() else "item") for key, one in value.items())
    elif isinstance(value, list):
        inner = "".join(xml_of(one, "item") for one in value)
    else:
        inner = str(value)
    return f"<{name}>{inner}</{name}>"


def page_of(value: Any, _: str = "") -> str:
    block = json.dumps({"@type": "Product", "offers": value})
    return f'<html><script type="application/ld+json">{block}</script></html>'


@pytest.fixture
def written(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(data: bytes) -> Path:
        path = tmp_path / "file"
        path.write_bytes(data)
        return path

    return write


@many
@given(data=st.binary(max_size=200), format=st.sampled_from(FORMATS))
def test_any_bytes(written: Callable[[bytes], Path], data: bytes, format: str) -> None:
    with limited(MOST_SECONDS):
        check(written(data), format)


@many
@given(table=st.lists(st.lists(texts, max_size=6), max_size=6), separator=st.sampled_from(",;\t|"))
def test_any_table(written: Callable[[bytes], Path], table: list[list[str]], separator: str) -> None:
    header = ["id", "title", "price", "Attribute 1 name", "Attribute 1 value"]
    text = "\n".join(separator.join(row) for row in [header, *table])

    with limited(MOST_SECONDS):
        assert check(written(text.encode("utf-8", "surrogatepass")), "csv")


@many
@given(value=records, format=st.sampled_from(("json", "jsonl", "icecat", "jsonld")))
def test_any_json(written: Callable[[bytes], Path], value: Any, format: str) -> None:
    listed = [{"id": "1", "title": "x", "extra": value}, {"@type": "Product", "name": value}]

    with limited(MOST_SECONDS):
        check(written(json.dumps(value).encode()), format)
        check(written(json.dumps(listed).encode()), format)


@many
@given(value=records)
def test_any_markup(written: Callable[[bytes], Path], value: Any) -> None:
    rss = f"<rss><channel><item><id>1</id><title>x</title>{xml_of(value, 'extra')}</item></channel></rss>"

    with limited(MOST_SECONDS):
        check(written(rss.encode("utf-8", "surrogatepass")), "google")
        check(written(xml_of({"product": value}, "products").encode("utf-8", "surrogatepass")), "xml")
        check(written(page_of(value).encode()), "jsonld")


@many
@given(seed=st.integers(min_value=0, max_value=1 << 32))
def test_any_damage_of_a_real_file(written: Callable[[bytes], Path], seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311

    with limited(MOST_SECONDS):
        check_whole(written(damaged(rng, KNOWN)), rng)


@pytest.mark.parametrize("format", ["icecat", "jsonl", "jsonld"])
@pytest.mark.parametrize("odd", ["9" * 400, "1e999", "5", "true", "[1, {}]", '{"a": 1}', '"text"'])
def test_numbers_without_end_and_values_of_other_kinds(written: Callable[[bytes], Path], format: str, odd: str) -> None:
    icecat = f'"price": 500, "attr_n_x": {odd}, "attr_t_y": {odd}, "supplier": {odd}, "img_500x500": {odd}'
    thing = f'"@type": "Product", "sku": "1", "name": "x", "additionalProperty": {{"name": "a", "value": {odd}}}'
    rows = [f'{{"id": "{n}", "title": "Mug {n}", {icecat}, {thing}, "offers": {{"price": {odd}}}}}' for n in range(20)]
    rows.append(f'{{"id": "z", "title": "Mug", "price": {odd}, "stock": {odd}}}')
    path = written("\n".join(rows).encode())

    assert check(path, format)
    with suppress(DataError):
        try_catalog(path, format=format, currency="EUR")
