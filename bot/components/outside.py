"""The files outside the model that components read.

Rasa makes the components and passes them what the model holds, nothing else: so the process that starts Rasa says here
first where these lie.
"""

from __future__ import annotations

from pathlib import Path

vocabulary: Path | None = None
"""The words of the catalog. None: the lookup tables of the training data serve, and nothing newer is taken up."""
sentence_model: Path | None = None
"""The folder of the sentence model while the assistant is trained. None: there are no vectors."""
