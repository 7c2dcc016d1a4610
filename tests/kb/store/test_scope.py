import pytest

from kb.errors import BadFilter
from kb.records import Metadata
from kb.store.scope import FILTER_FIELDS, Scope, read_scope

GUANGZHOU = Metadata(
    title="甲", kind="意见", region="广东省广州市", issuer="广州市人民政府", date="2018-05-03", labels=("内部",)
)
NATION = Metadata(title="乙", kind="典型经验", region="全国")
NOWHERE = Metadata(title="丙")


def admits(filters: dict[str, list[str]], metadata: Metadata) -> bool:
    return read_scope(filters).admits("doc", metadata)


def test_no_filter_admits_everything() -> None:
    assert read_scope({}).sees_everything
    assert all(admits({}, metadata) for metadata in (GUANGZHOU, NATION, NOWHERE))


@pytest.mark.parametrize(
    ("region", "admitted"),
    [
        ("广东省广州市", True),
        ("广州", True),
        ("广东省", True),
        ("广州市番禺区", True),
        ("浙江省", False),
        ("全国", True),
    ],
)
def test_a_region_takes_in_what_lies_in_it_and_what_binds_it(region: str, admitted: bool) -> None:
    assert admits({"region": [region]}, GUANGZHOU) is admitted


def test_a_document_of_the_country_binds_every_place_and_one_of_nowhere_none() -> None:
    assert admits({"region": ["浙江省德清县"]}, NATION)
    assert not admits({"region": ["浙江省德清县"]}, NOWHERE)


def test_an_exact_region_is_only_that_region() -> None:
    assert admits({"region": ["广州市"], "region_exact": ["true"]}, GUANGZHOU)
    assert not admits({"region": ["广东省"], "region_exact": ["true"]}, GUANGZHOU)
    assert not admits({"region": ["广州市"], "region_exact": ["true"]}, NATION)


def test_values_of_a_field_are_alternatives_and_fields_must_all_hold() -> None:
    assert admits({"kind": ["规划", "意见"]}, GUANGZHOU)
    assert not admits({"kind": ["意见"], "region": ["浙江省"]}, GUANGZHOU)


def test_dates_bound_from_both_sides_and_leave_out_what_has_no_date() -> None:
    assert admits({"date_from": ["2018-01-01"], "date_to": ["2018-12-31"]}, GUANGZHOU)
    assert not admits({"date_from": ["2019-01-01"]}, GUANGZHOU)
    assert not admits({"date_from": ["2018-01-01"]}, NATION)
    assert not admits({"as_of": ["2017-01-01"]}, GUANGZHOU)
    assert admits({"as_of": ["2017-01-01"]}, NATION)


def test_issuer_label_document_and_validity_filter_too() -> None:
    assert admits({"issuer": ["广州市人民政府"], "label": ["内部"], "validity": ["unknown"]}, GUANGZHOU)
    assert not admits({"label": ["内部"]}, NATION)
    assert admits({"document_id": ["doc"]}, NATION)
    assert not admits({"document_id": ["other"]}, NATION)


def test_a_labelled_document_is_seen_only_by_who_has_the_label() -> None:
    assert not Scope(visible_labels=frozenset()).admits("doc", GUANGZHOU)
    assert Scope(visible_labels=frozenset({"内部"})).admits("doc", GUANGZHOU)
    assert Scope(visible_labels=frozenset()).admits("doc", NATION)


@pytest.mark.parametrize(
    ("filters", "what"),
    [
        ({"colour": ["red"]}, "colour"),
        ({"kind": []}, "kind"),
        ({"kind": [""]}, "kind"),
        ({"region": ["火星"]}, "火星"),
        ({"date_from": ["去年"]}, "去年"),
        ({"date_from": ["2018-01-01", "2019-01-01"]}, "date_from"),
        ({"region_exact": ["maybe"]}, "maybe"),
        ({"validity": ["fresh"]}, "fresh"),
    ],
)
def test_a_filter_that_is_not_understood_is_refused_by_name(filters: dict[str, list[str]], what: str) -> None:
    with pytest.raises(BadFilter, match=what) as caught:
        read_scope(filters)
    assert caught.value.remedy


def test_an_unknown_field_is_told_the_known_ones() -> None:
    with pytest.raises(BadFilter) as caught:
        read_scope({"colour": ["red"]})
    assert all(field in caught.value.remedy for field in FILTER_FIELDS)
