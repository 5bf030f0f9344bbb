# SPDX-License-Identifier: GPL-3.0-or-later
"""Which encoding the texts of a shapefile are in, from its bytes; needs the standard library only.

A ``.cpg`` file or the language driver in the header often says something else than what is in the file, or nothing.
Chinese texts in GBK are hardly ever valid UTF-8, so the bytes decide.
"""

from pathlib import Path

_HEADER, _FIELD = 32, 32
_LANGUAGE_DRIVER = 29
_DRIVERS = {0x4D: "GBK", 0x78: "Big5", 0x4F: "Big5", 0x7A: "GBK"}
_LATIN = ("8859", "1252", "LATIN", "ANSI", "ASCII")
_RECORDS = 4000


def encoding_of(path):
    """Say in which encoding a shapefile's attribute table is written.

    Parameters
    ----------
    path : str or pathlib.Path
        The ``.shp`` or ``.dbf`` file.

    Returns
    -------
    str or None
        ``UTF-8``, ``GB18030`` (which includes GBK and GB2312) or what the ``.cpg`` names; None where the table has
        no text beyond ASCII, cannot be read, or fits none of them.
    """
    table = _sibling(Path(path), ".dbf")
    if table is None:
        return None
    try:
        with table.open("rb") as stream:
            driver, texts = _texts(stream)
    except (OSError, IndexError):
        return None
    texts = [text for text in texts if not text.isascii()]
    if not texts:
        return None
    if _fits(texts, "utf-8"):
        return "UTF-8"
    declared = _declared(Path(path), driver)
    if declared and not any(latin in declared.upper() for latin in _LATIN) and _fits(texts, declared):
        return declared
    return "GB18030" if _fits(texts, "gb18030") else None


def _texts(stream):
    """(language driver, names of fields and values of text fields as bytes) of a table."""
    head = stream.read(_HEADER)
    driver = head[_LANGUAGE_DRIVER]
    records = int.from_bytes(head[4:8], "little")
    begin, length = int.from_bytes(head[8:10], "little"), int.from_bytes(head[10:12], "little")
    texts, columns, place = [], [], 1
    for _ in range((begin - _HEADER - 1) // _FIELD):
        field = stream.read(_FIELD)
        if field[:1] == b"\r":
            break
        texts.append(field[:11].split(b"\0")[0])
        width = field[16]
        if field[11:12] == b"C":
            width += field[17] << 8  # long texts, as dBASE extensions write them
            columns.append(slice(place, place + width))
        place += width
    step = max(1, records // _RECORDS)
    for number in range(0, records, step):
        stream.seek(begin + number * length)
        record = stream.read(length)
        texts += [record[column].rstrip(b" \0") for column in columns]
    return driver, texts


def _fits(texts, encoding):
    """Whether every text is written so; a character cut off at the end of its field is forgiven."""
    return all(_decodes(text, encoding) for text in texts)


def _decodes(text, encoding):
    for cut in range(min(4, len(text))):
        try:
            text[: len(text) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        except LookupError:
            return False
        return True
    return False


def _declared(path, driver):
    """What the ``.cpg`` file or the language driver says, as Python names it; None where neither speaks."""
    cpg = _sibling(path, ".cpg")
    text = cpg.read_text(encoding="latin-1").strip() if cpg else ""
    if not text:
        return _DRIVERS.get(driver)
    return f"cp{text}" if text.isdigit() else text


def _sibling(path, suffix):
    found = (path.with_suffix(s) for s in (suffix, suffix.upper()))
    return next((file for file in found if file.is_file()), None)
