"""What waits to be sent, kept by the assistant until it is."""

from collections.abc import Callable

from evotr.errors import EvotrError
from ui.bridge import AssistantPort, Inbox
from ui.presenters.turns import Queue

__all__ = ["Queues"]


class Queues:
    """Keeps queues and takes them back.

    Args:
        inbox: Where the answers of the assistant arrive.
        failed: Is told what could not be kept.
    """

    def __init__(self, inbox: Inbox, failed: Callable[[EvotrError], object]) -> None:
        self._inbox = inbox
        self._failed = failed

    def keep(
        self,
        assistant: AssistantPort,
        queue: Queue,
        kept: Callable[[str, str], object] = lambda *_: None,
    ) -> None:
        """Keep what waits, in place of what did.

        ``kept`` is told their conversation and each of the words.
        """

        def told(_: None) -> None:
            for words in queue.words:
                kept(queue.conversation_id or "", words)

        done = assistant.waiting.keep(queue.id, queue.conversation_id, queue.words)
        self._inbox.expect(done, told, self._failed)

    def give_back(self, assistant: AssistantPort, queue_id: str) -> None:
        """Let what waits belong to its writer, who is elsewhere now."""
        given = assistant.waiting.give_back(queue_id)
        self._inbox.expect(given, lambda _: None, self._failed)

    def take(
        self,
        assistant: AssistantPort,
        conversation_id: str,
        taken: Callable[[tuple[str, ...]], bool],
    ) -> None:
        """Hand what was given back to ``taken``; what that refuses is kept on.

        Also where that is nothing.
        """

        def arrived(words: tuple[str, ...]) -> None:
            if not taken(words) and words:
                back = Queue(conversation_id, words)
                self.keep(assistant, back)
                self.give_back(assistant, back.id)

        waiting = assistant.waiting.take(conversation_id)
        self._inbox.expect(waiting, arrived, self._failed)
