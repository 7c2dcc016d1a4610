from pathlib import Path

import pytest

from kb.errors import BadInput
from kb.settings import SETTINGS, read_settings


def test_the_command_line_is_above_the_environment_is_above_the_default(tmp_path: Path) -> None:
    assert read_settings({"KB_HOME": "/a"}, tmp_path).home == tmp_path
    assert read_settings({"KB_HOME": "/a"}).home == Path("/a")
    assert read_settings({}).home.name == "policy-kb"


def test_every_setting_has_a_default_that_can_be_read() -> None:
    settings = read_settings({name: default for name, default, _ in SETTINGS})
    assert settings.max_file_bytes == 50_000_000
    assert settings.max_question_chars == 2000


@pytest.mark.parametrize("value", ["many", "-1", "nan", "inf"])
def test_a_value_that_is_no_number_is_named(value: str) -> None:
    with pytest.raises(BadInput, match=f"KB_MAX_FILE_MB={value}"):
        read_settings({"KB_MAX_FILE_MB": value})
