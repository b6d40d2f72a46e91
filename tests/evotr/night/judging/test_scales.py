from evotr.night.judging import SCALES, Mark, Thresholds, choose_scale


def marks(recall, kept, asked=20):
    learned = [
        Mark(f"c{n}", "correction", "scale", 0.0, float(n < recall * asked))
        for n in range(asked)
    ]
    return learned + [
        Mark(f"a{n}", "anchor", "scale", 1.0, float(n < kept * asked))
        for n in range(asked)
    ]


def chosen(by_scale):
    asked = []

    def measure(scale):
        asked.append(scale)
        return marks(*by_scale[scale])

    return choose_scale(measure, Thresholds())[0], asked


def test_the_scale_that_keeps_most_is_taken_when_nothing_is_forgotten():
    found, asked = chosen(
        {1.0: (1, 0.8), 0.85: (1, 0.9), 0.7: (1, 1.0), 0.55: (0.5, 1)}
    )
    assert (found.scale, found.recall) == (0.7, 1.0)
    assert asked == list(SCALES)


def test_no_smaller_scale_is_looked_at_once_learning_is_lost():
    found, asked = chosen({1.0: (1, 1.0), 0.85: (0.6, 1.0)})
    assert found.scale == 1.0
    assert asked == [1.0, 0.85]


def test_less_is_learned_where_the_full_strength_would_be_refused():
    found, asked = chosen({1.0: (1, 0.9), 0.85: (0.8, 0.95), 0.7: (0.7, 1.0)})
    assert (found.scale, found.recall) == (0.7, 0.7)
    assert asked == [1.0, 0.85, 0.7]


def test_where_none_keeps_enough_the_one_that_keeps_most_and_learned_is_taken():
    found, asked = chosen(
        {1.0: (1, 0.7), 0.85: (0.9, 0.8), 0.7: (0.7, 0.9), 0.55: (0.4, 1.0)}
    )
    assert found.scale == 0.7
    assert asked == list(SCALES)


def test_of_equals_the_full_strength_is_taken():
    found, _ = chosen(dict.fromkeys(SCALES, (1, 1)))
    assert found.scale == 1.0


def test_a_smaller_scale_that_learned_more_is_taken():
    found, _ = chosen({1.0: (0.5, 1), 0.85: (0.9, 1), 0.7: (0.8, 1)})
    assert found.scale == 0.85


def test_everything_that_was_measured_is_told():
    told = choose_scale(lambda scale: marks(1, scale), Thresholds())
    assert sorted(choice.scale for choice in told) == sorted(SCALES)
    assert told[0].retention == max(choice.retention for choice in told)
