"""Every setting, declared once.

Precedence: arguments > environment > ``.env`` > settings file > defaults. The names
that the wider world knows (``HF_TOKEN``, ``BASE_MODEL_PATH`` …) stand as they are in
the environment; the others carry the prefix ``EVOTR_``. The settings file and
``--set`` use the field's name. What a setting is for stands in ``evotr/text`` under
``settings.<field>``.
"""

import difflib
import locale
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

import tomlkit
from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)
from typing_extensions import override

from evotr.errors import InvalidSetting, UnknownSetting, named_os_error
from evotr.paths import PROGRAM, Paths, default_home
from evotr.text import LANGUAGES, Language

__all__ = [
    "DEFAULT_MODEL",
    "Settings",
    "default_settings",
    "env_name",
    "known_setting",
    "language_without_settings",
    "load_settings",
    "write_setting",
]

DEFAULT_MODEL = "mlx-community/Qwen2.5-3B-Instruct-4bit"
"""What a user wants on a Mac with 16 GB."""

DEFAULT_SYSTEM_PROMPT = (
    "You are EVO-TR, a personal assistant that runs entirely on this Mac. "
    "Answer in the language of the question."
)
_PREFIX = "EVOTR_"


class Settings(BaseSettings):
    """The settings of one run; build it with `load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        env_ignore_empty=True,
        validate_default=True,
    )

    hf_token: SecretStr | None = Field(None, validation_alias="hf_token")
    hf_endpoint: str = Field("https://huggingface.co", validation_alias="hf_endpoint")
    base_model_path: str = Field("", validation_alias="base_model_path")
    adapter_tr_path: Path | None = Field(None, validation_alias="adapter_tr_path")
    adapter_python_path: Path | None = Field(
        None, validation_alias="adapter_python_path"
    )
    chroma_persist_dir: Path | None = Field(None, validation_alias="chroma_persist_dir")
    log_dir: Path | None = Field(None, validation_alias="log_dir")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "WARNING", validation_alias="log_level"
    )
    device: Literal["auto", "gpu", "cpu"] = Field("auto", validation_alias="device")
    evotr_home: Path = Field(
        default_factory=default_home, validation_alias="evotr_home"
    )

    language: Literal["auto", "tr", "en"] = "auto"
    system_prompt: str = DEFAULT_SYSTEM_PROMPT
    history_messages: int = Field(20, ge=2, le=200)
    context_tokens: int | None = Field(None, ge=256)
    max_tokens: int = Field(1024, ge=1)
    temperature: float | None = Field(None, ge=0, le=2)
    top_p: float | None = Field(None, gt=0, le=1)
    top_k: int | None = Field(None, ge=0)
    min_p: float | None = Field(None, ge=0, le=1)
    repetition_penalty: float | None = Field(None, gt=0)
    stop: tuple[str, ...] = ()
    seed: int | None = None
    max_batch: int = Field(4, ge=1, le=32)
    prompt_cache_mb: int = Field(2048, ge=16)
    idle_unload_minutes: float = Field(15, ge=0)

    @field_validator(
        "adapter_tr_path",
        "adapter_python_path",
        "chroma_persist_dir",
        "log_dir",
        "evotr_home",
    )
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return path and _expanded(path).absolute()

    @field_validator("base_model_path")
    @classmethod
    def _at_home(cls, model: str) -> str:
        return str(_expanded(Path(model))) if model.startswith("~") else model

    @property
    def paths(self) -> Paths:
        """Where this run's state lies."""
        return Paths(self.evotr_home)

    @property
    def logs(self) -> Path:
        """The folder of the log files."""
        return self.log_dir or self.paths.logs

    @property
    def ui_language(self) -> Language:
        """The language of the program's own sentences."""
        return self.language if self.language != "auto" else _locale_language()

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments > environment > .env > settings file."""
        del file_secret_settings
        file = cls._file_values(init_settings, env_settings, dotenv_settings)
        return (
            init_settings,
            env_settings,
            dotenv_settings,
            InitSettingsSource(settings_cls, file),
        )

    @staticmethod
    def _file_values(*above: PydanticBaseSettingsSource) -> dict[str, object]:
        """The settings file lies in the home that the sources above it name."""
        home = next(
            (values["evotr_home"] for s in above if "evotr_home" in (values := s())),
            default_home(),
        )
        try:
            return _read_file(Paths(_expanded(Path(home))).settings)
        except ValueError:  # the validator names it
            return {}


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as error:  # ~nobody
        raise ValueError(str(error)) from error


def env_name(field: str) -> str:
    """The environment variable of a setting: ``HF_TOKEN``, ``EVOTR_LANGUAGE``."""
    alias = Settings.model_fields[field].validation_alias
    return field.upper() if alias else _PREFIX + field.upper()


def language_without_settings() -> Language:
    """The language to tell in what is wrong with the settings themselves."""
    chosen = os.environ.get(env_name("language"), "").lower()
    return next((x for x in LANGUAGES if x == chosen), None) or _locale_language()


def _locale_language() -> Language:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "tr" if value.lower().startswith("tr") else "en"
    return "tr" if (locale.getlocale()[0] or "").lower().startswith("tr") else "en"


def known_setting(key: str, source: str) -> str:
    """``key`` itself (in lower case), where a setting has that name.

    Raises:
        UnknownSetting: None has; the nearest name is suggested.
    """
    field = key.lower()
    _refuse_unknown([field], set(Settings.model_fields), source)
    return field


def load_settings(
    arguments: Mapping[str, object] | None = None, *, env_file: Path | None = None
) -> Settings:
    """Read all sources.

    Args:
        arguments: Settings given on the command line, by field name.
        env_file: The ``.env`` to read; that beside the program by default (one of
            the current folder could belong to anything).

    Raises:
        UnknownSetting: A source names a setting that does not exist.
        InvalidSetting: A value is refused, or a file cannot be read as settings.
        FolderNotWritable: The system lets nobody into the home.
    """
    arguments = dict(arguments or {})
    env_file = env_file or PROGRAM / ".env"
    fields = set(Settings.model_fields)
    names = {env_name(field) for field in fields}
    _refuse_unknown(arguments, fields, "arguments")
    dotenv = _read_dotenv(env_file)
    _refuse_unknown((key.upper() for key in dotenv), names, str(env_file))
    own = (key for key in os.environ if key.upper().startswith(_PREFIX))
    _refuse_unknown((key.upper() for key in own), names, "environment")
    try:
        return Settings(_env_file=env_file, **arguments)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        key, reason = str(first["loc"][0]), first["msg"]
    except SettingsError as error:  # a list that is not JSON
        quoted = re.search(r'field "(\w+)"', str(error))
        key, reason = quoted[1] if quoted else "?", "JSON"
    raise InvalidSetting(key=key, source=_source_of(key, dotenv), reason=reason)


def default_settings() -> Settings:
    """What `doctor` falls back to when the settings cannot be loaded.

    Only the home and the language are taken from the environment.
    """
    home = os.environ.get("EVOTR_HOME")
    try:
        chosen = _expanded(Path(home)).absolute() if home else default_home()
    except ValueError:
        chosen = default_home()
    return Settings.model_construct(
        evotr_home=chosen, language=language_without_settings()
    )


def _read_dotenv(file: Path) -> dict[str, str | None]:
    try:
        return dotenv_values(file) if file.is_file() else {}
    except UnicodeDecodeError as error:
        raise InvalidSetting(key=file.name, source=file, reason="UTF-8") from error
    except OSError as error:
        raise named_os_error(error, file) from error


def write_setting(paths: Paths, key: str, value: object | None) -> None:
    """Set (or with None remove) one key of the settings file; comments stay.

    Raises:
        UnknownSetting: There is no such setting.
        InvalidSetting: The file is not TOML, or the value is refused.
    """
    _refuse_unknown([key], set(Settings.model_fields) - {"evotr_home"}, "settings")
    _read_file(paths.settings)
    text = paths.settings.read_text("utf-8") if paths.settings.is_file() else ""
    document = tomlkit.parse(text)
    if value is None:
        document.pop(key, None)
    else:
        load_settings({"evotr_home": paths.home, key: value})
        document[key] = value
    paths.home.mkdir(parents=True, exist_ok=True)
    staged = paths.settings.with_suffix(".toml.new")
    staged.write_text(tomlkit.dumps(document), "utf-8")
    staged.replace(paths.settings)


def _read_file(file: Path) -> dict[str, object]:
    try:
        values = tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
    except OSError as error:
        raise named_os_error(error, file) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidSetting(key=file.name, source=file, reason=error) from error
    _refuse_unknown(values, set(Settings.model_fields) - {"evotr_home"}, str(file))
    return values


def _refuse_unknown(keys: Iterable[str], known: set[str], source: str) -> None:
    for key in keys:
        if key not in known:
            near = difflib.get_close_matches(key, sorted(known), n=1, cutoff=0.0)
            raise UnknownSetting(key=key, source=source, suggestion=near[0])


def _source_of(field: str, dotenv: Mapping[str, object]) -> str:
    name = env_name(field) if field in Settings.model_fields else field
    if name in os.environ:
        return name
    return ".env" if name in dotenv else "settings"
