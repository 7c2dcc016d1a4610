"""Parts of OFD files: where they are found, and what can't be read."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.ofd.content import Allowance
from kb.errors import BadFile, FileDamaged, FileEncrypted, FileHoldsNoText, FileTooComplex
from tests.ingest.readers.ofd.files import (
    LEFT,
    XMLNS,
    entry,
    package,
    page,
    read,
    text_object,
    texts,
)

# Locations


@pytest.mark.parametrize(
    "location",
    [
        "/Doc_0/Pages/Page_0/Content.xml",
        "Doc_0/Pages/Page_0/Content.xml",
        "Pages\\Page_0\\Content.xml",
        "./Pages/../Pages/Page_0/Content.xml",
        "/Pages/Page_0/Content.xml",
        "pages/page_0/content.XML",
    ],
)
def test_locations_are_found_however_they_are_written(location: str) -> None:
    parts = package([page(text_object("正文", LEFT, 50))])
    parts["Doc_0/Document.xml"] = parts["Doc_0/Document.xml"].replace("Pages/Page_0/Content.xml", location)
    assert texts(read(parts)) == ["正文"]


def test_the_older_namespace_is_read_too() -> None:
    parts = package([page(text_object("正文", LEFT, 50))])
    assert texts(read({part: text.replace("org/2016", "org") for part, text in parts.items()})) == ["正文"]


# Files that can't be read


def test_a_file_of_nothing_but_running_heads_holds_no_text() -> None:
    pages = [page(text_object("某某档案馆", LEFT, 20), text_object(f"— {at} —", 100, 280)) for at in range(1, 5)]
    with pytest.raises(FileHoldsNoText, match="页眉"):
        read(package(pages))


@pytest.mark.parametrize("part", ["OFD.xml", "Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml"])
def test_a_missing_or_broken_part_fails_with_its_name(part: str) -> None:
    parts = package([page(text_object("正文", LEFT, 50))])
    with pytest.raises(FileDamaged, match=part):
        read({name: text for name, text in parts.items() if name != part})
    with pytest.raises(FileDamaged, match=part):
        read(parts | {part: parts[part][:-20]})


def test_an_entry_without_documents_and_a_page_without_content_are_damaged() -> None:
    parts = package([page(text_object("正文", LEFT, 50))])
    with pytest.raises(FileDamaged, match="DocRoot"):
        read(parts | {"OFD.xml": entry()})
    document = parts["Doc_0/Document.xml"].replace("BaseLoc", "Base")
    with pytest.raises(FileDamaged, match="BaseLoc"):
        read(parts | {"Doc_0/Document.xml": document})


def test_encrypted_files_are_refused_by_name() -> None:
    parts = package([page(text_object("正文", LEFT, 50))])
    with pytest.raises(FileEncrypted, match=r"通知\.ofd"):
        read(parts | {"Encryptions.xml": f"<ofd:Encryptions {XMLNS}/>"})


@pytest.mark.parametrize(
    ("drawn", "reason"),
    [
        ("", "没有文字"),
        ('<ofd:ImageObject ID="3" ResourceID="4"/>', "扫描件"),
        (text_object("¤¤", LEFT, 50, inside="<ofd:CGTransform/>"), "字符编码"),
        (text_object("　 ", LEFT, 50), "没有文字"),
    ],
)
def test_a_file_without_words_says_why(drawn: str, reason: str) -> None:
    with pytest.raises(FileHoldsNoText, match=reason):
        read(package([page(drawn)]))


def test_what_a_file_draws_is_bounded() -> None:
    allowance = Allowance("通知.ofd", objects=10, characters=10)
    allowance.spend(10, 10)
    with pytest.raises(FileTooComplex, match=r"通知\.ofd"):
        allowance.spend(0, 1)


def test_units_that_multiply_each_other_end_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.ofd.package.Allowance", lambda name: Allowance(name, objects=1000))
    use = '<ofd:CompositeObject ID="9" ResourceID="{}" Boundary="0 0 9 9"/>'
    units = "".join(
        f'<ofd:CompositeGraphicUnit ID="{at}"><ofd:Content>{use.format(at + 1) * 10}</ofd:Content></ofd:CompositeGraphicUnit>'
        for at in range(8)
    )
    with pytest.raises(FileTooComplex):
        read(package([page(use.format(0))], units=units))


WORDS = st.text(st.characters(categories=("Lo", "Nd", "Lu", "Po"), max_codepoint=0xFFFF), min_size=1, max_size=12)
PLACES = st.tuples(
    WORDS, st.integers(0, 200), st.integers(10, 290), st.sampled_from(["", "0 1 -1 0 0 0", "2 0 0 2 3 3"])
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(PLACES, min_size=1, max_size=6, unique_by=lambda place: place[0]), min_size=1, max_size=3))
def test_every_character_is_in_the_source(pages: list[list[tuple[str, int, int, str]]]) -> None:
    drawn = [page(*(text_object(word, x, y, ctm=ctm) for word, x, y, ctm in places)) for places in pages]
    try:
        found = read(package(drawn)).text
    except FileHoldsNoText:
        return
    wanted = Counter(sign for places in pages for word, *_ in places for sign in word if not sign.isspace())
    assert Counter(sign for sign in found if not sign.isspace()) == wanted


ODD = st.sampled_from(
    ["", "-1", "1e400", "nan", "inf", "g", "g 5", "g 1000000000 3", "g -5 3", "x", "../../x", "9" * 400]
)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["Boundary", "CTM", "Size", "X", "DeltaX", "DeltaY", "BaseLoc", "ID", "TemplateID"]), ODD)
def test_odd_values_end_in_a_source_or_in_a_bad_file(attribute: str, value: str) -> None:
    parts = package([page(text_object("正文", LEFT, 50, ctm="1 0 0 1 0 0"), template="7")], templates={"7": page()})
    odd = {
        part: "".join(
            piece if at % 2 == 0 else f' {attribute}="{value}"' for at, piece in enumerate(_around(text, attribute))
        )
        for part, text in parts.items()
    }
    try:
        assert texts(read(odd)) == ["正文"]
    except BadFile as error:
        assert error.message.startswith("通知.ofd：") and error.remedy


def _around(text: str, attribute: str) -> list[str]:
    """The text cut around each value of an attribute, at the odd places of the list."""
    pieces = text.split(f' {attribute}="')
    return [pieces[0], *(part for piece in pieces[1:] for part in ("", piece.partition('"')[2]))]
