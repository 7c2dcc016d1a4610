"""`kb serve` as its user starts it: what it says, that it answers, and that it stops when told."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.knowledge_base import KnowledgeBase


def start(home: Path, *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "api", "--home", str(home), "serve", *arguments]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)


def greeting(process: "subprocess.Popen[str]") -> Iterator[str]:
    """The lines that the service prints until it listens."""
    assert process.stdout is not None
    for line in process.stdout:
        yield line
        if "服务已启动" in line:
            return


def test_the_service_says_where_it_is_answers_and_stops_when_told(corpus_base: KnowledgeBase) -> None:
    process = start(corpus_base.settings.home, "--port", "0")
    try:
        said = list(greeting(process))
        assert "5 个文件" in said[0]
        assert not any("访问控制" in line for line in said)
        address = said[-1].split("：", 1)[1].split()[0]
        with urllib.request.urlopen(f"{address}v1/documents", timeout=30) as reply:
            assert len(json.load(reply)["documents"]) == 5
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def test_listening_beyond_this_machine_is_warned_about(corpus_base: KnowledgeBase) -> None:
    process = start(corpus_base.settings.home, "--host", "0.0.0.0", "--port", "0")
    try:
        assert any("没有访问控制" in line for line in greeting(process))
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


@pytest.mark.parametrize("host", ["127.0.0.1", "no.such.host.invalid"])
def test_an_address_that_cannot_be_listened_on_is_said_with_its_remedy(corpus_base: KnowledgeBase, host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = start(corpus_base.settings.home, "--host", host, "--port", str(taken.getsockname()[1]))
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 3
    assert "不能监听" in out
    assert "办法：" in out
