"""Units to the clause tree: which label opens which level, and what each clause is called.

A level is decided by the document's own numbering. A label goes on with the list whose last number it follows;
a label of a kind that is not open begins a list under what stands before it; a division (第X部分, 第X章) closes every
list.
"""

from collections.abc import Iterator, Sequence

from ingest.structure.frame import bare
from ingest.structure.labels import ANNEX_LIST, LABEL_KINDS, OF_THE_ARTICLE, OF_THE_DOCUMENT
from ingest.structure.leads import has_sentence_lead, lead_of, names_a_body
from ingest.structure.naming import add_part, citation_part, id_part
from ingest.structure.nodes import Node, descend, settle
from ingest.structure.tables import table_node
from ingest.structure.units import Unit, UnitKind
from kb.records import Clause, ClauseKind

CONTAINERS = (UnitKind.BOX.value, UnitKind.INTRODUCTION.value)
DIVISIONS = tuple(kind.name for kind in LABEL_KINDS if kind.division)
KIND_OF_UNIT = {
    UnitKind.LABEL: ClauseKind.SECTION,
    UnitKind.PREFACE: ClauseKind.PREFACE,
    UnitKind.BOX: ClauseKind.BOX,
    UnitKind.FIGURE: ClauseKind.FIGURE,
    UnitKind.SUBTITLE: ClauseKind.SUBTITLE,
    UnitKind.BRACKETED: ClauseKind.SUBTITLE,
    UnitKind.ENCLOSURE: ClauseKind.ENCLOSURE,
    UnitKind.NOTE: ClauseKind.NOTE,
    UnitKind.TEXT: ClauseKind.PARAGRAPH,
    UnitKind.INTRODUCTION: ClauseKind.PARAGRAPH,
}


