"""A conversation is forgotten with all that was learned of it."""

import pytest

from evotr.domain import (
    Answer,
    Exemplar,
    LearnedLesson,
    SamplingParams,
    ServedExpert,
    keys_digest,
)
from evotr.drafts import Drafts
from evotr.errors import ConversationNotFound, NightRunning
from evotr.experts import Provenance
from evotr.instance import hold_night
from evotr.journal import Journal
from evotr.journal.forgetting import Doomed
from evotr.night.forgetting import forget_conversation, going_with
from evotr.paths import Paths
from evotr.router.files import forgotten_at
from tests.fakes.leftovers import write_rows_of_a_night

TELLING = "Zümrüdüanka"


@pytest.fixture
def paths(tmp_path):
    return Paths(tmp_path / "home")


@pytest.fixture
def talk(nightly):
    """A conversation in which a lesson was taught, that a night learned; it."""
    nightly.learn("tr_chat", [nightly.teach("Soru?", "Yanıt")])
    asked = nightly.journal.add_user_message(None, f"{TELLING} nerede?").result(10)
    named = {"conversation_id": asked.conversation_id, "sources": (asked.id,)}
    row = nightly.teach(f"{TELLING} nerede?", f"{TELLING} burada", **named)
    taught = Exemplar(f"{TELLING} nerede?", "history", asked.id)
    nightly.journal.add_exemplar(taught).result(10)
    nightly.learn("tr_chat", [row])
    return nightly.journal.find_conversation(asked.conversation_id).result(10)


def forget(nightly, paths, talk):
    roots = nightly.registry.roots
    return forget_conversation(nightly.journal, roots, paths, talk)


def left_in(folder):
    files = [f for f in folder.rglob("*") if f.is_file()]
    return [f.name for f in files if TELLING.encode() in f.read_bytes()]


def test_what_the_router_makes_of_it_meanwhile_goes(nightly, paths, talk, monkeypatch):
    """Who fits while it is being destroyed may have read it before."""
    heads = paths.router / "heads.npz"
    purge = Journal.purge

    def fitted(journal, *named, **more):
        heads.write_text(TELLING, "utf-8")
        return purge(journal, *named, **more)

    monkeypatch.setattr(Journal, "purge", fitted)
    before = forgotten_at(paths.router)
    forget(nightly, paths, talk)
    assert not heads.exists()
    assert forgotten_at(paths.router) != before


def test_what_will_go_is_known_before(nightly, talk):
    going = going_with(nightly.journal, talk)
    assert (going.messages, len(going.gone.lessons)) == (1, 1)
    assert [(one.expert, one.version) for one in going.versions] == [
        ("tr_chat", "0002")
    ]


@pytest.mark.parametrize("in_trash", [False, True])
def test_it_goes_with_its_lessons_and_the_versions_that_saw_them(
    nightly, paths, talk, in_trash
):
    if in_trash:
        nightly.journal.delete(talk.id).result(10)
        talk = nightly.journal.find_conversation(talk.id).result(10)
    drafts = Drafts(paths.drafts)
    for each in (talk.id, "other"):
        drafts.put(each, "", f"{each}: {TELLING}")
    drafts.save()
    going = going_with(nightly.journal, talk)
    drafts.put(talk.id, "", f"{TELLING} yarım")  # in the window's memory, so far
    forgotten = forget(nightly, paths, talk)
    assert Drafts(paths.drafts).conversations == {"other"}
    drafts.save()
    assert Drafts(paths.drafts).get("other", "") == f"other: {TELLING}"
    assert talk.id not in paths.drafts.read_text("utf-8")
    assert forgotten.gone.lessons == going.gone.lessons != ()
    assert forgotten.gone.conversations == (talk.id,)
    assert [one.version for one in forgotten.versions] == ["0002"]
    assert (forgotten.serves, forgotten.experts) == ({"tr_chat": "0001"}, ("tr_chat",))
    assert forgotten.busy is False
    assert nightly.serving("tr_chat") == "0001"
    with pytest.raises(ConversationNotFound):
        nightly.journal.find_conversation(talk.id).result(10)
    nightly.journal.close()
    assert left_in(paths.home) == []


@pytest.fixture
def echoed(nightly, talk):  # noqa: ARG001 — what it was learned from
    """An answer elsewhere of the version that saw it; the answer."""
    return answered(nightly.journal, "Ya şimdi?", "0002")


def answered(journal, question, version):
    """The answer of a version in a conversation of its own."""
    asked = journal.add_user_message(None, question).result(10)
    by = (ServedExpert("tr_chat", 1.0, version),)
    made = Answer("tiny", "", SamplingParams(), experts=by)
    begun = journal.begin_answer(asked.id, made).result(10)
    journal.append_chunk(begun.id, f"{TELLING} burada").result(10)
    return journal.finish_answer(begun.id, "complete").result(10)


