"""What the console asks and is answered of jobs, models and catalogs: the JSON bodies below `/v1/agent/steering`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from gateway.console.fields import At
from gateway.texts import WITHOUT_NULL
from recommender.protocol.service import Asked

Version = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
"""Of a model."""
JobState = Literal["waiting", "running", "done", "failed", "interrupted", "cancelled"]
JobKind = Literal[
    "promote", "rollback", "try_out", "end_trial", "retrain", "report", "compare", "check_catalog", "import_catalog",
    "run_feed",
]  # fmt: skip
Trial = Literal["canary", "shadow", "interleave"]
CatalogFormat = Literal[
    "auto", "icecat", "jsonl", "json", "csv", "xml", "google", "jsonld", "shopify", "woocommerce", "magento",
]  # fmt: skip
MOST_MAPPING_CHARACTERS = 20_000


class PromoteJob(Asked):
    """Makes a version current. `instead_of`: which one was when that was decided, null if none; another one by now
    makes the job fail."""

    kind: Literal["promote"]
    version: Version
    instead_of: Version | None


class RollbackJob(Asked):
    """Makes the version current that was promoted before. `instead_of`: as for promote."""

    kind: Literal["rollback"]
    instead_of: Version | None


class TryOutJob(Asked):
    """Puts a version on trial beside the current one. `share`: of the shoppers; of a shadow, of the requests."""

    kind: Literal["try_out"]
    trial: Trial
    version: Version
    share: Annotated[float, Field(ge=0.001, le=1)]


class EndTrialJob(Asked):
    """Ends the trial."""

    kind: Literal["end_trial"]


class RetrainJob(Asked):
    """Learns from the conversations. `least`: with fewer of them, nothing is tried; `promote`: what passes the gate
    becomes current; `dry_run`: nothing is changed."""

    kind: Literal["retrain"]
    promote: bool = True
    dry_run: bool = False
    least: Annotated[int, Field(ge=1, le=10**9)] = 100
    since: date | None = None


class ReportJob(Asked):
    """Makes the report on the shop's conversations anew."""

    kind: Literal["report"]


class CompareJob(Asked):
    """What the log says of a version that is or was on trial."""

    kind: Literal["compare"]
    version: Version


JobRequest = Annotated[
    PromoteJob | RollbackJob | TryOutJob | EndTrialJob | RetrainJob | ReportJob | CompareJob,
    Field(discriminator="kind"),
]
"""`POST /v1/agent/steering/jobs`."""


class JobProgress(BaseModel):
    """How far a job is. `step`: what it does just now, as a code (`importing_the_catalog`)."""

    step: str
    percent: Annotated[int, Field(ge=0, le=100)]


class JobShown(BaseModel):
    """A job. `asked_by`: an agent's name; `lines`: what it said of its progress, the latest last, in English;
    `progress`: of one that runs, if it says how far it is; `result`: what came
    of it, by kind; `error`: what went wrong, and what to do."""

    id: str
    kind: JobKind
    payload: dict[str, Any]
    asked_by: str
    state: JobState
    created_at: At
    started_at: At | None = None
    ended_at: At | None = None
    lines: list[str]
    progress: JobProgress | None = None
    result: dict[str, Any] | None = None
    error: str | None = None
    stoppable: bool
    """Whether it can be cancelled just now."""


class JobsShown(BaseModel):
    """`GET /v1/agent/steering/jobs?before=&limit=`: the newest first. `workers`: how many do jobs just now."""

    jobs: list[JobShown]
    workers: int


class TrialShown(BaseModel):
    """The version on trial, and for how many."""

    kind: Trial
    version: str
    share: float


class ModelShown(BaseModel):
    """A trained model. `figures`: what it scored; `gate`: what was asked of it before it might serve, each beginning
    with passes or fails."""

    version: str
    created_at: At
    kind: str
    base_model: str
    catalog_version: str
    figures: dict[str, float]
    gate: list[str]
    role: Literal["current", "trial", "before", ""]
    """current: it serves. before: a rollback brings it back."""


class BrokenModel(BaseModel):
    """A version that cannot be read, and why."""

    version: str
    problem: str


class ModelsShown(BaseModel):
    """`GET /v1/agent/steering/models`: the newest first. `current`: null while the general ranker serves.
    `as_of`: when a worker last saw a change; null before the first."""

    models: list[ModelShown]
    current: str | None = None
    before: str | None = None
    trial: TrialShown | None = None
    broken: list[BrokenModel] = Field(default_factory=list)
    problem: str = ""
    """What is wrong with the record of promotions."""
    as_of: At | None = None
    workers: int
    busy: JobShown | None = None
    """A job that changes models, and waits or runs."""


class ModelReport(BaseModel):
    """`GET /v1/agent/steering/models/{version}`: with its report, in Markdown, and how it was made."""

    model: ModelShown
    report: str
    config: dict[str, Any]


class UploadShown(BaseModel):
    """A file that was given. `size`: in bytes."""

    id: str
    name: str
    size: int
    by: str
    at: At


class CatalogShown(BaseModel):
    """The current catalog, with the report of its import."""

    version: str
    imported_at: At
    products: int
    report: dict[str, Any]


class FailedImport(BaseModel):
    """The last import, if it did not replace the catalog: why, and its report (docs/import.schema.json)."""

    at: At
    report: dict[str, Any]


class FeedShown(BaseModel):
    """An address from which the catalog is fetched. `url`: without what may be secret; `every`: seconds; `failures`:
    in a row; `problem`: why it failed, or is held back; `due_at`: when it is fetched next."""

    name: str
    catalog: str = ""
    """Which one it is of; empty: the main one."""
    url: str
    every: int
    state: Literal["new", "good", "failed", "held"]
    failures: int
    problem: str | None = None
    imported_at: At | None = None
    due_at: At


class FeedRun(Asked):
    """`POST /v1/agent/steering/feeds/{name}/run`: fetches it now. `force`: also if it is unchanged, or has much fewer
    products or prices than the catalog."""

    force: bool = False


class OtherCatalog(BaseModel):
    """A catalog that some sites have instead of the main one; `sites`: their keys."""

    name: str
    sites: list[str]
    catalog: CatalogShown | None = None
    failed: FailedImport | None = None


class ImportsShown(BaseModel):
    """`GET /v1/agent/steering/imports`: files that wait to be imported, feeds, and the current catalog.

    `others`: the catalogs besides the main one, if there are any."""

    uploads: list[UploadShown]
    most_bytes: int
    """How large a file may be."""
    catalog: CatalogShown | None = None
    failed: FailedImport | None = None
    others: list[OtherCatalog] = Field(default_factory=list)
    feeds: list[FeedShown] = Field(default_factory=list)
    workers: int


class CheckRequest(Asked):
    """`POST …/imports/{id}/check`: reads the file and says what would come of it; nothing is changed. `mapping`: a YAML
    text that says which column is what (jsonl and csv). `catalog`: which one it is for; empty: the main one."""

    catalog: Annotated[str, StringConstraints(max_length=20), WITHOUT_NULL] = ""
    format: CatalogFormat = "auto"
    mapping: Annotated[str, StringConstraints(max_length=MOST_MAPPING_CHARACTERS), WITHOUT_NULL] = ""


class ImportRequest(Asked):
    """`POST …/imports/{id}/import`: imports the file as it was checked. `check`: the id of the job that checked it."""

    check: Annotated[str, StringConstraints(max_length=40), WITHOUT_NULL]