class TreeBuilder:
    """Places units one after the other. `open_nodes` runs from the document's root to the innermost open clause."""

    def __init__(self, contents: frozenset[str] = frozenset()) -> None:
        self.root = Node(ClauseKind.SECTION, "root")
        self.open_nodes = [self.root]
        self.parent_family: dict[str, str] = {}
        self.contents = contents

    def add(self, unit: Unit) -> None:
        """Hangs `unit` into the tree."""
        if unit.kind is UnitKind.TABLE:
            self.open_nodes[-1].children.append(table_node(unit.rows, unit.heading, unit.number))
            return
        node = _node_of(unit)
        if unit.kind is UnitKind.NOTE:
            self.root.children.append(node)
            return
        written = unit.heading.text or unit.text.text
        if unit.kind in (UnitKind.TEXT, UnitKind.INTRODUCTION) and OF_THE_DOCUMENT.match(written):
            if not self._in_article() or ANNEX_LIST.match(written):
                self._close_down_to(self._enclosure_place())
        elif unit.kind is UnitKind.TEXT and OF_THE_ARTICLE.match(written) and self._in_article():
            self._close_down_to(self._article_place())
        if unit.kind is UnitKind.TEXT:
            if self._ends_box(node):
                self._close_box()
            self._close_introducing_paragraph()
            self._mark(node)
            self.open_nodes[-1].children.append(node)
            if self._in_article() and node.text.text.endswith(("：", ":")) and self.open_nodes[-1].text:
                node.family = UnitKind.INTRODUCTION.value
                self.open_nodes.append(node)
            return
        if unit.kind is UnitKind.FIGURE:
            self._outside_box().children.append(node)
            return
        if unit.kind is UnitKind.ENCLOSURE:
            self._close_down_to(0)
        elif unit.kind is UnitKind.PREFACE:
            self._close_down_to(self._enclosure_place())
        elif unit.kind is UnitKind.BOX:
            self._close_box()
            self._close_preface()
        elif unit.kind in (UnitKind.SUBTITLE, UnitKind.BRACKETED):
            self._close_preface()
            same = [at for at, open_node in enumerate(self.open_nodes) if open_node.family == node.family]
            if same:
                self._close_down_to(same[-1] - 1)
        elif unit.kind is UnitKind.INTRODUCTION:
            self._close_introduction()
        elif unit.kind is UnitKind.LABEL:
            self._close_preface()
            self._make_way(node, unit)
        self._open(node)

    def _mark(self, node: Node) -> None:
        """Tells the open clauses, out to the nearest box, what they now hold."""
        lead = node.kind is ClauseKind.PARAGRAPH and has_sentence_lead(node.text.text)
        for holder in reversed(self.open_nodes):
            holder.holds_text = holder.holds_text or bool(node.text)
            holder.holds_lead = holder.holds_lead or lead
            if holder.kind is ClauseKind.BOX:
                break

    def _open(self, node: Node) -> None:
        self._mark(node)
        parent = self.open_nodes[-1]
        self.parent_family.setdefault(node.family, parent.family)
        parent.children.append(node)
        self.open_nodes.append(node)

    def _make_way(self, node: Node, unit: Unit) -> None:
        """Closes open clauses until the innermost one is the parent of `node`."""
        if bare(unit.heading.text) in self.contents:
            self._close_box()
        if unit.label is not None and unit.label.kind.division:
            heading = self._heading_of_articles() if node.family == "article" else None
            if heading is not None:
                self._close_down_to(heading)
                return
            rank = DIVISIONS.index(node.family)
            higher = [
                at
                for at, other in enumerate(self.open_nodes)
                if other.family in DIVISIONS and DIVISIONS.index(other.family) < rank
            ]
            self._close_down_to(higher[-1] if higher else self._enclosure_place())
            return
        same = [at for at, open_node in enumerate(self.open_nodes) if open_node.family == node.family]
        if not same:
            self._begin_list(node)
        elif node.number == 1:
            # A list that begins anew stands beside the one that is open, unless a box or an introduction holds it.
            if max(self._container_place(), self._introducing_article()) < same[-1]:
                self._close_down_to(same[-1] - 1)
        else:
            follows = [at for at in same if self.open_nodes[at].number == node.number - 1]
            smaller = [at for at in same if self.open_nodes[at].number < node.number]
            self._close_down_to((follows or smaller or same)[-1] - 1)

    def _heading_of_articles(self) -> int | None:
        """Where a list's item is open that only heads articles (一、一般规定, then 第一条); None if there is none."""
        for place in range((self._article_place() or len(self.open_nodes)) - 1, 0, -1):
            holder = self.open_nodes[place]
            if holder.family in DIVISIONS:
                return None
            if holder.label and not holder.text:
                usual = self.parent_family.get("article", holder.family)
                known = bool(holder.children) or usual in (outer.family for outer in self.open_nodes[: place + 1])
                heads = all(child.family == "article" for child in holder.children)
                return place if heads and known else None
        return None

    def _begin_list(self, node: Node) -> None:
        """A list that goes on from an earlier chapter (（五） after 二、) hangs where its first part hung."""
        usual = self.parent_family.get(node.family)
        if node.number > 1 and usual is not None:
            places = [at for at, open_node in enumerate(self.open_nodes) if open_node.family == usual]
            if places:
                self._close_down_to(places[-1])

    def _close_down_to(self, place: int) -> None:
        """Keeps the open clauses up to and including the one at `place`."""
        del self.open_nodes[max(place, 0) + 1 :]

    def _close_preface(self) -> None:
        if self.open_nodes[-1].kind is ClauseKind.PREFACE:
            self.open_nodes.pop()

    def _close_introduction(self) -> None:
        """Ends the list that another introduction on the same level began."""
        place = self._container_place()
        if place > 0 and self.open_nodes[place].family == UnitKind.INTRODUCTION.value:
            self._close_down_to(place - 1)

    def _close_introducing_paragraph(self) -> None:
        """Ends the list that a paragraph of an article introduced: another paragraph follows."""
        places = [at for at, holder in enumerate(self.open_nodes) if holder.kind is ClauseKind.PARAGRAPH]
        if places and self._in_article():
            self._close_down_to(places[0] - 1)

    def _box_place(self) -> int | None:
        places = [at for at, open_node in enumerate(self.open_nodes) if open_node.kind is ClauseKind.BOX]
        return places[0] if places else None

    def _container_place(self) -> int:
        """Where the innermost box or introduction is open; -1 if none is."""
        places = [at for at, open_node in enumerate(self.open_nodes) if open_node.family in CONTAINERS]
        return places[-1] if places else -1

    def _introducing_article(self) -> int:
        """Where an article is open that introduces a list (第五条 …：); -1 if none is."""
        place = self._article_place()
        return place if place and self.open_nodes[place].text.text.endswith(("：", ":")) else -1

    def _enclosure_place(self) -> int:
        """Where an enclosed document is open; 0, the root, if none is."""
        return 1 if len(self.open_nodes) > 1 and self.open_nodes[1].kind is ClauseKind.ENCLOSURE else 0

    def _in_article(self) -> bool:
        return self._article_place() > 0

    def _article_place(self) -> int:
        """Where an article is open; 0 if none is."""
        places = [at for at, open_node in enumerate(self.open_nodes) if open_node.family == "article"]
        return places[-1] if places else 0

    def _close_box(self) -> None:
        place = self._box_place()
        if place is not None:
            self._close_down_to(place - 1)

    def _outside_box(self) -> Node:
        place = self._box_place()
        return self.open_nodes[-1] if place is None else self.open_nodes[place - 1]

    def _ends_box(self, node: Node) -> bool:
        """Whether a paragraph goes on with the section around a box.

        Nothing marks the end of a box. A paragraph ends it that is written in the manner of the section (short first
        sentence, then the text) when the box has had its say and nothing in it was written so.
        """
        place = self._box_place()
        if place is None or not has_sentence_lead(node.text.text):
            return False
        box, section = self.open_nodes[place], self.open_nodes[place - 1]
        return box.holds_text and section.holds_lead and not box.holds_lead


