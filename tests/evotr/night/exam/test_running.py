import pytest

from evotr.night.exam.running import passes

DOUBLE = [[[2], 4], [[-3], -6]]


def fenced(code):
    return f"Here it is:\n```python\n{code}\n```\nDone."


def test_the_first_function_must_give_every_result():
    assert passes(fenced("def double(n):\n    return 2 * n"), DOUBLE)
    assert not passes(fenced("def double(n):\n    return n + 2"), DOUBLE)
    assert passes(
        "def d(n):\n    return helper(n)\ndef helper(n):\n    return n * 2", DOUBLE
    )


def test_what_is_no_function_passes_nothing():
    assert not passes("I do not know.", [])
    assert not passes(fenced("def broken(:"), [])


def test_harmless_modules_may_be_imported():
    code = "import math\nfrom re import sub\ndef f(n):\n    return math.floor(n * 2)"
    assert passes(fenced(code), DOUBLE)


@pytest.mark.parametrize(
    "body",
    [
        "open('/tmp/evotr-jail', 'w').write('x')",
        "__import__('os').system('true')",
        "().__class__.__base__.__subclasses__()",
        "eval('1')",
        "print.__self__",
    ],
)
def test_what_reaches_out_is_refused(body):
    assert not passes(fenced(f"def f(n):\n    {body}\n    return 2 * n"), DOUBLE)


@pytest.mark.parametrize("module", ["os", "sys", "subprocess", "socket", "ctypes"])
def test_other_modules_cannot_be_imported(module):
    code = f"import {module}\ndef f(n):\n    return 2 * n"
    assert not passes(fenced(code), DOUBLE)


def test_a_way_through_a_harmless_module_ends_at_the_audit():
    way = "re.enum.sys.modules['os'].listdir('/')"
    code = f"import re\ndef f(n):\n    {way}\n    return 2 * n"
    assert not passes(fenced(code), DOUBLE)
    assert passes(fenced(code.replace(way, "pass")), DOUBLE)


def test_endless_work_and_endless_memory_end():
    assert not passes(fenced("def f(n):\n    while True:\n        pass"), DOUBLE)
    assert not passes(fenced("def f(n):\n    return [0] * 10**9"), DOUBLE)
