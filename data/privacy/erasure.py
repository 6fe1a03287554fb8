"""Erasing everything that is held of a shopper, and proving it."""

from __future__ import annotations

from data.privacy.erased import stamp as stamp
