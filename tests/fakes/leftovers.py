"""What a night whose process died has left on the disk."""

from pathlib import Path

from evotr.domain import LearnedLesson, keys_digest
from evotr.experts import Provenance
from evotr.paths import Paths
from tests.fakes.nightly import DAY, Nightly

__all__ = ["EXPERT", "Died", "write_rows_of_a_night"]

EXPERT = "tr_chat"


def write_rows_of_a_night(home: Path, words: str, night_id: str = "died") -> Path:
    """What a night has written of lessons; the file."""
    rows = Paths(home).nights / night_id / "work" / EXPERT / "train.jsonl"
    rows.parent.mkdir(parents=True)
    rows.write_text(words, "utf-8")
    return rows


class Died:
    """A night that was killed behind its building of two lessons, one of a message.

    ``rows`` is a file with the words, ``candidate`` the folder of a version that was
    not noted yet.
    """

    WORD = "Zümrüdüanka"

    def __init__(self, nightly: Nightly, paths: Paths, *, noted: bool = True) -> None:
        self._journal = nightly.journal
        self.said = nightly.journal.add_user_message(None, self.WORD).result(10)
        lessons = [
            nightly.teach(f"{self.WORD}?", self.WORD, sources=(self.said.id,)),
            nightly.teach("Soru?", "Yanıt"),
        ]
        nights = nightly.journal.nights
        self.night = nights.begin("user", DAY).result(10)
        if noted:
            learned = [
                LearnedLesson(one.id, one.question, one.right) for one in lessons
            ]
            nights.lessons(self.night.id, EXPERT, learned).result(10)
            keys = keys_digest((one.id, one.sha256) for one in lessons)
            nights.did(self.night.id, "build", EXPERT, {"keys": keys}).result(10)
        self.rows = write_rows_of_a_night(paths.home, self.WORD, self.night.id)
        made = Provenance(activation="reply", night_run=self.night.id)
        self.candidate = nightly.registry.add(EXPERT, nightly.adapter, made).path

    def forget(self) -> None:
        """Destroy one of the lessons, as a wish to forget in a chat does."""
        self._journal.memories.forget_messages(self.said.id).result(60)
