"""What actions that need the recommender share: its client. The executor makes each action without arguments."""

from __future__ import annotations

import functools
import os
from abc import ABC, abstractmethod

from rasa_sdk import Action

from recommender.client import RecommenderClient

URL_VARIABLE = "FLOORWALKER_RECOMMENDER_URL"
TIMEOUT = 3.0
"""Seconds; an action makes three calls at the most, and the gateway gives a whole turn ten."""


@functools.cache
def shared_client() -> RecommenderClient:
    """One pool of connections for all actions of the process."""
    return RecommenderClient(os.environ.get(URL_VARIABLE, "http://127.0.0.1:8001"), timeout=TIMEOUT)


class RecommendingAction(Action, ABC):
    """An action that asks the recommender."""

    def __init__(self, client: RecommenderClient | None = None) -> None:
        self._client = client

    @property
    def client(self) -> RecommenderClient:
        """The client it was given, or the shared one."""
        return self._client or shared_client()

    @abstractmethod
    def name(self) -> str:
        """The action's name in the domain."""
