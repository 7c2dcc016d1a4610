import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.roman import write_roman

VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


@pytest.mark.parametrize(("number", "written"), [(1, "I"), (4, "IV"), (1994, "MCMXCIV"), (3999, "MMMCMXCIX")])
def test_a_number_is_written_as_usual(number: int, written: str) -> None:
    assert write_roman(number, 3999) == written


@given(st.integers(1, 9999))
def test_what_is_written_has_the_value_of_the_number(number: int) -> None:
    values = [VALUES[sign] for sign in write_roman(number, 9999)]
    signed = [-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True)]
    assert sum(signed) == number


@pytest.mark.parametrize("number", [-1, 0, 4000])
def test_a_number_without_a_sign_is_written_in_digits(number: int) -> None:
    assert write_roman(number, 3999) == str(number)
