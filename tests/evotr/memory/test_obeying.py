import pytest

from evotr.domain import Answer, Exemplar, MemoryFilter, Recollection, SamplingParams
from evotr.memory.episodes import episodes
from evotr.memory.facts import read_command, told_value
from evotr.memory.learning import Learner
from evotr.memory.obeying import Obedience


@pytest.fixture
def say(journal):
    """Say something that is remembered at once; the message."""

    def say(text, conversation=None, *, remembered=True):
        said = journal.add_user_message(conversation, text).result(10)
        if remembered:
            journal.memories.add(episodes([said]), remembered=[said.id]).result(10)
        return said

    return say


@pytest.fixture
def answer(journal):
    def answer(question, text, recalled=()):
        made = journal.begin_answer(question.id, Answer("m", "", SamplingParams()))
        told = made.result(10)
        journal.append_chunk(told.id, text).result(10)
        journal.recalls.keep(told.id, recalled).result(10)
        told = journal.finish_answer(told.id, "complete").result(10)
        journal.memories.add(episodes([told]), remembered=[told.id]).result(10)
        return told

    return answer


@pytest.fixture
def unlearned():
    return []


@pytest.fixture
def obey(journal, say, unlearned):
    """Say a wish; what came of it, and the message."""
    learner = Learner(journal.memories)

    def unlearn():
        unlearned.append(len(journal.exemplars().result(10)))

    obedience = Obedience(journal, learner, unlearn)

    def obey(text, conversation=None):
        said = say(text, conversation, remembered=False)
        command = read_command(text)
        assert command is not None
        return obedience.obey(command, said), said

    return obey


def left(journal):
    return {item.text for item in journal.memories.page().result(10)}


def contents(journal, message):
    said = journal.messages(message.conversation_id).result(10)
    return [each.content for each in said]


@pytest.mark.parametrize(
    ("wish", "fact"),
    [
        ("Remember that my cat's name is Pamuk.", "Pamuk"),
        ("Şunu unutma: kedimin adı Pamuk.", "Pamuk"),
        ("Remember that the boiler hums at night.", "the boiler hums at night"),
        ("Aklında tut: kombi gece uğulduyor.", "kombi gece uğulduyor"),
    ],
)
def test_what_is_to_be_remembered_is_a_fact_at_once(journal, obey, wish, fact):
    outcome, said = obey(wish)
    assert outcome.kind == "remembered"
    (item,) = journal.memories.page().result(10)
    assert (item,) == outcome.items
    assert (item.kind, item.trust, item.pinned) == ("fact", "user", False)
    assert fact in item.text
    assert item.source.message_id == said.id
    assert item.source.quote in said.content
    assert list(episodes(journal.memories.to_remember().result(10))) == []


def test_what_is_known_is_not_kept_twice(journal, obey):
    obey("Remember that my cat's name is Pamuk.")
    outcome, _ = obey("Remember that my cat's name is Pamuk.")
    assert outcome.kind == "known"
    assert journal.memories.count().result(10) == 1


def test_what_was_learned_of_it_before_is_remembered_all_the_same(journal, say):
    said = say("Remember that my cat's name is Pamuk.", remembered=False)
    learner = Learner(journal.memories)
    learner.learn([said])
    obedience = Obedience(journal, learner, lambda: None)
    outcome = obedience.obey(read_command(said.content), said)
    assert outcome.kind == "remembered"
    assert len(outcome.items) == 1


def test_a_new_value_closes_the_old(journal, obey):
    obey("Remember that I live in Ankara.")
    outcome, _ = obey("Remember that I live in Izmir.")
    assert outcome.kind == "remembered"
    (old,) = outcome.replaced
    assert "Ankara" in old.text
    (kept,) = journal.memories.get([old.id]).result(10)
    assert kept.superseded_by == outcome.items[0].id


def test_nothing_is_kept_where_the_user_forbids_it(journal, say, obey):
    talk = say("hello", remembered=False).conversation_id
    journal.set_consent(talk, "nothing").result(10)
    outcome, _ = obey("Remember that my cat's name is Pamuk.", talk)
    assert outcome.kind == "refused"
    assert journal.memories.count().result(10) == 0


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("My cat's name is Pamuk.", "Forget my cat's name."),
        ("My cat is called Pamuk.", "Forget that my cat is called Pamuk."),
        ("Kedimin adı Pamuk.", "Kedimin adını unut."),
        ("Kedimin adı Pamuk.", "Kedimin adının Pamuk olduğunu unut."),
    ],
)
def test_what_is_to_be_forgotten_goes_with_its_source(journal, say, obey, said, wish):
    first = say(said)
    other = say("The boiler hums at night.")
    outcome, last = obey(wish)
    assert outcome.kind == "forgotten"
    assert left(journal) == {"The boiler hums at night."}
    assert contents(journal, first) == [""]
    assert contents(journal, last) == [""]
    assert contents(journal, other) == ["The boiler hums at night."]
    assert outcome.messages == 1
    assert outcome.conversations == {first.conversation_id, last.conversation_id}


