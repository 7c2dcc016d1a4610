"""From romanised names, English words and everyday words to the words of the base."""

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.search.bridge import Bridge, base_form, english_terms, everyday_terms, function_words


@pytest.fixture(scope="module")
def bridge(corpus_base: KnowledgeBase) -> Bridge:
    with corpus_base._look() as (_, index):
        return index.bridge


def forms(bridge: Bridge, text: str) -> list[tuple[str, list[str]]]:
    return [(one.written, [word for word, _ in one.forms]) for one in bridge.cross(text)]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("deqing", "德清"),
        ("taoyuan", "桃源"),
        ("guanghaiwan", "广海湾"),
        ("guang hai wan", "广海湾"),
        ("deqing county", "德清"),
        ("gongshe", "公社"),
        ("foshan", "佛山"),
    ],
)
def test_a_name_is_found_by_its_sound(bridge: Bridge, written: str, name: str) -> None:
    (one,) = bridge.cross(written)
    assert (one.forms, one.is_name, one.written) == (((name, 1.0),), True, written)


def test_an_english_word_is_no_name_though_it_sounds_like_one(bridge: Bridge) -> None:
    assert not any(one.is_name for one in bridge.cross("can we use the land in women associations"))


def test_a_latin_word_that_the_texts_write_stays_as_it_is(bridge: Bridge) -> None:
    assert bridge.cross("lng 接收站 o2o 平台 5g") == []


def test_terms_of_several_words_stand_first(bridge: Bridge) -> None:
    assert forms(bridge, "land supply for characteristic towns") == [
        ("land supply", ["供地", "用地"]),
        ("for", []),
        ("characteristic towns", ["特色小镇"]),
    ]


def test_what_the_list_does_not_hold_has_the_nearest_words_of_the_base(bridge: Bridge) -> None:
    (one,) = bridge.cross("backdrop")
    assert one.forms[0][0] == "背景"
    assert all(0 < weight < 1 for _, weight in one.forms)
    assert bridge.cross("touristic") == []


def test_words_that_only_join_stand_for_nothing(bridge: Bridge) -> None:
    assert forms(bridge, "what is the") == [("what", []), ("is", []), ("the", [])]


@pytest.mark.parametrize(
    ("word", "base"),
    [("guarantees", "guarantee"), ("towns", "town"), ("subsidies", "subsidy"), ("taxes", "tax"), ("xyzs", "xyzs")],
)
def test_plurals_and_verb_forms_are_found_from_the_lists_base_form(word: str, base: str) -> None:
    assert base_form(word) == base


def test_an_everyday_word_stands_for_official_terms_of_the_base(bridge: Bridge) -> None:
    (one,) = bridge.everyday("打工", ["打工"])
    assert {"务工", "就业"} & dict(one.forms).keys()
    assert all(weight < 1 for _, weight in one.forms)


def test_a_word_that_the_texts_use_themselves_needs_no_bridge(bridge: Bridge) -> None:
    assert bridge.everyday("名单", ["名单"]) == []


def test_the_lists_are_well_formed() -> None:
    for terms in (english_terms(), everyday_terms()):
        assert all(key and forms and all(word for word, _ in forms) for key, forms in terms.items())
    assert not function_words() & english_terms().keys()
    assert all(key.isascii() for key in english_terms())
