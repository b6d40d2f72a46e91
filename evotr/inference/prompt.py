"""From messages to token ids: template, window, and answers kept as generated.

The template is rendered with a mark in place of every content. Text between marks is
the template's and may hold control tokens; contents are data and never become control
tokens; answers that this engine gave go in with the very ids it generated, so that the
prompt cache fits however the tokenizer would cut them anew.
"""

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, cast

from jinja2 import TemplateError

from evotr.domain import GenerationRequest, Message, TokenCount, whole_text
from evotr.errors import MessageTooLong, ModelDamaged, PromptTooLong
from evotr.inference.loading import Loaded
from evotr.inference.text import AnswerText
from evotr.inference.window import answer_reserve, split_turns, turns_to_drop

__all__ = ["Prompt", "Prompts"]

_MARK = "\ue000{}\ue001"  # private use: no template touches it
_MARKS = re.compile("\ue000(\\d+)\ue001")
_KEPT_ANSWERS = 1024
_PLAIN_TEMPLATE = (
    "{% for m in messages %}{{ m.role }}: {{ m.content }}\n\n{% endfor %}"
    "{% if add_generation_prompt %}assistant:{% endif %}"
)

Piece = tuple[int | None, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Prompt:
    """Token ids of a prompt.

    ``ids[reply:]`` is the assistant's header, from which an activated adapter acts.
    What the answer was begun with stands behind it. ``lasting`` are the ids as later
    turns will quote them: without the instruction, which is said for this answer alone,
    and up to the answer. ``dropped`` messages left the window; ``begun`` are the ids
    that the answer was begun with. The first ``opening`` ids, up to the first message
    that is not the system's, open every conversation with the same system message.
    """

    ids: list[int]
    reply: int
    lasting: list[int]
    dropped: int
    begun: Sequence[int] = ()
    opening: int = 0


class Prompts:
    """Builds prompts for one loaded model."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._tokenizer = loaded.tokenizer
        self._answers: OrderedDict[tuple[str, str], tuple[int, ...]] = OrderedDict()
        self._template = None if self._tokenizer.has_chat_template else _PLAIN_TEMPLATE
        self._control = self._find_control()
        self._encode_template = lru_cache(maxsize=256)(self._encode)
        self._encode_content = lru_cache(maxsize=512)(self._encode_plain)
        self._trims = self._template_trims()
        self._header = self._template_header()
        self.silent = frozenset(self._tokenizer.all_special_ids) | frozenset(
            self._tokenizer.eos_token_ids
        )

    def close(self) -> None:
        """Forget what was encoded: what remembers it holds this object."""
        del self._encode_template, self._encode_content

    def build(self, request: GenerationRequest) -> Prompt:
        """Render a request; the oldest turns leave when it does not fit.

        Raises:
            MessageTooLong: The newest message (with the system message) does not fit
                alone.
            PromptTooLong: It would without the system message and the instruction.
            ModelDamaged: The model's chat template cannot render a conversation.
        """
        said, messages = request.messages, request.messages
        if request.instruction:
            messages = (*said, Message("system", request.instruction))
        reserve = answer_reserve(request.sampling.max_tokens, self._loaded.context)
        begun = self._begun(request.conversation, request.begun)
        limit = self._loaded.context - reserve - len(begun)
        pieces = self._render(request.conversation, messages)
        first, turns = split_turns(messages)
        drop = turns_to_drop(self._costs(pieces, first, turns), limit)
        while True:
            start = turns[drop].start
            if drop:
                kept = messages[:first] + messages[start:]
                pieces = self._render(request.conversation, kept)
            ids = _flat(pieces)
            if len(ids) <= limit:
                reply = len(ids) - len(pieces[-1][1])
                lasting, ids = ids, [*ids, *begun]
                if request.instruction:
                    kept = said[:first] + said[start:]
                    lasting = _flat(self._render(request.conversation, kept))
                opening = _opening(pieces, first)
                return Prompt(ids, reply, lasting, start - first, begun, opening)
            if drop + 1 >= len(turns):
                alone = [m for m in messages[start:] if m.role != "system"]
                fits = len(_flat(self._render(request.conversation, alone))) <= limit
                kind = PromptTooLong if fits else MessageTooLong
                more = len(begun)
                raise kind(tokens=len(ids) + more, limit=limit + more)
            drop += 1

    def count(self, texts: Sequence[str]) -> TokenCount:
        """What texts take of the window.

        Raises:
            ModelDamaged: The model's chat template cannot render a conversation.
        """
        asked, said = Message("user", ""), Message("assistant", "")
        told = Message("system", "")
        one, three, opened = (
            len(_flat(self._render("", chat)))
            for chat in ([asked], [asked, said, asked], [told, asked])
        )
        message = max(three - one, 0) // 2
        sizes = tuple(len(self._encode_content(text)) for text in texts)
        frame, opened = max(one - message, 0), max(opened - 2 * message, 0)
        return TokenCount(sizes, message, frame, self._loaded.context, opened)

    def remember(
        self,
        conversation: str,
        text: AnswerText,
        ids: Sequence[int],
        begun: str = "",
    ) -> tuple[int, ...]:
        """Keep the ids of an answer for the turns that quote it, and return them.

        They are those of the whole answer, with what it was ``begun`` with.

        The last tokens may hold a stop string that was not shown: what of them was is
        encoded anew. The same words said again with other tokens count as those of the
        first time: only one way to write them fits all places of the conversation.
        """
        if text.stopped:
            tokens, characters = text.whole()
            ids = [*ids[:tokens], *self._encode_plain(text.shown[characters:])]
        ids = [*self._begun(conversation, begun), *ids]
        key = conversation, (begun + text.shown).strip()
        kept = self._answers.setdefault(key, tuple(ids))
        self._answers.move_to_end(key)
        if len(self._answers) > _KEPT_ANSWERS:
            self._answers.popitem(last=False)
        return kept

    def _begun(self, conversation: str, text: str) -> Sequence[int]:
        """What was said of an answer: as it was generated, or else encoded anew."""
        if not text:
            return ()
        known = self._answers.get((conversation, text.strip()))
        plain = text.lstrip() if self._trims else text
        return self._encode_plain(plain) if known is None else known

    def forget(self, conversation: str) -> None:
        """Drop the kept answers of a conversation."""
        for key in [key for key in self._answers if key[0] == conversation]:
            del self._answers[key]
        self._encode_content.cache_clear()

    def _find_control(self) -> re.Pattern[str] | None:
        """Every added token that typed text must not become."""
        added: dict[str, int] = self._tokenizer.get_added_vocab()
        names = {name for name in added if name.strip()}
        names |= {name for name in self._tokenizer.all_special_tokens if name.strip()}
        longest_first = sorted(names, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, longest_first))) if names else None

    def _encode(self, text: str) -> tuple[int, ...]:
        return tuple(self._tokenizer.encode(text, add_special_tokens=False))

    def _encode_plain(self, text: str) -> tuple[int, ...]:
        """Encode text as data: control tokens in it are cut in two first."""
        text = whole_text(text)
        cuts = [0]
        if self._control is not None:
            cuts += [match.start() + 1 for match in self._control.finditer(text)]
        cuts.append(len(text))
        parts = [text[a:b] for a, b in pairwise(cuts) if a < b]
        return tuple(token for part in parts for token in self._encode(part))

    def _template_trims(self) -> bool:
        mark = _MARK.format(0)
        try:
            text = self._apply([{"role": "user", "content": f" {mark} "}])
        except (TemplateError, TypeError, ValueError):
            return False
        return f" {mark} " not in text

    def _template_header(self) -> str:
        """What the template puts before an answer."""
        chat = [{"role": "user", "content": _MARK.format(0)}]
        try:
            text, without = self._apply(chat), self._apply(chat, reply=False)
        except (TemplateError, TypeError, ValueError):
            return ""
        return text.removeprefix(without) if text.startswith(without) else ""

    def _apply(self, chat: list[dict[str, str]], *, reply: bool = True) -> str:
        options: dict[str, Any] = {"tokenize": False, "add_generation_prompt": reply}
        if self._template is not None:
            options["chat_template"] = self._template
        return cast("str", self._tokenizer.apply_chat_template(chat, **options))

    def _render(self, conversation: str, messages: Sequence[Message]) -> list[Piece]:
        """The pieces of a prompt; the last one is the assistant's header."""
        chat = [
            {"role": message.role, "content": _MARK.format(index)}
            for index, message in enumerate(messages)
        ]
        try:
            text = self._apply(chat)
        except (TemplateError, TypeError, ValueError):
            text = ""
        # Some templates refuse a system message behind others, some swallow it.
        if not all(message["content"] in text for message in chat):
            text = self._apply_folded(chat)
        body = text.removesuffix(self._header)
        pieces: list[Piece] = []
        for at, part in enumerate(_MARKS.split(body)):
            if at % 2:
                message = messages[int(part)]
                pieces.append((int(part), self._content(conversation, message)))
            elif part:
                pieces.append((None, self._encode_template(part)))
        header = self._encode_template(text[len(body) :])
        return [*pieces, (None, header)]

    def _apply_folded(self, chat: list[dict[str, str]]) -> str:
        """Render for templates that do not take the messages as they come."""
        folded: list[dict[str, str]] = []
        for message in chat:
            role = "assistant" if message["role"] == "assistant" else "user"
            if folded and folded[-1]["role"] == role:
                folded[-1]["content"] += "\n\n" + message["content"]
            else:
                folded.append({"role": role, "content": message["content"]})
        try:
            return self._apply(folded)
        except (TemplateError, TypeError, ValueError):
            pass
        raise ModelDamaged(path=self._loaded.path, reason="chat_template")

    def _content(self, conversation: str, message: Message) -> Sequence[int]:
        text = message.content
        if message.role == "assistant":
            known = self._answers.get((conversation, text.strip()))
            if known is not None:
                return known
        return self._encode_content(text.strip() if self._trims else text)

    @staticmethod
    def _costs(pieces: list[Piece], first: int, turns: list[range]) -> list[int]:
        """Tokens of the fixed part and of every turn, with their share of template."""
        contents = {index: len(part) for index, part in pieces if index is not None}
        template = sum(len(part) for index, part in pieces if index is None)
        share, rest = divmod(template, first + sum(map(len, turns)))
        fixed = rest + sum(contents.get(i, 0) + share for i in range(first))
        return [fixed] + [
            sum(contents.get(index, 0) + share for index in turn) for turn in turns
        ]


def _opening(pieces: list[Piece], first: int) -> int:
    """Tokens before the message ``first``."""
    size = 0
    for index, part in pieces:
        if index == first:
            break
        size += len(part)
    return size


def _flat(pieces: list[Piece]) -> list[int]:
    return [token for _, part in pieces for token in part]
