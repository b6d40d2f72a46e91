from evotr.router.tongues import open_tongues


def test_a_third_language_is_told_from_ours():
    foreign = open_tongues()

    assert foreign is not None
    assert foreign("Wie spät ist es jetzt in Hamburg?") > 0.9
    assert foreign("Kirazlar ne zaman toplanır acaba?") < 0.1
    assert foreign("When are the cherries ripe this year?") < 0.1


def test_lines_capitals_and_nothing_are_no_trouble():
    foreign = open_tongues()

    assert foreign is not None
    assert foreign("WHEN ARE THE\r\nCHERRIES RIPE\x00 THIS YEAR?\x85") < 0.3
    assert 0 <= foreign("") <= 1
    assert foreign("where is the key " * 5_000) < 0.1
