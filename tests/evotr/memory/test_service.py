import json
import shutil
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from evotr.domain import (
    Answer,
    MemoryFilter,
    MemoryItem,
    RecallQuery,
    SamplingParams,
    Source,
)
from evotr.errors import EmbedderUnavailable, IndexBusy, MemoryFailed, MemoryLate
from evotr.memory.aside import Aside
from evotr.memory.service import Habits, MemoryService
from evotr.memory.service_values import Able
from tests.fakes.embedder import WordEmbedder
from tests.fakes.engine import FakeEngine

FACTS = MemoryFilter(kinds=("fact",))


@pytest.fixture
def open_service(journal, tmp_path, embedder):
    opened = []

    def open_service(encoder=lambda: embedder, *, folder="index", **habits):
        habits = Habits(**{"quiet": timedelta(hours=1), **habits})
        opened.append(MemoryService(journal, encoder, tmp_path / folder, habits))
        return opened[-1]

    yield open_service
    for service in opened:
        service.close()


@pytest.fixture
def say(journal):
    """Say something in a conversation (a new one); the message."""

    def say(text, conversation=None):
        return journal.add_user_message(conversation, text).result(10)

    return say


@pytest.fixture
def answer(journal):
    def answer(question, text):
        made = journal.begin_answer(question.id, Answer("m", "", SamplingParams()))
        journal.append_chunk(made.result(10).id, text).result(10)
        return journal.finish_answer(made.result(10).id, "complete").result(10)

    return answer


def take_up(service):
    service.heard()
    service.refresh().result(60)


def texts(found):
    return [one.item.text for one in found]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("My cat is called Pamuk.", "What is my cat called?"),
        ("Kedimin adı Pamuk.", "kedimin adi neydi"),
    ],
)
def test_what_was_said_is_recalled(open_service, say, said, asked):
    say(said)
    service = open_service()
    take_up(service)
    state = service.state()
    assert (state.stage, state.known, state.embedded) == ("ready", 1, 1)
    (found,) = service.recall(RecallQuery(asked))
    assert found.item.text == said
    assert found.item.trust == "user"


def test_nothing_is_opened_before_it_is_needed(open_service):
    service = open_service(lambda: pytest.fail("opened"))
    assert service.state().stage == "closed"


def test_a_preloaded_memory_takes_up_what_was_said_before(open_service, say):
    say("My cat is called Pamuk.")
    service = open_service()
    service.preload()
    service.refresh().result(60)
    assert texts(service.recall(RecallQuery("my cat"))) == ["My cat is called Pamuk."]


def test_without_an_encoder_words_alone_decide(open_service, say, tmp_path):
    say("Kedimin adı Pamuk.")
    service = open_service(lambda: None)
    take_up(service)
    assert service.state().stage == "words"
    found = service.recall(RecallQuery("kedimin adi"))
    assert texts(found) == ["Kedimin adı Pamuk."]
    assert not (tmp_path / "index").exists()


def test_while_it_embeds_words_alone_decide(open_service, say):
    started, go_on = Event(), Event()

    def wait(texts):
        if "Pamuk" in texts[0]:
            started.set()
            assert go_on.wait(60)

    say("Kedimin adı Pamuk.")
    service = open_service(lambda: WordEmbedder(before=wait))
    service.heard()
    done = service.refresh()
    assert started.wait(60)
    found = service.recall(RecallQuery("kedimin adı ne"))
    assert texts(found) == ["Kedimin adı Pamuk."]
    assert service.state().stage == "words"
    go_on.set()
    done.result(60)
    assert service.state().stage == "ready"


def test_a_question_does_not_wait_for_ever(open_service):
    go_on = Event()
    service = open_service(lambda: go_on.wait(60) and None, patience_s=0.01)
    with pytest.raises(MemoryLate):
        service.recall(RecallQuery("kedim"))
    go_on.set()


def test_a_memory_that_cannot_be_opened_says_so(open_service):
    def broken():
        raise ZeroDivisionError

    service = open_service(broken)
    with pytest.raises(MemoryFailed) as caught:
        service.recall(RecallQuery("kedim"))
    assert caught.value.values == {"reason": "ZeroDivisionError"}
    assert service.state().stage == "failed"
    service.heard()


