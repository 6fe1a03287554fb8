"""What a shop's conversations taught: which attributes matter more than day one's model thinks, which values shoppers
choose, which questions they can answer.

Lies as `experience.json` in a model's folder, so that a version is a head and an experience, promoted and rolled back
as one. How it is learned is `learning`'s affair, how a ranker goes by it `ranker.experienced`'s.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data.files import replace_text
from ranker.errors import ModelInvalid

EXPERIENCE = "experience.json"
"""In a model's folder."""

Logit = Annotated[float, Field(ge=-5, le=5, allow_inf_nan=False)]
Effect = Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]
Chance = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0)]


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Lesson(_Written):
    """What was learned of a product type, or of one purpose of it beyond what is learned of the type."""

    category: str
    purpose: str | None = None
    """The need of buying knowledge that requests speak of; None: of all requests for the type."""
    conversations: Count
    observations: dict[str, Count] = Field(default_factory=dict)
    """How many of each kind taught it: clicks, answers …"""
    importance: dict[str, Logit] = Field(default_factory=dict)
    """By attribute, what is added to the logarithm of its weight."""
    values: dict[str, dict[str, Effect]] = Field(default_factory=dict)
    """By attribute and value (`low` and `high` of a number), how far it speaks for a product: in the measure of an
    attribute's weight times how well the value serves, so that 1 outdoes all that day one's model may say."""
    answerable: dict[str, Chance] = Field(default_factory=dict)
    """By attribute, how likely a shopper answers the question about it with a value."""


class Experience(_Written):
    """All that the log taught."""

    version: Literal[1] = 1
    created_at: datetime = Field(strict=False)
    catalog_version: str = ""
    conversations: Count = 0
    """That taught anything."""
    since: datetime | None = Field(None, strict=False)
    until: datetime | None = Field(None, strict=False)
    """When the first and the last of these began."""
    half_life: float | None = Field(None, gt=0)
    """After how many conversations one counts half; None: all count alike."""
    answerable: dict[str, Chance] = Field(default_factory=dict)
    """By attribute, of product types about which nothing else is known."""
    usually_answerable: Chance = 1.0
    """Of attributes that nobody was asked about."""
    lessons: list[Lesson] = Field(default_factory=list)


def write_experience(folder: Path, experience: Experience) -> None:
    """Puts it into a model's folder."""
    replace_text(folder / EXPERIENCE, experience.model_dump_json(indent=1))


def read_experience(folder: Path) -> Experience | None:
    """That of a model's folder; None if it has none. Raises ModelInvalid naming the field."""
    path = folder / EXPERIENCE
    if not path.exists():
        return None
    try:
        return Experience.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        problem = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": str(error)}
        field = ".".join(map(str, problem["loc"])) or "the file"
        raise ModelInvalid(
            f"{folder.name}: {EXPERIENCE}, {field}: {problem['msg']}; go back to another version (floorwalker models "
            "rollback), or learn again (floorwalker retrain)"
        ) from error
