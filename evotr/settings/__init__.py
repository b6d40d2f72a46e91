"""Every setting, declared once, and read from where the user may put it.

Precedence: arguments > environment > ``.env`` > settings file > defaults. The names
that the wider world knows (``HF_TOKEN``, ``BASE_MODEL_PATH`` …) stand as they are in
the environment; the others carry the prefix ``EVOTR_``. The settings file and
``--set`` use the field's name. What a setting is for stands in ``evotr/text`` under
``settings.<field>``.
"""

from evotr.settings.declared import DEFAULT_MODEL, Settings, env_name
from evotr.settings.loading import examine_settings, load_settings, write_setting
from evotr.settings.names import known_setting
from evotr.settings.showing import (
    SettingKind,
    SettingSource,
    ShownSetting,
    filed,
    shown,
    write_text,
)

__all__ = [
    "DEFAULT_MODEL",
    "SettingKind",
    "SettingSource",
    "Settings",
    "ShownSetting",
    "env_name",
    "examine_settings",
    "filed",
    "known_setting",
    "load_settings",
    "shown",
    "write_setting",
    "write_text",
]
