"""What the figures of facts and wishes count."""

from scripts.bench.facts import measure

ROWS = [
    {"text": "I live in Oslo", "part": "a", "facts": [["user.home", "oslo"]]},
    {"text": "I live in Rome", "part": "a", "facts": [["user.home", "Bonn"]]},
    {"text": "I like tea", "part": "a", "facts": []},
    {"text": "Bir varmış bir yokmuş", "part": "b", "facts": [["user.age", "3"]]},
    {
        "text": "Forget my age",
        "part": "b",
        "facts": [],
        "command": ["forget", "my age"],
    },
    {"text": "Remember: go at 9", "part": "b", "facts": []},
]


def test_what_was_found_wrong_and_missed_is_counted():
    results = measure(ROWS)
    first, second = results["parts"]["a"], results["parts"]["b"]
    assert (first["rows"], first["wanted"]) == (3, 2)
    assert (first["precision"], first["recall"]) == (0.333, 0.5)
    assert (second["precision"], second["recall"]) == (1.0, 0.0)
    assert (first["wishes"], second["wishes"]) == ("3/3", "2/3")
    assert results["slots"]["user.home"] == (2, 0.5, 0.5)
    assert results["slots"]["user.likes"] == (0, 0.0, 1.0)
