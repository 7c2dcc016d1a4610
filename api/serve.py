"""Runs the HTTP service under uvicorn."""

import socket

import uvicorn

from api.app import create_app
from api.text import Printer
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings

CANNOT_LISTEN = 3


def serve(settings: Settings, host: str, port: int, printer: Printer) -> int:
    """Serves until it is told to stop; returns the exit code."""
    base = KnowledgeBase(settings)
    base.prepare()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        printer.error(f"不能监听 {host}:{port}（{error}）。", "请换一个端口（--port），或先停掉占用它的程序。")
        return CANNOT_LISTEN
    shown = f"[{host}]" if ":" in host else host
    printer.note(f"知识库服务已启动：http://{shown}:{listener.getsockname()[1]}/ （按 Ctrl+C 停止）")
    config = uvicorn.Config(create_app(base), log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])
    return 0
