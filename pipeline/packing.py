"""Gzip and Zstandard: bytes packed as a file's name says, streams unpacked as their first bytes say."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import Any, BinaryIO, Literal, cast

#: How lines may be packed; the ending of a file's name says how it is.
Packing = Literal["", "gz", "zst"]

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_BLOCK = 1 << 16

#: What reading raises where the packing is damaged.
DAMAGED = (OSError, EOFError, zlib.error)

#: Texts become a tenth when they are packed, repetitive records a fiftieth. What unpacks to much more than that was
#: made to fill memory and disks; below so many bytes that does no harm.
_MOST_TIMES, _HARMLESS = 250, 64 << 20


class BombError(OSError):
    """A stream that unpacks to far more than any text would."""


class _Counted(io.RawIOBase):
    """A stream that counts the bytes read of it; of one that was unpacked, no more than is plausible."""

    def __init__(self, stream: Any, packed: _Counted | None = None) -> None:
        self._stream, self._packed = stream, packed
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        if self._packed and self.count > max(_HARMLESS, _MOST_TIMES * self._packed.count):
            raise BombError(
                f"it unpacks to more than {_MOST_TIMES} times its size, as no text does: unpack it yourself and see"
            )
        return len(data)


def packed(data: bytes, name: str) -> bytes:
    """Bytes as the ending of a file's name wants them; the same ones whenever and wherever they are packed.

    Packed pieces can be put one behind the other: both formats take that for one stream.
    """
    if name.endswith(".gz"):
        return gzip.compress(data, compresslevel=5, mtime=0)
    if name.endswith(".zst"):
        import pyarrow as pa

        return cast(bytes, pa.Codec("zstd", compression_level=3).compress(data, asbytes=True)) if data else b""
    return data


def unpacked(stream: BinaryIO, *, trusted: bool = True) -> io.BufferedReader:
    """A stream without its gzip or zstd packing, told by its first bytes; any other as it is.

    Args:
        stream: to unpack.
        trusted: it is of our own making, and may be as repetitive as it likes.

    Raises:
        BombError: on reading, where it unpacks to far more than any text would.
        OSError, EOFError, zlib.error: on reading, where the packing is damaged (``DAMAGED``).
    """
    file = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream), _BLOCK)
    magic = file.peek(4)[:4]
    if magic[:2] == _GZIP:
        counted = _Counted(file)
        unzipped = gzip.GzipFile(fileobj=cast(BinaryIO, counted))
        return io.BufferedReader(_Counted(unzipped, None if trusted else counted), _BLOCK)
    if magic == _ZSTD:
        import pyarrow as pa

        counted = _Counted(file)
        plain = pa.CompressedInputStream(counted, "zstd")
        return io.BufferedReader(_Counted(plain, None if trusted else counted), _BLOCK)
    return file


def is_packed(stream: io.BufferedReader) -> bool:
    """Whether :func:`unpacked` would unpack a stream."""
    magic = stream.peek(4)[:4]
    return magic[:2] == _GZIP or magic == _ZSTD


def bare(name: str) -> str:
    """The name of a file without the ending of its packing."""
    return name.removesuffix(".gz").removesuffix(".zst")
