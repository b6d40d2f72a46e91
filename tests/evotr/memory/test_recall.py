from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from evotr.domain import MemoryItem, Message, RecallQuery, Source
from evotr.embedding.pair_model import PairModel
from evotr.memory import candidates, recall
from evotr.memory.recall import Recall, Tuning
from evotr.memory.relevance import Judge, Relevance
from tests.fakes.sentence_folder import build_pair_folder

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def ask(journal, open_index, embedder):
    """The texts that are recalled for a question."""

    def ask(text, *, tuning=None, reranker=None, ready=True, **fields):
        index = open_index()
        if ready:
            index.refresh().result(60)
        recall = Recall(journal.memories, index, embedder, tuning, reranker)
        found = recall.recall(RecallQuery(text, now=NOW, **fields))
        index.close()
        return [one.item.text for one in found]

    return ask


def test_the_best_comes_first(ask, remember):
    remember("Kedimin adı Pamuk.")
    remember("Pazartesi toplantım var.")
    assert ask("kedimin adı neydi?", k=1) == ["Kedimin adı Pamuk."]


def test_a_question_without_turkish_letters_finds_the_same(ask, remember):
    remember("Çağrı'nın düğünü şubatta olacak.")
    remember("Araba mavi.")
    assert ask("cagri dugunu", k=1) == ["Çağrı'nın düğünü şubatta olacak."]


def test_words_find_what_has_no_vector_yet(ask, remember):
    remember("Kedimin adı Pamuk.")
    assert ask("Pamuk kim?", ready=False) == ["Kedimin adı Pamuk."]


def test_only_the_workspace_and_the_conversation_are_searched(ask, remember):
    remember("elma bir", conversation="one")
    remember("elma iki", conversation="two")
    remember("elma üç", workspace="work")
    assert ask("elma", conversation="two") == ["elma iki"]
    assert ask("elma", workspace="work") == ["elma üç"]
    assert sorted(ask("elma")) == ["elma bir", "elma iki"]


def test_only_these_kinds_are_searched(ask, remember):
    remember("elma bir")
    remember("elma iki", kind="fact")
    assert ask("elma", kinds=("fact",)) == ["elma iki"]


def test_what_stands_in_the_prompt_is_not_recalled(ask, remember, monkeypatch):
    monkeypatch.setattr(recall, "_READ", 2)
    for number in range(4):
        source = Source("talk", f"message-{number}")
        remember(f"elma {number}", source=source, created=NOW)
    exclude = frozenset({"message-0", "message-1", "message-3"})
    assert ask("elma", exclude=exclude) == ["elma 2"]


def test_who_is_named_goes_first(ask, remember):
    remember("I like tea.", "Anna", "talk")
    remember("I like tea, too!", "Mary", "other")
    assert ask("Does Mary like tea?", k=1) == ["I like tea, too!"]
    assert ask("Does Anna like tea?", k=1) == ["I like tea."]


def test_the_time_that_is_named_goes_first(ask, remember):
    may = NOW.replace(month=5)
    remember("Denize gittik, güzeldi.", created=may)
    remember("Denize gittik, soğuktu.", created=NOW - timedelta(days=1))
    assert ask("Mayısta deniz?", k=1) == ["Denize gittik, güzeldi."]
    assert ask("Dün deniz?", k=1) == ["Denize gittik, soğuktu."]


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("what did I say last week?", ["Yeni bir bisiklet."]),
        ("Geçen hafta ne demiştim?", ["Yeni bir bisiklet."]),
        ("what did I tell you yesterday?", ["Kedim uyuyor."]),
        ("dün ne demiştim", ["Kedim uyuyor."]),
        ("bugün ne konuştuk?", []),
    ],
)
def test_a_time_alone_asks_for_what_was_said_then(ask, remember, question, kept):
    remember("Yeni bir bisiklet.", created=NOW - timedelta(days=8))
    remember("Kedim uyuyor.", created=NOW - timedelta(days=1))
    remember("Geçen hafta yesterday dün last week", created=NOW - timedelta(days=60))
    never = Judge({"score": 1.0}, -9.0, 0.5)
    tuning = Tuning(relevance=Relevance(never, never))
    assert ask(question, tuning=tuning) == kept


