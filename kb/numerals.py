"""Chinese numerals: 一百二十三 to 123 and back."""

DIGITS = "〇一二三四五六七八九"
UNITS = {"十": 10, "百": 100, "千": 1000}
CHARACTERS = DIGITS + "零两" + "".join(UNITS)


def parse_numeral(text: str) -> int | None:
    """The value of a numeral in Chinese (十六, 一百零三, 二〇一九) or in digits (full-width too), or None."""
    if not text:
        return None
    if all(character.isdecimal() for character in text):
        return int(text)
    text = text.replace("零", "〇").replace("两", "二")
    if any(character not in DIGITS and character not in UNITS for character in text):
        return None
    if not any(character in UNITS for character in text):
        return int("".join(str(DIGITS.index(character)) for character in text))
    total, digit = 0, None
    for character in text:
        if character in UNITS:
            total += (1 if digit is None or digit == 0 else digit) * UNITS[character]
            digit = None
        else:
            digit = DIGITS.index(character)
    return total + (digit or 0)


def format_numeral(number: int) -> str:
    """`number` (1..9999) as a document writes it: 16 is 十六, 103 is 一百零三."""
    if not 1 <= number <= 9999:
        raise ValueError(f"no numeral for {number}")
    parts: list[str] = []
    zero_pending = False
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // value % 10
        if digit:
            if zero_pending and parts:
                parts.append("零")
            parts.append(DIGITS[digit] + unit)
            zero_pending = False
        else:
            zero_pending = True
    text = "".join(parts)
    return text.removeprefix("一") if text.startswith("一十") else text
