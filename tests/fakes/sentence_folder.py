"""Tiny random models of BGE-M3's shape, saved as sentence-transformers saves them."""

from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import (
    Normalize,
    Pooling,
    Transformer,
)
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import (
    PreTrainedTokenizerFast,
    XLMRobertaConfig,
    XLMRobertaForSequenceClassification,
    XLMRobertaModel,
)

__all__ = ["DIMENSIONS", "build_pair_folder", "build_sentence_folder"]

DIMENSIONS = 32
_MARKS = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
_NAMES = {
    "bos_token": "<s>",
    "cls_token": "<s>",
    "eos_token": "</s>",
    "mask_token": "<mask>",
    "pad_token": "<pad>",
    "sep_token": "</s>",
    "unk_token": "<unk>",
}


def build_sentence_folder(folder: Path, *, broken: bool = False) -> Path:
    """Write it; a ``broken`` one has weights that are not finite."""
    core = folder.with_name(f"{folder.name}-core")
    _tokenizer().save_pretrained(core)
    torch.manual_seed(0)
    model = XLMRobertaModel(_config(), add_pooling_layer=False)
    if broken:
        with torch.no_grad():
            model.embeddings.LayerNorm.weight.fill_(float("nan"))
    model.save_pretrained(core)
    modules = [
        Transformer(str(core)),
        Pooling(DIMENSIONS, pooling_mode="cls"),
        Normalize(),
    ]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder))
    return folder


def build_pair_folder(folder: Path, labels: int = 1, *, broken: bool = False) -> Path:
    """Write a model of a reranker's shape that gives ``labels`` numbers for a pair."""
    _tokenizer().save_pretrained(folder)
    torch.manual_seed(0)
    config = _config()
    config.num_labels = labels
    model = XLMRobertaForSequenceClassification(config)
    if broken:
        with torch.no_grad():
            model.classifier.out_proj.weight.fill_(float("nan"))
    model.save_pretrained(folder)
    return folder


def _config() -> XLMRobertaConfig:
    return XLMRobertaConfig(
        vocab_size=len(_vocabulary()),
        hidden_size=DIMENSIONS,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=514,
        type_vocab_size=1,
        pad_token_id=1,
        initializer_range=0.5,  # so that texts differ in more than rounding
    )


def _vocabulary() -> dict[str, float]:
    letters = "▁abcdefghijklmnopqrstuvwxyzçğıöşü0123456789.,?!"
    return dict.fromkeys([*_MARKS, *letters], -1.0)


def _tokenizer() -> PreTrainedTokenizerFast:
    pieces = Tokenizer(models.Unigram([*_vocabulary().items()], unk_id=3))
    pieces.normalizer = normalizers.NFKC()
    pieces.pre_tokenizer = pre_tokenizers.Metaspace()
    pieces.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=pieces,
        model_max_length=512,
        **_NAMES,
    )