def test_among_thousands_a_time_finds_what_was_said_then(ask, remember, journal):
    old = NOW - timedelta(days=90)
    filler = [
        MemoryItem(f"f{n}", "episode", f"konu {n}", "user", Source("c"), old)
        for n in range(2_100)
    ]
    journal.memories.add(filler).result(60)
    remember("Yeni bir bisiklet.", created=NOW - timedelta(days=8))
    assert ask("geçen hafta ne konuştuk?") == ["Yeni bir bisiklet."]


def test_what_was_said_that_week_goes_before_the_words_of_it(ask, remember):
    remember("Geçen hafta İzmir'e gittik.", created=NOW - timedelta(days=40))
    remember("İzmir yolunda kaldık.", created=NOW - timedelta(days=8))
    assert ask("geçen hafta İzmir", k=1) == ["İzmir yolunda kaldık."]


def test_the_turn_beside_the_one_that_fits_is_found(ask, remember):
    remember("Which instrument does your son play?", "Anna", "talk")
    remember("The violin.", "Mary", "talk")
    remember("Nice weather.", "Anna", "elsewhere")
    remember("Dinner at six.", "Mary", "elsewhere")
    found = ask("Which instrument does the son play?", k=2)
    assert found == ["Which instrument does your son play?", "The violin."]


def test_what_holds_no_longer_is_not_recalled(ask, remember):
    remember("Evim Bursa'da.", kind="fact", valid_until=NOW)
    remember("Evim İzmir'de.", kind="fact", valid_from=NOW)
    assert ask("Evim nerede?") == ["Evim İzmir'de."]


def test_what_is_pinned_goes_before_its_like(ask, remember):
    remember("elma kırmızı")
    remember("elma yeşildi", pinned=True, created=NOW - timedelta(days=90))
    assert ask("elma", k=1) == ["elma yeşildi"]


def test_nothing_is_recalled_when_nothing_fits(ask, remember):
    remember("Kedimin adı Pamuk.")
    judge = Judge({"score": 1.0, "told": 1.0}, -1.0, 0.5)
    tuning = Tuning(relevance=Relevance(judge, judge))
    assert ask("Kuantum fiziği?", tuning=tuning) == []
    assert ask("kedimin adı?", tuning=tuning) == ["Kedimin adı Pamuk."]


def test_the_score_is_how_relevant_it_is(journal, open_index, embedder, remember):
    for text in ("Kedimin adı Pamuk.", "Kedim uyuyor.", "Araba mavi."):
        remember(text)
    index = open_index()
    index.refresh().result(60)
    judge = Judge({"score": 1.0, "told": 1.0}, -1.0, 0.0)
    tuning = Tuning(relevance=Relevance(judge, judge))
    plain, judged = (
        Recall(journal.memories, index, embedder, how).recall(
            RecallQuery("kedimin adı?", now=NOW)
        )
        for how in (None, tuning)
    )
    assert [one.item for one in plain] == [one.item for one in judged]
    assert all(0 < one.score < 1 for one in judged)
    assert judged[0].score > judged[1].score > judged[2].score


def test_a_greeting_recalls_nothing(ask, remember):
    remember("Merhaba, iyi geceler!")
    assert ask("Merhaba!") == []
    history = (Message("user", "Kedim nerede?"), Message("assistant", "Evde."))
    assert ask("Teşekkürler", history=history) == []


def test_what_is_less_certain_goes_behind(ask, remember):
    remember("Evim İzmir'de.", kind="fact", confidence=0.4)
    remember("Evim Bursa'da.", kind="fact", created=NOW - timedelta(days=400))
    assert ask("Evim nerede?") == ["Evim Bursa'da.", "Evim İzmir'de."]


def test_a_short_question_is_about_what_was_said_before(ask, remember):
    remember("Pamuk beyaz bir kedi.")
    remember("Araba kırmızı.")
    history = (Message("user", "Kedim Pamuk"), Message("assistant", "Güzel."))
    assert ask("Rengi?", history=history, k=1) == ["Pamuk beyaz bir kedi."]


