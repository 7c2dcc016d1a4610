"""Fields of Word files show their results."""

from tests.ingest.readers.word.files import (
    field,
    lines,
    p,
    r,
)


def test_a_field_shows_its_result_and_not_its_instruction() -> None:
    simple = f'<w:fldSimple w:instr="DATE">{r("2020年")}</w:fldSimple>'
    nested = field("IF " + "x", r("甲") + field("PAGEREF a", "3"))
    assert lines(p(simple + nested + r("乙"))) == ["2020年甲3乙"]


def test_fields_within_an_instruction_are_not_shown() -> None:
    begin, end = r('<w:fldChar w:fldCharType="begin"/>'), r('<w:fldChar w:fldCharType="end"/>')
    separate = r('<w:fldChar w:fldCharType="separate"/>')
    assert lines(p(begin + field("REF x", "暗") + separate + r("明") + end)) == ["明"]


def test_the_entries_of_a_contents_table_stay_lines() -> None:
    first = p(field('TOC \\o "1-3"', r("一、总体要求") + r("<w:tab/>") + field("PAGEREF a", "1"), end=False))
    last = p(r("二、主要任务") + r("<w:tab/>") + r("5"))
    body = first + last + p(r('<w:fldChar w:fldCharType="end"/>')) + p("正文")
    assert lines(body) == ["一、总体要求 1", "二、主要任务 5", "正文"]


def test_a_field_without_an_end_hides_nothing() -> None:
    assert lines(p(r('<w:fldChar w:fldCharType="begin"/>') + r("甲")) + p("乙")) == ["甲", "乙"]


def test_check_boxes_lists_and_ringed_characters_are_shown() -> None:
    def form(inside: str) -> str:
        return (
            r(f'<w:fldChar w:fldCharType="begin"><w:ffData>{inside}</w:ffData></w:fldChar>')
            + r("<w:instrText>FORM</w:instrText>")
            + r('<w:fldChar w:fldCharType="end"/>')
        )

    ticked = form('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>')
    empty = form('<w:checkBox><w:default w:val="0"/></w:checkBox>')
    choice = form('<w:ddList><w:result w:val="1"/><w:listEntry w:val="甲"/><w:listEntry w:val="乙"/></w:ddList>')
    ringed = (
        r('<w:fldChar w:fldCharType="begin"/>')
        + r("<w:instrText> eq \\o\\ac(○,</w:instrText>")
        + r("<w:instrText>3)</w:instrText>")
        + r('<w:fldChar w:fldCharType="end"/>')
    )
    assert lines(p(ticked + r("是") + empty + r("否") + choice + ringed)) == ["☑是□否乙③"]
