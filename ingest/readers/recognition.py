"""Words and rules that are seen in a picture. The only door to rapidocr, whose models come inside its package."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from kb.errors import ReaderMissing

if TYPE_CHECKING:
    from ingest.readers.pictures import Picture

LEAST_FOUND = 0.3  # confidence that there are words; with rapidocr's own .5 it may pass over 一、 before a heading
LONGEST_SIDE = 4_000  # pixels; no picture that comes is larger
MISSING_REMEDY = "请安装文字识别组件（pip install policy-kb[ocr]）后再入库，或换成有文字的版本。"
THICKEST_RULE = 12  # pixels
NEIGHBOURHOOD, DARKER = 31, 15  # pixels around one that counts as ink if it is darker than they are by as much

Corners = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Words in a row, and the corners around them in pixels: upper left, upper right, lower right, lower left.

    `confidence` is the model's own, from 0 to 1: the mean of its characters'.
    """

    text: str
    confidence: float
    corners: Corners


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen in a picture. Places are pixels from its upper left corner; y grows downwards."""

    width: int
    height: int
    words: tuple[Words, ...]
    pixels: Any  # rows of a grey or coloured picture, as the recognition takes them

    def rules(self, slant: float, shortest: int) -> list[tuple[float, float, float, float]]:
        """Straight lines, lying and standing, once the picture is turned back by `slant` degrees around its middle.

        Each as left, top, right, bottom; `shortest` is in pixels.
        """
        import cv2

        if self.pixels is None:
            return []
        grey = self.pixels if self.pixels.ndim == 2 else cv2.cvtColor(self.pixels, cv2.COLOR_BGR2GRAY)
        if slant:
            turn = cv2.getRotationMatrix2D((self.width / 2, self.height / 2), slant, 1)
            grey = cv2.warpAffine(grey, turn, (self.width, self.height), borderValue=(255,))
        ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, NEIGHBOURHOOD, DARKER)
        found = []
        for shape in ((shortest, 1), (1, shortest)):
            runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
            _, _, boxes, _ = cv2.connectedComponentsWithStats(runs)
            for left, top, width, height, _ in boxes[1:].tolist():  # the first is the ground
                if min(width, height) <= THICKEST_RULE:
                    found.append((left, top, left + width, top + height))
        return found


def check_installed(name: str) -> None:
    """Raises ReaderMissing, for the file of this name, if the extra `ocr` is not installed."""
    try:
        _engine()
    except ImportError as error:
        raise ReaderMissing(f"{name}：要用文字识别（OCR）组件，这里没有安装。", MISSING_REMEDY) from error


def look_at(picture: "Picture") -> Sight:
    """What is seen in a picture."""
    found = _engine()(picture)
    if found.txts is None:
        return Sight(picture.width, picture.height, (), None)
    words = tuple(
        Words(text, float(confidence), tuple((float(x), float(y)) for x, y in corners))
        for text, confidence, corners in zip(found.txts, found.scores, found.boxes, strict=True)
    )
    return Sight(picture.width, picture.height, words, found.img)


@lru_cache(maxsize=1)
def _engine() -> Callable[["Picture"], Any]:
    """The models of the package, opened once. Named here by their files, for without these it would fetch them."""
    from rapidocr import RapidOCR

    if find_spec("onnxruntime") is None:  # rapidocr would miss it only at the first picture
        raise ImportError("onnxruntime")
    models = {
        path.name: str(path) for path in files("rapidocr").joinpath("models").iterdir() if path.name.endswith(".onnx")
    }
    finding = next((path for file, path in sorted(models.items()) if "_det_" in file), None)
    reading = next((path for file, path in sorted(models.items()) if "_rec_" in file), None)
    if finding is None or reading is None:
        raise ImportError("rapidocr without its models")
    engine: Callable[[Picture], Any] = RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,  # whether a page is upside down is told by how well it reads
            "Global.text_score": 0.0,  # what is unclear is for the caller to judge
            "Global.max_side_len": LONGEST_SIDE,
            "Det.model_path": finding,
            "Det.box_thresh": LEAST_FOUND,
            "Rec.model_path": reading,
        }
    )
    return engine
