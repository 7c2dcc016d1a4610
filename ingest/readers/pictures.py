"""Pictures as files hold them: opened with care, upright, in shades of grey. The only door to Pillow.

Pillow comes with the extra `ocr` and is imported only when a picture is opened.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from kb.errors import BadFile, FileDamaged, FileTooComplex

if TYPE_CHECKING:
    from PIL.Image import Image

    Picture: TypeAlias = Image

FORMATS = ("PNG", "JPEG", "BMP", "TIFF", "GIF", "WEBP")
MOST_PIXELS = 100_000_000  # of one picture
LONGEST_SIDE = 3_500  # pixels; a larger picture is made smaller, for a page can be read in as many


def open_pictures(data: bytes, name: str, most: int) -> Iterator["Picture"]:
    """The pictures of a file: one, or the pages of a TIFF, `most` at most. Raises FileDamaged or FileTooComplex."""
    from PIL import Image

    with _contained(name):
        file = Image.open(io.BytesIO(data), formats=FORMATS)
        count: int = getattr(file, "n_frames", 1) if file.format == "TIFF" else 1
    if count > most:
        raise FileTooComplex(f"{name}：有 {count} 页，超过文字识别 {most} 页的上限。", "请拆分后再入库。")
    for at in range(count):
        with _contained(name):
            file.seek(at)
            if file.width * file.height > MOST_PIXELS:
                raise FileTooComplex(f"{name}：图片太大（{file.width}×{file.height} 像素）。", "请缩小后再入库。")
            picture = _on_white(file)
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        yield picture


@contextmanager
def _contained(name: str) -> Iterator[None]:
    """Whatever a broken picture makes Pillow raise is the file's fault."""
    from PIL.Image import DecompressionBombError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata, which are not used
            yield
    except (BadFile, MemoryError):
        raise
    except DecompressionBombError as error:
        raise FileTooComplex(f"{name}：图片太大。", "请缩小后再入库。") from error
    except Exception as error:
        raise FileDamaged(f"{name}：图片打不开，可能被截断或损坏。", "请重新获取文件，或另存后再入库。") from error


def _on_white(file: "Picture") -> "Picture":
    """A picture as it is looked at, on white ground, in shades of grey."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(file)
    if upright.mode.startswith("I;16"):
        return upright.point(lambda value: value / 256).convert("L")
    if upright.has_transparency_data:
        drawn = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", drawn.size, "white"), drawn)
    return upright.convert("L")
