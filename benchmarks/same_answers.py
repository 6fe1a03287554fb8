#!/usr/bin/env python3
"""Whether a faster service still gives the same answers: whole conversations recorded, then asked again.

    same_answers.py record ANSWERS.jsonl.gz --queries RATINGS.csv … [--url http://127.0.0.1:8001]
    same_answers.py compare ANSWERS.jsonl.gz [--url …] [--tolerance 0.001]

Talks to a running recommender. `record` plays conversations over each query, with answers, constraints of every kind,
attributes that do not matter, preferences, groups, explanations and further pages, and keeps requests and answers.
`compare` sends the same requests and counts the answers that are not the same: everything but the id and the clock
has to be, numbers within the tolerance. Exits with 1 if one differs.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

Body = dict[str, Any]
TURNS = 4
VARYING = ("query_id", "latency_ms", "model_version", "catalog_version", "trace", "question_trace")
"""Besides the id, the clock and the versions, how it was chosen: nobody draws the best, whatever else there was."""


def queries_of(files: list[Path]) -> list[str]:
    """The different queries of rating files (a column `query`) and of text files with one a line."""
    found: list[str] = []
    for path in files:
        with path.open(encoding="utf-8", newline="") as lines:
            found += (
                [row["query"] for row in csv.DictReader(lines)] if path.suffix == ".csv" else lines.read().split("\n")
            )
    return [query for query in dict.fromkeys(found) if query.strip()]


def ask(http: httpx.Client, body: Body) -> Body:
    """The answer, without what is different each time; of a refusal, its status and what it says."""
    response = http.post("/v1/recommend", json=body)
    answer: Body = response.json()
    return {"status": response.status_code} | {name: own for name, own in answer.items() if name not in VARYING}


def conversation(http: httpx.Client, query: str, chance: random.Random) -> Iterator[tuple[Body, Body]]:
    """Requests and answers of one conversation, in which every second one has something unusual."""
    body: Body = {"query": query, "constraints": [], "declined": []}
    for turn in range(TURNS):
        asked = {**body, **unusual(chance)}
        answer = ask(http, asked)
        yield asked, answer
        settled = {constraint["attribute"] for constraint in body["constraints"]} | {*body["declined"]}
        questions = [a for a in answer.get("attributes", []) if a["name"] not in settled and a["values"]]
        if not questions:
            return
        if turn and chance.random() < 0.3:
            body["declined"] = [*body["declined"], questions[0]["name"]]
            continue
        numbers = [a for a in questions if a["kind"] == "numeric"]
        if numbers and chance.random() < 0.25:
            body["preferences"] = [
                {"attribute": numbers[0]["name"], "direction": "low", "sorts": chance.random() < 0.5}
            ]
        body["constraints"] = [*body["constraints"], constraint(chance.choice(questions[:5]), chance)]


def unusual(chance: random.Random) -> Body:
    """Options of a request that most do without."""
    choice: Body = chance.choice([{}, {}, {}, {"group": True}, {"limit": 100}, {"explain": True}, {"offset": 5}])
    return choice


def constraint(attribute: Body, chance: random.Random) -> Body:
    """An answer to a question: mostly one that is offered, sometimes another operator."""
    value = chance.choice(attribute["values"])["value"]
    if isinstance(value, dict):
        return {"attribute": attribute["name"], "op": chance.choice(["eq", "between", "neq"]), "value": value}
    if attribute["kind"] == "numeric":
        return {"attribute": attribute["name"], "op": chance.choice(["eq", "lte", "gt", "neq"]), "value": value}
    op = chance.choice(["eq", "eq", "eq", "neq", "in"])
    several = [offered["value"] for offered in attribute["values"][:3]]
    return {"attribute": attribute["name"], "op": op, "value": several if op == "in" else value}


def differences(before: Any, after: Any, tolerance: float, path: str = "") -> Iterator[str]:
    """Where two answers differ, as paths without positions: "products[].id"."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in {*before, *after}:
            yield from differences(before.get(name), after.get(name), tolerance, f"{path}.{name}".lstrip("."))
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            yield f"{path}: so many"
        for own, other in zip(before, after, strict=False):
            yield from differences(own, other, tolerance, f"{path}[]")
    elif isinstance(before, float) and isinstance(after, (int, float)):
        if abs(before - after) > tolerance * max(1.0, abs(before)):
            yield path
    elif before != after:
        yield path


def record(http: httpx.Client, path: Path, queries: list[str]) -> None:
    """Plays a conversation over each query, the same every time."""
    with gzip.open(path, "wt", encoding="utf-8") as file:
        count = 0
        for number, query in enumerate(queries):
            for body, answer in conversation(http, query, random.Random(f"{number} {query}")):
                file.write(json.dumps({"request": body, "answer": answer}) + "\n")
                count += 1
    print(f"{count} answers to {len(queries)} queries are in {path}")


def compare(http: httpx.Client, path: Path, tolerance: float) -> bool:
    """Whether all answers are the same; says which are not."""
    same, total = 0, 0
    where: Counter[str] = Counter()
    examples: dict[str, str] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            known = json.loads(line)
            answer = json.loads(json.dumps(ask(http, known["request"])))
            found = set(differences(known["answer"], answer, tolerance))
            where.update(found)
            examples |= {one: json.dumps(known["request"]) for one in found if one not in examples}
            total, same = total + 1, same + (not found)
    print(f"{same} of {total} answers are the same")
    for one, count in where.most_common(20):
        print(f"  {count:5} {one}, first in {examples[one]}")
    return same == total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("record", "compare"))
    parser.add_argument("answers", type=Path)
    parser.add_argument("--queries", type=Path, nargs="+", default=[], help="CSV with a column query, or one a line")
    parser.add_argument("--url", default="http://127.0.0.1:8001")
    parser.add_argument("--tolerance", type=float, default=1e-3, help="of numbers, relative above 1")
    options = parser.parse_args()
    with httpx.Client(base_url=options.url, timeout=60) as http:
        if options.task == "record":
            record(http, options.answers, queries_of(options.queries))
        else:
            sys.exit(0 if compare(http, options.answers, options.tolerance) else 1)


if __name__ == "__main__":
    main()
