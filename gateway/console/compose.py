"""The routes of what an agent tries, and sends besides words."""

from __future__ import annotations

from fastapi import APIRouter, status

from gateway.console.compose_protocol import (
    ComparisonRequest,
    ProductsRequest,
    QuestionRequest,
    WhatIf,
    WhatIfAnswer,
)
from gateway.console.composing import ComposingDep
from gateway.console.fields import Id
from gateway.console.identity import PATH
from gateway.console.protocol import SaidAnswer

router = APIRouter(prefix=f"{PATH}/conversations", tags=["console"])


@router.post("/{id}/what-if")
async def what_if(id: Id, body: WhatIf, composing: ComposingDep) -> WhatIfAnswer:
    """What would be shown with other wishes, words or places of attributes, beside what is. Nothing is sent."""
    return await composing.what_if(id, body)


@router.post("/{id}/products", status_code=status.HTTP_201_CREATED)
async def send_products(id: Id, body: ProductsRequest, composing: ComposingDep) -> SaidAnswer:
    """Shows products to the shopper whom one serves."""
    return await composing.products(id, body)


@router.post("/{id}/question", status_code=status.HTTP_201_CREATED)
async def ask(id: Id, body: QuestionRequest, composing: ComposingDep) -> SaidAnswer:
    """Asks the shopper whom one serves for an attribute, with options to tap."""
    return await composing.question(id, body)


@router.post("/{id}/comparison", status_code=status.HTTP_201_CREATED)
async def compare(id: Id, body: ComparisonRequest, composing: ComposingDep) -> SaidAnswer:
    """Shows the shopper whom one serves two to four products side by side."""
    return await composing.comparison(id, body)
