"""Radicals as characters: some programs write the radical ⼀ (U+2F00) into a text layer where the word is 一 (U+4E00).

Fonts draw both with one glyph, so the radical is a trace of the way back from the glyph, not what the page says.
"""

import unicodedata

KANGXI = "".join(map(chr, range(0x2F00, 0x2FD6)))
# CJK Radicals Supplement, and what Unicode's EquivalentUnifiedIdeograph.txt gives for each.
SUPPLEMENT = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺"
    "⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
UNIFIED = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀"
    "聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
MEANING = str.maketrans(KANGXI + SUPPLEMENT, unicodedata.normalize("NFKC", KANGXI) + UNIFIED)


def unify_radicals(text: str) -> str:
    """The text with the unified ideograph in place of each radical; every other character stays."""
    return text.translate(MEANING)
