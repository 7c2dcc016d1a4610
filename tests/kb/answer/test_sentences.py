from hypothesis import given
from hypothesis import strategies as st

from kb.answer.sentences import sentence_spans


@given(st.text(st.sampled_from("甲乙。；！？”）、\n"), max_size=40))
def test_the_sentences_together_are_the_text(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join(text[start:end] for start, end in spans) == text


def test_a_closing_quotation_mark_belongs_to_its_sentence() -> None:
    text = "提出“坚持创新。”加快建设；形成平台。"
    assert [text[start:end] for start, end in sentence_spans(text)] == ["提出“坚持创新。”", "加快建设；形成平台。"]
