"""What can go wrong in this package.

RankerError
├── ExamplesInvalid  a training file cannot be read; the message names the line, the field and the remedy
├── KnowledgeInvalid buying knowledge cannot be used; the message names the file, the field and the remedy
├── ModelInvalid     a model folder cannot be served: a file is missing, changed, or of another version
├── ModelMissing     the registry has no such model; the message lists those it has
├── RulesInvalid     a rules file cannot be used; the message names the entry and the remedy
├── TrainingFailed   a training cannot start or go on; the message says what to change
└── RankingFailed    the ranker cannot weigh these candidates; the caller falls back on statistics alone
"""

from __future__ import annotations


class RankerError(Exception):
    """Any error of this package."""


class RankingFailed(RankerError):
    """A ranker could not weigh the candidates, for instance because its language model failed."""


class ExamplesInvalid(RankerError):
    """A file of training examples is not what it should be."""


class KnowledgeInvalid(RankerError):
    """Buying knowledge is not what it should be."""


class ModelInvalid(RankerError):
    """A model folder is broken, incomplete, or made by another version of the program."""


class ModelMissing(RankerError):
    """No model of that version is registered."""


class RulesInvalid(RankerError):
    """A merchandiser's rules file cannot be used."""


class TrainingFailed(RankerError):
    """A training cannot start or go on."""
