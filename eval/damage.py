"""Ways to damage a file: each a function of a random generator, the file, and another file.

The same generator and files give the same result. What becomes of it is `fuzz`'s to find out.
"""

import io
import random
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

SUFFIXES = (".txt", ".md", ".html", ".docx", ".pdf", ".ofd", ".rtf", ".doc", ".zip", ".xlsx", ".png", ".xyz", "")
# Pieces that make a slow pattern go back and forth when a line holds many of them.
RUNS = " \t　（(第一1.、①：:—-…*#|<&[]“”〔》。，附件专栏图目录abc"
LONGEST_RUN = 300_000


@dataclass(frozen=True, slots=True)
class Sample:
    """A file as it was, or as it has become: its name counts for its suffix; `note` says what was done to it."""

    name: str
    data: bytes
    note: str = ""

    @property
    def suffix(self) -> str:
        """The suffix of its name, with the dot."""
        return PurePath(self.name).suffix


Damage = Callable[[random.Random, Sample, Sample], Sample]


def truncate(chance: random.Random, sample: Sample, _: Sample) -> Sample:
    """The beginning of a file."""
    size = len(sample.data)
    kept = chance.choice((chance.randrange(size + 1), max(0, size - _few(chance, size)), _few(chance, size)))
    return Sample(sample.name, sample.data[:kept], f"first {kept} of {size} bytes")


def flip_bits(chance: random.Random, sample: Sample, _: Sample) -> Sample:
    """A file in which some bits are turned over."""
    data = bytearray(sample.data)
    places = sorted(chance.randrange(len(data) * 8) for _ in range(_few(chance, 64)))
    for place in places:
        data[place // 8] ^= 1 << place % 8
    return Sample(sample.name, bytes(data), f"{len(places)} bits, first at byte {places[0] // 8}")


def delete_bytes(chance: random.Random, sample: Sample, _: Sample) -> Sample:
    """A file without some of its bytes."""
    start, end = _range(chance, len(sample.data))
    return Sample(sample.name, sample.data[:start] + sample.data[end:], f"without bytes {start} to {end}")


def duplicate_bytes(chance: random.Random, sample: Sample, _: Sample) -> Sample:
    """A file with some of its bytes twice."""
    start, end = _range(chance, len(sample.data))
    return Sample(sample.name, sample.data[:end] + sample.data[start:], f"bytes {start} to {end} twice")


def swap_bytes(chance: random.Random, sample: Sample, _: Sample) -> Sample:
    """A file in which two stretches have changed places."""
    first, second = sorted((_range(chance, len(sample.data)), _range(chance, len(sample.data))))
    start = max(first[1], second[0])
    end = max(start, second[1])
    data = sample.data
    swapped = data[: first[0]] + data[start:end] + data[first[1] : start] + data[first[0] : first[1]] + data[end:]
    return Sample(sample.name, swapped, f"bytes {first[0]} to {first[1]} and {start} to {end} swapped")


def rename(chance: random.Random, sample: Sample, _: Sample) -> Sample:
    """A file under another suffix."""
    suffix = chance.choice([other for other in SUFFIXES if other != sample.suffix])
    return Sample(PurePath(sample.name).stem + suffix, sample.data, f"as {suffix or 'no suffix'}")


def concatenate(_: random.Random, sample: Sample, other: Sample) -> Sample:
    """A file with another behind it."""
    return Sample(sample.name, sample.data + other.data, f"and {other.name} behind it")


def repeat_piece(chance: random.Random, sample: Sample, _: Sample) -> Sample:
    """A text with one character, or two in turns, very many times in its middle."""
    piece = "".join(chance.choice(RUNS) for _ in range(chance.choice((1, 1, 2))))
    times = _few(chance, LONGEST_RUN)
    text = sample.data.decode("utf-8", "ignore") if sample.suffix in (".txt", ".md", ".html") else "一、总则\n"
    place = chance.randrange(len(text) + 1)
    ends = chance.choice(("", "\n"))
    suffix = sample.suffix if sample.suffix in (".txt", ".md", ".html") else ".txt"
    data = text[:place] + ends + piece * times + ends + text[place:]
    return Sample(PurePath(sample.name).stem + suffix, data.encode(), f"{piece!r} {times} times at character {place}")


def damage_part(chance: random.Random, sample: Sample, other: Sample) -> Sample:
    """A ZIP package that is whole, but one of whose parts is damaged, missing, empty or there twice."""
    with zipfile.ZipFile(io.BytesIO(sample.data)) as archive:
        parts = [(info.filename, archive.read(info)) for info in archive.infolist() if not info.is_dir()]
    at = chance.randrange(len(parts))
    name, data = parts[at]
    ways = (truncate, flip_bits, delete_bytes, duplicate_bytes, swap_bytes)
    way = chance.choice((*ways, "missing", "twice", "other")) if data else "missing"
    note = str(way)
    if way == "missing":
        del parts[at]
    elif way == "twice":
        parts.insert(chance.randrange(len(parts)), (name, parts[chance.randrange(len(parts))][1]))
    elif way == "other":
        parts[at] = (name, other.data)
    elif callable(way):
        damaged = way(chance, Sample(name, data), other)
        parts[at], note = (name, damaged.data), damaged.note
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a part is there twice
        for part, content in parts:
            archive.writestr(zipfile.ZipInfo(part), content, zipfile.ZIP_DEFLATED)
    return Sample(sample.name, stream.getvalue(), f"part {name}: {note}")


DAMAGES: dict[str, Damage] = {
    "truncated": truncate,
    "bits flipped": flip_bits,
    "bytes deleted": delete_bytes,
    "bytes twice": duplicate_bytes,
    "bytes swapped": swap_bytes,
    "renamed": rename,
    "two in one": concatenate,
    "part damaged": damage_part,
    "long run": repeat_piece,
}
PACKAGES = ("part damaged",)  # these need a ZIP package to start from


def _few(chance: random.Random, most: int) -> int:
    """A number from 1 to `most`, small ones as likely as large ones."""
    return max(1, min(most, int(max(most, 1) ** chance.uniform(0.0, 1.0))))


def _range(chance: random.Random, size: int) -> tuple[int, int]:
    start = chance.randrange(size + 1)
    return start, min(size, start + _few(chance, size))
