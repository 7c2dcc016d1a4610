"""Writes kb/data/places.csv: the official names and codes of provinces, cities and counties, with the short names.

Run by hand when the official list changes:  python -m eval.make_places GAZETTEER_FOLDER
The folder holds provinces.csv, cities.csv and areas.csv with the columns `code` and `name` (GB/T 2260 codes).
"""

import csv
import re
import sys
from pathlib import Path

import rjieba

TARGET = Path(__file__).parent.parent / "kb" / "data" / "places.csv"

# Special administrative regions and Taiwan carry a code in GB/T 2260 but no counties in the list.
BEYOND = (("710000", "台湾省"), ("810000", "香港特别行政区"), ("820000", "澳门特别行政区"))

PEOPLES = """
    蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎
    傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉
    毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京
    塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺
""".split()
PEOPLE = "(?:" + "|".join(sorted(PEOPLES, key=len, reverse=True)) + ")族?"
AUTONOMOUS = re.compile(f"(?:(?:{PEOPLE})+|各族)自治(?:区|州|县|旗)$|自治区$")
SUFFIX = re.compile("(?:特别行政区|地区|林区|特区|省|市|县|区|旗|盟)$")
NOT_A_PLACE = re.compile("^(?:市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划)$")

# Tags under which rjieba's dictionary files names. A county whose short name has another tag (资源, 合作, 新兴)
# is an ordinary word first; only its full name counts as a place.
NAME_TAGS = {"ns", "nr", "nrt", "nrfg", "nz"}
# Short names that jieba's dictionary files as names and that policy texts use as ordinary words.
ORDINARY_WORDS = frozenset(
    """
    新建 古城 故城 河口 新城 沿河 和平 平原 滨海 天桥 东至 凤凰 江南
    温泉 惠民 商城 青山 东海 海港 中原 太平 共和 木兰 安宁 钟楼 长寿
    红旗 东明 牡丹 大田 东坡 友谊 东湖 桥东 大安 沙河 城东 大通 康乐
    山城 北湖 西湖 南湖 太湖 龙湖 九龙 泰山 江北 三河 路桥 滨湖 卧龙
    江口 双峰 上街 新河 西城 东城 威信 兴国 惠农 武功 同仁 七星 甘泉
    长安 平安 向阳 博爱
    """.split()
)


def short_name(code: str, name: str, tags: rjieba.Jieba) -> str:
    """The name without its rank (德清 for 德清县), or "" where that would be an ordinary word or one character."""
    stem = AUTONOMOUS.sub("", name)
    if stem == name:
        stem = SUFFIX.sub("", name)
    if len(stem) < 2 or stem == name or stem in ORDINARY_WORDS:
        return ""
    if code.endswith("00"):
        return stem
    tagged = tags.tag(stem)
    return stem if len(tagged) > 1 or tagged[0][1] in NAME_TAGS else ""


def main(folder: Path) -> None:
    """Reads the three lists in `folder` and writes the one table."""
    tags = rjieba.Jieba()
    rows = list(BEYOND)
    for part in ("provinces", "cities", "areas"):
        with (folder / f"{part}.csv").open(encoding="utf-8") as file:
            rows += [(row["code"].ljust(6, "0"), row["name"]) for row in csv.DictReader(file)]
    # Codes that end in 71 to 80 are development zones of the statistical list, no official counties.
    kept = [(code, name) for code, name in rows if not NOT_A_PLACE.match(name) and not 71 <= int(code[4:]) <= 80]
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "name", "short"))
        writer.writerows((code, name, short_name(code, name, tags)) for code, name in sorted(kept))
    print(f"{len(kept)} places written to {TARGET}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
