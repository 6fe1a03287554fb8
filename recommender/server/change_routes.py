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
from data.catalog.patches import Patch
from data.catalog.products import PRICE, Attribute, AttributeValue, Product, Variant, codes_of
from data.catalog.variants import following
from data.stamps import stamp
from recommender.errors import ChangesUnavailable, RejectedChange
from recommender.live.reloading import Reloader
from recommender.protocol.changes import (
    ChangesApplied,
    PatchBody,
    ProductBody,
    ProductChanges,
    ProductPatch,
    ProductPut,
    UnknownVariant,
    Value,
    VariantBody,
)
from recommender.protocol.service import ErrorDetail


def change_routes(reloader: Reloader, executor: Executor) -> APIRouter:
    """The routes; they wait for commits and embed texts on `executor`."""
    router = APIRouter(prefix="/v1/products")

    async def change(body: ProductChanges, prefix: str = "{0}.{1}.") -> ChangesApplied:
        return await asyncio.get_running_loop().run_in_executor(executor, lambda: _applied(reloader, body, prefix))

    @router.post("/changes")
    async def changes(body: ProductChanges) -> ChangesApplied:
        return await change(body)

    @router.put("/{product_id:path}")
    async def put(product_id: str, body: ProductPut) -> ChangesApplied:
        _refuse_other_id(body.id, product_id)
        whole = ProductBody.model_validate(body.model_dump() | {"id": product_id})
        return await change(ProductChanges(upserts=[whole]), "")

    @router.patch("/{product_id:path}")
    async def patch(product_id: str, body: ProductPatch) -> ChangesApplied:
        _refuse_other_id(body.id, product_id)
        reloader.recommender.view.row(product_id)  # 404 if there is none
        said = PatchBody.model_validate(body.model_dump(exclude_unset=True) | {"id": product_id})
        return await change(ProductChanges(patches=[said]), "")

    @router.delete("/{product_id:path}")
    async def delete(product_id: str) -> ChangesApplied:
        return await change(ProductChanges(deletes=[product_id]))

    return router


def _refuse_other_id(stated: str | None, product_id: str) -> None:
    if stated not in (None, product_id):
        raise RejectedChange([ErrorDetail(field="id", reason=f"is {stated!r}, but the path says {product_id!r}")])


def _applied(reloader: Reloader, body: ProductChanges, prefix: str) -> ChangesApplied:
    """Stores the changes and takes them up; `prefix` leads to a field of one of them, of a kind and a number."""
    current = reloader.recommender.snapshot.catalog
    if body.catalog_version not in (None, current.version):
        raise ChangesUnavailable(
            f"catalog {current.version} is served, not {body.catalog_version}: run floorwalker prepare, or wait for it"
        )
    known = current.attributes
    products = accepted_products(body.upserts, known, prefix)
    at = stamp(body.at) if body.at is not None else None
    patches = patches_of(body.patches, known, at, prefix)
    unknown = [id for id in body.deletes if not reloader.recommender.view.has(id)]
    appended, recommender = reloader.change(products, body.deletes, patches, at=at)
    catalog = recommender.snapshot.catalog
    return ChangesApplied(
        sequence=appended.sequence,
        catalog_version=catalog.version,
        products=len(catalog.products),
        unknown=[*unknown, *appended.unknown],
        unknown_variants=[UnknownVariant(product=one, variant=of) for one, of in appended.unknown_variants],
        outdated=appended.outdated,
    )


def patches_of(
    bodies: Sequence[PatchBody], attributes: Mapping[str, Attribute], at: int | None, prefix: str
) -> list[Patch]:
    """What they say. Raises RejectedChange for prices in another currency than the catalog's."""
    unit = attributes[PRICE].unit if PRICE in attributes else None
    wrong = [
        ErrorDetail(
            field=f"{prefix.format('patches', number)}currency",
            reason=f"is {body.currency}, but the catalog's prices are in {unit}: convert the price",
        )
        for number, body in enumerate(bodies)
        if body.currency and unit and body.currency != unit
    ]
    if wrong:
        raise RejectedChange(wrong)
    return [
        Patch(
            body.id,
            body.says,
            {variant.id: variant.says for variant in body.variants if variant.says},
            at if body.at is None else stamp(body.at),
        )
        for body in bodies
    ]


def accepted_products(bodies: Sequence[ProductBody], attributes: Mapping[str, Attribute], prefix: str) -> list[Product]:
    """The products, if they fit the attributes and each other. Raises RejectedChange naming each that does not."""
    known, products, wrong = dict(attributes), [], []
    currency = attributes[PRICE].unit if PRICE in attributes else None
    for number, body in enumerate(bodies):
        product = _product(body, currency)
        for field, reason in misfits(product, known):
            wrong.append(ErrorDetail(field=f"{prefix.format('upserts', number)}{field}", reason=reason))
        known |= definitions(product, known)
        products.append(product)
    if wrong:
        raise RejectedChange(wrong)
    return products


def _product(body: ProductBody, currency: str | None) -> Product:
    """The product as an import would have it: without markup, with a currency only where there is a price, and with
    what follows from its variants."""
    priced = body.price is not None or any(variant.price is not None for variant in body.variants)
    tidied = {
        "title": plain(body.title) or body.title,
        "description": plain(body.description, lines=True),
        "currency": (body.currency or currency) if priced else None,
        "attributes": _values(body.attributes),
        "codes": codes_of(body.codes),
        "variants": tuple(_variant(variant, body) for variant in body.variants),
    }
    return following(Product(**dict(body) | tidied))


def _variant(body: VariantBody, product: ProductBody) -> Variant:
    """What it costs the product says if it does not; whatever else it leaves out stays so."""
    tidied = {"options": _values(body.options), "codes": codes_of(body.codes)}
    if body.price is None:
        tidied |= {"price": product.price, "list_price": product.list_price}
    return Variant(**dict(body) | tidied)


def _values(values: Mapping[str, Value]) -> dict[str, AttributeValue]:
    return {name: tuple(dict.fromkeys(value)) if isinstance(value, list) else value for name, value in values.items()}
