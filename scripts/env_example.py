"""Write ``.env.example`` from the declared settings: ``python -m scripts.env_example``.

``tests/test_env_example.py`` compares the file with what this makes.
"""

from pydantic_core import PydanticUndefined

from evotr.paths import PROGRAM
from evotr.settings import Settings, env_name
from evotr.text import LANGUAGES, Catalog

__all__ = ["render"]

_HEAD = """\
# Copy to .env and uncomment what you want to change.
# .env olarak kopyalayın, değiştirmek istediğiniz satırların başındaki #'i silin.
# Precedence: arguments > environment > .env > EVOTR_HOME/settings.toml > defaults.
"""


def render() -> str:
    """The file's text, in the order in which the settings are declared."""
    catalogs = [Catalog.load(language) for language in sorted(LANGUAGES)]
    parts = [_HEAD]
    for name, field in Settings.model_fields.items():
        lines = [f"# {say(f'settings.{name}')}" for say in catalogs]
        default = field.default
        shown = default is not PydanticUndefined and default not in (None, ())
        lines.append(f"#{env_name(name)}={_quoted(default) if shown else ''}")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _quoted(value: object) -> str:
    text = str(value)
    return f'"{text}"' if " " in text else text


if __name__ == "__main__":
    (PROGRAM / ".env.example").write_text(render(), "utf-8")
