"""Word's automatic numbering as it is shown; LibreOffice is the oracle."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.word.numerals import write_number
from ingest.readers.word.reader import read_docx
from ingest.source import BlockKind
from kb.numerals import parse_numeral
from tests.ingest.readers.word.files import (
    OUTLINE,
    abstract,
    docx,
    level,
    lines,
    num,
    numbered,
    numbering_lines,
    override,
    p,
    read,
    style,
    styled,
    table,
)
from tests.programs import convert, needs_libreoffice

# Numbering


def test_labels_that_stand_only_in_the_numbering_are_written_before_the_text() -> None:
    places = ((1, 0), (1, 1), (1, 1), (1, 2), (1, 3), (1, 0), (1, 1))
    labels = [line.removesuffix("文") for line in numbering_lines(OUTLINE + num(1, 0), *places)]
    assert labels == ["一、", "（一）", "（二）", "1.", "（1）", "二、", "（一）"]


@pytest.mark.parametrize(
    ("form", "number", "written"),
    [
        ("decimal", 21, "21"),
        ("decimalZero", 3, "03"),
        ("decimalFullWidth", 12, "１２"),
        ("numberInDash", 2, "- 2 -"),
        ("chineseCounting", 0, "〇"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("japaneseCounting", 105, "一百零五"),
        ("chineseLegalSimplified", 16, "壹拾陆"),
        ("ideographLegalTraditional", 23, "貳拾參"),
        ("ideographDigital", 10, "一〇"),
        ("ideographTraditional", 10, "癸"),
        ("ideographTraditional", 11, "11"),
        ("ideographZodiac", 12, "亥"),
        ("ideographZodiacTraditional", 3, "丙寅"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircleChinese", 36, "㊱"),
        ("decimalEnclosedCircleChinese", 51, "51"),
        ("decimalEnclosedParen", 1, "⑴"),
        ("decimalEnclosedFullstop", 20, "⒛"),
        ("ideographEnclosedCircle", 10, "㊉"),
        ("upperLetter", 28, "BB"),
        ("lowerLetter", 26, "z"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerRoman", 4, "iv"),
        ("none", 4, ""),
        ("somethingNew", 4, "4"),
    ],
)
def test_numbers_are_written_in_their_format(form: str, number: int, written: str) -> None:
    assert write_number(number, form) == written


@given(st.integers(1, 9999))
def test_a_counted_number_can_be_read_back(number: int) -> None:
    assert parse_numeral(write_number(number, "chineseCountingThousand")) == number


def test_an_unknown_format_is_written_in_digits_and_named() -> None:
    source = read(numbered("文"), numbering=abstract(0, level(0, "thaiCounting", "%1.")) + num(1, 0))
    assert source.blocks[0].text == "1.文"
    assert source.notes == ("自动编号的格式 thaiCounting 不认识，按阿拉伯数字写出。",)


@pytest.mark.parametrize(
    ("shown", "suffix", "text", "line"),
    [
        ("%1、", "", "文", "1、文"),
        ("（%1）", "tab", "文", "（1）文"),
        ("%1.", "", "文", "1.文"),
        ("%1.", "", "2020年", "1. 2020年"),
        ("第%1条", "", "所有", "第1条 所有"),
        ("%1", "tab", "2", "1 2"),
        ("%1、", "space", "文", "1、 文"),
        ("%1", "nothing", "文", "1文"),
        ("%1、", "", "", "1、"),
    ],
)
def test_a_label_is_parted_from_its_text_by_no_more_than_it_needs(
    shown: str, suffix: str, text: str, line: str
) -> None:
    numbering = abstract(0, level(0, "decimal", shown, suffix=suffix)) + num(1, 0)
    assert lines(numbered(text), numbering=numbering) == [line]


def test_bullets_are_left_out_but_dashes_are_punctuation() -> None:
    numbering = abstract(0, level(0, "bullet", "●")) + abstract(1, level(0, "bullet", "——")) + num(1, 0) + num(2, 1)
    assert numbering_lines(numbering, (1, 0), (2, 0)) == ["文", "—— 文"]


def test_a_format_of_none_leaves_the_words_around_it() -> None:
    assert numbering_lines(abstract(0, level(0, "none", "附件")) + num(1, 0), (1, 0)) == ["附件 文"]


def test_a_level_that_never_restarts_goes_on_below_the_next_one() -> None:
    never = level(1, "decimal", "第%2条", more='<w:lvlRestart w:val="0"/>', suffix="nothing")
    numbering = abstract(0, level(0, "chineseCounting", "第%1章", suffix="nothing"), never) + num(1, 0)
    written = numbering_lines(numbering, (1, 0), (1, 1), (1, 1), (1, 0), (1, 1))
    assert written == ["第一章文", "第1条文", "第2条文", "第二章文", "第3条文"]


def test_a_level_may_restart_after_a_higher_level_only() -> None:
    third = level(2, "decimal", "%3)", more='<w:lvlRestart w:val="1"/>', suffix="nothing")
    numbering = abstract(0, level(0), level(1), third) + num(1, 0)
    written = numbering_lines(numbering, (1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 2))
    assert [line for line in written if ")" in line] == ["1)文", "2)文", "1)文"]


def test_a_legal_level_writes_all_its_numbers_in_digits() -> None:
    legal = level(1, "chineseCounting", "%1.%2", more="<w:isLgl/>")
    numbering = abstract(0, level(0, "chineseCounting", "第%1章"), legal) + num(1, 0)
    assert numbering_lines(numbering, (1, 0), (1, 1)) == ["第一章 文", "1.1 文"]


def test_a_custom_format_writes_its_zeros() -> None:
    choice = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    )
    numbering = abstract(0, f'<w:lvl w:ilvl="0"><w:start w:val="1"/>{choice}<w:lvlText w:val="%1."/></w:lvl>') + num(
        1, 0
    )
    assert numbering_lines(numbering, (1, 0)) == ["001.文"]


def test_a_level_linked_to_a_style_is_the_style_s_level() -> None:
    styles = style("A", '<w:numPr><w:numId w:val="1"/></w:numPr>') + style(
        "B", '<w:numPr><w:numId w:val="1"/></w:numPr>'
    )
    numbering = abstract(0, level(0), level(1, "decimal", "（%2）", more='<w:pStyle w:val="B"/>')) + num(1, 0)
    assert lines(styled("甲", "A") + styled("乙", "B"), numbering=numbering, styles=styles) == ["1、甲", "（1）乙"]


def test_the_default_style_counts_for_paragraphs_without_one() -> None:
    styles = style("N", '<w:outlineLvl w:val="0"/>').replace("<w:style ", '<w:style w:default="1" ')
    assert read(p("甲"), styles=styles).blocks[0].kind is BlockKind.HEADING


def test_what_leads_nowhere_gives_no_label() -> None:
    numbering = abstract(0, level(0)) + num(1, 0) + num(2, 99)
    loop = abstract(5, more='<w:numStyleLink w:val="L"/>') + num(6, 5)
    styles = style("L", '<w:numPr><w:numId w:val="6"/></w:numPr>', kind="numbering")
    body = numbered("甲", 2) + numbered("乙", 7) + numbered("丙", 1, 8) + numbered("丁", 6)
    assert lines(body, numbering=numbering + loop, styles=styles) == ["甲", "乙", "丙", "丁"]


# LibreOffice as the oracle


STYLES = (
    style("H1", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    + style("H2", '<w:numPr><w:ilvl w:val="1"/></w:numPr>', based_on="H1")
    + style("H1b", based_on="H1")
    + style("Off", '<w:numPr><w:numId w:val="0"/></w:numPr>', based_on="H1")
    + style("H3", '<w:numPr><w:ilvl w:val="2"/><w:numId w:val="1"/></w:numPr>')
)
THREE = (level(0, "decimal", "%1."), level(1, "decimal", "%1.%2."), level(2, "decimal", "%1.%2.%3."))
LINKED = [
    level(at, "decimal", text, more=f'<w:pStyle w:val="H{at + 1}"/>')
    for at, text in enumerate(("%1.", "%1.%2.", "%1.%2.%3."))
]
FORMS = (
    "decimal decimalZero chineseCounting chineseCountingThousand chineseLegalSimplified ideographLegalTraditional"
    " ideographTraditional japaneseCounting taiwaneseCountingThousand decimalEnclosedCircle"
    " decimalEnclosedCircleChinese upperLetter lowerLetter upperRoman lowerRoman none"
).split()


def series(numbering: str, *places: tuple[int, int], **parts: str) -> bytes:
    """A file whose paragraphs all read 文, at these (num, level)."""
    return docx("".join(numbered("文", *place) for place in places), numbering=numbering, **parts)


def varied_files() -> dict[str, bytes]:
    """Files with numbering of every kind that LibreOffice 7.4 follows too (it passes over isLgl and lvlRestart)."""
    plain = abstract(0, *THREE)
    files = {f"form_{form}": series(abstract(0, level(0, form)) + num(1, 0), *[(1, 0)] * 125) for form in FORMS}
    zodiac = abstract(0, level(0, "ideographZodiac")) + num(1, 0)
    files |= {
        "zodiac": series(zodiac, *[(1, 0)] * 12),
        "levels": series(plain + num(1, 0), (1, 0), (1, 2), (1, 2), (1, 1), (1, 2), (1, 0), (1, 2)),
        "deep_first": series(plain + num(1, 0), (1, 1), (1, 1), (1, 0), (1, 2), (1, 1)),
        "shared": series(plain + num(1, 0) + num(2, 0), (1, 0), (1, 0), (2, 0), (2, 0), (1, 0)),
        "restart": series(plain + num(1, 0) + num(2, 0, override(0, 5)), *[(1, 0)] * 2, *[(2, 0)] * 2, (1, 0), (2, 0)),
        "restart_below": series(plain + num(1, 0) + num(2, 0, override(1, 7)), (1, 0), (1, 1), (2, 1), (2, 1), (1, 0), (1, 1)),
        "own_level": series(
            plain + num(1, 0) + num(2, 0, override(0, inside=level(0, "upperLetter", "%1)", start=3))), (1, 0), (2, 0), (1, 0)
        ),
        "no_start": series(abstract(0, level(0, "decimal", "%1.", start=None)) + num(1, 0), (1, 0), (1, 0)),
        "suffixes": series(
            abstract(0, *(level(at, "decimal", f"%{at + 1}.", suffix=gap) for at, gap in enumerate(("tab", "space", "nothing")))) + num(1, 0),
            (1, 0), (1, 1), (1, 2),
        ),
        "other_forms": series(
            abstract(0, level(0, "chineseCountingThousand", "第%1章"), level(1, "decimal", "%1.%2")) + num(1, 0), (1, 0), (1, 1), (1, 0), (1, 1)
        ),
        "empty": docx(numbered("文") + numbered("") + numbered("文"), numbering=plain + num(1, 0)),
        "rows": docx(numbered("文") + table([numbered("文")], [numbered("文")]) + numbered("文"), numbering=plain + num(1, 0)),
        "numbering_style": series(
            abstract(0, level(0, "chineseCounting"), level(1, "chineseCounting", "（%2）"), more='<w:styleLink w:val="L"/>')
            + abstract(1, more='<w:numStyleLink w:val="L"/>') + num(1, 0) + num(2, 1) + num(3, 1),
            (2, 0), (2, 1), (3, 0), (1, 0),
            styles=style("L", '<w:numPr><w:numId w:val="1"/></w:numPr>', kind="numbering"),
        ),
        "styles": docx(
            "".join(styled("文", name) for name in ("H1", "H2", "H2", "H3", "H1b", "Off", "H1"))
            + p("文", '<w:pStyle w:val="H1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')
            + p("文", '<w:pStyle w:val="H1"/><w:numPr><w:ilvl w:val="1"/></w:numPr>')
            + p("文", '<w:pStyle w:val="H2"/><w:numPr><w:numId w:val="1"/></w:numPr>'),
            numbering=abstract(0, *LINKED) + num(1, 0),
            styles=STYLES,
        ),
    }  # fmt: skip
    return files


def bare(line: str) -> str:
    """A line without its white space, which LibreOffice sets otherwise."""
    return re.sub(r"\s", "", line)


@needs_libreoffice
def test_labels_are_those_that_libreoffice_writes(tmp_path: Path) -> None:
    files = {tmp_path / f"{name}.docx": data for name, data in varied_files().items()}
    for path, data in files.items():
        path.write_bytes(data)
    written = convert(tmp_path, "txt:Text", *files)
    compared = 0
    for (path, data), text in zip(files.items(), written, strict=True):
        expected = [bare(line) for line in text.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
        assert [bare(block.text) for block in read_docx(data, path.name).blocks] == expected, path.stem
        compared += len(expected)
    assert compared > 2000


@needs_libreoffice
def test_a_file_that_libreoffice_made_of_chinese_text_holds_the_text_again(tmp_path: Path) -> None:
    corpus = list((Path(__file__).parents[4] / "corpus").glob("*.txt"))
    assert corpus
    made = convert(tmp_path, "docx", *corpus, reading="Text (encoded):UTF8")
    for path, text in zip(made, corpus, strict=True):
        expected = [line.strip() for line in text.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
        assert [block.text for block in read_docx(path.read_bytes(), path.name).blocks] == expected


@needs_libreoffice
def test_numbering_that_libreoffice_writes_itself_is_read_alike(tmp_path: Path) -> None:
    places = ((1, 0), (1, 1), (1, 1), (1, 2), (1, 3), (1, 0), (1, 1), (1, 2))
    given_file = tmp_path / "given.docx"
    given_file.write_bytes(series(OUTLINE + num(1, 0), *places))
    (odt,) = convert(tmp_path, "odt", given_file)
    (made,) = convert(tmp_path, "docx", odt)
    assert [block.text for block in read_docx(made.read_bytes(), "a.docx").blocks] == numbering_lines(
        OUTLINE + num(1, 0), *places
    )
