"""The style sheet: only what the native style does not give."""

import sys

from PySide6.QtGui import QColor

from ui.theme.colors import Colors

__all__ = ["stylesheet"]

_SHEET = """
#side {{ background: {side}; }}
#side QListView {{
  background: {side}; border: 1px solid {side}; border-radius: 8px; outline: none;
}}
#side QListView:focus {{ border-color: {accent}; }}
#side QLineEdit {{
  background: {page}; color: {text}; border: 1px solid {line}; border-radius: 8px;
  padding: 5px 8px; selection-background-color: {accent};
  selection-color: {on_accent};
}}
#side QLineEdit:focus {{ border-color: {accent}; }}
#side QToolButton {{ border: 2px solid {rim}; border-radius: 8px; padding: 3px; }}
#side QToolButton:hover, #side QToolButton:focus {{ background: {hover}; }}
#side QToolButton:focus {{ border-color: {accent}; }}
#side QToolButton:pressed {{ background: {chosen}; }}
#side #private {{
  color: {text}; background: {side}; border: 2px solid {rim}; border-radius: 8px;
  padding: 6px 10px; text-align: left; font-weight: 600;
}}
#side #private:hover {{ background: {hover}; }}
#side #private:checked {{ background: {chosen}; }}
#side #private:focus {{ border-color: {accent}; }}
#page {{ background: {page}; }}
#panels {{ background: {page}; }}
#panels QLabel, #panels QCheckBox {{ color: {text}; }}
#panels #groupTitle {{ font-weight: 600; padding-top: 10px; }}
#panels QListWidget, #panels QTableWidget, #panels QPlainTextEdit,
#panels QLineEdit, #panels QScrollArea, #panels QTextBrowser {{
  background: {page}; color: {text}; border: 1px solid {line}; border-radius: 8px;
  padding: 4px;
}}
#panels QListWidget:focus, #panels QTableWidget:focus,
#panels QTextBrowser:focus, #panels QPlainTextEdit:focus,
#panels QLineEdit:focus {{ border-color: {accent}; }}
#panels QListWidget::item {{ padding: 7px 8px; border-radius: 6px; }}
#panels QTableWidget::item {{ padding: 0 6px; }}
#panels QListWidget::item:hover {{ background: {hover}; }}
#panels QListWidget::item:selected, #panels QTableWidget::item:selected {{
  background: {chosen}; color: {text};
}}
#panels QHeaderView::section {{
  background: {page}; color: {muted}; border: none; padding: 5px 8px;
  border-bottom: 1px solid {line};
}}
#panels QScrollArea > QWidget > QWidget {{ background: {page}; }}
#panels QProgressBar {{
  background: {hover}; border: none; border-radius: 4px; max-height: 8px;
}}
#panels QProgressBar::chunk {{ background: {accent}; border-radius: 4px; }}
#panels QListWidget, #panels QTableWidget {{ outline: none; }}
#panels QCheckBox:disabled {{ color: {muted}; }}
#panels QSplitter::handle {{ background: {page}; }}
#panels #hint {{ color: {muted}; }}
#panels #status {{ color: {bad}; }}
#quick {{ background: {page}; border: 1px solid {line}; }}
#quick > QFrame QToolButton {{
  border: 2px solid {rim}; border-radius: 6px; padding: 2px;
}}
#quick > QFrame QToolButton:hover, #quick > QFrame QToolButton:focus {{
  background: {hover};
}}
#quick > QFrame QToolButton:focus {{ border-color: {accent}; }}
#transcript {{ background: {page}; border: none; }}
#greeting {{ color: {text}; }}
#greetingMore, #hint {{ color: {muted}; }}
#composer {{
  background: {page}; border: 1px solid {line}; border-radius: 16px;
}}
#composer[focused="true"] {{ border-color: {accent}; }}
#composer QPlainTextEdit {{ background: transparent; border: none; color: {text}; }}
#composer QToolButton {{
  background: {accent}; border: none; border-radius: 15px;
}}
#composer QToolButton:disabled {{ background: {line}; }}
#composer QToolButton:focus {{ background: {ringed}; }}
#composer #attach, #composer #attach:disabled {{
  background: transparent; border: 2px solid {rim};
}}
#composer #attach:hover, #composer #attach:focus {{ background: {hover}; }}
#composer #attach:focus {{ border-color: {accent}; }}
#status {{ color: {muted}; }}
#status[tone="bad"] {{ color: {bad}; }}
#consent {{
  color: {muted}; background: transparent; border: 2px solid {rim};
  border-radius: 6px; padding: 0 4px;
}}
#consent:hover, #consent:focus {{ background: {hover}; color: {text}; }}
#consent:focus {{ border-color: {accent}; }}
#consent::menu-indicator {{ image: none; }}
#gauge {{ background: {line}; border: none; border-radius: 2px; }}
#gauge::chunk {{ background: {accent}; border-radius: 2px; }}
#correcting {{
  background: {page}; border: 1px solid {accent}; border-radius: 10px;
}}
#correcting QPlainTextEdit {{ background: transparent; color: {text}; border: none; }}
#correcting QPushButton {{
  color: {accent}; background: transparent; border: 2px solid {rim};
  font-weight: 600; padding: 2px 6px; border-radius: 6px;
}}
#correcting QPushButton:hover, #correcting QPushButton:focus {{ background: {hover}; }}
#correcting QPushButton:focus {{ border-color: {accent}; }}
#waiting {{ background: {notice}; border-radius: 10px; }}
#waiting #words {{
  color: {muted}; background: transparent; border: 2px solid transparent;
  border-radius: 6px; padding: 1px 2px; text-align: left;
}}
#waiting #words:disabled {{ font-style: italic; }}
#waiting #words:hover, #waiting #words:focus {{ background: {hover}; color: {text}; }}
#waiting #words:focus {{ border-color: {accent}; }}
#waiting QToolButton {{ border: 2px solid {rim}; border-radius: 6px; }}
#waiting QToolButton:hover {{ background: {hover}; }}
#waiting QToolButton:focus {{ border-color: {accent}; }}
#notice {{ background: {notice}; border-radius: 10px; }}
#notice QLabel {{ color: {text}; }}
#notice QPushButton {{
  color: {accent}; background: transparent; border: 2px solid {rim};
  font-weight: 600; padding: 2px 6px; border-radius: 6px;
}}
#notice QPushButton:hover, #notice QPushButton:focus {{ background: {hover}; }}
#notice QPushButton:focus {{ border-color: {accent}; }}
#notice QToolButton {{ border: 2px solid {rim}; border-radius: 6px; padding: 0; }}
#notice QToolButton:hover, #notice QToolButton:focus {{ background: {hover}; }}
#notice QToolButton:focus {{ border-color: {accent}; }}
#newest {{ background: {page}; border: 1px solid {line}; border-radius: 17px; }}
#newest:hover {{ background: {hover}; }}
#newest[news="true"] {{ background: {accent}; border-color: {accent}; }}
#newest:focus {{ border: 2px solid {text}; }}
#newest[news="true"]:focus {{ background: {ringed}; border: none; }}
#dropHint {{
  background: {page}; color: {text}; border: 2px dashed {accent};
  border-radius: 12px; font-weight: 600; padding: 24px;
}}
#guide {{ background: {notice}; border-radius: 12px; }}
#guide QLabel {{ color: {text}; }}
#guide #guideTitle {{ font-weight: 600; }}
QMenuBar {{ background: {side}; border-bottom: 1px solid {line}; padding: 2px 6px; }}
QMenuBar::item {{ background: transparent; padding: 4px 8px; border-radius: 5px; }}
QMenuBar::item:selected {{ background: {hover}; }}
QSplitter::handle {{ background: {line}; }}
"""


