"""The lines that a night must not cross; each is a setting."""

from dataclasses import dataclass

__all__ = ["Thresholds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """What a verdict asks for; why each is what it is: docs/night_experiments.md.

    Attributes:
        p_value: Below it, what was learned is no luck.
        corrections: Fewer new ones prove nothing: seven straight wins are the least
            that come below a ``p_value`` of 0.01.
        recall: Of the new corrections, on phrasings never trained.
        bound: Retention is above it with 95 % confidence; a share.
        group_loss: What one group (earlier, neighbours, anchors) may lose; a share.
        group_size: Things a group must have for that to be told from luck; of fewer
            earlier corrections ``loss_p_value`` tells.
        loss_p_value: Below it, what is lost of earlier corrections is no luck.
        night_loss: What one earlier night's corrections may lose; a share.
        loss: Nats per token by which the base's own answers may become less likely.
        unended, repeating, alike: Shares of such replies that may come on top
            (`Manner`); alike are looked at without a limit.
        speed: Share of the served speed that must be left.
        scale_loss: Of recall, for what a smaller scale spares.
        skill: Share of a kind of anchors that the base must answer for it to count.
    """

    p_value: float = 0.01
    corrections: int = 7
    recall: float = 0.6
    bound: float = -0.03
    group_loss: float = 0.1
    group_size: int = 20
    loss_p_value: float = 0.05
    night_loss: float = 0.3
    loss: float = 0.1
    unended: float = 0.02
    repeating: float = 0.02
    alike: float = 0.05
    speed: float = 0.5
    scale_loss: float = 0.02
    skill: float = 0.5
