from pathlib import Path

import pytest

from ingest.catalogue import FILE_NAME, read_catalogue
from kb.errors import CatalogueInvalid

GOOD = '[[document]]\nid = "a"\nfile = "a.txt"\ntitle = "甲规划"\nregion = "广东省广州市"\ndate = "2019-05-03"\n'


def write(folder: Path, text: str) -> Path:
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
    return folder


def test_an_entry_is_read_with_its_evidence(tmp_path: Path) -> None:
    entry = read_catalogue(write(tmp_path, GOOD + '[document.from]\nregion = "广州市"\n'))["a.txt"]
    assert (entry.id, entry.metadata.title, entry.metadata.date) == ("a", "甲规划", "2019-05-03")
    assert entry.metadata.evidence == {"title": "catalogue", "region": "广州市", "date": "catalogue"}
    assert entry.metadata.kind is None


def test_only_the_file_must_be_named(tmp_path: Path) -> None:
    entry = read_catalogue(write(tmp_path, '[[document]]\nfile = "a.txt"\nkind = "意见"\n'))["a.txt"]
    assert (entry.id, entry.metadata.title, entry.metadata.kind) == (None, "", "意见")


def test_a_folder_without_a_catalogue_has_no_entries(tmp_path: Path) -> None:
    assert read_catalogue(tmp_path) == {}
    assert read_catalogue(tmp_path / "none") == {}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[[document]\n", "TOML"),
        ('[document]\nid = "a"\n', r"\[\[document\]\]"),
        ('[[document]]\nid = "a"\n', "第 1 条缺少 file"),
        (GOOD + 'colour = "red"\n', "colour"),
        (GOOD + GOOD, "第 2 条的 file 或 id 与前面重复"),
        (GOOD.replace("广东省广州市", "火星"), "火星"),
        (GOOD.replace("2019-05-03", "2019年5月"), "2019年5月"),
        (GOOD.replace('id = "a"', 'id = "a/b"'), "a/b"),
        (GOOD + "issuer = 3\n", "issuer"),
        (GOOD + 'names = "x"\n', "names"),
    ],
)
def test_a_mistake_is_named_with_entry_and_field(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(CatalogueInvalid, match=what) as caught:
        read_catalogue(write(tmp_path, text))
    assert FILE_NAME in caught.value.message


def test_a_catalogue_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(CatalogueInvalid, match="读不出来"):
        read_catalogue(tmp_path)
