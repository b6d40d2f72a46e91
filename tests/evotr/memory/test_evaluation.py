import json

import pytest

from evotr.errors import FileNotReadable
from evotr.memory.evaluation import DATASETS, _auroc, evaluate
from evotr.paths import PROGRAM


def dialogue():
    turns = [
        {"speaker": "Anna", "dia_id": "D1:1", "text": "I bought a red bicycle."},
        {"speaker": "Mary", "dia_id": "D1:2", "text": "My violin lesson was hard."},
        {"speaker": "Anna", "dia_id": "D1:3", "text": "Dinner is at six."},
    ]
    asked = [
        {"question": "Who bought a bicycle?", "evidence": ["D1:1"], "category": 1},
        {"question": "A violin lesson?", "evidence": ["D1:2; D9:9"], "category": 4},
        {"question": "Left out", "evidence": ["D1:1"], "category": 5},
        {"question": "Left out, too", "evidence": [], "category": 1},
    ]
    conversation = {
        "session_1_date_time": "1:56 pm on 8 May, 2023",
        "session_1": turns,
        "speaker_a": "Anna",
    }
    return [{"sample_id": "s", "conversation": conversation, "qa": asked}]


def test_dialogues_are_counted(tmp_path, embedder):
    file = tmp_path / "dialogues.json"
    file.write_text(json.dumps(dialogue()), encoding="utf-8")
    found = evaluate("locomo", file, embedder)
    assert (found["questions"], found["memories"]) == (2, 3)
    for figures in (found, found["dense"], found["bm25"], found["rrf"]):
        assert (figures["recall_at_1"], figures["mrr"]) == (1.0, 1.0)


def chat(talk, *turns, questions, unseen):
    row = {"conversation": talk, "lang": "tr", "day": "2026-01-12", "turns": turns}
    asked = [{"text": text, "turns": [at]} for text, at in questions.items()]
    return json.dumps({**row, "questions": asked, "unseen": unseen})


def test_questions_without_an_answer_are_told_from_the_others(tmp_path, embedder):
    first = chat(
        "a",
        "Kedimin adı Pamuk.",
        "Ne güzel bir ad!",
        "Mavi arabam bozuldu.",
        questions={"kedimin adı Pamuk mu?": 0, "mavi arabam bozuldu mu?": 2},
        unseen=["Kuantum fiziği?"],
    )
    second = chat("b", "Denize gittik.", questions={"Denize gittik mi?": 0}, unseen=[])
    file = tmp_path / "chats.jsonl"
    file.write_text(f"{first}\n{second}\n", encoding="utf-8")
    found = evaluate("chats", file, embedder)
    assert (found["questions"], found["memories"]) == (3, 4)
    assert (found["recall_at_1"], found["auroc"]) == (1, 1)
    assert 0 <= found["recall_at_10_judged"] <= 1
    assert found["shown_for_nothing"] in {0, 1}


def test_questions_of_another_talk_are_asked_with_these_names():
    first, second = dialogue()[0], dialogue()[0]
    second["sample_id"] = "t"
    first["conversation"] |= {"speaker_b": "Mary"}
    second["conversation"] |= {"speaker_a": "Can", "speaker_b": "Ece"}
    first["qa"][0]["question"] = "Did Anna see Mary's tiger?"
    data = DATASETS["locomo"](json.dumps([first, second]))
    assert [case.question for case in data.nothing] == ["Did Can see Ece's tiger?"]
    assert data.nothing[0].conversation == "t"


def test_a_tie_is_half_told():
    assert _auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx(0.875)


def test_a_missed_answer_counts_as_not_found(tmp_path, embedder):
    row = {"id": "a", "passage": "Kedi uyuyor.", "questions": ["kedi?"], "plain": ["x"]}
    other = {"id": "b", "passage": "Araba.", "questions": ["kedi?"], "plain": ["araba"]}
    file = tmp_path / "passages.jsonl"
    file.write_text(f"{json.dumps(row)}\n{json.dumps(other)}", encoding="utf-8")
    found = evaluate("passages", file, embedder)
    assert (found["recall_at_1"], found["recall_at_5"], found["mrr"]) == (0.5, 1, 0.75)


@pytest.mark.parametrize("text", ["", "no json", "[]\n[1]", '{"qa": 1}', "[[]]"])
@pytest.mark.parametrize("name", ["locomo", "passages"])
def test_another_file_is_refused(tmp_path, embedder, name, text):
    file = tmp_path / "data"
    file.write_text(text, encoding="utf-8")
    if name == "passages" and not text:
        assert evaluate(name, file, embedder)["questions"] == 0
        return
    with pytest.raises(FileNotReadable):
        evaluate(name, file, embedder)


def test_the_probes_are_what_they_should_be():
    lines = (PROGRAM / "data/probes/recall_tr.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert len(rows) >= 120
    assert sum(len(row["questions"]) for row in rows) >= 240
    assert len({row["passage"] for row in rows}) == len(rows)
    plain = "".join(asked for row in rows for asked in row["plain"])
    assert not set(plain) & set("çğıöşüÇĞİÖŞÜ")
