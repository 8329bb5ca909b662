"""One backup as a file: a tar with the database, the uploads and, last, what is in it.

``manifest.json`` stands at the end, so that an archive that was cut off has none. It lists every
other file with its size in bytes and its SHA-256.
"""

import hashlib
import json
import os
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

MANIFEST = "manifest.json"
MEDIA = "media/"
FORMAT = 1
PIECE = 1024 * 1024  # bytes read at once

Progress = Callable[[int], None]  # is told how many bytes are done more


class BackupError(Exception):
    """Why there is no backup, or no way back from one; the text says what to do."""


class _Hashed:
    """Reads *file* and hashes what was read."""

    def __init__(self, file: BinaryIO, progress: Progress) -> None:
        self.file, self.progress, self.sha256 = file, progress, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.sha256.update(piece)
        self.progress(len(piece))
        return piece


def write_archive(
    target: Path, files: Iterable[tuple[str, Path]], manifest: dict, progress: Progress
) -> None:
    """Write *files*, each a name in the archive and where it is, and the manifest to *target*.

    Only its owner may read the archive. A file that is gone by now is left out: its picture was
    deleted meanwhile.
    """
    contents: dict[str, dict] = {}
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for name, path in files:
                try:
                    contents[name] = _add(tar, name, path, progress)
                except FileNotFoundError:
                    continue
            _add_text(tar, MANIFEST, json.dumps({**manifest, "files": contents}, indent=1))
        out.flush()
        os.fsync(out.fileno())


def _add(tar: tarfile.TarFile, name: str, path: Path, progress: Progress) -> dict:
    with path.open("rb") as file:
        member = tarfile.TarInfo(name)
        status = os.fstat(file.fileno())
        member.size, member.mtime, member.mode = status.st_size, int(status.st_mtime), 0o600
        reading = _Hashed(file, progress)
        tar.addfile(member, reading)
    return {"size": member.size, "sha256": reading.sha256.hexdigest()}


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode()
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(data), 0o600
    tar.addfile(member, BytesIO(data))


class Archive:
    """An archive that is open for reading; its names are safe and are those of its manifest."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._members = _safe_members(tar)
        self.manifest = self._read_manifest()
        self.files: dict[str, dict] = self.manifest["files"]
        if set(self._members) - {MANIFEST} != set(self.files):
            raise BackupError("The archive does not hold the files its manifest lists.")

    def _read_manifest(self) -> dict:
        member = self._members.get(MANIFEST)
        text = self._tar.extractfile(member).read() if member else b""
        try:
            manifest = json.loads(text)
            if manifest["format"] == FORMAT and isinstance(manifest["files"], dict):
                return manifest
        except (ValueError, KeyError, TypeError):
            pass
        raise BackupError("This is no complete backup: it has no manifest that can be read.")

    @property
    def database(self) -> str:
        """The name of the database's file."""
        return next(name for name in self.files if not name.startswith(MEDIA))

    @property
    def media(self) -> list[str]:
        """The names of the uploads, each beginning with ``media/``."""
        return [name for name in self.files if name.startswith(MEDIA)]

    def size(self) -> int:
        """Return how many bytes :meth:`verify` will read."""
        return sum(member.size for member in self._members.values())

    def verify(self, progress: Progress) -> None:
        """Read everything; raise BackupError if any file is not what the manifest says."""
        for name in self.files:
            for _piece in self._pieces(name, progress):
                pass

    def extract(self, name: str, target: Path, progress: Progress) -> None:
        """Write the file *name* to *target*, at once or, if it is damaged, not at all."""
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part"[-255:])
        try:
            with part.open("wb") as out:
                for piece in self._pieces(name, progress):
                    out.write(piece)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)

    def _pieces(self, name: str, progress: Progress) -> Iterator[bytes]:
        reading = _Hashed(self._tar.extractfile(self._members[name]), progress)
        try:
            while piece := reading.read(PIECE):
                yield piece
        except (OSError, tarfile.TarError) as error:
            raise BackupError(f"The archive is damaged: “{name}” cannot be read.") from error
        if reading.sha256.hexdigest() != self.files[name]["sha256"]:
            raise BackupError(f"The archive is damaged: “{name}” is not what was saved.")


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open *path* for reading; raise BackupError if it is no backup or not a safe one."""
    try:
        tar = tarfile.open(path, mode="r:")  # noqa: SIM115 - closed below
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {path}.") from error
    except (OSError, tarfile.TarError) as error:
        raise BackupError(f"{path} cannot be read as a backup: {error}") from error
    with tar:
        try:
            archive = Archive(tar)
        except tarfile.TarError as error:
            raise BackupError(f"{path} is damaged or cut off: {error}") from error
        yield archive


def _safe_members(tar: tarfile.TarFile) -> dict[str, tarfile.TarInfo]:
    """Return the members by name; raise BackupError for what could land outside its folder."""
    members: dict[str, tarfile.TarInfo] = {}
    for member in tar:
        path = PurePosixPath(member.name)
        plain = path.as_posix() == member.name and not path.is_absolute()
        if not plain or ".." in path.parts or "\0" in member.name or not member.isreg():
            raise BackupError(f"The archive is refused: it holds “{member.name}”.")
        if member.name in members:
            raise BackupError(f"The archive is refused: it holds “{member.name}” twice.")
        members[member.name] = member
    return members
