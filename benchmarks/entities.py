#!/usr/bin/env python3
"""How well the words of shopping queries are linked, by type, and how fast. Runs in Rasa's environment.

entities.py PIPELINE ... --train train.jsonl.gz --dev dev.jsonl.gz --vocabulary vocabulary.json [--vocabulary ...]
            [--with-train] [--examples N] [--epochs N] [--ordinary TOKENISER] [--wrong]

TRAIN and DEV are in the format of QueryNER: `tokens` and `labels` (B-, I-, O) in each line. PIPELINE is one or several
of `ours` (the vocabulary component alone), `crf` and `diet` (Rasa's extractors alone, trained on TRAIN or on N examples
of it), `ours+crf` (ours first, the CRF where ours found nothing) and `crf+ours` (the other way round). The vocabularies
are those of imported catalogs (`vocabulary.json` in their homes), taken together; --with-train adds the labelled
phrases of TRAIN. --ordinary is the tokenizer.json of a language model, whose words are no typos. A span counts if its
type (queryner_entities.yaml) and both its ends are right; `touching` is the share of those found that touch one of
their type. Each query is parsed alone, by the whole of a Rasa pipeline.
"""

from __future__ import annotations

import argparse
import asyncio
import bisect
import gzip
import json
import logging
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

LINKER = {"name": "bot.components.vocabulary.VocabularyLinker"}
TOKENS = {"name": "LexicalSyntacticFeaturizer"}
"""Without a featurizer before it, Rasa's CRF learns nothing, though it makes its features itself."""
CRF = {"name": "CRFEntityExtractor"}
DIET_FEATURES = (
    TOKENS,
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
)
PIPELINES = ("ours", "crf", "diet", "ours+crf", "crf+ours")
Span = tuple[str, int, int]
"""A type, and the first and the last but one of its tokens."""


@dataclass
class Query:
    """A labelled query, its tokens parted by spaces."""

    text: str
    spans: set[Span]
    starts: list[int]

    @classmethod
    def of(cls, row: dict[str, Any]) -> Query:
        """From a line of the file."""
        spans: list[list[Any]] = []
        for place, label in enumerate(row["labels"]):
            if label.startswith("B-"):
                spans.append([label[2:], place, place + 1])
            elif label.startswith("I-"):
                spans[-1][2] = place + 1
        starts = [0]
        for token in row["tokens"]:
            starts.append(starts[-1] + len(token) + 1)
        return cls(" ".join(row["tokens"]), {(t, a, b) for t, a, b in spans}, starts)

    def words(self, span: Span) -> str:
        """The text of a span."""
        return self.text[self.starts[span[1]] : self.starts[span[2]] - 1]

    def span(self, kind: str, start: int, end: int) -> Span:
        """The tokens that some characters touch."""
        return kind, bisect.bisect_right(self.starts, start) - 1, bisect.bisect_left(self.starts, end)


class Types:
    """Which type of QueryNER an entity stands for."""

    def __init__(self, labels: dict[str, str]) -> None:
        import yaml

        self._rules: dict[str, dict[str, str]] = yaml.safe_load(
            (HERE / "queryner_entities.yaml").read_text(encoding="utf-8")
        )
        self.linked = tuple(self._rules)
        self._labels = labels

    def of(self, entity: dict[str, Any]) -> str:
        """The type of one of ours; a trained extractor's entities are called by their types."""
        group = entity.get("group", "")  # the attribute of a value
        name, label = entity["entity"], self._labels.get(group, group)
        for kind, rule in self._rules.items():
            if rule["entity"] == name and re.search(rule.get("attribute", ""), label, re.I):
                return kind
        return str(name)


@dataclass
class Result:
    """What a pipeline found, query by query, and how long each took; and how long it took to load."""

    found: list[set[Span]] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    seconds_to_load: float = 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pipelines", nargs="+", choices=PIPELINES)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--vocabulary", type=Path, action="append", default=[])
    parser.add_argument("--with-train", action="store_true")
    parser.add_argument("--examples", type=int, default=0, help="of TRAIN, drawn with a fixed seed; 0: all")
    parser.add_argument("--epochs", type=int, default=30, help="of DIET")
    parser.add_argument("--ordinary", type=Path)
    parser.add_argument("--wrong", action="store_true", help="print what went wrong")
    options = parser.parse_args()
    from bot import rasa_environment
    from bot.components import outside

    rasa_environment.prepare()
    train, dev = read(options.train), read(options.dev)
    vocabulary = together(options.vocabulary, train if options.with_train else ())
    types = Types({attribute["name"]: attribute["label"] for attribute in vocabulary["attributes"]})
    if options.examples:
        train = random.Random(7).sample(train, options.examples)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "vocabulary.json"
        file.write_text(json.dumps(vocabulary), encoding="utf-8")
        outside.vocabulary, outside.tokeniser = file, options.ordinary
        models: dict[str, str] = {}
        for pipeline in options.pipelines:
            same = "+".join(sorted(pipeline.split("+")))
            models[same] = models.get(same) or trained(pipeline, train, options.epochs, Path(folder))
            report(pipeline, dev, asyncio.run(parsed(pipeline, models[same], dev, types)), types, options.wrong)


