"""Which model is on trial beside the promoted one, and how: one small file, as `floorwalker models` writes it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from data.files import replace_text
from ranker.errors import ModelInvalid

TRIAL = "TRIAL.json"
Kind = Literal["canary", "shadow", "interleave"]
"""Answers a share of the shoppers; looks at a share of the requests unseen; shares lists with the promoted one."""


class TrialPlan(BaseModel):
    """One trial."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    version: str
    share: float = Field(gt=0, le=1)
    since: AwareDatetime = Field(default_factory=lambda: datetime.now(UTC))


def read_plan(folder: Path) -> TrialPlan | None:
    """The trial that a registry's folder has; None if none runs. Raises ModelInvalid."""
    path = folder / TRIAL
    try:
        return TrialPlan.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise ModelInvalid(f"{path} is damaged: end the trial with `floorwalker models stop`") from error


def write_plan(folder: Path, plan: TrialPlan | None) -> None:
    """Puts a trial in the place of the one before; None ends it."""
    if plan is None:
        (folder / TRIAL).unlink(missing_ok=True)
    else:
        replace_text(folder / TRIAL, plan.model_dump_json(indent=1))
