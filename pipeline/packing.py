"""Gzip and Zstandard: bytes packed as a file's name says, streams unpacked as their first bytes say."""

from __future__ import annotations

import gzip
import io
from typing import BinaryIO, Literal, cast

#: How lines may be packed; the ending of a file's name says how it is.
Packing = Literal["", "gz", "zst"]

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_BLOCK = 1 << 16


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


def unpacked(stream: BinaryIO) -> io.BufferedReader:
    """A stream without its gzip or zstd packing, told by its first bytes; any other as it is.

    Raises:
        OSError, EOFError: on reading, where the packing is damaged.
    """
    file = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream), _BLOCK)
    magic = file.peek(4)[:4]
    if magic[:2] == _GZIP:
        return io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=file)), _BLOCK)
    if magic == _ZSTD:
        import pyarrow as pa

        return io.BufferedReader(cast(io.RawIOBase, pa.CompressedInputStream(file, "zstd")), _BLOCK)
    return file


def is_packed(stream: io.BufferedReader) -> bool:
    """Whether :func:`unpacked` would unpack a stream."""
    magic = stream.peek(4)[:4]
    return magic[:2] == _GZIP or magic == _ZSTD


def bare(name: str) -> str:
    """The name of a file without the ending of its packing."""
    return name.removesuffix(".gz").removesuffix(".zst")
