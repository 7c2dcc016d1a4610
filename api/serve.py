"""Runs the HTTP service under uvicorn."""

import ipaddress
import socket

import uvicorn

from api.app import create_app
from api.text import Printer
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings

CANNOT_LISTEN = 3


def serve(settings: Settings, host: str, port: int, printer: Printer) -> int:
    """Serves until it is told to stop; returns the exit code."""
    base = KnowledgeBase(settings, on_wait=printer.note)
    base.prepare()
    try:
        listener = _listen(host, port)
    except OSError as error:
        printer.error(f"不能监听 {host}:{port}（{error.strerror or error}）。", "请检查地址，或换一个端口（--port）。")
        return CANNOT_LISTEN
    count = len(base.documents())
    shown = f"[{host}]" if ":" in host else host
    printer.note(f"知识库：{settings.home}（{count} 个文件）" + ("" if count else "。库是空的，请先入库。"))
    if not ipaddress.ip_address(listener.getsockname()[0]).is_loopback:
        printer.note("注意：服务还没有访问控制，能连到这个地址的人都可以查询、上传和删除文件。")
    printer.note(f"服务已启动：http://{shown}:{listener.getsockname()[1]}/ （网页；接口在 /v1/；按 Ctrl+C 停止）")
    uvicorn.Server(uvicorn.Config(create_app(base), log_level="warning", access_log=False)).run(sockets=[listener])
    return 0


def _listen(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(address)
    listener.listen()  # from here on callers wait their turn rather than being turned away
    return listener
