from evotr.paths import PROGRAM
from scripts.env_example import render


def test_env_example_is_what_the_settings_declare():
    written = (PROGRAM / ".env.example").read_text("utf-8")
    assert written == render(), "run: python -m scripts.env_example"
