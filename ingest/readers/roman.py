"""Roman numerals, which lists of web pages and Word files are numbered with."""

SIGNS = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def write_roman(number: int, most: int) -> str:
    """`number` in capitals; in digits if it is below 1 or above `most`, for which the program at hand has no sign."""
    if not 1 <= number <= most:
        return str(number)
    written = ""
    for value, sign in SIGNS:
        written += sign * (number // value)
        number %= value
    return written
