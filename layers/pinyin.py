# SPDX-License-Identifier: GPL-3.0-or-later
"""How Chinese names are read, and whether what somebody typed means one of them."""

import csv
import re
from functools import cache, lru_cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
_LETTERS = re.compile("[a-z]+")
_APART = str.maketrans({"ü": "v", "'": "", "’": ""})


@cache
def _tables():
    with (HERE / "pinyin.csv").open(encoding="utf-8", newline="") as lines:
        letters = {one: row["pinyin"] for row in csv.DictReader(lines) for one in row["characters"]}
    words = {}
    with (HERE / "sources" / "pinyin_readings.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if len(row["text"]) == 1:
                letters[row["text"]] = row["pinyin"]
            else:
                words[row["text"]] = tuple(row["pinyin"].split())
    return letters, words


@lru_cache(maxsize=8192)
def syllables(text):
    """Read a Chinese text.

    Parameters
    ----------
    text : str
        What is not Chinese in it is kept where it is a letter or a figure, and parts syllables otherwise.

    Returns
    -------
    tuple of str
        One syllable a character, without tones; ü is v, as it is typed.

    Examples
    --------
    >>> syllables("重庆都市圈")
    ('chong', 'qing', 'du', 'shi', 'quan')
    """
    letters, words = _tables()
    found, place = [], 0
    while place < len(text):
        word = next((w for w in (text[place : place + n] for n in (3, 2)) if w in words), None)
        if word:
            found += words[word]
            place += len(word)
            continue
        one = text[place]
        if one in letters:
            found.append(letters[one])
        elif one.isalnum():
            found.append(one.lower())
        place += 1
    return tuple(found)


def haystack(*texts):
    """Return what `matches` looks at: the texts themselves, and the Chinese ones also as they are read.

    Examples
    --------
    >>> haystack("六安市", "Lu'an", "341500")
    '六安市|lu an shi|luan|341500'
    """
    parts = []
    for text in dict.fromkeys(texts):
        if text:
            parts.append(text.lower().translate(_APART))
            if any("\u4e00" <= one <= "\u9fff" for one in text):
                parts.append(" ".join(syllables(text)))
    return "|".join(parts)


@lru_cache(maxsize=256)
def _pattern(word):
    """A word of letters as it may stand in a haystack: whole syllables, or the beginnings of several."""
    return re.compile(r"(?<![a-z])" + "(?:[a-z]* )?".join(word))


def matches(query, hay):
    """Whether everything in a query is in a haystack.

    Latin letters are looked for from the beginning of a syllable or an English word, and may be whole words,
    initials, or both; anything else anywhere.

    Parameters
    ----------
    query : str
        Chinese, pinyin, initials, English or a code, or several of them with blanks between.
    hay : str
        From `haystack`.

    Examples
    --------
    >>> [matches(text, haystack("南京都市圈")) for text in ("nj", "nanjing", "njdsq", "南京", "njing du", "anjing")]
    [True, True, True, True, True, False]
    """
    wanted = query.lower().translate(_APART)
    words = _LETTERS.findall(wanted)
    rest = _LETTERS.sub(" ", wanted).split()
    return all(one in hay for one in rest) and all(_pattern(word).search(hay) for word in words)


def begins(query, name):
    """Whether a name begins with what was typed, in Chinese, pinyin or initials.

    Examples
    --------
    >>> [begins("wh", name) for name in ("武汉都市圈", "南京都市圈(芜湖市区全域)")]
    [True, False]
    """
    wanted = query.strip().lower().translate(_APART).replace(" ", "")
    if _LETTERS.fullmatch(wanted):
        return _pattern(wanted).match(" ".join(syllables(name))) is not None
    return name.lower().startswith(wanted)
