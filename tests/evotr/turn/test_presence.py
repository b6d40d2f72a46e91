from evotr.turn import Presence


def test_who_waits_is_here_and_who_listens_is_told_first():
    presence, told = Presence(linger_s=0), []
    assert not presence.here()
    with presence.listening(lambda: told.append(presence.here())):
        with presence.turn(), presence.turn():
            assert presence.here()
        assert not presence.here()
    with presence.turn():
        assert told == [True, True]


def test_somebody_who_has_read_goes_on_typing():
    presence = Presence(linger_s=1000)
    with presence.turn():
        pass
    assert presence.here()
