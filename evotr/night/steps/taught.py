"""Which night taught an expert what, as far as the journal knows."""

from evotr.journal.nights import Nights

__all__ = ["taught_by"]


def taught_by(nights: Nights, expert: str) -> dict[str, int]:
    """By the id of a lesson the number of the first night that had it serve.

    A version that was deleted since, or taken back, counts: what was taught together
    is looked at together.

    Raises:
        EvotrError: What reading the journal raises.
    """
    found: dict[str, str] = {}
    for night in nights.results("promote", expert).result():  # the newest first
        built = nights.found(night, "build", expert).result() or {}
        found.update(dict.fromkeys(built.get("learned", ()), night))
    numbers = {night: nights.find(night).result().number for night in {*found.values()}}
    return {lesson: numbers[night] for lesson, night in found.items()}