def test_errors_of_ours_keep_their_name(open_service):
    def missing():
        raise EmbedderUnavailable(model="m", reason="r")

    with pytest.raises(EmbedderUnavailable):
        open_service(missing).recall(RecallQuery("kedim"))


def test_a_broken_index_folder_is_no_hindrance(open_service, say, tmp_path):
    say("Kedimin adı Pamuk.")
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "vectors").write_text("no folder")
    service = open_service()
    take_up(service)
    assert texts(service.recall(RecallQuery("kedim"))) == ["Kedimin adı Pamuk."]


def test_one_at_a_time_has_the_index(open_service, say, tmp_path):
    say("Kedimin adı Pamuk.")
    first = open_service()
    take_up(first)
    held = sorted(tmp_path.rglob("*"))
    second = open_service()
    assert texts(second.recall(RecallQuery("kedim"))) == ["Kedimin adı Pamuk."]
    assert isinstance(second.state().fault, IndexBusy)
    assert second.state().stage == "words"
    assert sorted(tmp_path.rglob("*")) == held
    first.close()
    take_up(second)
    assert second.state().fault is None
    assert second.state().stage == "ready"


def test_a_deleted_index_is_made_anew(open_service, say, tmp_path, embedder):
    say("Kedimin adı Pamuk.")
    service = open_service()
    take_up(service)
    service.close()
    shutil.rmtree(tmp_path / "index")
    before = embedder.encoded
    service = open_service()
    take_up(service)
    assert embedder.encoded == before + 1
    assert service.state().stage == "ready"


def test_rebuilding_makes_words_and_vectors_anew(open_service, say, embedder, journal):
    say("Kedimin adı Pamuk.")
    service = open_service()
    take_up(service)
    before = embedder.encoded
    journal.memories.begin_words().result(10)
    service.rebuild().result(60)
    assert embedder.encoded == before + 1
    assert journal.memories.search("kedim").result(10)


def test_an_index_of_words_half_made_is_finished(open_service, say, journal):
    say("Kedimin adı Pamuk.")
    service = open_service(lambda: None)
    take_up(service)
    service.close()
    journal.memories.begin_words().result(10)
    service = open_service(lambda: None)
    assert service.recall(RecallQuery("kedim")) == []
    take_up(service)
    assert texts(service.recall(RecallQuery("kedim"))) == ["Kedimin adı Pamuk."]


@pytest.mark.parametrize(
    ("consent", "episodes", "facts"),
    [("learn", 1, 1), ("remember", 1, 0), ("nothing", 0, 0)],
)
def test_only_what_may_be_kept_is(open_service, say, journal, consent, episodes, facts):
    said = say("My name is Ayşe.")
    journal.set_consent(said.conversation_id, consent).result(10)
    service = open_service(quiet=timedelta(0))
    take_up(service)
    take_up(service)
    kinds = [item.kind for item in journal.memories.page().result(10)]
    assert kinds.count("episode") == episodes
    assert kinds.count("fact") == facts


def test_facts_wait_until_a_conversation_is_quiet(open_service, say, journal):
    say("My name is Ayşe.")
    service = open_service(quiet=timedelta(hours=1))
    take_up(service)
    assert journal.memories.count(FACTS).result(10) == 0
    service.close()
    service = open_service(quiet=timedelta(0))
    take_up(service)
    (fact,) = journal.memories.page(FACTS).result(10)
    assert "Ayşe" in fact.text


def test_an_answer_is_worth_no_more_than_what_it_was_made_with(
    open_service, say, answer, journal, remember
):
    remember("The lease ends in May.", kind="document", trust="document")
    (page,) = journal.memories.get(["memory-1"]).result(10)
    service = open_service()
    take_up(service)
    told = answer(say("When does the lease end?"), "In May.")
    (found,) = [one for one in service.recall(RecallQuery("lease")) if one.item == page]
    journal.recalls.keep(told.id, [found]).result(10)
    plain = answer(say("Hello"), "Hello to you!")
    take_up(service)
    trusts = {
        item.source.message_id: item.trust
        for item in journal.memories.page(MemoryFilter(speaker="assistant")).result(10)
    }
    assert trusts == {told.id: "document", plain.id: "assistant"}


