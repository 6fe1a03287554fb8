"""Inner parts of one version of Rasa, replaced by ones with the same answers that do not repeat work.

Each is measured in benchmarks/README.md, and tests hold them to Rasa's own answers. Any other version keeps its own
parts: they spare time and change nothing else, so a slower assistant is better than none, or than one that is wrong.
"""

from __future__ import annotations

import functools
import gc
import logging
from collections.abc import Callable
from graphlib import TopologicalSorter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import rasa.core.policies.rule_policy
import rasa.core.processor
import rasa.core.run
import rasa.shared.utils.io
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import DOCS_BASE_URL, RemoteAction
from rasa.core.processor import MessageProcessor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.shared.utils.common import all_subclasses

VERSION = "3.6.21"
"""Whose inner parts these are."""
logger = logging.getLogger(__name__)


def apply() -> bool:
    """Puts all in place, before the server starts; False, with a warning, if this is another version of Rasa."""
    if rasa.__version__ != VERSION:
        logger.warning(
            "Rasa is %s, and only %s has faster inner parts: it runs with its own, slower; run: make setup",
            rasa.__version__,
            VERSION,
        )
        return False
    RemoteAction._validate_action_result = _validate_action_result
    RemoteAction._action_call_format = _action_call_format
    Event.resolve_by_type = staticmethod(_resolve_by_type)
    DaskGraphRunner.run = _run_graph
    # Whole conversations are copied, and all slots spelled out, for lines that are only written when debugging.
    rasa.core.processor.copy = rasa.core.policies.rule_policy.copy = SimpleNamespace(deepcopy=lambda value: value)
    Domain.from_directory = _domain_in(Domain.from_directory)
    MessageProcessor._log_slots = staticmethod(lambda _tracker: None)
    rasa.core.run.load_agent_on_start = _frozen_after(rasa.core.run.load_agent_on_start)
    return True


def _domain_in(read: Callable[[Any], Domain]) -> Callable[[Any], Domain]:
    """Reads a trained model's domain once; Rasa parses its YAML five times over, as if nobody had checked it yet."""

    def domain(path: Any) -> Domain:
        files = [file for file in Path(path).rglob("*") if file.is_file()]
        if [file.name for file in files] != ["domain.yml"]:
            return read(path)
        return Domain.from_dict(rasa.shared.utils.io.read_yaml_file(files[0]))

    return domain


@functools.cache
def _validator() -> Any:
    """The validator of an action's answer; `jsonschema.validate` checks the constant schema itself at every call."""
    schema = RemoteAction.action_response_format_spec()
    return validator_for(schema)(schema)


def _validate_action_result(_action: RemoteAction, result: dict[str, Any]) -> bool:
    if _is_plain(result):
        return True
    error = best_match(_validator().iter_errors(result))
    if error is None:
        return True
    error.message += (
        ". Failed to validate Action server response from API, make sure your response from the Action endpoint is "
        f"valid. For more information about the format visit {DOCS_BASE_URL}/custom-actions"
    )
    raise error


def _is_plain(result: Any) -> bool:
    """Whether an answer only sets slots and says something, as ours do: then it is valid, and seen to be so at once."""
    if not isinstance(result, dict):
        return False
    events, responses = result.get("events", []), result.get("responses", [])
    if not isinstance(events, list) or not isinstance(responses, list):
        return False
    return all(isinstance(response, dict) for response in responses) and all(map(_sets_slot, events))


def _sets_slot(event: Any) -> bool:
    return (
        isinstance(event, dict)
        and event.get("event") == "slot"
        and isinstance(event.get("name"), str)
        and "value" in event
        and type(event.get("timestamp")) in (int, float, type(None))
        and isinstance(event.get("metadata"), dict | None)
    )


def _action_call_format(action: RemoteAction, tracker: DialogueStateTracker, _domain: Domain) -> dict[str, Any]:
    """What an action is told: the message, the slots, and what was said. Rasa sends the whole domain besides, and how
    each of its predictions came about; nothing of ours reads it, and it grows with the conversation."""
    state = tracker.current_state(EventVerbosity.NONE)
    state["events"] = [_said(event) for event in tracker.events if isinstance(event, UserUttered | BotUttered)]
    return {
        "next_action": action._name,
        "sender_id": tracker.sender_id,
        "tracker": state,
        "version": rasa.__version__,
        "domain": {},  # the action server insists that there is one
    }


def _said(event: UserUttered | BotUttered) -> dict[str, Any]:
    return {"event": event.type_name, "timestamp": event.timestamp, "text": event.text, "metadata": event.metadata}


def _run_graph(
    runner: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """Runs the nodes that the targets need; Rasa works out again at each run which these are, and in what order."""
    wanted = tuple(targets or runner._graph_schema.target_names)
    plans = runner.__dict__.setdefault("_plans", {})
    if wanted not in plans:
        plans[wanted] = _plan(runner._graph_schema, wanted)
    results = {name: (name, value) for name, value in (inputs or {}).items()}
    try:
        for name, needed in plans[wanted]:
            results[name] = runner._instantiated_nodes[name](*(results.get(other, other) for other in needed))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return {name: results[name][1] for name in wanted}


def _plan(schema: GraphSchema, targets: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """The nodes below the targets with what each needs, in an order in which that is there."""
    nodes = schema.minimal_graph_schema(list(targets)).nodes
    needs = {name: list(node.needs.values()) for name, node in nodes.items()}
    order = TopologicalSorter({name: [other for other in needed if other in nodes] for name, needed in needs.items()})
    return [(name, needs[name]) for name in order.static_order()]


@functools.cache
def _event_types() -> dict[str, type[Event]]:
    """Every event class by its type name; Rasa walks the class tree again for each event of each conversation."""
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
