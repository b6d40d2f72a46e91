"""Unfinished markdown is split where it cannot change any more."""

import pytest

from ui.widgets.stream import Piece, Splitter, pieces_of, references_of

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

  still b

- c
  ```sh

  ls
  ```

then
 ~~~
 ```
~~~
    set apart

    by blanks

end"""

PIECES = [
    Piece("markdown", "# Title"),
    Piece("markdown", "A paragraph\nof two lines"),
    Piece("fence", "python"),
    Piece("code", "x = 1"),
    Piece("code", ""),
    Piece("code", "y = 2"),
    Piece("end", ""),
    Piece("markdown", "after"),
    Piece("markdown", "- a\n- b\n\n  still b\n\n- c\n  ```sh\n\n  ls\n  ```"),
    Piece("markdown", "then"),
    Piece("fence", ""),
    Piece("code", "```"),
    Piece("end", ""),
    Piece("markdown", "    set apart\n\n    by blanks"),
    Piece("markdown", "end"),
]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 200])
def test_pieces_do_not_depend_on_the_chunks(size):
    splitter, done = Splitter(), []
    for at in range(0, len(TEXT), size):
        done += splitter.feed(TEXT[at : at + size]).done
    assert [*done, *splitter.end()] == PIECES


def test_code_that_is_never_closed_ends_with_the_text():
    pieces = (Piece("fence", "py"), Piece("code", "x"), Piece("end", ""))
    assert pieces_of("```py\nx") == pieces_of("```py\nx\n") == pieces


def test_where_links_by_name_lead():
    text = "See [a] and [b][1].\n\n[a]: https://x.y\n  [1]: <https://z> 'T'\n[^f]: no"
    assert references_of(text) == "[a]: https://x.y\n  [1]: <https://z> 'T'"
    assert references_of("[a] and [b]") == ""


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
