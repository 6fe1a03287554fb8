"""Several catalogs in one database, on both kinds: each has its own current version, and no other's products."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, update

from data.catalog.changes import ChangeLog
from data.catalog.image_hosts import image_hosts
from data.catalog.products import Attribute, Product
from data.catalog.store import KEPT_VERSIONS, CatalogRow, CatalogStore
from data.errors import CatalogMissing

PRICE = {"price": Attribute("price", "Price", "numeric", "EUR")}
PRICE_CHF = {"price": Attribute("price", "Preis", "numeric", "CHF")}


def kept(engine: Engine, name: str) -> int:
    with engine.connect() as connection:
        return len(connection.execute(CatalogRow.__table__.select().where(CatalogRow.name == name)).all())


def test_each_has_a_current_version_and_products_of_its_own(engine: Engine) -> None:
    main, german = CatalogStore(engine), CatalogStore(engine, "german")
    assert (main.active(), german.active()) == (None, None)
    german.save([Product("1", "Toaster", category="Küche", price=5.0)], PRICE_CHF, source_fingerprint="g")
    assert main.active() is None
    first = main.save([Product("1", "Lamp", price=3.0), Product("2", "Mouse")], PRICE, source_fingerprint="m")

    assert main.ids() == {"1", "2"}
    assert german.ids() == {"1"}
    assert (main.load().products[0].title, german.load().products[0].title) == ("Lamp", "Toaster")
    assert (main.offers()["1"].price, german.offers()["1"].price) == (3.0, 5.0)
    assert not main.types()
    assert german.types() == {"Küche"}
    assert (main.priced(), german.priced()) == (1, 1)
    assert (main.definitions()["price"].unit, german.definitions()["price"].unit) == ("EUR", "CHF")
    active = main.active()
    assert active is not None
    assert (active.version, active.products) == (first, 2)
    assert german.load(first).products[0].title == "Lamp"  # a version is one catalog's, whoever asks


def test_an_import_of_one_replaces_and_forgets_nothing_of_another(engine: Engine) -> None:
    main, german = CatalogStore(engine), CatalogStore(engine, "german")
    only = german.save([Product("1", "Toaster")], PRICE, source_fingerprint="g")
    ChangeLog(engine).append(only, [Product("2", "Kettle")])
    for number in range(KEPT_VERSIONS + 2):
        main.save([Product("1", "Lamp")], PRICE, source_fingerprint=str(number))

    assert (kept(engine, ""), kept(engine, "german")) == (KEPT_VERSIONS, 1)
    assert german.load().version == only
    assert [change.product_id for change in ChangeLog(engine).since(only)] == ["2"]
    for number in range(KEPT_VERSIONS):
        german.save([Product("1", "Toaster")], PRICE, source_fingerprint=str(number))
    assert ChangeLog(engine).since(only) == []
    assert kept(engine, "") == KEPT_VERSIONS


def test_one_that_is_not_there_says_how_it_is_imported(engine: Engine) -> None:
    CatalogStore(engine).save([Product("1", "Lamp")], PRICE, source_fingerprint="m")

    with pytest.raises(CatalogMissing, match="floorwalker import FILE --catalog german, then"):
        CatalogStore(engine, "german").load()


def test_pictures_are_where_any_of_them_has_some(engine: Engine) -> None:
    def sells(name: str, *addresses: str) -> str:
        products = [Product(str(n), "A", image_url=address) for n, address in enumerate(addresses)]
        return CatalogStore(engine, name).save(products, PRICE, source_fingerprint="f")

    sells("", "https://en.example/1.jpg")
    german = sells("german", "https://de.example/1.jpg", "https://old.example/1.jpg")
    first = image_hosts(engine)
    assert first.origins == {"https://en.example", "https://de.example", "https://old.example"}
    assert image_hosts(engine, first) is first

    ChangeLog(engine).append(german, [Product("9", "B", image_url="https://new.example/9.jpg")])
    changed = image_hosts(engine, first)
    assert changed.origins == {*first.origins, "https://new.example"}
    sells("german", "https://de.example/1.jpg")
    assert image_hosts(engine, changed).origins == {"https://en.example", "https://de.example"}


def test_none_is_current_twice(engine: Engine) -> None:
    store = CatalogStore(engine, "german")
    store.save([Product("1", "Lamp")], PRICE, source_fingerprint="1")
    last = store.save([Product("2", "Lamp")], PRICE, source_fingerprint="2")

    assert store.load().version == last
    with engine.begin() as connection:
        assert connection.execute(update(CatalogRow).where(CatalogRow.active).values(active=True)).rowcount == 1
