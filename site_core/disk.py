"""Where uploads are kept, each whole or not at all, on a disk that may be full."""

import os
import posixpath
from errno import EDQUOT, ENOSPC
from pathlib import Path
from tempfile import TemporaryFile
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage

NO_ROOM = frozenset({EDQUOT, ENOSPC})
SPARE = 64 * 1024  # bytes that must be left over, for the small picture that the admin makes


class WholeFileStorage(FileSystemStorage):
    """Django's own leaves the beginning of a file behind where the disk is full half-way."""

    def _save(self, name: str, content: File) -> str:
        part = posixpath.join(posixpath.dirname(name), uuid4().hex)
        try:
            super()._save(part, content)
            kept = super()._save(name, ContentFile(b""))  # a name that nobody else has taken
            Path(self.path(part)).replace(self.path(kept))
        finally:
            Path(self.path(part)).unlink(missing_ok=True)
        return kept


def has_room(size: int) -> bool:
    """Return whether *size* bytes could be kept among the uploads now; a bucket has room."""
    if not isinstance(default_storage, FileSystemStorage):
        return True
    folder = Path(default_storage.location)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder) as file:
            os.posix_fallocate(file.fileno(), 0, size + SPARE)
    except OSError as error:
        return error.errno not in NO_ROOM
    return True
