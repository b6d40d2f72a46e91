"""Carbon's calls for hot keys, with the keys that others have."""

import ctypes

TAKEN = -9878  # eventHotKeyExistsErr


class _Call:
    """A C function: ctypes' attributes can be set on it."""

    def __init__(self, work):
        self._work = work

    def __call__(self, *arguments):
        return self._work(*arguments)


class FakeCarbon:
    """Hears nothing until `press`; ``others`` are (code, modifiers) of others."""

    def __init__(self, *others):
        self.bound = {}
        self.handlers = []
        self._others = set(others)
        self._given = 0
        self.GetApplicationEventTarget = _Call(lambda: 77)
        self.InstallEventHandler = _Call(self._install)
        self.RegisterEventHotKey = _Call(self._register)
        self.UnregisterEventHotKey = _Call(self._unregister)

    def press(self, code, modifiers):
        """Press keys: whoever holds them is called, as Carbon calls."""
        if (code, modifiers) in self.bound.values():
            for handler in self.handlers:
                assert handler(None, None, None) == 0

    def _install(self, target, handler, count, kinds, data, reference):
        assert (target, count, data, reference) == (77, 1, None, None)
        kind = ctypes.cast(kinds, ctypes.POINTER(ctypes.c_uint32 * 2)).contents
        assert list(kind) == [int.from_bytes(b"keyb", "big"), 5]
        self.handlers.append(handler)
        return 0

    def _register(self, code, modifiers, identity, target, options, held):
        assert (target, options, identity.signature > 0) == (77, 1, True)
        if (code, modifiers) in self._others | set(self.bound.values()):
            return TAKEN
        self._given += 1
        self.bound[self._given] = (code, modifiers)
        pointer = ctypes.cast(held, ctypes.POINTER(ctypes.c_void_p))
        pointer.contents.value = self._given
        return 0

    def _unregister(self, held):
        del self.bound[held.value]
        return 0
