"""The accessibility tree of a window, walked as a screen reader walks it."""

from collections.abc import Iterator
from typing import Final

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

__all__ = ["controls", "unnamed"]

_ROLES: Final = frozenset(
    {
        QAccessible.Role.Button,
        QAccessible.Role.ButtonMenu,
        QAccessible.Role.CheckBox,
        QAccessible.Role.ComboBox,
        QAccessible.Role.EditableText,
        QAccessible.Role.Link,
        QAccessible.Role.List,
        QAccessible.Role.ListItem,
        QAccessible.Role.MenuItem,
        QAccessible.Role.PageTab,
        QAccessible.Role.ProgressBar,
        QAccessible.Role.PushButton,
        QAccessible.Role.RadioButton,
        QAccessible.Role.Slider,
        QAccessible.Role.SpinBox,
        QAccessible.Role.Table,
        QAccessible.Role.Tree,
    }
)
_DEEPEST: Final = 40


def controls(root: QWidget) -> Iterator[QAccessibleInterface]:
    """Everything below ``root`` that can be seen and acted on."""
    begin = QAccessible.queryAccessibleInterface(root)
    if begin is not None:
        yield from _below(begin, 0)


def unnamed(root: QWidget) -> list[str]:
    """What of it has no name, as a role and the widget's own name."""
    return [
        f"{each.role().name} {_origin(each)}"
        for each in controls(root)
        if not each.text(QAccessible.Text.Name).strip()
    ]


def _below(node: QAccessibleInterface, depth: int) -> Iterator[QAccessibleInterface]:
    for number in range(node.childCount() if depth < _DEEPEST else 0):
        child = node.child(number)
        if child is None or not child.isValid() or child.state().invisible:
            continue
        if child.role() in _ROLES:
            yield child
        # What is within a control (a field's own button, a list's rows) counts, too.
        yield from _below(child, depth + 1)


def _origin(node: QAccessibleInterface) -> str:
    thing = node.object()
    while not thing.objectName() and (above := thing.parent()) is not None:
        thing = above
    return f"{type(node.object()).__name__} in {thing.objectName()}"
