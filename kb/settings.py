"""Settings as one table: name, default, help. The environment is handed in; nothing is read at import."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from kb.errors import BadInput

# name in the environment, default, what it does
SETTINGS: tuple[tuple[str, str, str], ...] = (
    ("KB_HOME", "", "知识库所在的文件夹；不设时用系统的用户数据文件夹"),
    ("KB_MAX_FILE_MB", "50", "单个文件的大小上限（MB），更大的文件报错而不读入"),
    ("KB_ALLOW_INTERNAL", "0", "是否收入标有“内部资料”“不公开”的文件（1 为收入）；标有密级的文件一律不收"),
    ("KB_PARSE_SECONDS", "600", "读一个文件最多用多少秒，超过的报错"),
    ("KB_PARSE_MB", "4000", "读一个文件最多用多少 MB 内存（地址空间），超过的报错"),
    ("KB_WORKERS", "0", "同时读几个文件；0 为与处理器个数相同"),
    ("KB_MAX_QUESTION_CHARS", "2000", "一个问题最多多少个字"),
    ("KB_ENCODER", "default", "编码模型：default 为自带的模型；或 sentence-transformers 模型的文件夹、模型名"),
    ("KB_ENCODER_QUERY_PROMPT", "", "编码模型要求写在问题前面的话（自带的模型不用）"),
    ("KB_ENCODER_PASSAGE_PROMPT", "", "编码模型要求写在正文前面的话（自带的模型不用）"),
    ("KB_LOCK_WAIT_SECONDS", "60", "另一个进程正在写入时最多等待多少秒"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force. `home` is absolute."""

    home: Path
    max_file_bytes: int
    allow_internal: bool
    parse_seconds: float
    parse_bytes: int
    workers: int
    max_question_chars: int
    lock_wait_seconds: float
    encoder: str
    query_prompt: str
    passage_prompt: str


def read_settings(environment: Mapping[str, str], home: str | Path | None = None) -> Settings:
    """The settings of `environment`, with `home` (a command's `--home`) above KB_HOME above the user's data folder."""
    values = {name: environment.get(name) or default for name, default, _ in SETTINGS}
    chosen = Path(home or values["KB_HOME"] or user_data_path("policy-kb"))
    return Settings(
        home=chosen.expanduser().absolute(),
        max_file_bytes=int(_number(values, "KB_MAX_FILE_MB") * 1_000_000),
        allow_internal=_number(values, "KB_ALLOW_INTERNAL") > 0,
        parse_seconds=_number(values, "KB_PARSE_SECONDS"),
        parse_bytes=int(_number(values, "KB_PARSE_MB") * 1_000_000),
        workers=int(_number(values, "KB_WORKERS")),
        max_question_chars=int(_number(values, "KB_MAX_QUESTION_CHARS")),
        lock_wait_seconds=_number(values, "KB_LOCK_WAIT_SECONDS"),
        encoder=values["KB_ENCODER"],
        query_prompt=values["KB_ENCODER_QUERY_PROMPT"],
        passage_prompt=values["KB_ENCODER_PASSAGE_PROMPT"],
    )


def _number(values: Mapping[str, str], name: str) -> float:
    try:
        number = float(values[name])
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise BadInput(
            f"环境变量 {name}={values[name]} 不是有效的数。", f"请把 {name} 改成一个非负的数，或取消这个变量。"
        )
    return number
