"""A journal with memories, and the index beside it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from evotr.domain import Exemplar, MemoryItem, Source
from evotr.memory.documents.ingest import Ingest
from evotr.memory.documents.values import Limits
from evotr.memory.index import MemoryIndex
from evotr.memory.snapshot import take_snapshot
from tests.fakes.embedder import WordEmbedder
from tests.fakes.migrated import open_migrated

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path):
    journal = open_migrated(tmp_path / "journal.db", tmp_path / "backups")
    yield journal
    journal.close()


@pytest.fixture
def remember(journal):
    """Store a memory, a minute after the one before; its id."""
    said = []

    def remember(text, speaker="user", conversation=None, **fields):
        created = fields.pop("created", NOW - timedelta(hours=9, minutes=-len(said)))
        said.append(text)
        item = MemoryItem(
            id=fields.pop("id", f"memory-{len(said)}"),
            kind=fields.pop("kind", "episode"),
            text=text,
            speaker=speaker,
            source=fields.pop("source", Source(conversation_id=conversation)),
            created=created,
            **fields,
        )
        return journal.memories.add([item]).result(10)[0]

    return remember


@pytest.fixture
def embedder():
    return WordEmbedder()


@pytest.fixture
def open_index(journal, embedder, tmp_path):
    """Open the index (of another embedder); it is closed at the end."""
    opened = []

    def open_index(other=None, **options):
        folder = tmp_path / "index"
        index = MemoryIndex(journal.memories, other or embedder, folder, **options)
        opened.append(index)
        return index

    yield open_index
    for index in opened:
        index.close()


@pytest.fixture
def target(tmp_path):
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk" / "bellek.evotr"


@pytest.fixture
def take(journal, target, tmp_path):
    def take(to=target, of=journal, **options):
        return take_snapshot(of, to, tmp_path / "home", **options)

    return take


@pytest.fixture
def elsewhere(tmp_path):
    """Another home's journal."""
    journal = open_migrated(tmp_path / "other" / "journal.db", tmp_path / "other" / "b")
    yield journal
    journal.close()


def item(id, text="Söz", **fields):  # noqa: A002 — the field's name
    given = {"kind": "episode", "speaker": "user", "source": Source(), "created": NOW}
    return MemoryItem(id=id, text=text, **{**given, **fields})


def everything(journal):
    found = journal.memories.page(limit=100_000).result(60)
    return {
        "memories": sorted(found, key=lambda item: item.id),
        "documents": journal.documents.list().result(10),
        "chunks": [
            [chunk.id for chunk in journal.documents.chunks(document.id).result(10)]
            for document in journal.documents.list().result(10)
        ],
        "exemplars": journal.exemplars(None).result(10),
    }


@pytest.fixture
def filled(journal, tmp_path):
    """A journal with some of all that there is."""
    folder = tmp_path / "belgeler"
    folder.mkdir()
    for n in range(3):
        (folder / f"{n}.md").write_text(f"# Başlık {n}\n\nİçerik {n} ve öykü.")
    (folder / "uzun.txt").write_text("\f".join(f"Sayfa {n}." for n in range(700)))
    journal.memories.add(
        [
            item("old", kind="fact", topic="user.home", text="Ankara'da oturur"),
            *(item(f"m{n}", f"Söz {n} ığüşöç 🍵") for n in range(300)),
            item("pin", pinned=True, trust="web", workspace="iş", confidence=0.5),
        ]
    ).result(60)
    moved = item("new", kind="fact", topic="user.home", text="İzmir'de oturur")
    journal.memories.supersede(["old"], replace(moved, created=NOW)).result(10)
    # Pieces so small that the long file has more than are stored at once.
    limits = Limits(chunk_tokens=6, overlap_tokens=0)
    with Ingest(journal.documents, limits=limits) as ingest:
        list(ingest.run([folder]))
    journal.add_exemplar(Exemplar("Kira hukuku?", "law", "user")).result(10)
    return journal
