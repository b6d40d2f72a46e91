"""Forgetting a conversation, with all that was learned of it.

The rows of the ledger go with the conversation in one transaction, which also dooms
the versions that saw them. What is not done when the process dies, the next start does
before anything is served.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from evotr.domain import Conversation, DoomedVersion, NightVersion
from evotr.drafts import forget_drafts
from evotr.errors import NightRunning, named_os_error
from evotr.experts import Roots
from evotr.instance import hold_night
from evotr.journal import Journal
from evotr.journal.forgetting import Doomed
from evotr.night.leftovers import clear_leftovers, settle_leftovers
from evotr.night.takeback import Swept, sweep
from evotr.paths import Paths
from evotr.router.files import forget_taught

__all__ = [
    "Forgotten",
    "Going",
    "forget_conversation",
    "forget_learned",
    "going_with",
]


@dataclass(frozen=True, slots=True)
class Going:
    """What goes with a conversation.

    Attributes:
        messages: How many there are.
        gone: The ids of what is remembered and learned of it.
        versions: Those that learned something of it; what answers next to them does.
        elsewhere: The other conversations with answers that were made from it, and how
            many each; these are remembered no more.
    """

    conversation: Conversation
    messages: int
    gone: Doomed
    versions: tuple[NightVersion, ...]
    elsewhere: tuple[tuple[Conversation, int], ...]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What went, and what answers now.

    Attributes:
        gone: The ids of what was destroyed.
        versions: The adapters that were deleted.
        serves: What answers in the place of those that did, by expert: the newest that
            never saw it; ``base`` is no adapter.
        anew: The experts that are to learn anew, since lessons are left that only what
            was deleted knew.
        busy: Whether a night is under way that is made of it. It was told to stop, and
            deletes its own rows at its end.
    """

    gone: Doomed
    versions: tuple[DoomedVersion, ...]
    serves: dict[str, str]
    anew: tuple[str, ...]
    busy: bool

    @property
    def experts(self) -> tuple[str, ...]:
        """Those of which a version was deleted."""
        return tuple(dict.fromkeys(one.expert for one in self.versions))


def going_with(
    journal: Journal, conversation: Conversation, *, answers: bool = False
) -> Going:
    """What would go with a conversation, in the trash or not.

    ``answers`` as of `forget_conversation`.

    Raises:
        ConversationNotFound: It is gone.
        JournalError: And its kin.
    """
    said = journal.messages(conversation.id).result()
    gone = journal.doomed_with(conversation.id, answers=answers).result()
    versions = journal.nights.saw(gone.lessons).result()
    elsewhere = journal.recalls.talks_of(gone.answers).result()
    return Going(conversation, len(said), gone, versions, elsewhere)


def forget_conversation(
    journal: Journal,
    roots: Roots,
    paths: Paths,
    conversation: Conversation,
    *,
    answers: bool = False,
) -> Forgotten:
    """Destroy a conversation with what was remembered, learned and trained of it.

    Its rows, their wordings and probes, its memories, what the router learned of it,
    and every version that saw one of the rows. What had served before those, and never
    saw it, serves again. The next night trains the experts anew, without it.
    Answers of other conversations that were made from it are remembered no more; with
    ``answers`` they are emptied, too.

    Raises:
        ConversationNotFound: It is gone.
        FolderNotWritable, DiskFull: A file refuses; the next start does the rest.
        JournalError: And its kin, as `Journal.purge` says.
    """

    def going() -> Doomed:
        if conversation.deleted_at is None:
            journal.delete(conversation.id).result()
        return journal.doomed_with(conversation.id, answers=answers).result()

    def destroy() -> Doomed:
        _forget_taught(paths)
        gone = journal.purge(conversation.id, answers=answers).result()
        _forget_taught(paths)  # who fitted meanwhile still read them
        forget_drafts(paths.drafts, {conversation.id})
        return gone

    return forget_learned(journal, roots, paths, going, destroy)


def forget_learned(
    journal: Journal,
    roots: Roots,
    paths: Paths,
    going: Callable[[], Doomed],
    destroy: Callable[[], Doomed],
) -> Forgotten:
    """Have ``destroy`` destroy what is ``going``, and delete what was trained on it.

    Every version goes that saw one of its lessons, and what nights that are not over
    hold of them. ``going`` tells what goes, ``destroy`` what it destroyed; no night
    begins from before the one until after the other.

    Raises:
        FolderNotWritable, DiskFull: A file refuses; the next start does the rest.
        EvotrError: What ``going`` and ``destroy`` raise, and the journal.
    """
    with _night_off(paths) as free:
        knew = _known(journal, going())
        gone = destroy()
        swept = sweep(journal, roots)
        if free:
            clear_leftovers(journal, roots, paths)
    busy = not free and settle_leftovers(journal, roots, paths)
    anew = tuple(_to_learn(journal, knew, swept))
    return Forgotten(gone, swept.versions, swept.serves, anew, busy)


def _forget_taught(paths: Paths) -> None:
    try:
        forget_taught(paths.router)
    except OSError as error:
        raise named_os_error(error, paths.router) from error


def _known(journal: Journal, going: Doomed) -> dict[str, frozenset[str]]:
    """The lessons that stay of those that versions saw together with what goes."""
    knew: dict[str, frozenset[str]] = {}
    for one in journal.nights.saw(going.lessons).result():
        named = (one.base, one.expert, one.version)
        made = journal.nights.version_of(*named).result()
        if made is not None:
            left = frozenset(made.row_ids).difference(going.lessons)
            knew[one.expert] = knew.get(one.expert, frozenset()) | left
    return knew


def _to_learn(
    journal: Journal, knew: dict[str, frozenset[str]], swept: Swept
) -> Iterator[str]:
    """The experts for which lessons are left that what answers now has not seen."""
    bases = {one.expert: one.base for one in swept.versions}
    for expert, ids in knew.items():
        if expert not in bases:
            continue
        serves = swept.serves.get(expert, "")
        named = (bases[expert], expert, serves)
        made = journal.nights.version_of(*named).result()
        left = ids.difference(made.row_ids if made else ())
        rows = journal.ledger.get(left).result()
        if any(row.state == "active" and row.kind != "praise" for row in rows):
            yield expert


@contextmanager
def _night_off(paths: Paths) -> Iterator[bool]:
    """Let no night begin; False: one is under way."""
    with ExitStack() as stack:
        free = True
        try:
            stack.enter_context(hold_night(paths.night_lock))
        except NightRunning:
            free = False
        yield free
