from contextlib import closing

from evotr.experts.base import read_base
from evotr.inference import Engine, EngineConfig
from evotr.night.exam.anchors import read_replay
from evotr.night.steps.answering import Answerer, EngineAnswerer, Speaker
from evotr.night.steps.kept import KeptAnswers
from evotr.paths import BUNDLED_MODEL
from scripts.night.answers import SERVING


class Nobody(Answerer):
    def answer(self, asked, speaker):
        assert not asked, speaker
        return []


def test_what_is_replayed_needs_no_asking_and_is_what_evotr_mini_says(tmp_path):
    asked, base = read_replay(), read_base(BUNDLED_MODEL).fingerprint
    shipped = KeptAnswers(Nobody(), tmp_path, base, SERVING, asked)
    replies = shipped.answer(asked, Speaker())
    some = slice(0, None, len(asked) // 12)
    with closing(Engine(EngineConfig(BUNDLED_MODEL, max_batch=16))) as engine:
        said = EngineAnswerer(engine, SERVING).answer(asked[some], Speaker())
    alike = [a.text == b.text for a, b in zip(said, replies[some], strict=True)]
    # Another processor's rounding may choose another word once in a while.
    assert sum(alike) >= len(alike) - 2