def read(path: Path) -> list[Query]:
    """The queries of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [Query.of(json.loads(line)) for line in file]


def together(files: Sequence[Path], labelled: Sequence[Query]) -> dict[str, Any]:
    """One vocabulary of several, and of labelled phrases."""
    whole: dict[str, Any] = {name: [] for name in ("product_types", "brands", "attributes", "words", "units")}
    for file in files:
        vocabulary = json.loads(file.read_text(encoding="utf-8"))
        for name, content in whole.items():
            content += vocabulary[name]
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for query in labelled:
        for span in query.spans:
            counts[span[0]][query.words(span)] += 1
    phrases = {
        kind: [{"said": said, "value": said, "products": n, "titles": 0} for said, n in found.items()]
        for kind, found in counts.items()
    }
    whole["product_types"] += phrases.get("core_product_type", [])
    whole["brands"] += phrases.get("creator", [])
    for kind in ("color", "material", "department", "modifier"):
        whole["attributes"].append({"name": kind, "label": kind, "values": phrases.get(kind, [])})
    return whole


def trained(pipeline: str, queries: Sequence[Query], epochs: int, folder: Path) -> str:
    """The file of a Rasa model."""
    import rasa.model_training
    import yaml

    diet = {"name": "DIETClassifier", "epochs": epochs, "intent_classification": False, "constrain_similarities": True}
    parts: dict[str, list[dict[str, Any]]] = {"ours": [LINKER], "crf": [TOKENS, CRF], "diet": [*DIET_FEATURES, diet]}
    components: list[dict[str, Any]] = parts.get(pipeline, [LINKER, TOKENS, CRF])
    config = {"recipe": "default.v1", "language": "en", "assistant_id": "benchmark"}
    config_file, data = folder / "config.yml", folder / "nlu.json"
    pipeline_of = [{"name": "WhitespaceTokenizer"}, *components]
    config_file.write_text(yaml.safe_dump(config | {"pipeline": pipeline_of}), encoding="utf-8")
    examples = [{"text": q.text, "intent": "search", "entities": [_marked(q, s) for s in q.spans]} for q in queries]
    data.write_text(json.dumps({"rasa_nlu_data": {"common_examples": examples}}), encoding="utf-8")
    model = rasa.model_training.train_nlu(
        str(config_file), str(data), str(folder), fixed_model_name=pipeline.replace("+", "-")
    )
    if model is None:
        sys.exit(f"{pipeline} could not be trained; the lines above say why")
    return str(model)


def _marked(query: Query, span: Span) -> dict[str, Any]:
    start = query.starts[span[1]]
    words = query.words(span)
    return {"start": start, "end": start + len(words), "value": words, "entity": span[0]}


async def parsed(pipeline: str, model: str, queries: Sequence[Query], types: Types) -> Result:
    """Parses each query alone."""
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    start = time.perf_counter()
    agent = Agent.load(model)
    result = Result(seconds_to_load=time.perf_counter() - start)
    for query in queries:
        start = time.perf_counter()
        entities = (await agent.parse_message(query.text))["entities"]
        result.milliseconds.append((time.perf_counter() - start) * 1000)
        result.found.append(chosen(pipeline, query, entities, types))
    return result


def chosen(pipeline: str, query: Query, entities: Sequence[dict[str, Any]], types: Types) -> set[Span]:
    """The spans of a message; where two extractors overlap, those of the one named first."""
    ours: list[Span] = []
    others: list[Span] = []
    for entity in entities:
        is_ours = entity["extractor"] == "VocabularyLinker"
        kind = types.of(entity) if is_ours else str(entity["entity"])
        (ours if is_ours else others).append(query.span(kind, entity["start"], entity["end"]))
    first, second = (others, ours) if pipeline == "crf+ours" else (ours, others)
    left = [span for span in second if not any(span[1] < other[2] and other[1] < span[2] for other in first)]
    return {span for span in (*first, *left) if span[0] in types.linked}


def report(pipeline: str, queries: Sequence[Query], result: Result, types: Types, wrong: bool) -> None:
    """One line a type, the mean of all spans last, and the time."""
    print(f"\n{pipeline:18} spans  precision  recall  F1     touching")
    totals = [0, 0, 0, 0]
    for kind in types.linked:
        pairs = [
            ({s for s in q.spans if s[0] == kind}, {s for s in found if s[0] == kind})
            for q, found in zip(queries, result.found, strict=True)
        ]
        counts = [sum(len(g & f) for g, f in pairs), sum(len(f) for _, f in pairs), sum(len(g) for g, _ in pairs)]
        counts.append(sum(any(s[1] < o[2] and o[1] < s[2] for o in g) for g, f in pairs for s in f))
        totals = [total + count for total, count in zip(totals, counts, strict=True)]
        print(_line(kind, *counts))
    print(_line("all of these", *totals))
    centiles = statistics.quantiles(result.milliseconds, n=20)
    times = f"a message: median {statistics.median(result.milliseconds):.2f} ms, p95 {centiles[-1]:.2f} ms"
    print(f"{times}; loading: {result.seconds_to_load:.0f} s")
    for query, found in zip(queries, result.found, strict=True) if wrong else ():
        wanted = {span for span in query.spans if span[0] in types.linked}
        if wanted != found:
            missed, extra = sorted(wanted - found), sorted(found - wanted)
            print(f"  {query.text} | missed {[(s[0], query.words(s)) for s in missed]}", end=" | ")
            print(f"wrong {[(s[0], query.words(s)) for s in extra]}")


def _line(kind: str, right: int, found: int, wanted: int, touching: int) -> str:
    precision, recall = right / found if found else 0.0, right / wanted if wanted else 0.0
    both = 2 * precision * recall / (precision + recall) if right else 0.0
    touches = touching / found if found else 0.0
    return f"{kind:18} {wanted:5}  {precision:9.3f}  {recall:6.3f}  {both:.3f}  {touches:.3f}"


if __name__ == "__main__":
    main()
