from evotr.memory.encoder import for_memory
from tests.fakes.embedder import WordEmbedder


def test_only_an_encoder_without_turkish_reads_it_in_english():
    other = WordEmbedder()
    assert for_memory(other) is other
    minilm = WordEmbedder(fingerprint="minilm-1")
    mine = for_memory(minilm)
    assert mine.fingerprint.startswith("minilm-1-glossed-")
    assert (mine.encode(["Köpek"]) == minilm.encode(["dog"])).all()
