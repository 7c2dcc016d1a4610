"""Clauses in the making, and which text is whose once all of them are known."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.source import EMPTY, Piece
from ingest.structure.leads import lead_of
from kb.records import Cell, ClauseKind

UNSETTLED = ("root", "table")  # families whose nodes keep their words as they are


@dataclass(slots=True)
class Node:
    """A clause in the making. `family` is the kind of its label; nodes of one family beside each other form a list."""

    kind: ClauseKind
    family: str
    heading: Piece = EMPTY
    text: Piece = EMPTY
    number: int = 0
    written_number: str = ""  # as it stands in the clause's id: 16, 2-1 for 第二条之一, 5-2 of a box
    label: str = ""
    lead: str = ""  # the first words of a paragraph that serve as its heading
    holds_text: bool = False  # some clause below it has text
    holds_lead: bool = False  # some paragraph below it, outside boxes, begins with a short sentence
    page: int | None = None
    cells: tuple[Cell, ...] = ()  # of a table's row
    children: list["Node"] = field(default_factory=list)


def settle(node: Node) -> None:
    """Decides which text is the node's own, once all of its paragraphs are known."""
    paragraphs = [child for child in node.children if child.kind is ClauseKind.PARAGRAPH and child.text]
    with_lead = [child for child in paragraphs if lead_of(child.text.text)]
    for child in paragraphs:
        # A lead counts where the paragraphs beside it have one too.
        if len(with_lead) >= 2:
            child.lead = lead_of(child.text.text)
    if node.family not in UNSETTLED and not node.text:
        _take_text(node)
    _part_last_item(node)


def _take_text(node: Node) -> None:
    """A clause without text takes its first paragraph; one that nothing follows is itself the text."""
    first = node.children[0] if node.children else None
    if first is not None and first.kind is ClauseKind.PARAGRAPH and first.text and not first.lead:
        node.text = first.text
        node.page = node.page or first.page
        del node.children[0]
    elif first is None and node.heading:
        _speak(node)


def _part_last_item(node: Node) -> None:
    """Parts the last item of a list of sentences from the paragraph behind the list, which is the list's holder's own.

    Where all other items are sentences that nothing follows, so is the last: （三）医院。 heads no paragraph.
    """
    if not (node.text or node.heading).text.endswith(("：", ":")):
        return
    labels = [child for child in node.children if child.label]
    if (
        len(labels) < 2
        or node.children[-1] is not labels[-1]
        or any(item.children or item.text for item in labels[:-1])
    ):
        return
    last = labels[-1]
    if not last.text and last.children and all(child.kind is ClauseKind.PARAGRAPH for child in last.children):
        node.children += last.children
        last.children = []


def _speak(node: Node) -> None:
    """A labelled line that nothing follows is itself the text, behind its label."""
    cut = len(node.label)
    node.heading, node.text = node.heading.cut(0, cut), node.heading.cut(cut).strip()


def descend(node: Node) -> Iterator[Node]:
    """Everything below a node, in reading order."""
    for child in node.children:
        yield child
        yield from descend(child)
