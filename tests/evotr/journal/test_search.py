import pytest

from evotr.domain import Answer, SamplingParams
from evotr.journal import Journal


def found(journal, query, **options):
    return [
        hit.conversation.title for hit in journal.search(query, **options).result(10)
    ]


@pytest.mark.parametrize(
    ("stored", "query"),
    [
        (stored, query)
        for group in (
            ("ISTANBUL", "istanbul", "İstanbul", "I\u0307stanbul", "ıstanbul"),
            ("calisma", "çalışma", "ÇALIŞMA", "c\u0327alıs\u0327ma"),
        )
        for stored in group
        for query in group
    ],
)
def test_letters_of_either_case_and_alphabet_find_each_other(
    journal, ask, stored, query
):
    ask("Bambaşka bir konu")
    asked = ask(f"Bugün ({stored}), dedi.")
    (hit,) = journal.search(query).result(10)
    assert hit.message_id == asked.id
    ((start, stop),) = hit.spans
    assert hit.excerpt[start:stop] == stored


def test_a_word_is_found_by_its_beginning_and_marked_whole(journal, ask):
    ask("Bütün kitaplarım burada.")
    (hit,) = journal.search("kitap").result(10)
    assert [hit.excerpt[a:b] for a, b in hit.spans] == ["kitaplarım"]
    assert journal.search("itap").result(10) == ()
    assert journal.search("kitaplarımız").result(10) == ()


def test_every_word_must_be_there(journal, ask):
    ask("kırmızı elma")
    ask("kırmızı araba")
    assert found(journal, "araba kırmızı") == ["kırmızı araba"]
    assert len(found(journal, "kırmızı")) == 2
    assert found(journal, "kırmızı armut") == []


def test_answers_are_found_once_they_ended_and_old_versions_too(journal, ask, reply):
    asked = ask("soru")
    old = reply(asked, "leylek yuvası")
    reply(asked, "başka cevap")
    journal.edit_user_message(asked.id, "öteki soru").result(10)
    (hit,) = journal.search("leylek").result(10)
    assert hit.message_id == old.id


def test_one_conversation_is_one_hit_with_its_best_message(journal, ask):
    first = ask("uzun uzun anlatılan bir masalda geçen tek bir ejderha vardı")
    best = ask("ejderha ejderha", first.conversation_id)
    (hit,) = journal.search("ejderha").result(10)
    assert hit.message_id == best.id


def test_a_message_is_shown_even_where_the_title_matches_better(journal, titled):
    asked = titled("Martı", "uzun uzun anlatılan bir masalda geçen tek bir martı")
    (hit,) = journal.search("martı").result(10)
    assert hit.message_id == asked.id
    assert "masal" in hit.excerpt


def test_a_title_is_found_until_it_changes(journal, titled):
    made = titled("Tatil planı")
    (hit,) = journal.search("tatil").result(10)
    assert (hit.message_id, hit.excerpt, hit.spans) == (None, "Tatil planı", ((0, 5),))
    journal.rename(made.conversation_id, "Düğün").result(10)
    assert found(journal, "tatil") == []
    assert found(journal, "dugun") == ["Düğün"]


def test_best_match_first_and_newer_first_on_ties(journal, titled):
    for title in ("eski", "yeni"):
        titled(title, "bir martı uçtu")
    titled("uzak", "bir martı ile başlayan ama çok uzun süren ve dolanan bir cümle")
    assert found(journal, "martı") == ["yeni", "eski", "uzak"]
    assert found(journal, "martı", limit=1) == ["yeni"]


def test_the_trash_is_not_searched(journal, ask):
    asked = ask("saklı turna")
    journal.delete(asked.conversation_id).result(10)
    assert found(journal, "turna") == []
    journal.restore(asked.conversation_id).result(10)
    assert found(journal, "turna") == ["saklı turna"]


@pytest.mark.parametrize(
    "query", ["", " ", "\0", "*", '"', "( ) : ^ -", "🦉", "\u0301", "'", ";--"]
)
def test_a_query_without_words_finds_nothing(journal, ask, query):
    ask('"* ( 🦉 baykuş')
    assert journal.search(query).result(10) == ()


@pytest.mark.parametrize(
    "query",
    [
        '"baykuş"',
        "baykuş*",
        "bay\0baykuş",
        "(baykuş)",
        "^baykuş",
        "-baykuş",
        "{baykuş}:",
        "'; -- baykuş",
    ],
)
def test_signs_of_the_query_language_are_only_signs(journal, ask, query):
    ask("bay baykuş")
    assert found(journal, query) == ["bay baykuş"]


@pytest.mark.parametrize("query", ["AND", "or NOT", "NEAR", "baykuş AND", "rank"])
def test_words_of_the_query_language_are_only_words(journal, ask, query):
    ask("bay baykuş")
    assert found(journal, query) == []
    ask(query)
    assert found(journal, query) == [query]


def test_a_very_long_query_is_answered(journal, ask):
    ask("bay baykuş")
    assert found(journal, "baykuş " * 30_000) == ["bay baykuş"]
    assert found(journal, " ".join(f"w{n}" for n in range(5_000))) == []
    assert found(journal, "b" * 200_000) == []


@pytest.mark.parametrize(
    "word", ["snake_case", "日本語", "Ⅳ", "ﬁrtına", "𝐛𝐨𝐥𝐝", "٣٤", "ß"]
)
def test_words_of_every_script_find_themselves(journal, ask, word):
    asked = ask(f"önce {word} sonra")
    (hit,) = journal.search(word).result(10)
    assert hit.message_id == asked.id
    assert [hit.excerpt[a:b] for a, b in hit.spans] == [word]


def test_an_interrupted_answer_is_found_after_the_restart(path, backups, journal, ask):
    answer = journal.begin_answer(ask().id, Answer("m", "", SamplingParams())).result(
        10
    )
    journal.append_chunk(answer.id, "yarım kalan papağan").result(10)
    assert found(journal, "papağan") == []
    journal.close()
    reopened = Journal.open(path, backups)
    try:
        (hit,) = reopened.search("papağan").result(10)
    finally:
        reopened.close()
    assert hit.message_id == answer.id
