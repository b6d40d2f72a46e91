"""Facts are learned, merged, closed and asked about."""

from concurrent.futures import CancelledError
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from evotr.domain import Answer, MemoryFilter, SamplingParams
from evotr.errors import ModelNotFound
from evotr.memory.facts import Fact
from evotr.memory.learning import Learner

MAY = datetime(2026, 5, 1, 12, tzinfo=UTC)
LATER = datetime(2100, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def say(journal):
    """Store what the user says, some days after the first of May; the message."""

    def say(text, days=0, conversation=None):
        message = journal.add_user_message(conversation, text).result(10)
        return replace(message, created_at=MAY + days * DAY)

    return say


@pytest.fixture
def learner(journal):
    return Learner(journal.memories)


@pytest.fixture
def facts(journal):
    """What is known, the oldest first: topic, text and until when."""

    def facts():
        page = journal.memories.page(MemoryFilter(kinds=("fact",))).result(10)
        found = sorted(page, key=lambda item: (item.created, item.topic, item.text))
        return [
            (item.topic, item.text, item.valid_until and (item.valid_until - MAY).days)
            for item in found
        ]

    return facts


def test_a_fact_has_its_message_as_source_and_its_time(learner, say, journal):
    said = say("Merhaba! Kedimin adı Pamuk.", days=3)
    (item,) = learner.learn([said]).added
    assert journal.memories.get([item.id]).result(10) == (item,)
    assert (item.kind, item.speaker, item.trust) == ("fact", "user", "user")
    assert (item.topic, item.text) == ("cat.name", "Kullanıcının kedisinin adı Pamuk.")
    assert item.created == item.valid_from == MAY + 3 * DAY
    source = item.source
    assert (source.conversation_id, source.message_id) == (
        said.conversation_id,
        said.id,
    )
    assert source.quote == "Kedimin adı Pamuk"
    assert 0 < item.confidence < 1


def test_messages_are_marked_with_their_facts(learner, say, journal):
    said = [say("Ankara'da yaşıyorum."), say("Bugün hava güzel.")]
    assert len(journal.memories.to_learn(LATER).result(10)) == 2
    learner.learn(said)
    assert journal.memories.to_learn(LATER).result(10) == ()


def test_the_same_messages_again_change_nothing(learner, say, facts):
    said = [
        say("Ankara'da yaşıyorum. Çay severim.", 0),
        say("Ankara'da yaşıyorum.", 2),
        say("İzmir'e taşındım. Artık çayı sevmiyorum.", 5),
        say("I like coffee", 6),
        say("Kedimin adı Pamuk", 7),
        say("Kedimin adı Boncuk", 8),
    ]
    assert len(learner.learn(said).added) == 7
    before = facts()
    for again in (said, said[::-1], *([message] for message in said)):
        learned = learner.learn(again)
        assert (learned.added, learned.superseded, learned.asked) == ((), (), ())
        assert facts() == before


def test_what_is_said_again_takes_the_newest_time_and_source(learner, say, journal):
    (item,) = learner.learn([say("Ankara'da yaşıyorum")]).added
    again = say("ANKARADA oturuyorum!", days=4)
    assert learner.learn([again]).added == ()
    (known,) = journal.memories.get([item.id]).result(10)
    assert (known.created, known.valid_from) == (MAY + 4 * DAY, MAY)
    assert known.source.message_id == again.id
    assert known.source.quote == "ANKARADA oturuyorum"
    assert learner.learn([say("I live in Ankara", days=1)]).added == ()
    assert journal.memories.get([item.id]).result(10) == (known,)


def test_a_new_value_closes_the_old_one(learner, say, facts):
    (old,) = learner.learn([say("I live in Ankara.")]).added
    learned = learner.learn([say("Hayır, artık İzmir'de yaşıyorum.", 9)])
    assert [item.id for item in learned.superseded] == [old.id]
    assert facts() == [
        ("user.home", "The user lives in Ankara.", 9),
        ("user.home", "Kullanıcının yaşadığı yer: İzmir.", None),
    ]


def test_messages_learned_late_find_their_place(learner, say, facts):
    learner.learn([say("I live in Oslo.", 5)])
    learned = learner.learn([say("I live in Rome.", 2)])
    assert (len(learned.added), learned.superseded) == (1, ())
    assert facts() == [
        ("user.home", "The user lives in Rome.", 5),
        ("user.home", "The user lives in Oslo.", None),
    ]


def test_going_back_is_a_new_fact(learner, say, facts):
    places = ["Oslo", "Rome", "Oslo"]
    learner.learn(say(f"I live in {p}", n) for n, p in enumerate(places))
    assert [until for _, _, until in facts()] == [1, 2, None]


def test_liking_and_not_liking_the_same_close_each_other(learner, say, facts):
    learner.learn([say("Çay severim. Kahve severim.")])
    learner.learn([say("Çayı sevmiyorum", 1)])
    assert [(topic, until) for topic, _, until in facts()] == [
        ("user.likes", None),
        ("user.likes", 1),
        ("user.dislikes", None),
    ]


def test_what_may_be_several_is_kept_beside_and_asked(learner, say, facts):
    (first,) = learner.learn([say("En sevdiğim film Yol")]).added
    learned = learner.learn([say("My favourite film is Alien", 1)])
    (doubt,) = learned.asked
    assert (doubt.item, doubt.others) == (learned.added[0], (first,))
    assert learned.superseded == ()
    assert [until for *_, until in facts()] == [None, None]
    changed = learner.learn([say("Artık en sevdiğim film Babam ve Oğlum", 2)])
    assert (len(changed.superseded), changed.asked) == (2, ())


def test_several_likings_are_no_contradiction(learner, say):
    learned = learner.learn([say("I like tea"), say("I like coffee")])
    assert (len(learned.added), learned.superseded, learned.asked) == (2, (), ())


def test_only_the_user_is_learned_from(learner, journal, say):
    asked = say("Neredesin?")
    how = Answer("m", "", SamplingParams())
    answer = journal.begin_answer(asked.id, how).result(10)
    journal.append_chunk(answer.id, "I live in Ankara. My name is Eva.")
    answer = journal.finish_answer(answer.id, "complete").result(10)
    assert learner.learn([answer, asked]).added == ()
    quoted = say('Dün "Ankara\'da yaşıyorum" yazmışsın.\n> My name is Eva.')
    assert learner.learn([quoted]).added == ()


def test_what_the_user_forbids_meanwhile_is_not_learned(learner, say, journal, facts):
    said = say("I live in Oslo")
    journal.set_consent(said.conversation_id, "nothing").result(10)
    assert learner.learn([said]).added == ()
    assert facts() == []


def test_an_edited_fact_is_closed_not_merged(learner, say, journal, facts):
    (item,) = learner.learn([say("I live in Oslo")]).added
    edited = replace(item, text="Oslo, near the harbour: that is home.")
    journal.memories.update(edited).result(10)
    assert len(learner.learn([say("I live in Oslo", 1)]).superseded) == 1
    assert [until for *_, until in facts()] == [1, None]


def test_workspaces_do_not_know_each_other(say, journal, facts):
    Learner(journal.memories, "iş").learn([say("I live in Oslo")])
    home = Learner(journal.memories).learn([say("I live in Rome", 1)])
    assert (home.superseded, home.added[0].workspace) == ((), "")
    assert [until for *_, until in facts()] == [None, None]


def test_a_reader_beside_the_rules(say, journal):
    said = say("Bizim oğlanın ismini Toprak koyduk")
    fact = Fact("son.name", "Toprak", "Adı Toprak.", "Toprak", confidence=0.6)
    learner = Learner(
        journal.memories,
        reader=lambda messages: tuple((message, fact) for message in messages),
    )
    (item,) = learner.learn([said]).added
    assert (item.topic, item.text, item.confidence) == ("son.name", "Adı Toprak.", 0.6)
    assert learner.learn([said]).added == ()


def test_nothing_is_nothing(learner):
    learned = learner.learn([])
    assert (learned.added, learned.superseded, learned.asked) == ((), (), ())


def test_where_a_rule_reads_a_topic_the_model_has_no_say(journal, say, facts):
    def reader(messages):
        other = Fact("user.home", "Roma", "The user lives in Roma.", "Ankara")
        more = Fact("user.hobby", "go", "A hobby of the user: go.", "Ankara")
        return [(messages[0], other), (messages[0], more)]

    Learner(journal.memories, reader=reader).learn([say("I live in Ankara.")])
    assert [topic for topic, *_ in facts()] == ["user.hobby", "user.home"]
    assert "Roma" not in str(facts())


def test_a_model_that_fails_leaves_it_to_the_rules(journal, say, facts):
    def reader(messages):
        raise ModelNotFound(model=str(len(messages)))

    Learner(journal.memories, reader=reader).learn([say("I live in Ankara.")])
    assert [topic for topic, *_ in facts()] == ["user.home"]
    assert journal.memories.to_learn(LATER).result(10) == ()


def test_what_is_interrupted_is_learned_another_time(journal, say, facts):
    def reader(messages):
        raise CancelledError(str(len(messages)))

    with pytest.raises(CancelledError):
        Learner(journal.memories, reader=reader).learn([say("I live in Ankara.")])
    assert facts() == []
    assert len(journal.memories.to_learn(LATER).result(10)) == 1
