"""Holds services against their own OpenAPI description with requests that nobody thought of (schemathesis).

    floorwalker up                                     # in another terminal, in development
    python -m benchmarks.contract --examples 200       # gateway, as a shopper and an agent, and recommender

Every operation gets so many requests, right and wrong ones; none may get a 5xx, a status that is not described, another
type or shape than described, or be taken though it breaks the description. Exits with 1 if one does.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Err
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

Headers = Mapping[str, str]
ENDING = frozenset({"/v1/chat/session", "/v1/chat/session/end", "/v1/agent/logout"})
"""After these who asks has to be let in anew."""


@dataclass
class Findings:
    """What was asked, and what was wrong with the answers."""

    asked: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)
    """By operation and kind, the first of each with the request that showed it."""

    def add(self, operation: str, failures: Iterable[Failure], request: str) -> None:
        """Notes failures of an answer."""
        for one in failures:
            told = " ".join(f"{one.title}: {one.message}".split())
            self.failures.setdefault(f"{operation} {one.title}", f"{told[:600]} | {request[:600]}")


def examine(
    description: Mapping[str, Any],
    url: str,
    admit: Callable[[str], Headers],
    *,
    examples: int,
    seed_: int = 0,
    known: Callable[[str], Mapping[str, str]] = lambda _path: {},
    skipped: Callable[[str, str], bool] = lambda _method, _path: False,
) -> Findings:
    """Asks the service at `url`, each operation so many times.

    `admit` gives the headers of somebody who may ask a path; it is asked anew where the last may have become void.
    `known` gives ids that are there, by the names of a path's parameters.
    """
    schema = schemathesis.openapi.from_dict(_let_in(description))
    findings = Findings()
    for result in schema.get_all_operations():
        if isinstance(result, Err):
            raise result.err()
        operation = result.ok()
        if not skipped(operation.method, operation.path):
            _examine(operation, url, admit, findings, known, examples=examples, seed_=seed_)
    return findings


def _let_in(description: Mapping[str, Any]) -> dict[str, Any]:
    """The description without who has to show what: tokens made up by chance would take the place of real ones."""
    paths = {
        path: {method: {name: part for name, part in one.items() if name != "security"} for method, one in item.items()}
        for path, item in description["paths"].items()
    }
    return {**description, "paths": paths}


def _examine(
    operation: Any,
    url: str,
    admit: Callable[[str], Headers],
    findings: Findings,
    known: Callable[[str], Mapping[str, str]],
    *,
    examples: int,
    seed_: int,
) -> None:
    named = f"{operation.method.upper()} {operation.path}"
    headers = dict(admit(operation.path))

    @seed(seed_)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: Case[Any]) -> None:
        nonlocal headers
        is_good = case.meta is None or case.meta.generation.mode is GenerationMode.POSITIVE
        if is_good and findings.asked[named] % 2 == 0:  # else nothing would ever be there
            case.path_parameters.update(
                {name: id for name, id in known(operation.path).items() if name in case.path_parameters}
            )
        response = case.call(base_url=url, headers=headers)
        findings.asked[named] += 1
        findings.statuses[response.status_code] += 1
        # What no schema can say (a date that is not in the future, exactly one of three) is refused with 422, by name.
        unsaid: list[Any] = [positive_data_acceptance] if response.status_code == 422 else []
        try:
            case.validate_response(response, headers=headers, excluded_checks=unsaid)
        except FailureGroup as group:
            findings.add(named, [one for one in group.exceptions if isinstance(one, Failure)], case.as_curl_command())
        if operation.path in ENDING or response.status_code == 401:
            headers = dict(admit(operation.path))

    ask()


@dataclass
class Callers:
    """A shopper and, where one is named, an agent of a running gateway."""

    url: str
    site_key: str
    name: str = ""
    password: str = ""

    def admit(self, path: str) -> Headers:
        """The headers of who may ask a path."""
        if path.startswith("/v1/agent/"):
            return self._agent()
        return self._shopper() if path.startswith("/v1/chat/") else {}

    def known(self, path: str) -> Headers:
        """A conversation for the routes about one, and the kinds of what is steered."""
        if path.startswith("/v1/agent/conversations/"):
            return {"id": self._opened()["session_id"]}
        return {"kind": "rules"} if "{kind}" in path else {}

    def _shopper(self) -> Headers:
        return {"Authorization": f"Bearer {self._opened()['token']}"}

    def _opened(self) -> dict[str, Any]:
        body = {"site_key": self.site_key, "consent": {"analytics": True}}
        opened: dict[str, Any] = httpx.post(f"{self.url}/v1/chat/sessions", json=body).raise_for_status().json()
        return opened

    def _agent(self) -> Headers:
        if not self.name:
            return {}
        body = {"name": self.name, "password": self.password}
        signed_in = httpx.post(f"{self.url}/v1/agent/login", json=body).raise_for_status()
        cookies = "; ".join(f"{name}={value}" for name, value in signed_in.cookies.items())
        return {"Cookie": cookies, "X-CSRF-Token": signed_in.json()["csrf"]}


def lines(findings: Findings) -> Iterator[str]:
    """The findings to read."""
    statuses = ", ".join(f"{status}: {count}" for status, count in sorted(findings.statuses.items()))
    yield f"{findings.asked.total()} requests to {len(findings.asked)} operations ({statuses})"
    yield from (f"  {where}: {what}" for where, what in sorted(findings.failures.items()))


def main() -> None:
    """Examines both services."""
    options = _options()
    callers = Callers(options.gateway, options.site_key, options.agent, options.password)
    failed = False
    for name, url, admit, known in (
        ("gateway", options.gateway, callers.admit, callers.known),
        ("recommender", options.recommender, lambda _path: {}, lambda _path: {}),
    ):
        description = httpx.get(f"{url}/openapi.json").raise_for_status().json()
        findings = examine(description, url, admit, examples=options.examples, seed_=options.seed, known=known)
        print(name, *lines(findings), sep="\n")
        failed |= bool(findings.failures)
    sys.exit(failed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gateway", default="http://127.0.0.1:8000")
    parser.add_argument("--recommender", default="http://127.0.0.1:8001")
    parser.add_argument("--site-key", default="demo")
    parser.add_argument("--agent", default="", help="name of an agent; without one, agents' routes are refused")
    parser.add_argument("--password", default="")
    parser.add_argument("--examples", type=int, default=100, help="requests to each operation")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
