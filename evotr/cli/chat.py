"""``evotr chat``: a conversation in the terminal."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Annotated

import typer
from rich.markup import escape

from evotr.app import open_assistant
from evotr.assistant import Assistant, Turn
from evotr.cli.context import Context
from evotr.cli.feedback import tell_taught
from evotr.cli.render import (
    print_error,
    print_faults,
    printable,
    run_turn,
    title_of,
)
from evotr.cli.sources import print_recalled, print_sources
from evotr.domain import (
    Routed,
    StoredMessage,
    Thumb,
    TurnFailed,
    TurnFinished,
)
from evotr.errors import EvotrError
from evotr.text import Catalog
from evotr.turn import AUTO

with contextlib.suppress(ImportError):
    import readline  # line editing and history for input()

    if "GNU" in (readline.__doc__ or ""):  # macOS' own has no such setting
        # Lines that are pasted together stay together, until Return.
        readline.parse_and_bind("set enable-bracketed-paste on")

__all__ = ["chat", "register"]

_SHOWN = 10  # messages of the conversation shown on opening
_LEAVE = {"/quit", "/exit", "/q", "/çık", "/cik"}
_NEW = {"/new", "/yeni"}
_LIST = {"/list", "/liste"}
_OPEN = {"/open", "/aç", "/ac"}
_EXPERT = {"/expert", "/uzman"}
_REROUTE = {"/reroute", "/yönlendir", "/yonlendir"}
_CORRECT = {"/correct", "/düzelt", "/duzelt"}
_UP = {"/up", "/iyi"}
_DOWN = {"/down", "/kötü", "/kotu"}
_WHY = {"/why", "/neden"}
_HELP = {"/help", "/yardım", "/yardim"}
_COMMANDS = set[str]().union(
    *(_LEAVE, _NEW, _LIST, _OPEN, _EXPERT, _REROUTE, _UP, _DOWN, _CORRECT, _WHY, _HELP)
)


def _is_command(line: str) -> bool:
    """Whether a line begins with a command, or is one slashed word like a mistyped one.

    ``/etc/hosts`` and sentences that begin with a slash are messages.
    """
    if not line.startswith("/") or "\n" in line:
        return False
    words = line.split()
    return words[0] in _COMMANDS or (len(words) == 1 and line.count("/") == 1)


def register(app: typer.Typer, say: Catalog) -> None:
    """Add the command."""

    @app.command(name="chat", help=say("cli.chat.help"))
    def command(
        ctx: typer.Context,
        conversation: Annotated[
            str | None,
            typer.Option("--conversation", "-c", help=say("cli.ask.conversation")),
        ] = None,
        new: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--new", help=say("cli.chat.new"))
        ] = False,
    ) -> None:
        chat(ctx.obj, conversation, new=new)


def chat(context: Context, prefix: str | None = None, *, new: bool = False) -> None:
    """Talk until the user leaves; goes on with the newest conversation."""
    with open_assistant(context.settings) as assistant:
        assistant.preload()
        session = _Session(context, assistant)
        if prefix is not None:
            session.open(assistant.find_conversation(prefix).result().id)
        elif not new:
            newest = assistant.conversations().result()[:1]
            for conversation in newest:
                session.open(conversation.id)
        session.greet()
        while session.step():
            pass


class _Session:
    """One sitting at the terminal."""

    def __init__(self, context: Context, assistant: Assistant) -> None:
        self._context = context
        self._say = context.say
        self._console = context.console
        self._errors = context.errors
        self._assistant = assistant
        self._conversation: str | None = None
        # Who is pinned to a conversation that is not stored yet.
        self._pin = AUTO
        self._answer_id: str | None = None
        self._refused: set[str] = set()  # weights of which it was told

    def greet(self) -> None:
        model = self._assistant.profile.model
        self._console.print(
            self._say("cli.chat.greeting", model=model), style="dim", markup=False
        )

    def open(self, conversation_id: str) -> None:
        """Show the end of a conversation and go on in it."""
        transcript = self._assistant.transcript(conversation_id).result()
        self._conversation = conversation_id
        last = transcript.messages[-1] if transcript.messages else None
        self._answer_id = last.id if last and last.role == "assistant" else None
        title = title_of(transcript.conversation, self._say)
        self._console.rule(escape(title), style="dim")
        for message in transcript.messages[-_SHOWN:]:
            self._show(message)
        if transcript.conversation.pinned is not None:
            self._tell_pin(transcript.conversation.pinned)

    def _show(self, message: StoredMessage) -> None:
        mark = "› " if message.role == "user" else ""
        style = "bold" if message.role == "user" else ""
        self._console.print(
            mark + printable(message.content),
            style=style,
            markup=False,
            highlight=False,
        )
        if message.status in {"cancelled", "interrupted", "failed"}:
            self._console.print(
                self._say(f"cli.status.{message.status}"), style="dim", markup=False
            )

    def step(self) -> bool:
        """Read one line and act on it; False ends the chat."""
        try:
            line = input("› ").strip()  # readline must know the prompt
        except EOFError:
            self._console.print(self._say("cli.chat.bye"), style="dim")
            return False
        except KeyboardInterrupt:
            self._console.print(self._say("cli.chat.interrupt"), style="dim")
            return True
        if _is_command(line):
            return self._command(line)
        if line:
            self._answer(line)
        return True

    def _answer(self, line: str) -> None:
        new = self._conversation is None and self._pin != AUTO
        try:
            experts = self._assistant.blend(self._pin) if new else None
            turn = self._assistant.send(
                line, conversation_id=self._conversation, experts=experts
            )
        except EvotrError as error:
            print_error(error, self._say, self._errors)
            return
        self._run(turn)
        if new and self._conversation is not None:
            self._assistant.pin(self._conversation, self._pin).result()

    def _run(self, turn: Turn) -> None:
        outcome = run_turn(turn, stream=True, routed=self._tell_routed)
        print_faults(outcome, self._say, self._errors, self._refused)
        if outcome.started is not None:
            self._conversation = outcome.started.conversation_id
            self._answer_id = outcome.started.answer_id
        end = outcome.end
        if isinstance(end, TurnFailed):
            print_error(end.error, self._say, self._errors)
        elif isinstance(end, TurnFinished):
            if end.reason == "cancelled":
                self._console.print(self._say("cli.status.cancelled"), style="dim")
            print_sources(self._context, outcome.recalled, outcome.text)

    def _tell_routed(self, routed: Routed) -> None:
        """Who the router picked; nothing where it was the base or the user's choice."""
        route = routed.route
        if route is None or route.stage in {"pinned", "standing"} or not route.experts:
            return
        names = " + ".join(expert for expert, _ in route.experts)
        percent = round(100 * route.confidence)
        sentence = self._say("cli.chat.routed", experts=names, percent=percent)
        self._console.print(sentence, style="dim", markup=False)

    def _command(self, line: str) -> bool:
        name, rest = (*line.split(None, 1), "")[:2]
        if name in _LEAVE:
            return False
        for names, act in self._actions():
            if name in names:
                act(rest.strip())
                return True
        if name not in _HELP:
            unknown = self._say("cli.chat.unknown", command=printable(name))
            self._console.print(unknown, markup=False)
        self._console.print(self._say("cli.chat.commands"), markup=False)
        return True

    def _actions(self) -> Iterator[tuple[set[str], Callable[[str], None]]]:
        """What commands do with the words behind them."""
        yield _NEW, lambda _: self._begin_anew()
        yield _LIST, lambda _: self._list()
        yield _OPEN, self._open_by_prefix
        yield _EXPERT, lambda who: self._choose(who or AUTO)
        yield _REROUTE, self._reroute
        yield _UP, lambda _: self._judge("up")
        yield _DOWN, lambda _: self._judge("down")
        yield _CORRECT, self._correct
        yield _WHY, lambda _: self._explain()

    def _begin_anew(self) -> None:
        self._conversation = self._answer_id = None
        self._pin = AUTO
        self._console.print(self._say("cli.chat.new_done"), style="dim")

    def _list(self) -> None:
        for item in self._assistant.conversations().result()[:20]:
            self._console.print(f"{item.id[:8]}  {escape(title_of(item, self._say))}")

    def _choose(self, who: str) -> None:
        """Pin who answers to this conversation; ``auto`` frees it."""
        try:
            if who != AUTO:
                self._assistant.blend(who)
            if self._conversation is not None:
                self._assistant.pin(self._conversation, who).result()
        except EvotrError as error:
            print_error(error, self._say, self._errors)
            return
        self._pin = who
        self._tell_pin(who)

    def _tell_pin(self, who: str) -> None:
        sentence = (
            self._say("cli.chat.freed")
            if who == AUTO
            else self._say("cli.chat.expert", experts=who)
        )
        self._console.print(sentence, style="dim", markup=False)

    def _judge(self, thumb: Thumb) -> None:
        """Say that the last answer is good or bad."""
        if self._answer_id is None:
            self._console.print(self._say("feedback.no_answer"), style="dim")
            return
        try:
            taught = self._assistant.thumb(self._answer_id, thumb).result()
        except EvotrError as error:
            print_error(error, self._say, self._errors)
            return
        tell_taught(self._context, taught)

    def _correct(self, text: str) -> None:
        """Say what the last answer should have been."""
        if self._answer_id is None or not text:
            key = "feedback.how" if self._answer_id else "feedback.no_answer"
            self._console.print(self._say(key), style="dim", markup=False)
            return
        try:
            taught = self._assistant.correct(self._answer_id, text).result()
        except EvotrError as error:
            print_error(error, self._say, self._errors)
            return
        if taught.version is not None:
            self._answer_id = taught.version.id
        tell_taught(self._context, taught)

    def _reroute(self, expert: str) -> None:
        """Teach the router who should have had the last question; it answers anew."""
        if not expert or self._answer_id is None:
            self._console.print(self._say("cli.chat.nothing_to_reroute"), style="dim")
            return
        try:
            experts = self._assistant.blend(expert)
            self._assistant.correct_route(self._answer_id, expert).result()
        except EvotrError as error:
            print_error(error, self._say, self._errors)
            return
        self._console.print(
            self._say("cli.chat.corrected", expert=expert), style="dim", markup=False
        )
        self._run(self._assistant.regenerate(self._answer_id, experts=experts))

    def _explain(self) -> None:
        """Show what the last answer was given of the memory."""
        if self._answer_id is None:
            self._console.print(self._say("cli.chat.nothing_to_explain"), style="dim")
            return
        given = self._assistant.why(self._answer_id).result()
        print_recalled(self._context, given)

    def _open_by_prefix(self, prefix: str) -> None:
        try:
            self.open(self._assistant.find_conversation(prefix).result().id)
        except EvotrError as error:
            print_error(error, self._say, self._errors)
