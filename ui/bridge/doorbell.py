"""One program for each home: a second one rings at the first, and goes."""

import hashlib
from pathlib import Path
from typing import Final, Literal

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

__all__ = ["Doorbell", "Wish", "wished"]

Wish = Literal["window", "quick"]
"""What a second program is started for: to see the window, or the quick panel."""

_WISHES: Final[tuple[Wish, ...]] = ("window", "quick")
_PATIENCE_MS: Final = 2000
"""Who does not answer within so long does not count: it hangs, or is on its way out."""


def wished(argv: list[str]) -> Wish:
    """What the program's arguments ask for: ``--quick`` for the quick panel."""
    return "quick" if "--quick" in argv else "window"


class Doorbell(QObject):
    """``rung(wish)`` when another program of this home wants something seen.

    Args:
        home: Programs with different homes know nothing of each other.
    """

    rung = Signal(str)

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        place = str(home.absolute()).encode("utf-8", "surrogateescape")
        self._name = f"evo-tr-{hashlib.sha256(place).hexdigest()[:24]}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._welcome)

    def ring(self, wish: Wish) -> bool:
        """Ask the program that is there already; whether there is one that answers.

        It waits for the answer, but not at an empty house.
        """
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_PATIENCE_MS):
            return False
        socket.write(wish.encode())
        heard = socket.waitForBytesWritten(_PATIENCE_MS)
        heard = heard and socket.waitForReadyRead(_PATIENCE_MS)
        socket.abort()
        return heard

    def listen(self) -> bool:
        """Answer from now on; whether that could be arranged.

        What a killed program left at the door is cleared away: who calls this has
        rung before, and nobody answered.
        """
        if self._server.listen(self._name):
            return True
        QLocalServer.removeServer(self._name)
        return self._server.listen(self._name)

    def close(self) -> None:
        """Answer no more."""
        self._server.close()

    @Slot()
    def _welcome(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda caller=socket: self._hear(caller))
            if socket.bytesAvailable():
                self._hear(socket)

    def _hear(self, socket: QLocalSocket) -> None:
        said = socket.readAll().data()
        socket.write(b"!")
        socket.flush()
        for wish in _WISHES:
            if said == wish.encode():
                self.rung.emit(wish)
