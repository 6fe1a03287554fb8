"""Routes by which a shop changes products while the service runs; answered when a change is stored and current here.

Checks bodies against the catalog's attributes; storing and taking up are `recommender.live.reloading`'s.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor

from fastapi import APIRouter

from data.catalog.definitions import definitions, misfits
from data.catalog.normalisation.texts import plain
from data.catalog.products import PRICE, Attribute, AttributeValue, Product
from recommender.errors import RejectedChange
from recommender.live.reloading import Reloader
from recommender.protocol.changes import ChangesApplied, ProductBody, ProductChanges, ProductPut, Value
from recommender.protocol.service import ErrorDetail


def change_routes(reloader: Reloader, executor: Executor) -> APIRouter:
    """The routes; they wait for commits and embed texts on `executor`."""
    router = APIRouter(prefix="/v1/products")

    async def change(upserts: Sequence[ProductBody], deletes: Sequence[str], prefix: str = "") -> ChangesApplied:
        def work() -> ChangesApplied:
            known = reloader.recommender.snapshot.catalog
            products = _accepted(upserts, known.attributes, prefix)
            unknown = [id for id in deletes if not reloader.recommender.view.has(id)]
            sequence, recommender = reloader.change(products, deletes)
            catalog = recommender.snapshot.catalog
            return ChangesApplied(
                sequence=sequence, catalog_version=catalog.version, products=len(catalog.products), unknown=unknown
            )

        return await asyncio.get_running_loop().run_in_executor(executor, work)

    @router.post("/changes")
    async def changes(body: ProductChanges) -> ChangesApplied:
        return await change(body.upserts, body.deletes, "upserts.{}.")

    @router.put("/{product_id:path}")
    async def put(product_id: str, body: ProductPut) -> ChangesApplied:
        if body.id not in (None, product_id):
            raise RejectedChange([ErrorDetail(field="id", reason=f"is {body.id!r}, but the path says {product_id!r}")])
        return await change([ProductBody.model_validate(body.model_dump() | {"id": product_id})], [])

    @router.delete("/{product_id:path}")
    async def delete(product_id: str) -> ChangesApplied:
        return await change([], [product_id])

    return router


def _accepted(bodies: Sequence[ProductBody], attributes: Mapping[str, Attribute], prefix: str) -> list[Product]:
    """The products, if they fit the attributes and each other. Raises RejectedChange naming each that does not."""
    known, products, wrong = dict(attributes), [], []
    currency = attributes[PRICE].unit if PRICE in attributes else None
    for number, body in enumerate(bodies):
        product = _product(body, currency)
        for name, reason in misfits(product, known):
            field = name if name == "currency" else f"attributes.{name}"
            wrong.append(ErrorDetail(field=f"{prefix.format(number)}{field}", reason=reason))
        known |= definitions(product, known)
        products.append(product)
    if wrong:
        raise RejectedChange(wrong)
    return products


def _product(body: ProductBody, currency: str | None) -> Product:
    """The product as an import would have it: without markup, and with a currency only where there is a price."""
    tidied = {
        "title": plain(body.title) or body.title,
        "description": plain(body.description, lines=True),
        "currency": (body.currency or currency) if body.price is not None else None,
        "attributes": {name: _value(value) for name, value in body.attributes.items()},
    }
    return Product(**dict(body) | tidied)


def _value(value: Value) -> AttributeValue:
    return tuple(dict.fromkeys(value)) if isinstance(value, list) else value
