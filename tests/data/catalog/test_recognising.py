"""What a catalog file is taken for."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from data.catalog.recognising import recognise
from data.errors import SourceUnreadable

GOOGLE = '<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel><item></item></channel></rss>'


@pytest.mark.parametrize(
    ("content", "format"),
    [
        ('{"id": "1", "title": "Lamp"}\n', "jsonl"),
        ('{"id": "1", "title": "Lamp", "attr_t_color": "red"}\n', "icecat"),
        ("id,title,price\n1,Lamp,3\n", "csv"),
        ("\ufeffSKU;Name\n1;Lamp\n", "csv"),
        ("Handle,Title,Vendor\nlamp,Lamp,X\n", "shopify"),
        ("Title;URL handle;Price;Status\nLamp;lamp;3;Active\n", "shopify"),
        ("ID,Type,SKU,Name,Published,Regular price\n1,simple,L,Lamp,1,3\n", "woocommerce"),
        ("ID,Typ,Artikelnummer,Name,Veröffentlicht,Regulärer Preis\n1,simple,L,Lampe,1,3\n", "woocommerce"),
        ("sku,attribute_set_code,product_type,name,price\nL,Default,simple,Lamp,3\n", "magento"),
        ("sku,name,status,price\nL,Lamp,1,3\n", "csv"),
        ("Type,Name,Price\nLamp,Lisa,3\n", "csv"),
        ("id\ttitle\tlink\n1\tLamp\thttps://x\n", "google"),
        ("id\ttitle\tcolour\n1\tLamp\tred\n", "csv"),
        (GOOGLE, "google"),
        ("<SHOP><ITEM><NAME>Lamp</NAME><EAN>1</EAN></ITEM></SHOP>", "xml"),
        ('[{"id": 1, "title": "Lamp"}]', "json"),
        ('{"products": [{"sku": "1", "name": "Lamp"}]}', "json"),
        ('{\n "id": 1,\n "title": "Lamp"\n}', "json"),
        ('{"@context": "https://schema.org", "@type": "Product", "name": "Lamp"}', "jsonld"),
        ('<!DOCTYPE html><html><script type="application/ld+json">{}</script></html>', "jsonld"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'><entry/></feed>", "google"),
    ],
)
def test_takes_it_for_what_it_is(tmp_path: Path, content: str, format: str) -> None:
    plain, zipped = tmp_path / "catalog", tmp_path / "catalog.gz"
    plain.write_text(content, encoding="utf-8")
    zipped.write_bytes(gzip.compress(content.encode()))

    assert recognise(plain) == recognise(zipped) == format


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04...", "the compressed file is broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old workbook of Excel: save it as .xlsx"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (bytes(range(64)) * 4, "no text: choose a CSV"),
        (b" \n\n", "nothing in it"),
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a web page"),
        (b"<svg></svg>", "the XML holds no products"),
        (b"[1, 2]", "no list of objects"),
        (b'[{"id": 1]', "the JSON is broken"),
        (b"\x1f\x8bbroken", "broken"),
    ],
)
def test_says_what_it_looks_like_instead(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "catalog"
    file.write_bytes(content)

    with pytest.raises(SourceUnreadable, match=told):
        recognise(file)


def test_a_compressed_file_that_unpacks_to_too_much_is_refused_before_it_is_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.catalog.recognising.MOST_UNPACKED", 1 << 20)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b"id,title\n" + bytes([252]) * (2 << 20)))

    with pytest.raises(SourceUnreadable, match="unpacked"):
        recognise(path)
