"""Errors as RFC 9457 problem+json with a stable `code`."""

import json
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from kb import errors
from kb.errors import KbError

LOOK_UP = "请对照 /openapi.json 检查地址、方法和字段。"
MEDIA_TYPE = "application/problem+json"

# The nearest class in this table decides the status.
STATUS: dict[type[KbError], int] = {
    errors.NotFound: 404,
    errors.FileTooLarge: 413,
    errors.FormatUnknown: 415,
    errors.BadInput: 422,
    errors.StoreLocked: 503,
    errors.DiskFull: 507,
    errors.Unavailable: 503,
    errors.Broken: 500,
    errors.KbError: 500,
}
HTTP_CODES = {
    400: ("bad_request", "请求不合要求。"),
    404: ("not_found", "没有这个地址。"),
    405: ("method_not_allowed", "这个地址不支持这种方法。"),
    413: ("file_too_large", "请求过大。"),
}


def status_of(error: KbError) -> int:
    """The HTTP status of an error."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


class ProblemResponse(JSONResponse):
    """problem+json that can be written whatever the request held, lone surrogates included."""

    media_type = MEDIA_TYPE

    def render(self, content: Any) -> bytes:  # noqa: ANN401 - the signature is Starlette's
        """The bytes of the answer."""
        return json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace")


def problem(status: int, code: str, detail: str, remedy: str = "", **more: object) -> JSONResponse:
    """A problem+json answer."""
    body = {
        "type": "about:blank",
        "title": code,
        "status": status,
        "code": code,
        "detail": detail,
        "remedy": remedy,
        **more,
    }
    return ProblemResponse(body, status_code=status)


def install_problems(app: FastAPI) -> None:
    """Makes every error of `app` a problem+json."""

    @app.exception_handler(KbError)
    def on_kb_error(request: Request, error: KbError) -> JSONResponse:
        return problem(status_of(error), error.code, error.message, error.remedy)

    @app.exception_handler(RequestValidationError)
    def on_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            where = f"第 {first['loc'][-1]} 个字符附近"
            return problem(422, "bad_request", f"请求体不是有效的 JSON（{where}）。", LOOK_UP)
        if first["loc"] == ("body",):
            detail = "请求体应是 JSON 对象，并带 Content-Type: application/json。"
            return problem(422, "bad_request", detail, LOOK_UP)
        fields = [
            {"field": ".".join(str(part) for part in item["loc"][1:]), "message": item["msg"]}
            for item in error.errors()
        ]
        where = "、".join(dict.fromkeys(item["field"] for item in fields))
        return problem(422, "bad_request", f"请求的这些部分不合要求：{where}。", LOOK_UP, fields=fields)

    @app.exception_handler(HTTPException)
    def on_http(request: Request, error: HTTPException) -> JSONResponse:
        code, detail = HTTP_CODES.get(error.status_code, ("http_error", str(error.detail)))
        answer = problem(error.status_code, code, detail, LOOK_UP)
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    def on_bug(request: Request, error: Exception) -> JSONResponse:
        return problem(500, "internal_error", "服务内部出错。", "这是程序的错误；请把服务的日志交给维护人员。")
