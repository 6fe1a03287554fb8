"""What can go wrong in this package.

RetrievalError
├── ModelNotFound       the language model is not on this machine, or its folder is not one
├── IndexNotReadable    the folder holds no complete index of a version that this code reads
├── IndexMismatch       the index was built by another encoder, or its parts disagree
├── PageInvalid         a page of the shop cannot be read as one
└── InvalidConstraint   a constraint's value does not fit its attribute or operator
    └── UnknownAttribute    the catalog has no attribute of this name
"""

from __future__ import annotations


class RetrievalError(Exception):
    """Any error of this package."""


class ModelNotFound(RetrievalError):
    """The language model cannot be loaded from this machine."""


class IndexNotReadable(RetrievalError):
    """The folder holds no complete index."""


class IndexMismatch(RetrievalError):
    """The index does not belong to this encoder, or its parts do not belong together."""


class PageInvalid(RetrievalError):
    """A page of the shop cannot be read; the message names the file and the remedy."""


class InvalidConstraint(RetrievalError):
    """A constraint that cannot be evaluated; the message names its attribute and the remedy."""


class UnknownAttribute(InvalidConstraint):
    """The catalog has no such attribute."""

    def __init__(self, name: str) -> None:
        super().__init__(f"attribute {name!r} is not in the catalog; /v1/attributes lists those that are")
        self.name = name