def test_answers_elsewhere_are_told_and_emptied_where_wanted(
    nightly, paths, talk, echoed
):
    going = going_with(nightly.journal, talk)
    ((where, count),) = going.elsewhere
    assert (where.id, count) == (echoed.conversation_id, 1)
    roots = nightly.registry.roots
    gone = forget_conversation(nightly.journal, roots, paths, talk, answers=True)
    assert gone.gone.answers == gone.gone.messages == (echoed.id,)
    nightly.journal.close()
    assert left_in(paths.home) == []


def test_what_a_version_answered_is_known_when_it_is_gone(nightly, paths, talk, echoed):
    """It saw two conversations; the first that is forgotten takes the version along."""
    other = nightly.journal.add_user_message(None, "Anka nerede?").result(10)
    named = {"conversation_id": other.conversation_id, "sources": (other.id,)}
    taught = nightly.teach("Anka nerede?", "Orada", **named)
    own = [row for row in nightly.journal.ledger.page().result(10) if row.sources]
    nightly.learn("tr_chat", own)
    said = answered(nightly.journal, "Anka?", "0003")
    first = nightly.journal.find_conversation(other.conversation_id).result(10)
    forgotten = forget(nightly, paths, first)
    assert forgotten.gone.lessons == (taught.id,)
    assert [one.version for one in forgotten.versions] == ["0003"]
    going = going_with(nightly.journal, talk, answers=True)
    assert [one.version for one in going.versions] == ["0002"]
    roots = nightly.registry.roots
    gone = forget_conversation(nightly.journal, roots, paths, talk, answers=True)
    assert gone.gone.answers == (echoed.id, said.id)
    assert [one.version for one in gone.versions] == ["0002"]
    nightly.journal.close()
    assert left_in(paths.home) == []


def test_where_nothing_was_learned_of_it_everything_serves_on(nightly, paths, talk):
    other = nightly.journal.add_user_message(None, "Merhaba").result(10)
    found = nightly.journal.find_conversation(other.conversation_id).result(10)
    forgotten = forget(nightly, paths, found)
    assert (forgotten.versions, forgotten.serves) == ((), {})
    assert nightly.serving("tr_chat") == "0002"
    assert talk.id


def test_the_rows_of_a_night_that_died_go_too(nightly, paths, talk):
    died = nightly.journal.nights.begin("user", nightly.DAY).result(10)
    rows = paths.nights / died.id / "work" / "tr_chat" / "train.jsonl"
    rows.parent.mkdir(parents=True)
    rows.write_text(TELLING)
    orphan = nightly.registry.add(
        "tr_chat",
        nightly.adapter,
        Provenance(activation="reply", night_run=died.id),
    )
    forget(nightly, paths, talk)
    assert not rows.exists()
    assert not orphan.path.exists()
    assert nightly.serving("tr_chat") == "0001"


@pytest.mark.parametrize("of_it", [True, False])
def test_a_night_under_way_is_told_to_stop_where_it_is_made_of_it(
    nightly, paths, talk, of_it
):
    nights = nightly.journal.nights
    rows = [
        row
        for row in nightly.journal.ledger.page().result(10)
        if of_it or row.conversation_id != talk.id
    ]
    night = nights.begin("user", nightly.DAY).result(10)
    learned = [LearnedLesson(row.id, row.question, row.right) for row in rows]
    nights.lessons(night.id, "tr_chat", learned).result(10)
    keys = keys_digest((row.id, row.sha256) for row in rows)
    nights.did(night.id, "build", "tr_chat", {"keys": keys}).result(10)
    write_rows_of_a_night(paths.home, "…", night.id)
    with hold_night(paths.night_lock):
        forgotten = forget(nightly, paths, talk)
    assert forgotten.busy is of_it
    wishes = nights.wishes().result(10)
    assert [wish.kind for wish in wishes] == ["stop"] * of_it
    assert nightly.serving("tr_chat") == "0001"


def test_no_night_begins_while_it_is_looked_at_and_goes(
    nightly, paths, talk, monkeypatch
):
    """One that began between would learn from what is about to go."""

    def held(method):
        def call(journal, *named, **more):
            with pytest.raises(NightRunning), hold_night(paths.night_lock):
                pass
            seen.append(method.__name__)
            return method(journal, *named, **more)

        return call

    seen, names = [], ("delete", "doomed_with", "purge")
    for name in names:
        monkeypatch.setattr(Journal, name, held(getattr(Journal, name)))
    forget(nightly, paths, talk)
    assert tuple(seen) == names


def test_what_was_destroyed_is_not_there_a_second_time(nightly, paths, talk):
    forget(nightly, paths, talk)
    assert nightly.journal.doomed_with(talk.id).result(10) == Doomed(
        conversations=(talk.id,)
    )
    with pytest.raises(ConversationNotFound):
        forget(nightly, paths, talk)


def test_the_model_is_not_needed(nightly, paths, talk, tiny_base):
    assert tiny_base.is_dir()
    nightly.journal.close()
    journal = Journal.open(paths.journal, paths.home / "b")
    try:
        roots = nightly.registry.roots
        forgotten = forget_conversation(journal, roots, paths, talk)
        assert forgotten.serves == {"tr_chat": "0001"}
    finally:
        journal.close()
