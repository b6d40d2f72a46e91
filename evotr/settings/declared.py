"""The settings and what each may be."""

import json
import locale
import os
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from typing_extensions import override

from evotr.domain.hours import NightHours
from evotr.errors import EvotrError
from evotr.paths import Paths, default_home
from evotr.settings.files import read_toml
from evotr.text import LANGUAGE_VARIABLES, Language

__all__ = ["DEFAULT_MODEL", "PREFIX", "Settings", "env_name"]

DEFAULT_MODEL = "mlx-community/Qwen2.5-3B-Instruct-4bit"
"""What a user wants on a Mac with 16 GB."""

DEFAULT_SYSTEM_PROMPT = (
    "You are EVO-TR, a personal assistant that runs entirely on this Mac. "
    "Answer in the language of the question."
)
PREFIX = "EVOTR_"
"""Of the variables whose names the wider world does not know."""


class Settings(BaseSettings):
    """The settings of one run; build it with `load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        extra="ignore",  # unknown names are told by `evotr.settings.names`
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
    expert: str = "auto"
    max_experts: int = Field(3, ge=1, le=3)
    memory_limit_gb: float | None = Field(None, gt=0, allow_inf_nan=False)
    system_prompt: str = DEFAULT_SYSTEM_PROMPT
    history_messages: int = Field(20, ge=2, le=200)
    context_tokens: int | None = Field(None, ge=256)
    max_tokens: int = Field(1024, ge=1)
    temperature: float | None = Field(None, ge=0, le=2)
    top_p: float | None = Field(None, gt=0, le=1)
    top_k: int | None = Field(None, ge=0)
    min_p: float | None = Field(None, ge=0, le=1)
    repetition_penalty: float | None = Field(None, gt=0)
    stop: Annotated[tuple[str, ...], NoDecode] = ()
    seed: int | None = None
    max_batch: int = Field(4, ge=1, le=32)
    prompt_cache_mb: int = Field(2048, ge=16)
    expert_memory_mb: int | None = Field(None, ge=1)
    idle_unload_minutes: float = Field(15, ge=0, allow_inf_nan=False)
    quick_keys: str = "Alt+Space"
    quick_thread: Literal["new", "last"] = "new"
    menu_bar: bool = True
    dock: bool = True
    embedder: str = "auto"
    reranker: str = ""
    memory: bool = True
    memory_paused: bool = False
    memory_model: Literal["auto", "on", "off"] = "auto"
    recall: int = Field(3, ge=0, le=50)
    own_words: bool = True
    workspace: str = ""
    quiet_minutes: float = Field(5, ge=0, allow_inf_nan=False)
    document_mb: int = Field(64, ge=1, le=2_000)
    document_seconds: float = Field(120, ge=1, allow_inf_nan=False)
    night: bool = False
    night_hours: str = "02:00-06:00"
    night_idle_minutes: float = Field(20, ge=0, allow_inf_nan=False)
    night_on_mains: bool = True
    night_cool: bool = True
    night_free_gb: float = Field(3, ge=0, allow_inf_nan=False)
    night_display_off: bool = True
    night_minutes: float = Field(240, gt=0, allow_inf_nan=False)
    night_method: Literal["lora", "dora"] = "lora"
    night_activation: Literal["reply", "always"] = "reply"
    night_rank: int = Field(32, ge=1, le=1024)
    night_rate: float | None = Field(None, gt=0, allow_inf_nan=False)
    night_batch: int = Field(4, ge=1, le=64)
    night_scale: float = Field(2.0, gt=0, allow_inf_nan=False)
    night_anchors: int = Field(1000, ge=1)
    night_turns: int = Field(40, ge=1, le=100)
    night_rows: int = Field(20_000, ge=100, le=200_000)
    night_paraphrases: int = Field(5, ge=0, le=15)
    night_replay: float = Field(0.5, ge=0, le=0.9, allow_inf_nan=False)
    night_revisit: float = Field(0.1, ge=0, le=1, allow_inf_nan=False)
    night_corrections: int = Field(300, ge=1)
    night_least_corrections: int = Field(7, ge=1)
    night_p_value: float = Field(0.01, gt=0, lt=1, allow_inf_nan=False)
    night_recall: float = Field(0.6, gt=0, le=1, allow_inf_nan=False)
    night_may_lose: float = Field(0.03, ge=0, le=1, allow_inf_nan=False)
    night_may_lose_of_a_kind: float = Field(0.1, ge=0, le=1, allow_inf_nan=False)
    night_may_lose_of_a_night: float = Field(0.3, ge=0, le=1, allow_inf_nan=False)
    night_loss_p_value: float = Field(0.05, gt=0, lt=1, allow_inf_nan=False)
    night_kind_size: int = Field(20, ge=1)
    night_less_likely: float = Field(0.1, ge=0, allow_inf_nan=False)
    night_more_unended: float = Field(0.02, ge=0, le=1, allow_inf_nan=False)
    night_more_repeating: float = Field(0.02, ge=0, le=1, allow_inf_nan=False)
    night_more_alike: float = Field(0.05, ge=0, le=1, allow_inf_nan=False)
    night_speed_left: float = Field(0.5, ge=0, le=1, allow_inf_nan=False)
    night_scale_may_lose: float = Field(0.02, ge=0, le=1, allow_inf_nan=False)
    night_scoped: bool = True
    night_skill: float = Field(0.5, ge=0, le=1, allow_inf_nan=False)

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

    @field_validator("base_model_path", "embedder", "reranker")
    @classmethod
    def _at_home(cls, model: str) -> str:
        return str(_expanded(Path(model))) if model.startswith("~") else model

    @field_validator("stop", mode="before")
    @classmethod
    def _list(cls, stop: object) -> object:
        """In the environment a list is JSON; in the settings file it is one."""
        if not isinstance(stop, str):
            return stop
        try:
            return json.loads(stop)
        except ValueError as error:
            raise PydanticCustomError("list", "no JSON list") from error

    @field_validator("hf_endpoint")
    @classmethod
    def _address(cls, endpoint: str) -> str:
        if not _is_address(endpoint):
            raise PydanticCustomError("address", "no http or https address")
        return endpoint

    @field_validator("night_hours")
    @classmethod
    def _hours(cls, hours: str) -> str:
        try:
            NightHours.read(hours)
        except ValueError as error:
            raise PydanticCustomError("hours", "no hours") from error
        return hours

    @field_validator("hf_token")
    @classmethod
    def _token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not _is_visible(token.get_secret_value()):
            raise PydanticCustomError("token", "no token")
        return token

    @property
    def paths(self) -> Paths:
        """Where this run's state lies."""
        return Paths(self.evotr_home)

    @property
    def logs(self) -> Path:
        """The folder of the log files."""
        return self.log_dir or self.paths.logs

    @property
    def index(self) -> Path:
        """The folder of the index of memories."""
        return self.chroma_persist_dir or self.paths.chroma

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

    @classmethod
    def _file_values(cls, *above: PydanticBaseSettingsSource) -> dict[str, object]:
        """The settings file lies in the home that the sources above it name.

        What is wrong with the file is told by `examine_settings`, not here.
        """
        home = next(
            (values["evotr_home"] for s in above if "evotr_home" in (values := s())),
            default_home(),
        )
        try:
            document = read_toml(Paths(_expanded(Path(home))).settings)
        except (EvotrError, PydanticCustomError):
            return {}
        fields = cls.model_fields.keys() - {"evotr_home"}
        return {k: v for k, v in document.unwrap().items() if k in fields}


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as error:  # ~nobody
        raise PydanticCustomError("folder", "no such user") from error


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:  # [ without ], or a port that is none
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and port != 0
        and not parts.query
        and not parts.fragment
        and _is_visible(text)
    )


def _is_visible(text: str) -> bool:
    """Whether it can stand in a request's head: visible ASCII, at least one."""
    return bool(text) and all("!" <= letter <= "~" for letter in text)


def env_name(field: str) -> str:
    """The environment variable of a setting: ``HF_TOKEN``, ``EVOTR_LANGUAGE``."""
    alias = Settings.model_fields[field].validation_alias
    return field.upper() if alias else PREFIX + field.upper()


def _locale_language() -> Language:
    for name in LANGUAGE_VARIABLES:
        if value := os.environ.get(name):
            return "tr" if value.lower().startswith("tr") else "en"
    return "tr" if (locale.getlocale()[0] or "").lower().startswith("tr") else "en"
