from scripts.bench.screen import measure, rows_of


def test_the_figures_are_those_of_the_rows():
    lessons = [
        {**row, "reason": "secret" if number == 0 else row["reason"]}
        for number, row in enumerate(rows_of("screen.jsonl")[:4])
    ]
    messages = [
        {"part": "dev", "text": "No, it is Canberra", "answer": "Perth", "right": "x"},
        {"part": "dev", "text": "No", "answer": "Perth", "right": None},
    ]
    results = measure(lessons, messages)
    assert results["screen"]["dev en"] == {"rows": 4, "right": 3}
    assert results["reasons"] == {"secret": (1, 1.0, 0.0), "sound": (3, 0.75, 1.0)}
    assert results["typed"] == {
        "dev": {"rows": 2, "wanted": 1, "precision": 0.0, "recall": 0.0}
    }
