"""The terminal chat on a real pseudo-terminal."""

import os
import pty
import select
import subprocess
import sys
import time

import pytest

from tests.fakes.tiny_model import build_model

PATIENCE_S = 60


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return build_model(tmp_path_factory.mktemp("models") / "tiny")


class Terminal:
    """A person at the keyboard, who waits until something is on the screen."""

    def __init__(self, program, *words, term="dumb"):
        self._keyboard, side = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "evotr", *words],
            env={**program.environment, "TERM": term, "COLUMNS": "100"},
            stdin=side,
            stdout=side,
            stderr=side,
            cwd=program.home.parent,
            start_new_session=True,
        )
        os.close(side)
        self.screen = ""

    def type(self, text):
        os.write(self._keyboard, text.encode())

    def wait_for(self, text):
        end = time.monotonic() + PATIENCE_S
        while text not in self.screen:
            left = end - time.monotonic()
            assert left > 0, f"{text!r} never came: {self.screen!r}"
            if select.select([self._keyboard], [], [], left)[0]:
                self.screen += os.read(self._keyboard, 4096).decode("utf-8", "ignore")
        before, _, self.screen = self.screen.partition(text)
        return before

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self._keyboard)


@pytest.fixture
def terminal(program, tiny):
    program.extra["BASE_MODEL_PATH"] = str(tiny)
    opened = []

    def start(*words, term="dumb"):
        opened.append(Terminal(program, "--set", "max_tokens=5", *words, term=term))
        return opened[-1]

    yield start
    for item in opened:
        item.close()


def test_without_display_and_with_a_terminal_it_is_a_chat(terminal, program):
    chat = terminal()
    chat.wait_for("/help")
    chat.wait_for("› ")
    chat.type("Merhaba, nasılsın?\n")
    chat.wait_for("nasılsın?")
    chat.wait_for("› ")
    chat.type("/quit\n")
    assert chat.process.wait(PATIENCE_S) == 0
    (conversation,) = program.json("conversations", "list")["conversations"]
    assert conversation["title"] == "Merhaba, nasılsın?"


def test_opened_again_it_shows_where_one_left_off(terminal, program):
    program.json("--set", "max_tokens=3", "ask", "Remember the lighthouse.")
    chat = terminal("chat")
    chat.wait_for("Remember the lighthouse.")
    chat.wait_for("› ")
    chat.type("/new\n")
    chat.wait_for("A new conversation.")
    chat.wait_for("› ")
    chat.type("something else\n")
    chat.type("/quit\n")  # read when the answer is there
    assert chat.process.wait(PATIENCE_S) == 0
    assert len(program.json("conversations", "list")["conversations"]) == 2


def test_an_unknown_command_and_an_unknown_conversation_do_not_end_it(terminal):
    chat = terminal("chat", "--new")
    chat.wait_for("› ")
    chat.type("/nope\n")
    chat.wait_for("/list  the newest")
    chat.type("/open ffffffff\n")
    chat.wait_for("There is no conversation")
    chat.type("/quit\n")
    assert chat.process.wait(PATIENCE_S) == 0


def test_only_commands_are_commands(terminal, program):
    chat = terminal("chat", "--new")
    asked = ["/etc/hosts dosyası nedir?", "/etc/hosts", "/s komutu ne?"]
    for line in asked:
        chat.wait_for("› ")
        chat.type(f"{line}\n")
    chat.wait_for("› ")
    chat.type("/foo\n")
    chat.wait_for("There is no command /foo.")
    chat.type("/help\n/quit\n")
    assert "no command" not in chat.wait_for("/list  the newest")
    assert chat.process.wait(PATIENCE_S) == 0
    (conversation,) = program.json("conversations", "list")["conversations"]
    shown = program.json("conversations", "show", conversation["id"])["messages"]
    assert [m["content"] for m in shown if m["role"] == "user"] == asked


def test_pasted_lines_are_one_message(terminal, program):
    chat = terminal("chat", "--new", term="xterm")
    chat.wait_for("› ")
    chat.type("\x1b[200~/new ideas:\nfirst\nsecond\x1b[201~")
    chat.wait_for("second")
    chat.type("\n")
    chat.wait_for("› ")
    chat.type("/quit\n")
    assert chat.process.wait(PATIENCE_S) == 0
    (conversation,) = program.json("conversations", "list")["conversations"]
    shown = program.json("conversations", "show", conversation["id"])["messages"]
    assert shown[0]["content"] == "/new ideas:\nfirst\nsecond"


def test_ctrl_d_leaves(terminal):
    chat = terminal("chat", "--new")
    chat.wait_for("› ")
    chat.type("\x04")
    chat.wait_for("See you.")
    assert chat.process.wait(PATIENCE_S) == 0
