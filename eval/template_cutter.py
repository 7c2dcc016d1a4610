"""A baseline for cutting: templates of numbering, as retrieval products use them.

Each template is a list of patterns from the outermost level to the innermost. The template that most lines begin with
is taken for the whole document; every line that begins with one of its patterns opens a clause of that level.
"""

import re

CHINESE = "[一二三四五六七八九十百零〇]+"
TEMPLATES: tuple[tuple[str, ...], ...] = (
    (
        rf"第(?:{CHINESE}|\d+)(?:分?编|部分)",
        rf"第(?:{CHINESE}|\d+)章",
        rf"第(?:{CHINESE}|\d+)节",
        rf"第(?:{CHINESE}|\d+)条",
        rf"[（(]{CHINESE}[）)]",
    ),
    (r"第\d+章", r"第\d+节", r"\d{1,2}[.、]", r"\d{1,2}\.\d{1,2}[^\d]", r"\d{1,2}\.\d{1,2}\.\d{1,2}"),
    (rf"第{CHINESE}章", rf"第{CHINESE}节", rf"{CHINESE}[ 、]", rf"[（(]{CHINESE}[）)]", r"[（(]\d{1,2}[）)]"),
)
KIND = re.compile(r"第.+?(编|章|节|条)$")


def cut_by_template(text: str) -> list[tuple[str, int, str, int]]:
    """For each 编, 章, 节 and 条 that is found: its kind, where it begins, its label, and where its parent begins."""
    lines = [(match.start(), match[0]) for match in re.finditer(r"[^\s].*", text)]
    patterns = max((list(map(re.compile, template)) for template in TEMPLATES), key=lambda one: _hits(one, lines))
    open_levels: list[tuple[int, int]] = []  # level and start of the clauses that are open
    found = []
    for start, line in lines:
        for level, pattern in enumerate(patterns):
            match = pattern.match(line)
            if match is None:
                continue
            while open_levels and open_levels[-1][0] >= level:
                open_levels.pop()
            kind = KIND.match(match[0])
            if kind is not None:
                found.append((kind[1], start, match[0], open_levels[-1][1] if open_levels else -1))
            open_levels.append((level, start))
            break
    return found


def _hits(patterns: list[re.Pattern[str]], lines: list[tuple[int, str]]) -> int:
    return sum(any(pattern.match(line) for pattern in patterns) for _, line in lines)
