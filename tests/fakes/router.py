"""A router that picks whom the test says, and can break."""

import threading

from typing_extensions import override

from evotr.domain import GENERAL, Explanation, Route, RouteQuery, Router


class FakeRouter(Router):
    """Picks the expert whose word is in the question, else the base.

    ``runner_up`` comes second. ``fault`` is raised instead of an answer. ``asked``
    and ``threads`` record what it was asked, and where.
    """

    def __init__(self, words: dict[str, str] | None = None, runner_up: str = ""):
        self.words = words or {}
        self.runner_up = runner_up
        self.fault: Exception | None = None
        self.asked: list[RouteQuery] = []
        self.threads: list[str] = []

    @override
    def route(self, query: RouteQuery) -> Route:
        self.asked.append(query)
        self.threads.append(threading.current_thread().name)
        if self.fault is not None:
            raise self.fault
        word = next((word for word in self.words if word in query.text), None)
        pick = self.words[word] if word else GENERAL
        second = self.runner_up or ("law" if pick == GENERAL else GENERAL)
        return Route(
            experts=((pick, 1.0),) if word and pick != GENERAL else (),
            confidence=0.9,
            stage="keyword" if word else "fallback",
            why=Explanation((word,) if word else ()),
            ranking=((pick, 0.9), (second, 0.1)),
            ms=0.5,
        )
