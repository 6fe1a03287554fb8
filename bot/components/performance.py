"""Three inner parts of Rasa 3.6.21, replaced by ones with the same answers that do not repeat work.

Each is measured in benchmarks/README.md, and tests hold them to Rasa's own answers.
"""

from __future__ import annotations

import functools
import gc
from typing import Any

import rasa.core.run
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import DOCS_BASE_URL, RemoteAction
from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses


def apply() -> None:
    """Puts all three in place; before the server starts."""
    RemoteAction._validate_action_result = _validate_action_result
    Event.resolve_by_type = staticmethod(_resolve_by_type)
    rasa.core.run.load_agent_on_start = _frozen_after(rasa.core.run.load_agent_on_start)


@functools.cache
def _validator() -> Any:
    """The validator of an action's answer; `jsonschema.validate` checks the constant schema itself at every call."""
    schema = RemoteAction.action_response_format_spec()
    return validator_for(schema)(schema)


def _validate_action_result(_action: RemoteAction, result: dict[str, Any]) -> bool:
    error = best_match(_validator().iter_errors(result))
    if error is None:
        return True
    error.message += (
        ". Failed to validate Action server response from API, make sure your response from the Action endpoint is "
        f"valid. For more information about the format visit {DOCS_BASE_URL}/custom-actions"
    )
    raise error


@functools.cache
def _event_types() -> dict[str, type[Event]]:
    """Every event class by its type name; Rasa walks the class tree anew for each event of each conversation."""
    return {cls.type_name: cls for cls in reversed(all_subclasses(Event))}


def _resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    found = _event_types().get(type_name)
    if found is not None:
        return found
    if type_name == "topic":
        return None  # as Rasa does, for events of old versions
    if default is not None:
        return default
    raise ValueError(f"Unknown event name '{type_name}'.")


def _frozen_after(load: Any) -> Any:
    """Loads the model, then takes its objects out of the garbage collector's rounds, which paused for up to 0.6 s."""

    @functools.wraps(load)
    async def loaded(*args: Any, **kwargs: Any) -> Any:
        agent = await load(*args, **kwargs)
        gc.collect()
        gc.freeze()
        return agent

    return loaded