@pytest.mark.parametrize(
    "words",
    [
        (
            "My cat's name is Pamuk.",
            "Who sleeps?",
            "Pamuk sleeps.",
            "White ones do.",
            "Forget my cat's name.",
        ),
        (
            "Kedimin adı Pamuk.",
            "Kim uyuyor?",
            "Pamuk uyuyor.",
            "Beyaz olan.",
            "Kedimin adını unut.",
        ),
    ],
)
def test_answers_that_were_made_from_it_are_remembered_no_more(
    journal, say, answer, obey, words
):
    said, question, repeats, made, wish = words
    first = say(said)
    (told,) = journal.memories.page().result(10)
    known = [Recollection(told, 0.9)]
    emptied = answer(say(question), repeats, known)
    hushed = answer(say(question), made, known)
    (episode,) = journal.memories.get([hushed.id]).result(10)
    next_one = answer(say(question), "Hm.", [Recollection(episode, 0.9)])
    other = answer(say(question), "Hm?")
    outcome, last = obey(wish)
    assert (outcome.kind, outcome.messages, outcome.hushed) == ("forgotten", 2, 2)
    assert left(journal) == {question, other.content}
    assert contents(journal, emptied) == [question, ""]
    assert contents(journal, hushed) == [question, made]
    talks = (first, last, emptied, hushed, next_one)
    assert outcome.conversations == {each.conversation_id for each in talks}


def test_facts_go_with_what_they_were_learned_from(journal, say, obey):
    first = say("My cat is called Pamuk.")
    Learner(journal.memories).learn([first])
    assert journal.memories.count(MemoryFilter(kinds=("fact",))).result(10) == 1
    outcome, _ = obey("Forget my cat's name.")
    assert outcome.kind == "forgotten"
    assert left(journal) == set()


def test_a_fact_in_other_words_is_found_by_what_it_says(journal, say, obey):
    say("My cat is called Pamuk.")
    assert obey("Forget my cat's name.")[0].kind == "forgotten"
    assert left(journal) == set()


def test_answers_that_repeat_it_go_too(journal, say, answer, obey):
    first = say("My cat's name is Pamuk.")
    reply = answer(first, "Pamuk is a lovely name!")
    plain = answer(say("Thanks"), "With pleasure.")
    (cat,) = journal.memories.get([first.id]).result(10)
    asked = say("Who sleeps on my sofa?")
    repeats = answer(asked, "Pamuk does.", [Recollection(cat, 1.0)])
    silent = answer(asked, "I do not know.", [Recollection(cat, 1.0)])
    outcome, _ = obey("Forget my cat's name.")
    assert outcome.kind == "forgotten"
    emptied = {
        each.id
        for message in (first, asked, plain)
        for each in journal.messages(message.conversation_id).result(10)
        if not each.content
    }
    assert emptied == {first.id, reply.id, repeats.id}
    assert silent.id not in emptied
    assert asked.conversation_id in outcome.conversations


@pytest.mark.parametrize(
    ("told", "others", "wish"),
    [
        (
            "The wifi password is Vexel99.",
            ["By the way vexel99 opens my gym locker.", "Use Vexel99!"],
            "Forget our wifi password.",
        ),
        (
            "Kasanın şifresi Vexel99.",
            ["Spor dolabımı da Vexel99 açıyor.", "VEXEL99'u dene"],
            "Kasanın şifresini unut.",
        ),
    ],
)
def test_a_code_goes_from_every_message(journal, say, obey, told, others, wish):
    say(told)
    kept = say("Vexel991 is another one.")
    trashed, silent = (say(text, remembered=False) for text in others)
    journal.delete(trashed.conversation_id).result(10)
    journal.set_consent(silent.conversation_id, "nothing").result(10)
    outcome, _ = obey(wish)
    assert outcome.kind == "forgotten"
    assert outcome.messages == 3
    assert outcome.conversations >= {trashed.conversation_id, silent.conversation_id}
    journal.restore(trashed.conversation_id).result(10)
    assert contents(journal, trashed) == [""]
    assert contents(journal, silent) == [""]
    assert contents(journal, kept) == ["Vexel991 is another one."]


