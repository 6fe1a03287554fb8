"""What the console asks and is answered: the JSON bodies of `/v1/agent`, and the frames of its WebSocket.

The console's types are generated from these. Times are in UTC, in ISO 8601 with a Z.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints, model_validator

from gateway.console.fields import At
from gateway.console.suggested import Suggestion, SuggestionState, SummaryLine
from gateway.texts import WITHOUT_NULL
from recommender.protocol.service import Asked

Role = Literal["agent", "lead", "admin"]
Presence = Literal["online", "away", "offline"]
Status = Literal["bot", "queued", "agent", "closed"]
QueueReason = Literal["asked", "anger", "misses", "outage"]
MOST_REPLY_CHARACTERS = 5000


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_REPLY_CHARACTERS),
    WITHOUT_NULL,
]

ClientId = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[\w.:-]+$")]


class SignInRequest(Asked):
    """`POST /v1/agent/login`. `code`: of the second factor, where the agent has one."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    code: Annotated[str, StringConstraints(pattern=r"^\d{6}$")] | None = None


class Agent(BaseModel):
    """Somebody who serves shoppers."""

    id: str
    name: str
    display: str
    role: Role
    locale: str
    presence: Presence
    second_factor: bool = False
    """Whether a code is asked for at sign-in."""


class SignedIn(BaseModel):
    """`POST /v1/agent/login` and `GET /v1/agent/me`. `csrf` goes back as `X-CSRF-Token` with every call that changes
    something; the session itself is a cookie that pages cannot read."""

    agent: Agent
    csrf: str
    idle_seconds: int
    """Without a call, the session ends after so long."""
    must_set_factor: bool = False
    """Whether nothing else is answered until a second factor is set up (`POST /v1/agent/factor`)."""


class PresenceRequest(Asked):
    """`POST /v1/agent/presence`."""

    presence: Literal["online", "away"]


class Place(BaseModel):
    """Where in the shop a shopper was last."""

    url: str
    title: str = ""
    product_id: str | None = None


class Listed(BaseModel):
    """A conversation in a list."""

    id: str
    status: Status
    locale: str
    started_at: At
    last_at: At
    queued_at: At | None = None
    reason: QueueReason | None = None
    """Why it waits."""
    told: str = ""
    """What the assistant said when it passed on."""
    summary: str = ""
    """What it was about, in a few lines."""
    last_words: str = ""
    """What the shopper said last."""
    agent_id: str | None = None
    agent: str | None = None
    """Who serves it, as they are shown."""
    page: Place | None = None
    contact: bool = False
    """Whether the shopper left an address, and wants to be written to."""


class Queue(BaseModel):
    """`GET /v1/agent/queue`."""

    waiting: list[Listed]
    """Who waits longest first."""
    mine: list[Listed]
    others: list[Listed]
    """Served by colleagues."""
    live: list[Listed]
    """Talking to the assistant just now, the latest first."""
    agents: list[Agent]


class CloseQueueRequest(Asked):
    """`POST /v1/agent/queue/close`: gives all that wait for this reason back to the assistant. Leads and admins."""

    reason: QueueReason


class Closed(BaseModel):
    """How many."""

    closed: int


class Understood(BaseModel):
    """An act that the assistant took a message to do."""

    act: str
    confidence: float | None = None


class Weighed(BaseModel):
    """A ranked attribute of a list."""

    name: str
    label: str
    weight: float


class Deed(BaseModel):
    """Something the shopper did with what a message showed."""

    type: str
    at: At
    product_id: str | None = None
    value: Any = None


class Shown(BaseModel):
    """A message of a conversation as agents see it: as the shopper does, with what is known of it besides."""

    id: str
    at: At
    sender: Literal["shopper", "bot", "agent"]
    message: dict[str, Any]
    """As in `gateway.protocol.Message` or `LoggedMessage`; personal data stays masked."""
    acts: list[Understood] = Field(default_factory=list)
    """What a shopper's message was taken to do."""
    weights: list[Weighed] = Field(default_factory=list)
    """Of a list, the attributes by which it is ordered."""
    propensity: float | None = None
    """Of a list or a question, how likely it was chosen."""
    deeds: list[Deed] = Field(default_factory=list)


