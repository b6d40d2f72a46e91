"""What crosses between the engine's threads and Qt's main thread."""

from ui.bridge.collector import Collector
from ui.bridge.doorbell import Doorbell, Wish, wished
from ui.bridge.errands import Errands, PullRunner
from ui.bridge.inbox import Inbox
from ui.bridge.intakes import IntakeRunner, IntakeState
from ui.bridge.interrupts import Interrupts
from ui.bridge.nights import FindNights, NightsPort
from ui.bridge.opening import Opening
from ui.bridge.panels import OpenWorkshop
from ui.bridge.port import AssistantPort, OpenAssistant, TurnPort
from ui.bridge.turns import TurnRunner

__all__ = [
    "AssistantPort",
    "Collector",
    "Doorbell",
    "Errands",
    "FindNights",
    "Inbox",
    "IntakeRunner",
    "IntakeState",
    "Interrupts",
    "NightsPort",
    "OpenAssistant",
    "OpenWorkshop",
    "Opening",
    "PullRunner",
    "TurnPort",
    "TurnRunner",
    "Wish",
    "wished",
]