def build_clauses(units: Sequence[Unit], document_id: str, contents: frozenset[str]) -> tuple[Clause, ...]:
    """The clauses of a document in reading order."""
    builder = TreeBuilder(contents)
    for unit in units:
        builder.add(unit)
    for node in [builder.root, *descend(builder.root)]:
        settle(node)
    return tuple(_number(builder.root, document_id, None, (), ()))


def _node_of(unit: Unit) -> Node:
    node = Node(
        KIND_OF_UNIT[unit.kind],
        unit.label.kind.name if unit.label else unit.kind.value,
        unit.heading,
        unit.text,
        written_number=unit.number,
        label=unit.label_text,
        page=unit.page,
    )
    if unit.label is not None:
        node.number = unit.label.number
        node.written_number = str(node.number) + (f"-{unit.label.suffix}" if unit.label.suffix else "")
        if node.family in ("annex", "attached"):
            node.kind = ClauseKind.ANNEX
    if unit.kind is UnitKind.TEXT and names_a_body(node.text.text):
        node.kind = ClauseKind.DEPARTMENT
        node.lead = lead_of(node.text.text)
    elif unit.kind is UnitKind.FIGURE:
        node.lead = unit.text.text
    return node


def _number(
    node: Node, node_id: str, parent_id: str | None, path: tuple[str, ...], citation_path: tuple[str, ...]
) -> Iterator[Clause]:
    """The clauses below `node`, with their ids and paths."""
    taken: dict[str, int] = {}
    counts: dict[str, int] = {}
    if node.text and node.family != "root":
        counts["p"] = 1  # the clause's own text is its first paragraph
    for child in node.children:
        name = id_part(child.kind, child.written_number, counts)
        taken[name] = taken.get(name, 0) + 1
        child_id = f"{node_id}/{name}" if taken[name] == 1 else f"{node_id}/{name}~{taken[name]}"
        heading = child.heading.text or child.lead
        part = citation_part(child.kind, child.label, heading, child.written_number, counts.get("p", 0), node.family)
        child_path = (*path, heading) if heading else path
        child_citation_path = add_part(citation_path, part)
        yield Clause(
            id=child_id,
            parent_id=parent_id,
            kind=child.kind,
            label=child.label,
            heading=heading,
            text=child.text.text,
            path=child_path,
            citation_path=child_citation_path,
            text_spans=child.text.spans,
            heading_spans=child.heading.spans,
            page=child.page,
            cells=child.cells,
        )
        yield from _number(child, child_id, child_id, child_path, child_citation_path)
