"""Words of a command and settings that cannot be."""

from evotr.errors._base import UserError

__all__ = [
    "ArgumentMissing",
    "ArgumentUnexpected",
    "CommandMissing",
    "CommandUnknown",
    "ConfirmationMissing",
    "DeviceMissing",
    "FileIsFolder",
    "FileNotWritable",
    "FileThere",
    "FileUnnamed",
    "InvalidSetting",
    "OptionUnknown",
    "OptionValueMissing",
    "OptionValueUnexpected",
    "OptionsExclusive",
    "SettingMalformed",
    "SettingNotChoice",
    "SettingNotFolder",
    "SettingNotHours",
    "SettingNotToken",
    "SettingOutOfRange",
    "SettingUnheard",
    "SettingsFileBroken",
    "SettingsFileClosed",
    "UnknownSetting",
    "UsageWrong",
    "ValueRefused",
]


class UnknownSetting(UserError):
    """No setting has the name ``key`` (in ``source``); ``suggestion`` is near."""


class SettingUnheard(UnknownSetting):
    """No setting has a name near ``key`` (in ``source``)."""


class UsageWrong(UserError):
    """The words after ``command`` are none that it knows: ``detail``."""


class ArgumentMissing(UsageWrong):
    """``command`` was called without its ``name``."""


class ArgumentUnexpected(UsageWrong):
    """``command`` takes nothing where ``words`` stand."""


class CommandMissing(UsageWrong):
    """``command`` was called without one of the commands below it (``known``)."""


class CommandUnknown(UsageWrong):
    """``command`` has no command ``name``; it has ``known``."""


class ConfirmationMissing(UsageWrong):
    """``command`` cannot be undone, and there is no terminal to ask at."""


class OptionUnknown(UsageWrong):
    """``command`` has no option ``name``; it has ``known``."""


class OptionValueMissing(UsageWrong):
    """The option ``name`` of ``command`` stands without its value."""


class OptionValueUnexpected(UsageWrong):
    """The option ``name`` of ``command`` is a switch and was given a value."""


class OptionsExclusive(UsageWrong):
    """``command`` takes ``first`` or ``second``, and was given both."""


class ValueRefused(UsageWrong):
    """``command`` takes ``expected`` as its ``name``, and was given ``value``."""


class InvalidSetting(UserError):
    """The value of ``key`` (in ``source``) is refused because of ``reason``.

    The classes below say the reason themselves.
    """


class DeviceMissing(InvalidSetting):
    """``device`` is gpu, and MLX finds none on this machine."""


class SettingMalformed(InvalidSetting):
    """``key`` is not of its kind: it is written like ``example``."""


class SettingNotChoice(InvalidSetting):
    """``key`` is none of the ``choices``."""


class SettingNotFolder(InvalidSetting):
    """``key`` begins with the home of a user that this computer does not have."""


class SettingNotHours(InvalidSetting):
    """``key`` has no time between two times of a day, or is not written like that."""


class SettingNotToken(InvalidSetting):
    """``key`` is blank, or has blanks or control characters inside."""


class SettingOutOfRange(InvalidSetting):
    """``key`` breaks its ``bound``, ``≥ 1`` for example."""


class SettingsFileBroken(InvalidSetting):
    """The file at ``path`` cannot be read from ``line`` and ``column`` on."""


class SettingsFileClosed(InvalidSetting):
    """What lies at ``path`` is no file, or one that the user may not read."""


class FileNotWritable(UserError):
    """The ``file`` that the user named cannot be written: ``reason``."""


class FileIsFolder(FileNotWritable):
    """``file`` is a folder."""


class FileUnnamed(FileNotWritable):
    """The name of the file is empty."""


class FileThere(FileNotWritable):
    """``file`` is there already, and nobody said that it is to be replaced."""
