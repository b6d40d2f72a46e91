"""``evotr memory``: reading and correcting, beside whoever has the home open."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evotr.domain import (
    Answer,
    MemoryItem,
    Recollection,
    SamplingParams,
    Source,
)
from evotr.instance import hold_instance
from tests.fakes.own_process import printed_by

MAY = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)


def test_a_list_is_a_line_each_newest_first(memory, remember):
    old = remember("Kedimin adı Pamuk.")
    new = remember(
        "Kira:\n12.000 TL [bold]",
        "episode",
        speaker="Deniz",
        created=datetime(2026, 6, 1, 8, tzinfo=UTC),
        pinned=True,
    )
    code, out, _ = memory("list")
    assert code == 0
    assert out.splitlines() == [
        f"{new[:8]}  2026-06-01 08:00 * said      Deniz: Kira: 12.000 TL [bold]",
        f"{old[:8]}  2026-05-03 09:30   fact      You: Kedimin adı Pamuk.",
    ]


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ([], ["c", "b", "a"]),
        (["--kind", "fact"], ["c", "a"]),
        (["--workspace", "iş"], ["b"]),
        (["--collection", "legal"], ["b"]),
        (["--speaker", "Ali"], ["c"]),
        (["--conversation", "label-1"], ["b"]),
        (["--since", "2026-05-10"], ["c", "b"]),
        (["--until", "2026-05-10"], ["a"]),
        (["--until", "haziran 2026"], ["b", "a"]),
        (["--pinned"], ["a"]),
        (["C"], ["c"]),
        (["--limit", "1"], ["c"]),
    ],
)
def test_each_option_chooses(memory, remember, words, texts):
    remember("a", pinned=True)
    remember(
        "b",
        "episode",
        Source(conversation_id="label-1"),
        created=datetime(2026, 5, 20, tzinfo=UTC),
        workspace="iş",
        collection="legal",
    )
    remember("c", created=datetime(2026, 6, 20, tzinfo=UTC), speaker="Ali")
    code, out, _ = memory("list", *words, "--json")
    found = json.loads(out)
    assert code == 0
    assert [row["text"] for row in found["memories"]] == texts
    assert found["total"] == (3 if words == ["--limit", "1"] else len(texts))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "fact      (until 2026-06-01 08:00) You: Pamuk is 3."),
        ("tr", "bilgi     (2026-06-01 08:00 tarihine dek) Siz: Pamuk is 3."),
    ],
)
def test_what_was_replaced_says_until_when_it_held(
    memory, stored, remember, monkeypatch, language, told
):
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    old = remember("Pamuk is 3.")
    (item,) = stored.memories.get([old]).result(10)
    june = datetime(2026, 6, 1, 8, tzinfo=UTC)
    new = replace(item, id="f" * 32, text="Pamuk is 4.", created=june)
    stored.memories.supersede([old], new).result(10)
    first, second = memory("list")[1].splitlines()
    assert first.endswith("Pamuk is 4.")
    assert "(" not in first
    assert second.endswith(told)


def test_what_is_left_out_of_a_list_is_said(memory, remember):
    for text in "abc":
        remember(text)
    assert memory("list", "--limit", "1")[1].endswith(
        "… and 2 more; --limit shows them.\n"
    )
    assert "more" not in memory("list")[1]


def test_nothing_is_said_in_both_languages(memory, monkeypatch):
    assert memory("list") == (0, "Nothing of this is remembered.\n", "")
    monkeypatch.setenv("EVOTR_LANGUAGE", "tr")
    assert memory("list")[1] == "Bununla ilgili hiçbir şey hatırlanmıyor.\n"


def test_why_it_is_known(memory, stored, remember):
    said = stored.add_user_message(None, "Artık Bursa'da oturuyorum.").result(10)
    source = Source(said.conversation_id, said.id, quote="Bursa'da oturuyorum")
    old = remember("Ankara'da oturuyor.", id="0" * 32)
    new = MemoryItem("", "fact", "Bursa'da oturuyor.", "user", source, MAY)
    new = stored.memories.supersede([old], new).result(10)
    code, out, _ = memory("show", new.id[:8])
    assert code == 0
    assert out.startswith(
        "Bursa'da oturuyor.\n\nYou said this on 2026-05-03 09:30, in “"
    )
    assert "There it says: “Bursa'da oturuyorum”" in out
    assert "00000000 (Ankara'da oturuyor.)" in out
    assert new.id[:8] in memory("show", old)[1]
    shown = json.loads(memory("show", new.id, "--json")[1])
    assert shown["said"] == "Artık Bursa'da oturuyorum."
    assert (shown["replaces"], shown["trust"]) == ([old], "user")
    assert shown["title"] in out


def test_the_answers_that_were_made_with_it_are_shown(memory, stored, remember):
    made = remember("Kedimin adı Pamuk.")
    (item,) = stored.memories.get([made]).result(10)
    asked = stored.add_user_message(None, "Kedim?").result(10)
    record = Answer("evotr-mini", "", SamplingParams())
    answer = stored.begin_answer(asked.id, record).result(10)
    stored.append_chunk(answer.id, "Pamuk.")
    stored.finish_answer(answer.id, "complete").result(10)
    assert "An answer was made" not in memory("show", made)[1]
    stored.recalls.keep(answer.id, [Recollection(item, 1.0)]).result(10)
    out = memory("show", made)[1]
    assert f"(conversation {asked.conversation_id[:8]}): Pamuk." in out
    told = json.loads(memory("show", made, "--json")[1])["answers"]
    assert told == [{"conversation": asked.conversation_id, "message": answer.id}]


@pytest.mark.parametrize(
    ("source", "speaker", "reason"),
    [
        (Source(path="/k/yasa.pdf", page=3), "", "in /k/yasa.pdf, on page 3."),
        (Source(path="/k/not.md"), "", "in /k/not.md."),
        (
            Source("label-7"),
            "Deniz",
            "Deniz said this on 2026-05-03 09:30, in “label-7”",
        ),
        (Source("label-7"), "assistant", "EVO-TR said this on"),
        (Source(), "user", "without a conversation or a file"),
    ],
)
def test_each_kind_of_source_has_its_sentence(
    memory, remember, source, speaker, reason
):
    trust = "assistant" if speaker == "assistant" else "user"
    made = remember("x", "episode", source, speaker=speaker, trust=trust)
    out = memory("show", made)[1]
    assert reason in out
    assert ("a person's words" in out) == (speaker == "Deniz")


def test_a_correction_keeps_the_rest(memory, stored, remember):
    made = remember("Ankara'da oturuyor.", pinned=True)
    code, out, _ = memory("edit", made[:6], "Bursa'da oturuyor.")
    assert (code, out) == (0, f"{made[:8]} now says: Bursa'da oturuyor.\n")
    (item,) = stored.memories.get([made]).result(10)
    assert (item.text, item.pinned, item.created) == ("Bursa'da oturuyor.", True, MAY)
    assert json.loads(memory("edit", made, "x", "--json")[1])["text"] == "x"


def test_pins_come_and_go_all_or_none(memory, stored, remember):
    ids = [remember(text) for text in "ab"]

    def pinned():
        return [item.pinned for item in stored.memories.get(ids).result(10)]

    assert memory("pin", *ids)[:2] == (0, "Pinned: 2.\n")
    assert pinned() == [True, True]
    assert memory("unpin", ids[0], "nobody")[0] == 2
    assert pinned() == [True, True]
    told = json.loads(memory("unpin", ids[0], "--json")[1])
    assert told == {"memories": [ids[0]], "pinned": False}
    assert pinned() == [False, True]


@pytest.mark.parametrize("consent", ["learn", "remember", "nothing"])
def test_consent_is_kept(memory, stored, consent):
    said = stored.add_user_message(None, "Sır").result(10)
    code, out, _ = memory("consent", said.conversation_id[:8], consent)
    assert (code, "“Sır”" in out) == (0, True)
    talk = stored.find_conversation(said.conversation_id).result(10)
    assert talk.consent == consent
    told = json.loads(memory("consent", said.conversation_id, consent, "--json")[1])
    assert told["consent"] == consent


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["show", "nobody"], "MemoryNotFound"),
        (["show", "ab"], "MemoryNotFound"),
        (["show", "chu"], "MemoryAmbiguous"),
        (["show"], "ArgumentMissing"),
        (["edit", "nobody", "x"], "MemoryNotFound"),
        (["edit", "nobody", " \u200b"], "EmptyMessage"),
        (["edit", "chunk-1", "x"], "MemoryOfDocument"),
        (["pin", "nobody"], "MemoryNotFound"),
        (["pin"], "ArgumentMissing"),
        (["consent", "beef0000", "learn"], "ConversationNotFound"),
        (["consent", "beef0000", "maybe"], "ValueRefused"),
        (["list", "--kind", "dream"], "ValueRefused"),
        (["list", "--since", "never"], "ValueRefused"),
        (["list", "--limit", "0"], "ValueRefused"),
        (["list", "--limit", "9" * 25], "ValueRefused"),
        (["list", "--conversation", "nowhere"], "ConversationNotFound"),
        (["dream"], "CommandUnknown"),
    ],
)
def test_what_cannot_be_is_one_sentence(memory, remember, words, error):
    remember("x", "document", Source(path="/k/a.md"), id="chunk-1")
    code, out, _ = memory(*words, "--json")
    assert (code, json.loads(out)["error"]) == (2, error)
    code, out, err = memory(*words)
    assert (code, out) == (2, "")
    assert err
    assert "Traceback" not in err


def test_reading_goes_on_beside_the_assistant(memory, remember, home):
    made = remember("Kedimin adı Pamuk.")
    with hold_instance(home / "instance.lock"):
        assert "Pamuk" in memory("list")[1]
        assert memory("pin", made)[0] == 0


def test_reading_waits_for_no_slow_library(home):
    code = (
        "import sys\n"
        "from evotr.cli.main import main\n"
        "try: main(['memory', 'list'])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "names = ('chromadb', 'mlx', 'numpy', 'onnxruntime', 'watchfiles')\n"
        "print([name for name in names if name in sys.modules])\n"
    )
    printed = printed_by(code, EVOTR_HOME=str(home))
    assert printed.splitlines()[-1] == "[]"


def test_what_is_not_seen_is_not_listed(memory, remember):
    remember("gizli\u202e\u200b söz 👩\u200d🍳")
    assert "gizli söz 👩\u200d🍳" in memory("list")[1]
