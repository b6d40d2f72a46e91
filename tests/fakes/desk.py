"""A session that a test drives on its own thread."""

import threading

from evotr.domain import (
    GenerationRequest,
    Message,
    SamplingParams,
    WeightedAdapter,
)
from evotr.inference.config import EngineConfig
from evotr.inference.session import Session
from evotr.inference.stream import Job


class Desk:
    """A session driven on this thread; waits for the disk when it has to."""

    def __init__(self, folder, **settings):
        self.woken = threading.Event()
        self.session = Session(
            EngineConfig(folder, **settings), lambda: None, self.woken.set
        )

    def ask(self, text="Merhaba dünya", *experts, conversation="c", tokens=8, **more):
        said = text if isinstance(text, tuple) else (text,)
        messages = tuple(
            Message("assistant" if at % 2 else "user", part)
            for at, part in enumerate(said)
        )
        request = GenerationRequest(
            conversation,
            messages,
            SamplingParams(max_tokens=tokens, **more.pop("sampling", {})),
            adapters=tuple(map(part, experts)),
            **more,
        )
        job = Job(request)
        self.session.add(job)
        return job

    def run(self, *jobs):
        """Turn until the jobs have ended and nothing is left to do."""
        while self.session.busy or not all(job.ended for job in jobs):
            if not self.session.busy:
                assert self.woken.wait(10)
                self.woken.clear()
            self.session.turn()

    def answer(self, *args, **more):
        job = self.ask(*args, **more)
        self.run(job)
        *events, last = list(job)
        return "".join(getattr(e, "text", "") for e in events), last.usage


def part(expert):
    return expert if isinstance(expert, WeightedAdapter) else WeightedAdapter(expert)
