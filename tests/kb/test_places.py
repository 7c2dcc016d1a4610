import pytest

from kb.places import covers, gazetteer, lineage


def test_a_place_is_found_by_full_and_short_name() -> None:
    known = gazetteer()
    assert known.resolve("德清县") == known.resolve("德清") == {"330521"}
    assert known.resolve("广东省广州市") == known.resolve("广州") == {"440100"}
    assert known.resolve("全国") == {"000000"}
    assert known.resolve("火星") == frozenset()


def test_the_official_list_is_whole() -> None:
    """31 provinces with Hong Kong, Macau and Taiwan; county-level cities among the counties."""
    codes = gazetteer().by_code
    assert sum(code.endswith("0000") for code in codes) == 34
    assert 2800 < len(codes) < 3300
    assert {"440781", "440783", "330681"} <= codes.keys()


def test_names_in_a_row_settle_which_place_is_meant() -> None:
    known = gazetteer()
    assert len(known.resolve("和平区")) > 1
    assert known.resolve("天津市和平区") == {"120101"}


@pytest.mark.parametrize("word", ["资源", "合作", "新兴", "东方", "城区"])
def test_ordinary_words_are_no_places(word: str) -> None:
    assert gazetteer().resolve(word) == frozenset()


def test_a_district_named_by_an_ordinary_word_is_a_place_behind_its_city() -> None:
    assert gazetteer().resolve("山西省晋城市城区") == {"140502"}


@pytest.mark.parametrize("name", ["青河市", "临江省", "莱芜市", "沙河口市"])
def test_a_short_name_with_another_rank_is_another_place(name: str) -> None:
    assert gazetteer().resolve(name) == frozenset()
    assert gazetteer().mentions(f"{name}发展规划") == []


def test_autonomous_places_have_short_names() -> None:
    known = gazetteer()
    assert known.resolve("延边") == {"222400"}
    assert known.resolve("新疆") == {"650000"}


def test_a_place_covers_itself_and_what_lies_in_it() -> None:
    assert lineage("330521") == ("330521", "330500", "330000")
    assert covers("330000", "330521")
    assert covers("000000", "330521")
    assert not covers("330521", "330000")


def test_the_full_name_runs_from_the_province_down() -> None:
    assert gazetteer().full_name("330521") == "浙江省湖州市德清县"
    assert gazetteer().full_name("110101") == "北京市东城区"