def test_places_and_years_are_no_codes(journal, say, obey):
    said = say("My hometown is Bursa. I was born in 1990.")
    (_, born) = Learner(journal.memories).learn([said]).added
    assert told_value(born.topic, born.text) == "1990"
    other = say("Bursa was rainy in 1990.", remembered=False)
    assert obey("Forget that I was born in 1990.")[0].kind == "forgotten"
    assert contents(journal, said) == [""]
    assert contents(journal, other) == ["Bursa was rainy in 1990."]


def test_what_is_not_there_destroys_nothing(journal, say, obey):
    say("My cat's name is Pamuk.")
    outcome, last = obey("Forget my dog's name.")
    assert outcome.kind == "nothing"
    assert left(journal) == {"My cat's name is Pamuk."}
    assert contents(journal, last) == ["Forget my dog's name."]


def test_too_much_at_once_destroys_nothing(journal, say, obey):
    for day in range(6):
        say(f"My cat slept {day} hours.")
    outcome, _ = obey("Forget everything about my cat.")
    assert outcome.kind == "many"
    assert len(outcome.items) == 6
    assert len(left(journal)) == 6


@pytest.mark.parametrize(
    ("mine", "wish", "others"),
    [
        (
            "My name is Tarik.",
            "Forget my name.",
            {
                "My cat's name is Pamuk.",
                "My dentist's name is Dr. Kaya.",
                "The name of that street is odd.",
            },
        ),
        (
            "Adım Tarık.",
            "Adımı unut.",
            {"Kedimin adı Pamuk.", "Dişçimin adı Kaya.", "O sokağın adı garip."},
        ),
    ],
)
def test_what_is_mine_is_not_what_is_somebody_elses(
    journal, say, obey, mine, wish, others
):
    said = [say(mine), *map(say, sorted(others))]
    outcome, _ = obey(wish)
    assert outcome.kind == "forgotten"
    assert left(journal) == others
    # The same where facts were learned of it.
    Learner(journal.memories).learn([say(mine), *said[1:]])
    before = journal.memories.count(MemoryFilter(kinds=("fact",))).result(10)
    assert obey(wish)[0].kind == "forgotten"
    after = journal.memories.count(MemoryFilter(kinds=("fact",))).result(10)
    assert (after, left(journal) >= others) == (before - 1, True)


@pytest.mark.parametrize(
    ("others", "wish"),
    [
        (["My cat's name is Pamuk.", "My dog's name is Rex."], "Forget my name."),
        (["Kedimin adı Pamuk.", "Köpeğimin adı Rex."], "Adımı unut."),
    ],
)
def test_nothing_of_others_goes_where_mine_is_not_known(
    journal, say, obey, others, wish
):
    for text in others:
        say(text)
    assert obey(wish)[0].kind == "nothing"
    assert left(journal) == set(others)


@pytest.mark.parametrize(
    ("texts", "wish"),
    [
        (
            ["The wifi password is pine-42.", "The safe's password is 4471."],
            "Forget our password.",
        ),
        (["My lucky name, they joke, is odd."], "Forget my name."),
    ],
)
def test_what_may_mean_several_things_is_shown_first(journal, say, obey, texts, wish):
    for text in texts:
        say(text)
    outcome, _ = obey(wish)
    assert outcome.kind == "many"
    assert {item.text for item in outcome.items} == set(texts)
    assert left(journal) == set(texts)


def test_documents_are_not_forgotten_by_a_sentence(journal, remember, obey):
    remember("My cat's name is Pamuk.", kind="document", trust="document")
    assert obey("Forget my cat's name.")[0].kind == "nothing"
    assert journal.memories.count().result(10) == 1


def test_what_was_imported_goes_by_itself(journal, remember, obey):
    remember("Pamuk is the name of my cat.", conversation="elsewhere")
    outcome, last = obey("Forget my cat's name.")
    assert outcome.kind == "forgotten"
    assert outcome.messages == 0
    assert left(journal) == set()
    assert last.conversation_id in outcome.conversations


def test_the_routers_heads_go_before_what_they_were_fitted_on(
    journal, say, obey, unlearned
):
    said = say("My cat's name is Pamuk.")
    journal.add_exemplar(Exemplar(said.content, "law", "user")).result(10)
    outcome, _ = obey("Forget my cat's name.")
    assert outcome.unlearned
    # And once more behind them, for who read them in between.
    assert unlearned == [1, 0]


def test_heads_that_hold_nothing_of_the_user_stay(journal, say, obey, unlearned):
    say("My cat's name is Pamuk.")
    outcome, _ = obey("Forget my cat's name.")
    assert not outcome.unlearned
    assert unlearned == []
    assert left(journal) == set()
