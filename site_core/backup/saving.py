"""Makes a backup: the database as it is at one moment, then the uploads it may refer to."""

import platform
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django
import wagtail
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from . import postgresql, sqlite
from .archive import FORMAT, MEDIA, Progress, write_archive

NAME = "ask-our-experts-{:%Y%m%dT%H%M%SZ}.tar"
NAMES = "ask-our-experts-*Z.tar"
UNFINISHED = ".unfinished-"
FORGOTTEN = 24 * 60 * 60  # seconds after which what a killed backup left is removed


def engine() -> str:
    """Return the kind of database the site has: "postgresql" or "sqlite"."""
    return connection.vendor


def media_folder() -> Path | None:
    """Return where uploads are, or None if they are not on this machine."""
    if isinstance(default_storage, FileSystemStorage):
        return Path(default_storage.location)
    return None


def media_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield each upload's name in the archive and its path; nothing that a link leads to."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield MEDIA + path.relative_to(folder).as_posix(), path


def make_backup(folder: Path, progress: Progress) -> Path:
    """Write a new archive into *folder*, whole or not at all; return its path.

    :raises BackupError: if the database cannot be saved
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _remove_unfinished(folder)
    now = datetime.now(UTC)
    target = folder / NAME.format(now)
    work = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
    try:
        kind = postgresql if engine() == "postgresql" else sqlite
        dump = work / kind.FILE
        tables = kind.save(dump)
        # After the database: a picture too many does no harm, one that is missing does.
        media = media_folder()
        files = [(kind.FILE, dump), *(media_files(media) if media else ())]
        manifest = {**_about(now), "tables": tables, "has_media": media is not None}
        write_archive(work / target.name, files, manifest, progress)
        (work / target.name).replace(target)
    finally:
        shutil.rmtree(work)
    return target


def keep_newest(folder: Path, number: int) -> list[Path]:
    """Delete all backups in *folder* but the newest *number*; return what was deleted."""
    old = sorted(folder.glob(NAMES))[:-number]
    for path in old:
        path.unlink()
    return old


def _about(now: datetime) -> dict:
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "format": FORMAT,
        "created": now.isoformat(timespec="seconds"),
        "engine": engine(),
        "versions": {
            "python": platform.python_version(),
            "django": django.get_version(),
            "wagtail": wagtail.__version__,
            "database": ".".join(map(str, connection.get_database_version())),
        },
        "migrations": sorted(applied),
    }


def _remove_unfinished(folder: Path) -> None:
    for left in folder.glob(f"{UNFINISHED}*"):
        if time.time() - left.stat().st_mtime > FORGOTTEN:
            shutil.rmtree(left, ignore_errors=True)
