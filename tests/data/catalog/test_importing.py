"""Importing catalog files: what each format gives, what is refused, and that a failure changes nothing."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from data.catalog import importing
from data.catalog.importers import encodings
from data.catalog.importers.rows import BadRow, RawProduct, RawSale
from data.catalog.importing import read_rows, try_catalog
from data.catalog.products import Attribute, Product
from data.catalog.reports import ImportReport
from data.catalog.store import KEPT_VERSIONS, CatalogStore
from data.database import connect
from data.errors import CatalogMissing, DatabaseUnsupported, ImportFailed, MappingInvalid, SourceUnreadable
from tests.data.catalog.whole_import import import_catalog

ICECAT = {
    "id": "1",
    "title": "Acme mouse",
    "short_description": "A mouse",
    "supplier": "Acme",
    "price": 1995,
    "img_500x500": "http://x/1.jpg",
    "attr_t_colour": "Black",
    "attr_n_weight": 80.0,
    "attr_b_wireless": True,
}


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows(path: Path, format: str, mapping: Path | None = None) -> list[RawProduct | BadRow]:
    return list(read_rows(path, format, mapping, ImportReport()))


def only(path: Path, format: str, mapping: Path | None = None) -> RawProduct:
    (row,) = rows(path, format, mapping)
    assert isinstance(row, RawProduct)
    return row


@pytest.mark.parametrize("zipped", [False, True])
def test_reads_icecat_with_its_types_units_and_cents(tmp_path: Path, zipped: bool) -> None:
    line = json.dumps(ICECAT).encode() + b"\n"

    product = only(write(tmp_path / "i.jsonl", gzip.compress(line) if zipped else line), "icecat")

    assert (product.id, product.brand, product.price, product.image_url) == ("1", "Acme", 19.95, "http://x/1.jpg")
    assert product.attributes == {"colour": "Black", "weight": 80.0, "wireless": True}
    assert product.kinds == {"colour": "categorical", "weight": "numeric", "wireless": "boolean"}
    assert product.units == {"weight": "g"}


def test_reads_json_lines_with_a_mapping(tmp_path: Path) -> None:
    mapping = write(
        tmp_path / "m.yaml",
        "id: sku\ntitle: name\ndescription: [short, bullets]\ncategory: path\nprice: cost\navailable: stock\n"
        "list_separator: '|'\nattributes:\n  columns: {col: Colour}\n  objects: [specs]\n",
    )
    line = {
        "sku": 7,
        "name": "Kettle",
        "short": "Boils",
        "bullets": ["fast", "quiet"],
        "path": ["Kitchen", "Kettles"],
        "cost": "1.299,00 EUR",
        "stock": "out of stock",
        "col": "Red|Blue",
        "specs": [["Volume", "1.7 l"], ["Volume", "2 l"], ["Cordless", True], ["Note", None]],
    }

    product = only(write(tmp_path / "p.jsonl", json.dumps(line)), "jsonl", mapping)

    assert (product.id, product.description, product.category) == ("7", "Boils\nfast\nquiet", "Kettles")
    assert (product.price, product.available) == ("1.299,00 EUR", "out of stock")
    assert product.attributes == {"Colour": ["Red", "Blue"], "Volume": ["1.7 l", "2 l"], "Cordless": True}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_reads_csv_of_any_delimiter_with_a_byte_order_mark(tmp_path: Path, delimiter: str) -> None:
    text = "\ufeffid,title,price,Colour\n1,Kettle,19.90,Red\n".replace(",", delimiter)

    product = only(write(tmp_path / "p.csv", text), "csv")

    assert (product.id, product.price, product.attributes) == ("1", "19.90", {"Colour": "Red"})


def test_reads_a_google_feed_in_xml(tmp_path: Path) -> None:
    feed = """<rss xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title><item>
      <g:id>1</g:id><title>Shirt</title><g:price>20.00 EUR</g:price><g:sale_price>15.00 EUR</g:sale_price>
      <g:product_type>Clothing &gt; T-shirts</g:product_type><g:availability>out_of_stock</g:availability>
      <g:color>Red/Blue</g:color><g:product_detail><g:attribute_name>Fit</g:attribute_name>
      <g:attribute_value>Slim</g:attribute_value></g:product_detail></item></channel></rss>"""

    product = only(write(tmp_path / "f.xml", feed), "google")

    assert (product.id, product.category, product.price) == ("1", "T-shirts", "20.00 EUR")
    assert (product.sale, product.available) == (RawSale("15.00 EUR"), "out_of_stock")
    assert product.attributes == {"color": ["Red", "Blue"], "Fit": "Slim"}


def test_reads_a_google_feed_in_tabs(tmp_path: Path) -> None:
    product = only(write(tmp_path / "f.tsv", "id\ttitle\tproduct type\tcolor\n1\tShirt\tA > B\tRed\n"), "google")

    assert (product.category, product.attributes) == ("B", {"color": "Red"})


def test_joins_the_variants_of_a_shopify_product(tmp_path: Path) -> None:
    header = (
        "Handle,Title,Vendor,Type,Tags,Option1 Name,Option1 Value,Variant Price,Variant Grams,Variant Inventory Qty\n"
    )
    lines = 'tee,Tee,Acme,T-shirt,"cotton, summer",Size,S,20.00,150,0\ntee,,,,,,M,19.00,150,3\n'

    product = only(write(tmp_path / "s.csv", header + lines), "shopify")

    assert (product.id, product.category) == ("tee", "T-shirt")
    forms = [(variant.options, variant.price, variant.available) for variant in product.variants]
    assert forms == [({"Size": "S"}, "20.00", False), ({"Size": "M"}, "19.00", True)]
    assert product.attributes == {"Tags": ["cotton", "summer"], "Weight": "150 g"}


@pytest.mark.parametrize(
    ("format", "content", "line", "reason"),
    [
        ("icecat", b"x", 1, "not JSON: expecting value"),
        ("icecat", b'{"id": "1"}', 1, "without title"),
        ("icecat", b'{"id": "1", "title": "x", "price": "cheap"}', 1, "price is not a number of cents"),
        ("jsonl", b'{"id": "", "title": "x"}', 1, "without id"),
        ("jsonl", b'{"id": "1", "title": "x", "attributes": 5}', 1, "attributes is neither an object nor a list"),
        ("csv", b"id,title\n1,a,b\n", 2, "more fields than the header"),
        ("csv", b"id,title\n1\n", 2, "fewer fields than the header"),
        ("shopify", b"Handle,Title\n,Tee\n", 2, "without Handle"),
        ("google", b"<rss><item><id>1</id></item></rss>", 1, "without title"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_by_its_line(
    tmp_path: Path, format: str, content: bytes, line: int, reason: str
) -> None:
    (row,) = rows(write(tmp_path / "file", content), format)

    assert isinstance(row, BadRow)
    assert row.line == line
    assert row.reason.startswith(reason)


@pytest.mark.parametrize("format", ["jsonl", "csv", "google"])
def test_a_compressed_file_that_unpacks_to_too_much_is_refused_before_it_is_read(
    engine: Engine, tmp_path: Path, format: str
) -> None:
    bomb = write(tmp_path / "bomb.gz", gzip.compress(b"id,title\n" + b" " * (3 << 20)))
    given: Any = {"format": format, "currency": "EUR", "most_unpacked": 2 << 20}

    assert bomb.stat().st_size < 10_000
    for refused in (
        lambda: import_catalog(bomb, store=CatalogStore(engine), **given),
        lambda: try_catalog(bomb, **given),
    ):
        with pytest.raises(SourceUnreadable, match=r"bomb\.gz: unpacked, .* larger than 2 MB.*MOST_UNPACKED_MB"):
            refused()


@pytest.mark.parametrize(("format", "head"), [("jsonl", b""), ("icecat", b""), ("csv", b"id,title\n")])
def test_a_line_without_end_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str, head: bytes
) -> None:
    monkeypatch.setattr(encodings, "MOST_LINE", 1 << 20)
    file = write(tmp_path / "file", head + b"1" * (5 << 20))

    with pytest.raises(SourceUnreadable, match=r"line \d is longer than 1 MB"):
        rows(file, format)


@pytest.mark.parametrize(
    ("format", "content", "says"),
    [
        ("csv", b"name;price\na;1\n", "no column id; it has name, price"),
        ("csv", b"", "the file is empty"),
        ("csv", gzip.compress(b"id,title\n1,a\n" * 500, mtime=0)[:-20], "compressed file is broken"),
        ("google", b"<rss><channel></channel></rss>", "no <item>, <entry> or"),
        ("google", b"<rss><item>", "the XML ends before its <rss> does"),
        ("parquet", b"x", "format 'parquet' is not known"),
    ],
)
def test_a_file_that_is_not_of_its_format_is_refused_with_what_to_do(
    tmp_path: Path, format: str, content: bytes, says: str
) -> None:
    with pytest.raises(SourceUnreadable, match=says):
        rows(write(tmp_path / "file", content), format)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="there is no such file"):
        rows(tmp_path / "missing.csv", "csv")


@pytest.mark.parametrize(
    ("content", "says"),
    [("colour: red", "colour: Extra inputs"), ("id: [1]", "id: Input should be"), ("a: [", "not YAML"), (None, "path")],
)
def test_a_mapping_that_says_something_impossible_is_refused_by_field(
    tmp_path: Path, content: str | None, says: str
) -> None:
    path = tmp_path / "m.yaml" if content is None else write(tmp_path / "m.yaml", content)

    with pytest.raises(MappingInvalid, match=says):
        rows(write(tmp_path / "p.jsonl", "{}"), "jsonl", path)


@pytest.fixture
def store(engine: Engine) -> CatalogStore:
    return CatalogStore(engine)


def run(store: CatalogStore, path: Path, **options: Any) -> ImportReport:
    return import_catalog(path, **{"format": "icecat", "store": store, "currency": "EUR", **options})


def icecat(path: Path, good: int, bad: int = 0) -> Path:
    lines = [json.dumps(ICECAT | {"id": str(i), "title": f"Acme mouse {i}"}) for i in range(good)]
    return write(path, "\n".join([*lines, *["broken"] * bad]))


def test_values_come_back_as_they_were_stored(store: CatalogStore) -> None:
    attributes = {n: Attribute(n, n.title(), "categorical", "g") for n in ("a", "b", "c", "d")}
    product = Product("1", "T", price=17.0, attributes={"a": 17.0, "b": ("x", "y"), "c": False, "d": "17"})

    version = store.save([product], attributes, source_fingerprint="f")

    catalog = store.load()
    assert (catalog.version, catalog.products, dict(catalog.attributes)) == (version, (product,), attributes)
    assert isinstance(catalog.products[0].attributes["a"], float)


def test_an_import_becomes_the_current_catalog(store: CatalogStore, tmp_path: Path) -> None:
    report = run(store, icecat(tmp_path / "a", 20, bad=1))

    assert (report.rows, report.kept, report.count("bad")) == (21, 20, 1)
    assert "line 21" in next(iter(report.shape().bad.values())).examples[0]
    assert len(store.load().products) == 20
    active = store.active()
    assert active is not None
    assert active.report["kept"] == 20


def test_what_is_known_of_a_language_decides_what_an_unchanged_file_comes_to(
    store: CatalogStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = tmp_path / "language" / "languages"
    known.mkdir(parents=True)
    words = write(known / "en.yaml", "colours: red")
    monkeypatch.setattr(importing, "_CODE", (str(tmp_path / "language"),))
    file = icecat(tmp_path / "a", good=2)
    run(store, file)
    assert run(store, file).unchanged

    write(words, "colours: red green")
    assert not run(store, file).unchanged


def test_an_unchanged_file_is_not_imported_again(store: CatalogStore, tmp_path: Path) -> None:
    run(store, icecat(tmp_path / "a", 5))
    before = store.load().version

    assert run(store, tmp_path / "a").unchanged
    assert store.load().version == before
    assert not run(store, tmp_path / "a", currency="USD").unchanged


@pytest.mark.parametrize(("good", "bad"), [(8, 2), (0, 3)])
def test_a_failed_import_reports_and_leaves_the_old_catalog(
    store: CatalogStore, tmp_path: Path, good: int, bad: int
) -> None:
    run(store, icecat(tmp_path / "old", 5))
    before = store.load().version

    with pytest.raises(ImportFailed, match="The old catalog stays current") as failure:
        run(store, icecat(tmp_path / "new", good, bad))

    assert failure.value.report.count("bad") == bad
    assert store.load().version == before


def test_keeps_the_last_versions_only(store: CatalogStore, tmp_path: Path) -> None:
    for count in range(1, KEPT_VERSIONS + 2):
        run(store, icecat(tmp_path / str(count), count))
    versions = store.load().version

    assert len(store.load(versions).products) == KEPT_VERSIONS + 1
    with pytest.raises(CatalogMissing):
        store.load("20000101-000000-000000")


def test_says_what_to_do_when_nothing_was_imported(store: CatalogStore) -> None:
    assert store.active() is None
    with pytest.raises(CatalogMissing, match="floorwalker import"):
        store.load()


def test_refuses_a_database_that_is_not_supported() -> None:
    with pytest.raises(DatabaseUnsupported, match="write sqlite:///FILE or postgresql://"):
        connect("mysql://localhost/x")


@pytest.mark.evaluation_data
def test_imports_real_products_of_icecat(store: CatalogStore, evaluation_data: Path, tmp_path: Path) -> None:
    with gzip.open(evaluation_data / "icecat" / "products.jsonl.gz") as lines:
        part = write(tmp_path / "part.jsonl", b"".join(line for line, _ in zip(lines, range(1000), strict=False)))

    report = run(store, part)

    catalog = store.load()
    assert (report.kept, report.count("bad")) == (1000, 0)
    assert {attribute.kind for attribute in catalog.attributes.values()} == {"categorical", "numeric", "boolean"}
    assert sum(product.category is not None for product in catalog.products) > 950


@pytest.mark.evaluation_data
def test_imports_a_chinese_catalog(store: CatalogStore, evaluation_data: Path, tmp_path: Path) -> None:
    mapping = write(
        tmp_path / "m.yaml",
        "title: name\ndescription: brief\nprice: retail_price\nattributes: {objects: [attributes]}\n",
    )

    report = run(store, evaluation_data / "litemall-zh" / "products.jsonl", format="jsonl", mapping=mapping)

    catalog = store.load()
    assert report.kept > 200
    assert catalog.attributes["材质"].label == "材质"
    assert "床品件套" in {product.category for product in catalog.products}
