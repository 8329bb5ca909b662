"""Bytes to lines: the first gate, where files that are no text are refused."""

from __future__ import annotations

import codecs
import re

from .document import Notes, PageFileError

#: The largest file read, in bytes: 10,000 comments are about 5 MB. The bound keeps a
#: wrong file (a database dump, say) from filling the memory.
MAX_BYTES = 64 * 1024 * 1024

_WINDOWS = re.compile("[\x80-\x9f]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def read_lines(data: bytes, notes: Notes) -> list[str]:
    """Return the lines of ``data`` without line ends or trailing blanks.

    A byte-order mark and DOS or old Mac line ends are accepted and noted.

    Raises:
        PageFileError: the file is empty, too large, binary, or not UTF-8.
    """
    if len(data) > MAX_BYTES:
        raise PageFileError(f"the file is larger than {MAX_BYTES:,} bytes", 1)
    text = _normalise_line_ends(_decode(_without_mark(data, notes)), notes)
    if not text.strip():
        raise PageFileError("the file is empty", 1)
    if found := _CONTROL.search(text):
        raise PageFileError(
            f"holds the control character U+{ord(found[0]):04X}: this is a binary file, not a page",
            text.count("\n", 0, found.start()) + 1,
        )
    if found := _WINDOWS.search(text):
        notes.odd(
            text.count("\n", 0, found.start()) + 1,
            f"holds U+{ord(found[0]):04X}: the text went through Windows-1252 once; kept as it is",
        )
    return [line.rstrip() for line in text.split("\n")]


def _without_mark(data: bytes, notes: Notes) -> bytes:
    if data.startswith(codecs.BOM_UTF8):
        notes.odd(1, "the file begins with a byte-order mark; ignored")
        return data[len(codecs.BOM_UTF8) :]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise PageFileError("the file is UTF-16; save it as UTF-8", 1)
    return data


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = len(re.findall(b"\r\n|\r|\n", before)) + 1
        # A NUL never occurs in text: then the advice to re-encode would mislead.
        advice = (
            "this is a binary file, not a page" if b"\x00" in data else "save the file as UTF-8"
        )
        bad = data[error.start]
        raise PageFileError(f"byte 0x{bad:02X} is not UTF-8; {advice}", line) from None


def _normalise_line_ends(text: str, notes: Notes) -> str:
    if "\r" not in text:
        return text
    dos = text.count("\r\n")
    kind = "DOS (CRLF)" if dos else "old Mac (CR)"
    if dos and text.count("\n") + text.count("\r") != 2 * dos:
        kind = "mixed"
    notes.odd(1, f"line ends are {kind}; read as plain ones")
    return text.replace("\r\n", "\n").replace("\r", "\n")