@pytest.mark.parametrize(
    ("before", "question"),
    [("What is my pin code?", "Where do I live?"), ("PIN kodum ne?", "Adım ne?")],
)
def test_a_question_that_stands_alone_is_not_of_the_one_before(
    ask, remember, before, question
):
    remember("My pin code (PIN kodum) is 4711.")
    remember("I live in Bursa, adım Deniz.")
    history = (Message("user", before), Message("assistant", "4711."))
    found = ask(question, history=history, k=1)
    assert found == ["I live in Bursa, adım Deniz."]


def test_a_question_asked_before_and_its_refusal_are_no_answer(ask, remember):
    remember("When is the rent due?", conversation="one")
    remember("I don't know that.", "assistant", "one")
    remember("Rent is paid on the fifth.", kind="fact")
    answer = ["Rent is paid on the fifth."]
    assert ask("When is the rent due?") == answer
    assert ask("When is the rent due?", kinds=("fact",)) == answer
    assert len(ask("When is the rent due?", anyway=True)) == 3


def test_a_wording_that_was_edited_away_is_not_recalled(ask, remember, journal):
    first = journal.add_user_message(None, "PIN kodum 1111.").result(10)
    source = Source(first.conversation_id, first.id)
    remember("PIN kodum 1111.", source=source)
    assert ask("PIN kodum ne?") == ["PIN kodum 1111."]
    journal.edit_user_message(first.id, "PIN kodum 2222.").result(10)
    assert ask("PIN kodum ne?") == []
    assert ask("PIN kodum ne?", anyway=True) == ["PIN kodum 1111."]


def test_a_reranker_has_the_last_word(ask, remember):
    class Backwards:
        def scores(self, question, texts):
            assert question == "elma"
            return np.array(["iki" in text for text in texts], np.float32)

    remember("elma")
    remember("elma ya da iki armut")
    assert ask("elma", k=1) == ["elma"]
    assert ask("elma", k=1, reranker=Backwards()) == ["elma ya da iki armut"]


def test_a_pair_model_of_the_library_ranks(ask, remember, tmp_path):
    texts = ["elma", "elma ya da iki armut", "elma dolapta", "elma ağacı"]
    for text in texts:
        remember(text)
    model = PairModel(build_pair_folder(tmp_path / "pairs"), "pairs")
    found = model.scores("elma", texts)
    expected = [texts[at] for at in np.argsort(-found)]
    tuning = Tuning(reranked=1e6)
    assert ask("elma", k=4, tuning=tuning, reranker=model) == expected
    assert ask("armut", reranker=model, kinds=("fact",)) == []


def test_a_reranker_does_not_make_anything_relevant(ask, remember):
    class Sure:
        def scores(self, _, texts):
            return np.ones(len(texts), np.float32)

    remember("Kedimin adı Pamuk.")
    remember("Araba mavi.")
    judge = Judge({"score": 1.0}, -2.0, 0.5)
    tuning = Tuning(relevance=Relevance(judge, judge))
    assert ask("Kuantum fiziği?", tuning=tuning, reranker=Sure()) == []


@pytest.mark.parametrize("text", ["", "  ", "?!", "\ud800", "x" * 100_000])
def test_odd_questions_are_answered(ask, remember, text):
    remember("Kedimin adı Pamuk.")
    assert len(ask(text)) <= 1


@pytest.mark.parametrize("compared", [10_000, 2_000])
def test_among_thousands_it_finds_by_both(
    ask, remember, journal, monkeypatch, compared
):
    monkeypatch.setattr(candidates, "COMPARED", compared)
    filler = [
        MemoryItem(f"f{n}", "episode", f"konu {n}", "user", Source("c"), NOW)
        for n in range(2_200)
    ]
    journal.memories.add(filler).result(60)
    remember("Kedimin adı Pamuk.")
    assert ask("kedimin adı?", k=1) == ["Kedimin adı Pamuk."]
    assert ask("1310", k=1) == ["konu 1310"]
