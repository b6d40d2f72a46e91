"""Memories as they are written, read, and told to indexes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from evotr.domain import MemoryFilter, MemoryItem, Source
from evotr.errors import JournalLocked, MemoryAmbiguous, MemoryNotFound
from evotr.journal import Journal
from evotr.journal.database import Database

MAY = datetime(2026, 5, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def item(text, id="", **fields):  # noqa: A002 — the field's name
    given = {"kind": "episode", "speaker": "user", "source": Source(), "created": MAY}
    return MemoryItem(id=id, text=text, **{**given, **fields})


@pytest.fixture
def add(journal):
    """Store memories; their ids."""

    def add(*items, **marks):
        return journal.memories.add(items, **marks).result(10)

    return add


@pytest.fixture
def get(journal):
    """The one memory with an id, None where it is gone."""

    def get(memory_id):
        found = journal.memories.get([memory_id]).result(10)
        return found[0] if found else None

    return get


def test_a_memory_comes_back_as_it_went_in(add, get, path, backups, journal):
    full = MemoryItem(
        id="m1",
        kind="fact",
        text="Ayşe\tçay sever.\n🍵\0!",
        speaker="Ayşe",
        source=Source("c1", "m9", "/notlar/çay.pdf", 3, "çay severim"),
        created=MAY.astimezone(timezone(timedelta(hours=3))),
        valid_from=MAY - DAY,
        valid_until=MAY + DAY,
        superseded_by="m2",
        confidence=0.25,
        pinned=True,
        trust="web",
        collection="medical",
        workspace="iş",
        topic="ayşe.içecek",
    )
    assert add(full) == ("m1",)
    assert get("m1") == full
    journal.close()
    again = Journal.open(path, backups)
    assert again.memories.get(["m1"]).result(10) == (full,)
    again.close()


def test_what_has_no_id_gets_one_and_what_is_stored_is_passed_over(add, get):
    (made,) = add(item("eski"))
    assert len(made) == 32
    (new,) = add(item("yeni", made), item("başka"))
    assert new != made
    assert get(made).text == "eski"
    assert add() == ()


def test_lone_surrogates_and_long_texts_are_kept_as_far_as_they_can_be(add, get):
    long = "çok uzun " * 120_000
    add(item("kırık \udc41 harf", "m1", speaker="\ud800"), item(long, "m2"))
    assert (get("m1").text, get("m1").speaker) == ("kırık � harf", "�")
    assert get("m2").text == long


def test_many_are_read_in_the_order_that_was_asked_for(journal, add):
    add(*(item(f"{n}", f"m{n}") for n in range(50)))
    wanted = ["m7", "nobody", "m3", "m7", "m49"]
    found = journal.memories.get(wanted).result(10)
    assert [memory.id for memory in found] == ["m7", "m3", "m49"]


def test_one_is_found_by_the_beginning_of_its_id(journal, add):
    add(item("a", "abcd11"), item("b", "abcd22"), item("c", "ab"))
    find = journal.memories.find
    assert find("abcd1").result(10).text == "a"
    assert find(" ab ").result(10).text == "c"
    for prefix, kind in {
        "abcd": MemoryAmbiguous,
        "abc": MemoryAmbiguous,
        "%bcd": MemoryNotFound,
        "abx": MemoryNotFound,
        "": MemoryNotFound,
    }.items():
        with pytest.raises(kind) as caught:
            find(prefix).result(10)
        assert type(caught.value) is kind
        assert caught.value.values == {"memory": prefix}


def test_an_edit_never_raises_the_trust(journal, add, get):
    add(item("belgede yazan", "m1", trust="document"))
    edited = replace(get("m1"), text="benim sözüm", trust="user", pinned=True)
    stored = journal.memories.update(edited).result(10)
    assert stored == replace(edited, trust="document") == get("m1")
    lowered = replace(stored, trust="web")
    assert journal.memories.update(lowered).result(10).trust == "web"
    assert journal.memories.search("belgede").result(10) == ()
    assert journal.memories.search("sözüm").result(10)[0][0] == "m1"
    with pytest.raises(MemoryNotFound):
        journal.memories.update(replace(edited, id="nobody")).result(10)


def test_a_new_fact_closes_the_old_one_where_it_begins(journal, add, get):
    add(item("Ankara'da oturuyor", "old", kind="fact"))
    moved = item("İzmir'e taşındı", "new", kind="fact", valid_from=MAY + DAY)
    assert journal.memories.supersede(["old"], moved).result(10) == moved
    assert (get("old").superseded_by, get("old").valid_until) == ("new", MAY + DAY)
    with pytest.raises(MemoryNotFound):
        journal.memories.supersede(["nobody"], item("?", "lost")).result(10)
    assert get("lost") is None
    assert get("new").valid_until is None
    (replaced,) = journal.memories.replaced_by("new").result(10)
    assert replaced.id == "old"
    assert journal.memories.replaced_by("old").result(10) == ()


def test_what_is_learned_closes_and_renews_what_was_known(journal, ask, add, get):
    said = ask("Artık İzmir'deyim, hâlâ çay severim")
    source = Source(said.conversation_id, said.id, quote="çay severim")
    add(item("Ankara", "home"), item("Bursa", "closed", superseded_by="home"))
    add(item("çay", "tea", valid_from=MAY), item("süt", "milk", created=MAY + DAY))
    moved = item("İzmir", "new", created=MAY + DAY)
    tea = item("çay", created=MAY + DAY, source=source)
    learn = journal.memories.learn
    replaced = {"home": "new", "closed": "new", "nobody": "new", "tea": "nothing"}
    repeated = {"tea": tea, "milk": tea, "nobody": tea}
    assert learn([moved], [said.id], replaced, repeated).result(10) == ("new",)
    assert (get("home").superseded_by, get("home").valid_until) == ("new", MAY + DAY)
    assert (get("closed").superseded_by, get("tea").superseded_by) == ("home", None)
    assert get("tea") == item(
        "çay", "tea", created=MAY + DAY, source=source, valid_from=MAY
    )
    assert get("milk").source == Source()
    assert journal.memories.to_learn(MAY + 999 * DAY).result(10) == ()


def test_what_is_forbidden_meanwhile_renews_nothing(journal, ask, add, get):
    said = ask("Çay severim")
    add(item("çay", "tea"))
    journal.set_consent(said.conversation_id, "nothing").result(10)
    source = Source(said.conversation_id, said.id)
    new = item("çay", "new", created=MAY + DAY, source=source)
    learn = journal.memories.learn([new], [said.id], {"tea": "new"}, {"tea": new})
    assert learn.result(10) == ()
    assert get("tea") == item("çay", "tea")


def test_pinning_and_expiring_say_how_many_there_were(journal, add, get):
    add(item("a", "m1"), item("b", "m2"))
    assert journal.memories.pin("m1", "m2", "nobody").result(10) == 2
    assert journal.memories.pin("m2", pinned=False).result(10) == 1
    assert (get("m1").pinned, get("m2").pinned) == (True, False)
    assert journal.memories.expire("m1", at=MAY).result(10) == 1
    assert (get("m1").valid_until, get("m2").valid_until) == (MAY, None)


FILTERED = [
    (MemoryFilter(), "ab"),
    (MemoryFilter(kinds=("fact",)), "b"),
    (MemoryFilter(kinds=("fact", "episode")), "ab"),
    (MemoryFilter(workspace=""), "a"),
    (MemoryFilter(workspace="iş"), "b"),
    (MemoryFilter(collection="legal"), "b"),
    (MemoryFilter(conversation="c1"), "a"),
    (MemoryFilter(speaker="Ayşe"), "b"),
    (MemoryFilter(path="/b"), "b"),
    (MemoryFilter(since=MAY), "b"),
    (MemoryFilter(until=MAY), "a"),
    (MemoryFilter(since=MAY - DAY, until=MAY), "a"),
    (MemoryFilter(valid_at=MAY), "a"),
    (MemoryFilter(valid_at=MAY + DAY), "ab"),
    (MemoryFilter(valid_at=MAY + 2 * DAY), "a"),
    (MemoryFilter(pinned=True), "b"),
    (MemoryFilter(pinned=False), "a"),
    (MemoryFilter(topics=("x", "user.home")), "b"),
    (MemoryFilter(topics=("",)), "a"),
]


@pytest.mark.parametrize(("wanted", "ids"), FILTERED)
def test_each_part_of_a_filter_asks_for_something(journal, add, wanted, ids):
    add(
        item("ortak kelime", "a", created=MAY - DAY, source=Source("c1")),
        item(
            "ortak sözcük",
            "b",
            kind="fact",
            speaker="Ayşe",
            source=Source(path="/b"),
            valid_from=MAY + DAY,
            valid_until=MAY + 2 * DAY,
            workspace="iş",
            collection="legal",
            pinned=True,
            topic="user.home",
        ),
    )
    page = journal.memories.page(wanted).result(10)
    assert "".join(sorted(memory.id for memory in page)) == ids
    assert journal.memories.count(wanted).result(10) == len(ids)
    assert "".join(sorted(journal.memories.ids(wanted).result(10))) == ids
    found = journal.memories.search("ortak", wanted).result(10)
    assert "".join(sorted(memory_id for memory_id, _ in found)) == ids


def test_a_page_is_the_newest_first_and_has_all_the_words(journal, add):
    add(
        *(item(f"Kitap {n}", f"m{n}", created=MAY + n * DAY) for n in range(5)),
        item("Defter", "m9", created=MAY),
    )
    page = journal.memories.page
    assert [m.id for m in page(limit=2).result(10)] == ["m4", "m3"]
    assert [m.id for m in page(limit=2, offset=4).result(10)] == ["m9", "m0"]
    found = page(MemoryFilter(), "KITAPLARIM 3").result(10)
    assert [m.id for m in found] == ["m3"]
    assert journal.memories.count(MemoryFilter(), "kitap").result(10) == 5
    assert journal.memories.count(MemoryFilter(), "…").result(10) == 6


def test_neighbours_are_those_of_the_conversation_by_time(journal, add):
    said = [
        item(f"{n}", f"m{n}", source=Source("c1"), created=MAY + (n // 2) * DAY)
        for n in range(5)
    ]
    other = item("başka", "x", source=Source("c2"), created=MAY + DAY)
    fact = item("olgu", "f", kind="fact", source=Source("c1"), created=MAY + DAY)
    said[3] = replace(said[3], created=said[2].created)
    add(*said[3:], other, fact, item("nowhere", "n"))
    add(*said[:3])
    asked = ["m2", "m4", "x", "f", "n", "nobody"]
    assert journal.memories.neighbours(asked, 2).result(10) == {
        # m3 was written before m2, and is of the same time.
        "m2": (("m1", -2), ("m3", -1), ("m4", 1)),
        "m4": (("m3", -2), ("m2", -1)),
        "x": (),
        "f": (),
        "n": (),
    }


def test_indexes_learn_what_changed_since_they_looked(journal, add):
    add(item("a", "m1"), item("b", "m2"), item("c", "m3"))
    told = journal.memories.changes().result(10)
    assert [(c.number, c.id, c.gone) for c in told] == [
        (1, "m1", False),
        (2, "m2", False),
        (3, "m3", False),
    ]
    (first,) = journal.memories.changes(limit=1).result(10)
    assert first == told[0]
    journal.memories.update(item("A", "m1"))
    journal.memories.pin("m2", "m3")
    assert journal.memories.delete("m3", "nobody").result(10) == ("m3",)
    told = journal.memories.changes(3).result(10)
    assert [(c.id, c.gone) for c in told] == [("m1", False), ("m3", True)]
    assert journal.memories.last_change().result(10) == told[-1].number == 5
    journal.memories.confirm(5)
    assert [c.id for c in journal.memories.changes().result(10)] == ["m2", "m1"]
    add(item("c", "m3"))
    told = journal.memories.changes(5).result(10)
    assert [(c.number, c.id, c.gone) for c in told] == [(6, "m3", False)]


def test_numbers_of_changes_never_come_again(journal, add):
    add(item("a", "m1"))
    journal.memories.delete("m1")
    journal.memories.confirm(2)
    add(item("b", "m2"))
    assert journal.memories.last_change().result(10) == 3


def test_another_program_that_writes_leaves_nothing_half_stored(
    path, backups, add, get
):
    add(item("önce", "m1"))
    short = Journal.open(path, backups, recover=False, timeout=0.05)
    holder = Database(path, timeout=5)
    holder.run("BEGIN IMMEDIATE")
    with pytest.raises(JournalLocked):
        short.memories.add([item("sonra", "m2")]).result(10)
    holder.run("ROLLBACK")
    holder.close()
    assert get("m2") is None
    assert short.memories.add([item("sonra", "m2")]).result(10) == ("m2",)
    short.close()


def test_pieces_of_files_whose_time_is_over_are_listed_no_more(add, journal):
    over, ahead = datetime.now(UTC) - DAY, datetime.now(UTC) + DAY
    add(
        item("Dün yağdı", "old", kind="document", valid_until=over),
        item("Yarın yağacak", "new", kind="document", valid_until=ahead),
        item("Ankara", "fact", kind="fact", valid_until=over),
    )
    memories = journal.memories
    assert {one.id for one in memories.page().result(10)} == {"new", "fact"}
    assert memories.page(words="yağdı").result(10) == ()
    assert memories.count().result(10) == 2
    assert set(memories.ids().result(10)) == {"new", "fact"}
    assert memories.count(MemoryFilter(over=True)).result(10) == 3
