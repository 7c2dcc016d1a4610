import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.numerals import format_numeral, parse_numeral


@given(st.integers(1, 9999))
def test_a_number_written_and_read_again_is_the_same(number: int) -> None:
    assert parse_numeral(format_numeral(number)) == number


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十六", 16),
        ("二十", 20),
        ("一百零三", 103),
        ("一百二十三", 123),
        ("两百", 200),
        ("１２", 12),
    ],
)
def test_numerals_of_documents_are_read(written: str, value: int) -> None:
    assert parse_numeral(written) == value


def test_years_written_digit_by_digit_are_read() -> None:
    assert parse_numeral("二〇一九") == 2019


@pytest.mark.parametrize("written", ["", "甲", "一甲", "1.5"])
def test_what_is_no_numeral_has_no_value(written: str) -> None:
    assert parse_numeral(written) is None


@pytest.mark.parametrize("number", [0, -1, 10000])
def test_numbers_out_of_range_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        format_numeral(number)
