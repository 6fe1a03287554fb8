"""Every setting of the product, read once from the environment (and `.env`) into one frozen object.

Other packages never read the environment: what they need of this is passed to them. A variable is the
field's name in capitals behind FLOORWALKER_ (`home` is FLOORWALKER_HOME).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from floorwalker import setting_checks
from floorwalker.catalogs import check_catalogs, own_settings
from floorwalker.home import Home
from floorwalker.setting_forms import object_of, path_of, url_at

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """The settings, with the embedded defaults. Raises pydantic.ValidationError, naming the variable."""

    model_config = SettingsConfigDict(env_prefix="FLOORWALKER_", env_file=".env", frozen=True, extra="ignore")

    environment: Literal["auto", "development", "production"] = Field(
        "auto",
        description="Outside development nothing starts with settings that are fit for a trial alone, and what only "
        "developers need (`/docs`) is not served. auto: development, where the gateway listens on this host alone and "
        "has no public address.",
    )
    home: Path = Field(
        ROOT / "var", description="Folder for everything made at run time: database, indexes, models, logs."
    )
    database_url: str = Field(
        "", description="SQLAlchemy URL of catalog and conversation log; empty: SQLite in `home`."
    )
    host: str = Field("127.0.0.1", description="Address that the gateway, the public edge, listens on.")
    inner_host: str = Field(
        "127.0.0.1",
        description="Address that recommender, action server and Rasa listen on; one that others reach needs "
        "inner_token.",
    )
    inner_token: SecretStr = Field(
        SecretStr(""),
        description="What the processes show each other (docs/deployment.md), the same for all; needed where they are "
        "on several hosts or in containers. Empty: one that is made in `home`.",
    )
    allowed_hosts: frozenset[str] = Field(
        frozenset(),
        description="Names by which the gateway is asked, *.shop.example for all below; besides that of public_url, "
        "addresses, localhost and names without a dot. *: any.",
    )
    trusted_proxies: frozenset[str] = Field(
        frozenset(),
        description="Addresses and networks of the proxies before the gateway, which say for whom they ask.",
    )
    gateway_port: int = Field(8000, ge=1, le=65535, description="Port of the public edge.")
    recommender_port: int = Field(8001, ge=1, le=65535, description="Port of the recommender.")
    actions_port: int = Field(5055, ge=1, le=65535, description="Port of the action server.")
    rasa_port: int = Field(5005, ge=1, le=65535, description="Port of the Rasa server.")
    recommender_url: str = Field(
        "",
        description="Where actions and gateway find the recommender, which is asked by that name; empty: on this host.",
    )
    rasa_url: str = Field("", description="Where the gateway finds Rasa; empty: on this host.")
    catalogs: Annotated[dict[str, str], NoDecode, BeforeValidator(object_of)] = Field(
        {},
        description='Sites with a catalog of their own (docs/catalog.md), as JSON: {"SITE KEY": "NAME"}; other sites '
        "have the main one.",
    )
    catalogs_port: int = Field(
        8101,
        ge=1,
        le=65535,
        description="Port of the first of their recommenders, in the order of names; others follow.",
    )
    catalog_urls: Annotated[dict[str, str], NoDecode, BeforeValidator(object_of)] = Field(
        {}, description='Where those are that are not on this host, as JSON: {"NAME": "http://recommender-NAME:8001"}.'
    )
    actions_url: str = Field(
        "", description="Where Rasa finds the action server, which is asked by that name; empty: on this host."
    )
    redis_url: str = Field(
        "",
        description="Redis over which several gateways count requests together and hear each other; empty: each alone.",
    )
    language_model: str = Field("", description="Hugging Face encoder, by name or path; empty: the packaged MiniLM.")
    train_ranker: bool = Field(True, description="Whether `up` fits the ranker to a new catalog, up to a minute.")
    rules: Annotated[Path | None, BeforeValidator(path_of)] = Field(
        None, description="The shop's rules on attributes, a YAML file (docs/rules.md); empty: rules.yaml in home."
    )
    knowledge: Annotated[Path | None, BeforeValidator(path_of)] = Field(
        None,
        description="The shop's own buying knowledge, a YAML file (docs/knowledge.md); empty: knowledge.yaml in home.",
    )
    demand: bool = Field(True, description="Whether what shoppers ask and buy these days moves the orders.")
    demand_half_life_days: float = Field(7.0, gt=0, description="After so many days, demand counts half.")
    exploration: float = Field(
        0.03, ge=0, le=0.5, description="How often chance shows another list, or asks another question, than the best."
    )
    exploration_share: float = Field(
        0.95, gt=0, le=1, description="Of what the best first screen is worth, that every other keeps at least."
    )
    exploration_question_share: float = Field(
        0.7, gt=0, le=1, description="Of the best question's utility, that every other has at least."
    )
    holdout: float = Field(
        0.0, ge=0, le=0.5, description="Share of shoppers for whom statistics alone rank, to tell what the ranker adds."
    )
    widget_holdout: float = Field(
        0.0, ge=0, le=0.5, description="Share of shoppers who are not shown the widget, to tell what it adds."
    )
    retrain_every_hours: float = Field(
        168.0, ge=0, description="`up` retrains from conversations every so many hours (docs/retraining.md); 0: never."
    )
    standby: bool = Field(
        default=True,
        description="Whether a second one of each process waits beside those of `up`, loaded, and takes over"
        " within some seconds (docs/deployment.md); each where twice its memory is free. false: none does.",
    )
    report_every_hours: float = Field(
        6.0,
        ge=0,
        description="`up` makes a report for the console's dashboards every so many hours (docs/report.md); 0: never.",
    )
    device: str = Field("auto", description="torch device for the language model; auto: a GPU where there is one.")
    ranker_variant: str = Field(
        "auto", description="How a trained ranker runs: torch, onnx, int8; auto: torch on a GPU, int8 elsewhere."
    )
    orders_url: str = Field(
        "",
        description="Base URL of the shop's order system (docs/orders.md); empty: none, or made-up orders in the demo.",
    )
    orders_token: SecretStr = Field(SecretStr(""), description="Bearer token for the order system.")
    chat_model: str = Field(
        "", description="A chat model that words answers (docs/chat-model.md), as provider:model; empty: none."
    )
    chat_base_url: str = Field(
        "", description="Where the chat model's provider is; empty: its own variable or default."
    )
    chat_api_key: SecretStr = Field(SecretStr(""), description="Key for the provider; empty: its own variable.")
    chat_timeout: float = Field(
        4.0, gt=0, le=6, description="Seconds until the answer is given without it; a turn has ten in all."
    )
    chat_tokens_per_answer: int = Field(300, ge=20, le=2000, description="Tokens that one answer may have.")
    chat_calls_per_conversation: int = Field(20, ge=1, description="Answers that it words in one conversation a day.")
    chat_calls_per_day: int = Field(2000, ge=1, description="Answers that it words a day, in all.")
    chat_tokens_per_day: int = Field(
        1_000_000,
        ge=1000,
        description="Tokens a day, in and out, at the most; a call that could exceed it is not made.",
    )
    site_keys: frozenset[str] = Field(frozenset({"demo"}), description="Keys with which a page may open chat sessions.")
    allowed_origins: frozenset[str] = Field(frozenset(), description="Origins of shop pages that embed the widget.")
    image_hosts: frozenset[str] = Field(
        frozenset(),
        description="From where the console and the demo shop may take pictures, as https://cdn.example or "
        "*.cdn.example; empty: from the hosts of the catalog's pictures (docs/security.md).",
    )
    api_docs: Literal["auto", "on", "off"] = Field(
        "auto", description="Whether the gateway serves `/docs` and `/openapi.json`; auto: in development."
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description="Bearer token with which Prometheus asks the gateway for `/metrics`; empty: anybody may in "
        "development, nobody elsewhere.",
    )
    session_days: int = Field(
        7, ge=1, le=90, description="After so many days a chat session is over, however lively; after one of rest, too."
    )
    messages_per_minute: int = Field(60, ge=1, description="Messages that one chat session may send a minute.")
    sessions_per_minute: int = Field(120, ge=1, description="Sessions that one address may open a minute.")
    address_messages_per_minute: int = Field(
        3000, ge=1, description="Messages that all sessions of one address may send a minute together."
    )
    address_refusals_per_minute: int = Field(
        300, ge=1, description="After so many refused requests a minute, an address is refused with 429 at once."
    )
    connections: int = Field(
        2000, ge=10, le=100_000, description="Connections that one gateway keeps open, WebSockets among them."
    )
    address_connections: int = Field(
        250, ge=1, description="The same of one address; of a trusted proxy, its WebSockets count for who is behind it."
    )
    request_seconds: float = Field(
        10.0,
        gt=0,
        le=120,
        description="How long a request's headers, a WebSocket's token or a message that was begun may be in coming; "
        "a body has twice that, and a second more for each kB.",
    )
    log_days: int = Field(
        365,
        ge=0,
        description="After so many days of rest the log forgets a conversation with consent; 0: never. "
        "One without consent goes when it is over.",
    )
    shopper_key: SecretStr = Field(
        SecretStr(""), description="What shoppers' ids are hashed with before they are stored; empty: a key in `home`."
    )
    vault_key: SecretStr = Field(
        SecretStr(""),
        description="Keys that encrypt what a conversation needs of personal data (docs/privacy.md), the newest first, "
        "with commas between; the same for gateway and actions on every host. Empty: keys of a day, in `home`.",
    )
    memory_days: int = Field(
        7, ge=1, description="After so many days of rest the assistant forgets a conversation; the log keeps it."
    )
    console_idle_minutes: int = Field(
        30, ge=1, le=1440, description="After so many minutes without a call, an agent has to sign in again."
    )
    console_hours: int = Field(12, ge=1, le=168, description="After so many hours, an agent has to, whatever happens.")
    console_cookies: Literal["auto", "secure", "plain"] = Field(
        "auto",
        description="Whether the console's cookies go over TLS alone; auto: unless it is opened as localhost or "
        "127.0.0.1. plain: never, for a trial in a trusted network without TLS.",
    )
    most_upload_mb: int = Field(
        200, ge=1, le=2000, description="How large a catalog file may be that is given in the console, in MB."
    )
    most_unpacked_mb: int = Field(
        4000,
        ge=1,
        le=1_000_000,
        description="What a gzipped catalog file may unpack to, in MB, in console and commands.",
    )
    second_factor: Literal["optional", "leads", "required"] = Field(
        "optional",
        description="Of which agents a second factor is required: of none, of leads and admins, of all. Who has none "
        "sets it up at sign-in, before anything else.",
    )
    four_eyes: bool = Field(
        False,
        description="Whether what is written in the console (rules, knowledge) waits until another lead or admin "
        "approves it.",
    )
    oidc_issuer: str = Field(
        "",
        description="Identity provider at which agents sign in (docs/console.md), its issuer's address; empty: none.",
    )
    oidc_client_id: str = Field("", description="As what the gateway is registered there.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="The secret that goes with it.")
    oidc_label: str = Field("", description="What the sign-in page calls the provider; empty: its address.")
    oidc_name_claim: str = Field(
        "email", description="Claim that is an agent's name here; an e-mail address has to be verified there."
    )
    oidc_role_claim: str = Field(
        "", description="Claim that holds groups or roles, as realm_access.roles; empty: roles are given here."
    )
    oidc_roles: Annotated[dict[str, Literal["agent", "lead", "admin"]], NoDecode, BeforeValidator(object_of)] = Field(
        {}, description='Role by what that claim may hold, as JSON: {"floor-leads": "lead"}.'
    )
    oidc_accounts: Literal["match", "make"] = Field(
        "match", description="Who has no account here: is refused (match), or gets one (make)."
    )
    public_url: str = Field(
        "",
        description="The gateway's address as browsers see it, for the provider's way back; empty: as they ask for it.",
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="How the processes write what they say: lines to read, or JSON objects, one a line."
    )
    most_feed_mb: int = Field(
        1000, ge=1, le=100_000, description="How large a feed's file may be, in MB (docs/staying-current.md)."
    )
    feed_hosts: frozenset[str] = Field(
        frozenset(),
        description="Hosts from which feeds are fetched though they are in the own network, or have no TLS.",
    )
    feed_headers: SecretStr = Field(
        SecretStr(""),
        description='Headers that feeds are asked with, by feed, as JSON: {"main": {"Authorization": "Bearer …"}}.',
    )
    shopify_webhook_secret: SecretStr = Field(
        SecretStr(""), description="What Shopify signs its webhooks with (docs/shopify.md); empty: none are taken."
    )
    woocommerce_webhook_secret: SecretStr = Field(
        SecretStr(""), description="The same for WooCommerce (docs/woocommerce.md)."
    )
    currency: str = Field("EUR", pattern="^[A-Z]{3}$", description="Currency of prices whose source states none.")
    shop_url: str = Field(
        "",
        pattern=r"^(https?://[^\s?#]+)?$",
        description="The shop's address, for exports that have pages and pictures as paths (Magento), or pages by "
        "number (WooCommerce); empty: those are left out.",
    )

    @field_validator("image_hosts")
    @classmethod
    def _are_hosts(cls, given: frozenset[str]) -> frozenset[str]:
        setting_checks.check_image_hosts(given)
        return given

    @field_validator("allowed_origins")
    @classmethod
    def _are_origins(cls, given: frozenset[str]) -> frozenset[str]:
        setting_checks.check_origins(given)
        return given

    @model_validator(mode="after")
    def _ports_differ(self) -> Settings:
        ports = [self.gateway_port, self.recommender_port, self.actions_port, self.rasa_port]
        if len(set(ports)) != len(ports):
            raise ValueError("gateway_port, recommender_port, actions_port and rasa_port must differ")
        return self

    @model_validator(mode="after")
    def _catalogs_are_sound(self) -> Settings:
        check_catalogs(self)
        return self

    @model_validator(mode="after")
    def _provider_is_whole(self) -> Settings:
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret.get_secret_value()):
            raise ValueError("oidc_issuer needs oidc_client_id and oidc_client_secret")
        if self.oidc_role_claim and not self.oidc_roles:
            raise ValueError("oidc_role_claim needs oidc_roles, which says what each of its values is here")
        return self

    @model_validator(mode="after")
    def _edge_is_sound(self) -> Settings:
        setting_checks.check_edge(self)
        setting_checks.check_inner(self)
        return self

    @field_validator("feed_headers")
    @classmethod
    def _are_headers(cls, given: SecretStr) -> SecretStr:
        setting_checks.headers_in(given)
        return given

    def headers_of(self, feed: str) -> dict[str, str]:
        """The headers that a feed is asked with."""
        return setting_checks.headers_in(self.feed_headers).get(feed, {})

    @property
    def is_development(self) -> bool:
        """Whether this is a trial that no stranger can reach (`floorwalker.fitness`)."""
        if self.environment == "auto":
            return self.host in ("127.0.0.1", "localhost", "::1") and not self.public_url
        return self.environment == "development"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in use."""
        return self.database_url or f"sqlite:///{self.home / 'floorwalker.db'}"

    _catalog: str = PrivateAttr("")

    @property
    def catalog(self) -> str:
        """The name of the catalog that these settings are of; empty: the main one."""
        return self._catalog

    def of_catalog(self, name: str) -> Settings:
        """The same for one of the named catalogs, with its rooms and its recommender. Raises ValueError for a name that
        is none."""
        settings = self.model_copy(update=own_settings(self, name))
        settings._catalog = name
        return settings

    @property
    def rooms(self) -> Home:
        """The run-time folder, with what is of this catalog."""
        return Home(self.home, self._catalog)

    @property
    def recommender(self) -> str:
        """The recommender's base URL in use."""
        return self.recommender_url or url_at(self.inner_host, self.recommender_port)

    @property
    def rasa(self) -> str:
        """Rasa's base URL in use."""
        return self.rasa_url or url_at(self.inner_host, self.rasa_port)

    @property
    def actions(self) -> str:
        """The action server's base URL in use."""
        return self.actions_url or url_at(self.inner_host, self.actions_port)

    @property
    def gateway(self) -> str:
        """The gateway's base URL on this host."""
        return url_at(self.host, self.gateway_port)
