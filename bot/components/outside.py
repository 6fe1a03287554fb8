"""What is outside the model that components read.

Rasa makes the components and passes them what the model holds, nothing else: so the process that starts Rasa says here
first where these lie.
"""

from __future__ import annotations

from pathlib import Path

vocabulary: Path | None = None
"""The words of the main catalog, taken up again whenever they change. None: no words are linked."""
catalogs: Path | None = None
"""A folder for each catalog that sites have of their own, called as it is, with its words in vocabulary.json."""
tokeniser: Path | None = None
"""The tokeniser of a language model while the assistant is trained: the words that it knows as a whole are no typos."""
