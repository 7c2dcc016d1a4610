"""Word's complex fields: an instruction and a result between marks, nested, and running over many paragraphs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.readers.word.numerals import CIRCLED
from ingest.readers.word.parts import Node

# 带圈字符: a ring drawn over one or two characters.
RINGED = re.compile(r"\s*eq\s*\\o\s*\\ac\s*\([○〇◯]\s*[,，;]\s*(?P<words>[^()]{1,4})\)\s*", re.IGNORECASE)
# Fields whose words Word works out when it shows them, so that they stand nowhere in the file.
WORKED_OUT = re.compile(r"\s*(?:eq|autonum|autonumlgl|autonumout|listnum)\b", re.IGNORECASE)
TICKED, UNTICKED = "☑", "□"
GONE = ("del", "moveFrom")


@dataclass(slots=True)
class _Field:
    instruction: list[str] = field(default_factory=list)
    has_result: bool = False


class Fields:
    """The fields that are open at the place that is being read."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    @property
    def are_showing(self) -> bool:
        """Whether text here is shown: it is in no instruction."""
        return all(field.has_result for field in self._open)

    def note_instruction(self, text: str) -> None:
        """Takes a part of the innermost instruction."""
        if self._open:
            self._open[-1].instruction.append(text)

    def mark(self, node: Node) -> tuple[str, bool]:
        """Takes a `fldChar`. Returns what the field shows without a result, and whether that could not be told."""
        kind = node.attributes.get("fldCharType")
        if kind == "begin":
            self._open.append(_Field())
            return _form_field(node), False
        if kind == "separate" and self._open:
            self._open[-1].has_result = True
        elif kind == "end" and self._open:
            ended = self._open.pop()
            if not ended.has_result:
                instruction = "".join(ended.instruction)
                if ringed := RINGED.fullmatch(instruction):
                    return _ring(ringed["words"].strip()), False
                return "", bool(WORKED_OUT.match(instruction))
        return "", False


def fields_are_whole(root: Node) -> bool:
    """Whether each field that begins in this text ends in it, so that no text is taken for an instruction."""
    depth = 0
    for node in _live(root):
        if node.name == "fldChar":
            kind = node.attributes.get("fldCharType")
            depth += (kind == "begin") - (kind == "end")
    return depth <= 0


def _live(root: Node) -> Iterator[Node]:
    """The nodes without those that tracked changes take away."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [child for child in reversed(node.children) if child.name not in GONE]


def _form_field(mark: Node) -> str:
    """What a check box or a list to choose from shows: they have no result."""
    if box := mark.child("ffData", "checkBox"):
        ticked = box.is_on("checked")
        return TICKED if (box.is_on("default") if ticked is None else ticked) else UNTICKED
    if choice := mark.child("ffData", "ddList"):
        entries = [node.attributes.get("val", "") for node in choice.children if node.name == "listEntry"]
        at = choice.number("result") or choice.number("default") or 0
        return entries[at] if 0 <= at < len(entries) else ""
    return ""


def _ring(words: str) -> str:
    return CIRCLED[int(words) - 1] if words.isdecimal() and 1 <= int(words) <= len(CIRCLED) else words
