"""Errors as RFC 9457 problem+json with a stable `code`."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from kb import errors
from kb.errors import KbError

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
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE)


def install_problems(app: FastAPI) -> None:
    """Makes every error of `app` a problem+json."""

    @app.exception_handler(KbError)
    def on_kb_error(request: Request, error: KbError) -> JSONResponse:
        return problem(status_of(error), error.code, error.message, error.remedy)

    @app.exception_handler(RequestValidationError)
    def on_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        fields = [
            {"field": ".".join(str(part) for part in item["loc"][1:]) or str(item["loc"][0]), "message": item["msg"]}
            for item in error.errors()
        ]
        where = "、".join(dict.fromkeys(item["field"] for item in fields))
        return problem(
            422, "bad_request", f"请求的这些部分不合要求：{where}。", "请对照 /openapi.json 改正。", fields=fields
        )

    @app.exception_handler(HTTPException)
    def on_http(request: Request, error: HTTPException) -> JSONResponse:
        code, detail = HTTP_CODES.get(error.status_code, ("http_error", str(error.detail)))
        answer = problem(error.status_code, code, detail, "请对照 /openapi.json 检查地址和方法。")
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    def on_bug(request: Request, error: Exception) -> JSONResponse:
        return problem(500, "internal_error", "服务内部出错。", "这是程序的错误；请把服务的日志交给维护人员。")
