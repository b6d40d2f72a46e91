"""Unfinished markdown is split where it cannot change any more."""

import pytest

from ui.widgets.stream import Piece, Splitter

TEXT = """# Title

A paragraph
of two lines

```python
x = 1

y = 2
```
after

- a
- b

~~~
```
~~~
"""

PIECES = [
    Piece("markdown", "# Title"),
    Piece("markdown", "A paragraph\nof two lines"),
    Piece("code", "x = 1"),
    Piece("code", ""),
    Piece("code", "y = 2"),
    Piece("markdown", "after"),
    Piece("markdown", "- a\n- b"),
    Piece("code", "```"),
]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 200])
def test_pieces_do_not_depend_on_the_chunks(size):
    splitter, done = Splitter(), []
    for at in range(0, len(TEXT), size):
        done += splitter.feed(TEXT[at : at + size]).done
    assert done == PIECES


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("half a li", Piece("markdown", "half a li")),
        ("one\ntwo", Piece("markdown", "one\ntwo")),
        ("text\n``", Piece("markdown", "text")),
        ("```py", Piece("markdown", "")),
        ("```py\nx =", Piece("code", "x =")),
        ("```py\nx\n``", Piece("code", "")),
        ("```\nx\n```\n", Piece("markdown", "")),
        ("````\n```\nin", Piece("code", "in")),
    ],
)
def test_the_rest_is_what_may_still_change(text, rest):
    assert Splitter().feed(text).rest == rest
