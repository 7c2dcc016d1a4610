from hypothesis import given
from hypothesis import strategies as st

from ingest.source import LineIndex, Piece
from kb.records import Span


@given(st.text(min_size=1, max_size=30), st.data())
def test_cutting_a_piece_keeps_text_and_spans_together(text: str, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    piece = Piece.of(text, [Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)])
    start = data.draw(st.integers(0, len(piece.text)))
    end = data.draw(st.integers(start, len(piece.text)))
    cut = piece.cut(start, end)
    assert cut.text == piece.text[start:end]
    assert cut.text == "".join(text[span.start : span.end] for span in cut.spans)
    assert (piece.cut(0, start) + piece.cut(start)).text == piece.text


def test_stripping_a_blank_piece_leaves_nothing() -> None:
    assert not Piece.of(" \u3000", [Span(0, 2)]).strip()


def test_a_position_is_on_its_line() -> None:
    index = LineIndex("甲\n乙丙\n\n丁")
    assert [index.line_of(position) for position in (0, 2, 3, 5, 6)] == [1, 2, 2, 3, 4]