_SCROLLBARS = """
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar::handle:vertical {{
  background: {line}; border-radius: 3px; min-height: 36px; margin: 3px;
}}
#fitted QScrollBar::handle:vertical {{ background: {edge}; }}
QScrollBar::handle:vertical:hover {{ background: {muted}; }}
QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical {{ height: 0; }}
QScrollBar::add-page:vertical, QScrollBar::sub-page:vertical {{ background: none; }}
"""


# The systems' styles take the edges of controls from the palette's window, darkened:
# of black nothing is left.
_STRONG = """
QPushButton, QComboBox, QSpinBox, QDoubleSpinBox {{
  background: {page}; color: {text}; border: 1px solid {edge}; border-radius: 4px;
  padding: 4px 10px;
}}
QPushButton:default {{ border-color: {text}; }}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed {{ background: {chosen}; }}
QPushButton:disabled, QComboBox:disabled {{ color: {muted}; }}
QPushButton:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus {{
  border: 2px solid {accent}; padding: 3px 9px;
}}
QComboBox::drop-down {{ border: none; width: 18px; }}
QComboBox::down-arrow {{
  width: 0; height: 0; border-left: 4px solid {page}; border-right: 4px solid {page};
  border-top: 5px solid {text};
}}
QLineEdit, QPlainTextEdit {{ border: 1px solid {edge}; border-radius: 4px; }}
QLineEdit:focus, QPlainTextEdit:focus {{ border-color: {accent}; }}
QMenu {{ border: 1px solid {edge}; }}
"""


# A round button on the accent's ground has its ring apart, with the page in between:
# text and accent can be as light as each other.
_RINGED = (
    "qradialgradient(cx: 0.5, cy: 0.5, fx: 0.5, fy: 0.5, radius: 0.5,"
    " stop: 0 {accent}, stop: 0.7 {accent}, stop: 0.73 {page}, stop: 0.84 {page},"
    " stop: 0.87 {accent}, stop: 1 {accent})"
)


def stylesheet(colors: Colors) -> str:
    """The window's style sheet in these colours."""
    names = {
        name: value.name()
        for name, value in vars(colors).items()
        if isinstance(value, QColor)
    }
    names["ringed"] = _RINGED.format(**names)
    names["rim"] = names["edge"] if colors.strong else "transparent"
    # macOS has overlay scroll bars of its own.
    sheet = _SHEET if sys.platform == "darwin" else _SHEET + _SCROLLBARS
    if colors.strong:
        sheet = _STRONG + sheet  # what is said of one control goes before
    return sheet.format(**names)
