"""What the gateway is told at its start; `floorwalker.settings` is where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine

from data.agents.sessions import Lives
from data.peers import Hosts
from data.privacy.places import Places
from data.privacy.vault import Vault, in_memory
from gateway.arms import Arms
from gateway.edge.bounds import Bounds
from gateway.provider.settings import ProviderConfig

SecondFactor = Literal["optional", "leads", "required"]


@dataclass(frozen=True, slots=True)
class GatewayConfig:
    """Addresses, folders and limits of one gateway process.

    `site_keys` open sessions, from pages of this origin or of `allowed_origins`. Timeouts are in seconds.
    """

    database_url: str
    rasa_url: str
    recommender_url: str
    catalogs: Mapping[str, str] = field(default_factory=dict)
    """Names of the catalogs of sites that have not the main one, by site key."""
    catalog_urls: Mapping[str, str] = field(default_factory=dict)
    """Where the recommenders of those catalogs are, by name."""
    actions_url: str = ""
    """Where the action server says that it is there, for `/ready`; empty: that is not asked."""
    processes: Path | None = None
    """Where the supervisor says how the processes fare, if there is one."""
    site_keys: frozenset[str] = frozenset({"demo"})
    allowed_origins: frozenset[str] = frozenset()
    images: Path | None = None
    web: Path | None = None
    shop: Path | None = None
    """What the demo's storefront sells, while the demo catalog is current."""
    report: Path | None = None
    """Gauges of the last report, for `/metrics`."""
    dashboards: Path | None = None
    """What the console shows of the last report."""
    rasa_timeout: float = 10.0
    """How long an answer of Rasa's may take."""
    turn_patience: float = 15.0
    """How long a turn waits for a part that is down, before the shopper is told so; pages wait for 20 s."""
    sign_in_timeout: float = 10.0
    """How long a WebSocket may stay open without a token."""
    bounds: Bounds = Bounds()
    """How much a connection may take, and which proxies are believed."""
    hosts: Hosts = field(default_factory=Hosts)
    """By which names it is asked, besides addresses and names of this host or its network."""
    inner_token: str = ""
    """What Rasa and the recommender are shown; empty: they ask for none."""
    session_lifetime: timedelta = timedelta(days=1)
    """After so long a rest a chat session is over."""
    longest_session: timedelta = timedelta(days=7)
    """After so long it is over, however lively."""
    vault: Vault = field(default_factory=in_memory)
    """What encrypts the personal data that a session needs, for as long as `session_lifetime`; the action server needs
    the same keys."""
    most_body_bytes: int = 64 * 1024
    messages_per_session: str = "60/minute"
    requests_per_session: str = "600/minute"
    sessions_per_address: str = "120/minute"
    messages_per_address: str = "3000/minute"
    refusals_per_address: str = "300/minute"
    streams_per_address: int = 250
    streams_per_session: int = 20
    reveals_per_agent: str = "30/hour"
    """How often an agent may look behind the dots (`gateway.console.revealing`)."""
    arms: Arms = field(default_factory=Arms)
    """Shares of the shoppers who get something else, to tell what the assistant adds."""
    redis_url: str = ""
    """Where several gateways count requests together; empty: each counts for itself."""
    rules: Path | None = None
    """The file with the shop's rules, which the console writes and the recommender reads; None: not to be written."""
    knowledge: Path | None = None
    """The same with its buying knowledge."""
    four_eyes: bool = False
    """Whether what a lead or an admin writes waits until another approves it."""
    places: Places | None = None
    """Where shoppers' data lies besides the database; None: nowhere."""
    shopper_key: str = ""
    """What shoppers' ids are hashed with; empty: the key in the home, or without a home one of this process's own."""
    log_lifetime: timedelta | None = timedelta(days=365)
    """How long a conversation with consent is kept after its last message; None: for ever."""
    agents_vault: Vault = field(default_factory=in_memory)
    """What encrypts agents' second factors: with keys that last, the same for every gateway."""
    agent_sessions: Lives = Lives()
    most_upload_bytes: int = 200 * 1024 * 1024
    """How large a catalog file may be."""
    second_factor: SecondFactor = "optional"
    """Of whom a second factor is required: of nobody, of leads and admins, of all."""
    provider: ProviderConfig | None = None
    """Where agents sign in besides."""
    image_hosts: frozenset[str] = frozenset()
    """From where pages may take pictures besides, as sources of a policy; empty: from where the catalog's are."""
    catalog_images: Callable[[Engine], frozenset[str]] | None = None
    """Says from where the pictures of the catalog in a database are; None: from here alone."""
    is_tls: bool = False
    """Whether browsers reach the gateway by TLS, also where the proxy does not say so."""
    api_docs: bool = True
    """Whether `/docs` and `/openapi.json` are served."""
    metrics_token: str | None = ""
    """What `/metrics` asks for; empty: nothing, None: it is not served."""
    shopify_secrets: tuple[str, ...] = ()
    """What Shopify signs its webhooks with, the newest first; none: none are taken."""
    woocommerce_secrets: tuple[str, ...] = ()
    """The same for WooCommerce."""
    secure_cookies: bool | None = None
    """Whether the console's cookies go over TLS alone; None: unless the console is asked for on this host."""
