"""Characters as Terraform counts them: grapheme clusters of text in normal form C."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ZERO_WIDTH_JOINER = "\u200d"
_PICTOGRAPHS = (
    (0x00A9, 0x00A9),
    (0x00AE, 0x00AE),
    (0x203C, 0x203C),
    (0x2049, 0x2049),
    (0x2122, 0x2122),
    (0x2139, 0x2139),
    (0x2194, 0x21AA),
    (0x231A, 0x23FF),
    (0x24C2, 0x24C2),
    (0x25AA, 0x25FE),
    (0x2600, 0x27BF),
    (0x2934, 0x2935),
    (0x2B05, 0x2B55),
    (0x3030, 0x303D),
    (0x3297, 0x3299),
    (0x1F000, 0x1F1E5),
    (0x1F200, 0x1F3FA),
    (0x1F400, 0x1FAFF),
)
"""The code points that a zero width joiner joins to one picture (Extended_Pictographic, in round blocks)."""


def normalized(text: str) -> str:
    """The text in normal form C, as all strings of the language are."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def clusters(text: str) -> list[str]:
    """The grapheme clusters of a text, in order."""
    if text.isascii() and "\r\n" not in text:
        return list(text)
    if not text:
        return []
    found: list[str] = []
    start = 0
    pictured, regionals = _is_pictograph(text[0]), int(_is_regional(text[0]))
    for index in range(1, len(text)):
        before, after = text[index - 1], text[index]
        joined = before == _ZERO_WIDTH_JOINER and pictured
        if _breaks(before, after, after_picture=joined, odd_regionals=regionals % 2 == 1):
            found.append(text[start:index])
            start, regionals = index, 0
        regionals = regionals + 1 if _is_regional(after) else 0
        pictured = _is_pictograph(after) or (pictured and _extends(after))
    return [*found, text[start:]]


def length(text: str) -> int:
    """The number of grapheme clusters."""
    return len(text) if text.isascii() and "\r\n" not in text else len(clusters(text))


def _breaks(before: str, after: str, *, after_picture: bool, odd_regionals: bool) -> bool:
    """Whether a cluster ends between two characters (the rules of Unicode Annex 29, in its order).

    A joiner after a picture takes the next picture in; letters for regions make flags in pairs.
    """
    if before == "\r" and after == "\n":
        return False
    if _is_control(before) or _is_control(after):
        return True
    if _joins_hangul(ord(before), ord(after)) or _extends(after) or unicodedata.category(after) == "Mc":
        return False
    if after_picture and _is_pictograph(after):
        return False
    return not (odd_regionals and _is_regional(after))


@lru_cache(maxsize=4096)
def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Zl", "Zp") or (
        unicodedata.category(char) == "Cf" and not _extends(char) and char not in "\u0600\u0601\u0602\u0603\u0604\u0605"
    )


@lru_cache(maxsize=4096)
def _extends(char: str) -> bool:
    code = ord(char)
    return (
        unicodedata.category(char) in ("Mn", "Me")
        or char in (_ZERO_WIDTH_JOINER, "\u200c")
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
        or code in (0xFF9E, 0xFF9F)
    )


def _is_regional(char: str) -> bool:
    return 0x1F1E6 <= ord(char) <= 0x1F1FF


@lru_cache(maxsize=4096)
def _is_pictograph(char: str) -> bool:
    code = ord(char)
    return any(first <= code <= last for first, last in _PICTOGRAPHS)


def _joins_hangul(before: int, after: int) -> bool:
    """Whether two parts of a Korean syllable stay together."""
    leading = 0x1100 <= before <= 0x115F
    syllable = 0xAC00 <= before <= 0xD7A3
    if leading:
        return 0x1100 <= after <= 0x11A7 or 0xAC00 <= after <= 0xD7A3
    open_syllable = syllable and (before - 0xAC00) % 28 == 0
    if 0x1160 <= before <= 0x11A7 or open_syllable:
        return 0x1160 <= after <= 0x11FF
    return (0x11A8 <= before <= 0x11FF or syllable) and 0x11A8 <= after <= 0x11FF