@pytest.fixture
def able():
    """A model that reads one fact in everything, and its engine."""
    said = {
        "turn": 1,
        "subject": "user",
        "slot": "hobby",
        "value": "go",
        "quote": "akşamları go oynarım",
        "language": "tr",
    }
    engine = FakeEngine(lambda _: json.dumps([said]))
    asides = Aside(engine, "facts"), Aside(engine, "summary")
    yield engine, Able(*asides, "fake", 20)
    engine.close()


def test_a_model_that_is_able_reads_facts_too(open_service, say, journal, able):
    said = say("Boş kalınca akşamları go oynarım.")
    service = open_service(quiet=timedelta(0), able=able[1])
    take_up(service)
    (fact,) = journal.memories.page(FACTS).result(10)
    assert (fact.topic, fact.source.message_id) == ("user.hobby", said.id)
    assert fact.source.quote in said.content
    assert fact.confidence < 0.9
    take_up(service)
    assert len(able[0].requests) == 1


def test_a_turn_goes_before_what_the_model_reads(open_service, say, journal, able):
    engine, model = able
    say("Boş kalınca akşamları go oynarım.")
    engine.hold()
    service = open_service(quiet=timedelta(0), able=model)
    service.heard()
    while not engine.open:
        service.state()
    service.ask(RecallQuery("go")).result(60)
    service.refresh().result(60)
    assert journal.memories.page(FACTS).result(10) == ()
    engine.release()
    take_up(service)
    assert len(journal.memories.page(FACTS).result(10)) == 1


def test_closing_does_not_wait_for_the_model(open_service, say, journal, able):
    engine, model = able
    say("Boş kalınca akşamları go oynarım.")
    engine.hold()
    service = open_service(quiet=timedelta(0), able=model)
    service.heard()
    service.close()
    assert journal.memories.page(FACTS).result(10) == ()
    assert len(journal.memories.to_learn(datetime.now(UTC)).result(10)) == 1


def test_a_workspace_is_recalled_alone(open_service, say):
    say("Kedimin adı Pamuk.")
    service = open_service(workspace="iş")
    take_up(service)
    assert service.recall(RecallQuery("kedim")) == []
    assert len(service.recall(RecallQuery("kedim", workspace="iş"))) == 1


def test_documents_whose_time_is_over_are_dropped(open_service, journal):
    past = datetime.now(UTC) - timedelta(days=1)
    kept = journal.documents.begin("/news.txt", collection="news").result(10)
    page = MemoryItem("1", "document", "Dün yağdı.", "", Source(), past)
    journal.documents.add_chunks(kept.id, [page]).result(10)
    journal.documents.finish(kept.id, "0" * 64, ["1"], expires=past).result(10)
    assert journal.memories.count().result(10) == 1
    take_up(open_service())
    assert journal.memories.count(MemoryFilter(over=True)).result(10) == 0


def test_a_long_running_memory_drops_them_too(open_service, journal):
    service = open_service()
    take_up(service)
    past = datetime.now(UTC) - timedelta(days=1)
    kept = journal.documents.begin("/news.txt", collection="news").result(10)
    page = MemoryItem("1", "document", "Dün yağdı.", "", Source(), past)
    journal.documents.add_chunks(kept.id, [page]).result(10)
    journal.documents.finish(kept.id, "0" * 64, ["1"], expires=past).result(10)
    service._when_idle()
    service.refresh().result(60)
    assert journal.memories.count(MemoryFilter(over=True)).result(10) == 0


def test_a_question_can_be_taken_back(open_service):
    go_on = Event()
    service = open_service(lambda: go_on.wait(60) and None)
    asked = service.ask(RecallQuery("kedim"))
    assert asked.cancel()
    go_on.set()


def test_what_fails_beside_the_turn_comes_in_the_future(open_service):
    def broken():
        raise ZeroDivisionError

    service = open_service(broken)
    with pytest.raises(MemoryFailed):
        service.ask(RecallQuery("kedim")).result(60)
    service.close()
    with pytest.raises(MemoryFailed):
        service.ask(RecallQuery("kedim")).result(60)
