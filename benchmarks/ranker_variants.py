"""What each way to run a ranker costs and scores: size, time for a new query, throughput, memory, nDCG@5.

    python -m benchmarks.ranker_variants EXAMPLES.jsonl.gz MODEL_FOLDER [MODEL_FOLDER …]

EXAMPLES are those of a training (`training/examples.jsonl.gz` in the home folder); quality is over its held-out
product types. Every variant runs in a process of its own, on one thread, and ranks 40 attributes whose encodings are
kept. `cross-encoder` reads query and attribute together with the packaged model, untrained: its time alone counts.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch

from ranker.candidates import AttributeCandidate, RankingRequest
from ranker.evaluation.metrics import PRIMARY, measured
from ranker.evaluation.report import Systems, held_out
from ranker.examples import Example, read_examples
from ranker.export import LANGUAGE, ONNX
from ranker.language import LanguageModel
from ranker.serving import load_ranker
from ranker.text import text_of
from retrieval.search.encoder import Encoder, packaged_model

ATTRIBUTES, ROUNDS, WARM_UP, SCORED, BATCH = 40, 200, 20, 800, 64


def measure(examples: Sequence[Example], folder: Path, variant: str) -> dict[str, float]:
    """One row of the table, for a variant of a model folder."""
    encoder = Encoder(threads=1)
    ranker = load_ranker(folder, encoder.encode, variant, "cpu", 1)
    pool = list({c.name: c for example in examples for c in example.candidates}.values())[:ATTRIBUTES]
    queries = list(dict.fromkeys(example.query for example in examples))
    own = bool((folder / LANGUAGE).exists())

    def rank(query: str) -> None:
        vector = None if own else encoder.encode([query])[0]
        ranker.rank(RankingRequest(query, vector, pool, (), examples[0].category))

    row = times(rank, queries)
    sets = held_out(examples)
    systems = Systems([ranker], encoder.encode)
    for name, found in sets.items():
        chosen = [found[i] for i in np.random.default_rng(0).permutation(len(found))[:SCORED]]
        scores = [measured(systems.weights(ranker, e), np.asarray(e.relevance))[PRIMARY] for e in chosen]
        row[f"{name} {PRIMARY}"] = round(statistics.mean(scores), 4)
    started = time.perf_counter()
    encode = encoder.encode if not own else ranker.encode
    for start in range(0, 1024, BATCH):
        encode([f"{query} {start}" for query in queries[:BATCH]])
    row["queries/s in batches"] = round(1024 * min(1, len(queries) / BATCH) / (time.perf_counter() - started))
    files = {"torch": [LANGUAGE], "onnx": [ONNX["onnx"]], "int8": [ONNX["int8"]], "shared": []}[variant]
    row["MB on disk"] = round(sum(size(folder / file) for file in [*files, "heads.safetensors"]) / 1e6, 1)
    return row | {"peak MB": peak()}


def cross_encoder(examples: Sequence[Example]) -> dict[str, float]:
    """The time of reading 40 pairs of query and attribute together."""
    torch.set_num_threads(1)
    language = LanguageModel.load(packaged_model(), 96)
    pool: list[AttributeCandidate] = [c for example in examples for c in example.candidates][:ATTRIBUTES]
    texts = [text_of(candidate) for candidate in pool]
    queries = list(dict.fromkeys(example.query for example in examples))[: WARM_UP + ROUNDS // 10]
    row = times(lambda query: language.encode([f"{query} [SEP] {text}" for text in texts]), queries)
    return row | {"peak MB": peak()}


def times(rank: Callable[[str], object], queries: Sequence[str]) -> dict[str, float]:
    """Milliseconds for a query never seen before."""
    for query in queries[:WARM_UP]:
        rank(query)
    taken = []
    for query in queries[WARM_UP : WARM_UP + ROUNDS]:
        started = time.perf_counter()
        rank(query)
        taken.append(1000 * (time.perf_counter() - started))
    taken = taken or [0.0, 0.0]
    cuts = statistics.quantiles(taken, n=100)
    return {"p50 ms": round(cuts[49], 2), "p95 ms": round(cuts[94], 2)}


def size(path: Path) -> int:
    """Bytes of a file, or of all in a folder."""
    return (
        sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) if path.is_dir() else path.stat().st_size
    )


def peak() -> float:
    """Megabytes of this process at the most."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)


def main() -> None:
    """Prints a table; with --only, one row as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("examples", type=Path)
    parser.add_argument("models", type=Path, nargs="*")
    parser.add_argument("--only", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        examples = [example for example in read_examples(options.examples) if example.split == "types"]
        row = cross_encoder(examples) if options.only == "cross" else measure(examples, options.models[0], options.only)
        print(json.dumps(row))
        return
    jobs: list[tuple[str, list[str], str]] = [("cross-encoder", [], "cross")]
    for model in options.models:
        variants = ("torch", "onnx", "int8") if (model / LANGUAGE).exists() else ("shared",)
        jobs += [(f"{model.name} {variant}", [str(model)], variant) for variant in variants]
    for title, models, variant in jobs:
        command = [sys.executable, "-m", "benchmarks.ranker_variants", str(options.examples), *models]
        done = subprocess.run([*command, "--only", variant], capture_output=True, text=True, check=True)
        row = json.loads(done.stdout.splitlines()[-1])
        print(f"{title:60}", "  ".join(f"{name} {value}" for name, value in row.items()), flush=True)


if __name__ == "__main__":
    main()