class Wish(BaseModel):
    """A wish in force: what the products of the last list have to be."""

    attribute: str
    op: str
    value: Any
    strength: Literal["hard", "soft"] = "hard"
    """soft: what misses it comes last, and is not left out."""
    text: str
    """In words."""


class Note(BaseModel):
    """What an agent wrote down for colleagues."""

    id: str
    agent: str
    text: str
    at: At


class Rating(BaseModel):
    """How the shopper found the conversation, when they ended it: from 1 (very bad) to 5, in words, or both."""

    at: At
    score: int | None = None
    comment: str | None = None


class Opened(BaseModel):
    """`GET /v1/agent/conversations/{id}`."""

    conversation: Listed
    messages: list[Shown]
    wishes: list[Wish]
    query: str = ""
    """What the last list was searched by."""
    notes: list[Note]
    suggestions: list[Suggestion] = Field(default_factory=list)
    """Drafts for the agent who serves it that wait for a decision, the latest first."""
    summary_lines: list[SummaryLine] = Field(default_factory=list)
    """What to know before taking over, in the agent's language."""
    rating: Rating | None = None


class Claimed(BaseModel):
    """`POST /v1/agent/conversations/{id}/claim`, `/transfer`, `/return`, `/close`: as it is now."""

    conversation: Listed


class TransferRequest(Asked):
    """`POST …/transfer`: to a colleague, or back to the queue (null)."""

    to: str | None


class Said(Asked):
    """`POST …/messages`: a text to the shopper. `client_id` makes a repeat harmless."""

    text: Text
    client_id: ClientId


class SaidAnswer(BaseModel):
    """The message as it was stored."""

    message: Shown


class NoteRequest(Asked):
    """`POST …/notes`."""

    text: Text


class Found(BaseModel):
    """`GET /v1/agent/conversations?query=&before=&limit=`: the newest first."""

    conversations: list[Listed]
    more: bool


class CannedReply(BaseModel):
    """A reply that is sent often."""

    id: str
    name: str
    locale: str
    text: str
    updated_by: str
    updated_at: At


class CannedReplies(BaseModel):
    """`GET /v1/agent/replies`."""

    replies: list[CannedReply]


class CannedReplyRequest(Asked):
    """`PUT /v1/agent/replies`: adds one, or changes the one of this name and language. Leads and admins."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=50, pattern=r"^[\w-]+$")]
    locale: Annotated[str, StringConstraints(max_length=35, pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$")]
    text: Text


class Frame(BaseModel):
    """What the server sends over `GET /v1/agent/stream` (WebSocket, signed in by the cookie).

    queue: who waits or is served changed; ask for the queue again. message: said in a conversation; one whose id was
    told before takes its place, since more is known of it (what it was taken to do). status: of a conversation changed.
    typing: the shopper types, or `agent` does (`conversation_id`). events: the shopper did something with what was
    shown; ask for the conversation again. suggestion: a draft for the agent of a conversation, or what became of one
    (`suggestion_state`). missed: something may not have been heard; ask for the queue and the open
    conversation again. ready: from now on everything is heard. ping: nothing happened for 20 s; a
    stream that is silent for 45 s is dead. Others than these may follow: pass over what is not known.

    The stream ends with the code 1008 when the session is over, and with 1013 for who takes frames too slowly: connect
    again, then read what was missed.
    """

    type: Literal["queue", "message", "status", "typing", "events", "suggestion", "missed", "ready", "ping"]
    conversation_id: str | None = None
    conversation: Listed | None = None
    """Of queue and status."""
    message: Shown | None = None
    status: Status | None = None
    """Of status."""
    agent: str | None = None
    """Of status, who serves it, as they are shown; of typing, who types if it is not the shopper."""
    suggestion: Suggestion | None = None
    """Of suggestion, the draft; null where only its state is told."""
    suggestion_id: str | None = None
    suggestion_state: SuggestionState | None = None

    @model_validator(mode="after")
    def _names_it(self) -> Frame:
        about_one = self.type in ("message", "status", "typing", "events", "suggestion")
        if about_one and self.conversation_id is None:
            raise ValueError("conversation_id is missing")
        return self


class AgentTyping(Asked):
    """What the console may send over the WebSocket: the agent types, in a conversation of theirs."""

    type: Literal["typing"]
    conversation_id: str
