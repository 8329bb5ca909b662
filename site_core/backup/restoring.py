"""The way back from a backup: a trial in a scratch database, and the real one."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.cache import caches
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from . import postgresql, sqlite
from .archive import MEDIA, Archive, BackupError, Progress
from .saving import engine, media_files, media_folder


def check(archive: Archive, progress: Progress) -> None:
    """Restore into a scratch database that is dropped again; leave the site's data alone.

    :raises BackupError: if a file, or any table, is not what was saved
    """
    archive.verify(progress)
    with _database_of(archive, progress) as dump, _kind(archive).scratch(dump) as tables:
        _refuse_differences(archive, tables)


def restore(archive: Archive, progress: Progress, *, replace: bool) -> None:
    """Put database and uploads back, and empty the caches.

    Nothing is touched before the whole archive was read.


    :param replace: even if there is something already, which is then gone
    :raises BackupError: if the archive is damaged or newer than the site, or there is something
    """
    _refuse_newer(archive)
    if not replace:
        _refuse_what_is_there()
    archive.verify(progress)
    with _database_of(archive, progress) as dump:
        _refuse_differences(archive, _kind(archive).restore(dump))
    folder = media_folder()
    if folder and archive.manifest["has_media"]:
        _restore_media(archive, folder, progress)
    # What is kept of the pages and pictures of before would be found again.
    for cache in caches.all():
        cache.clear()


def _kind(archive: Archive):
    """Return the module for the archive's kind of database, which must be the site's."""
    saved = archive.manifest.get("engine")
    if saved != engine():
        raise BackupError(
            f"The archive holds a database of {saved}, the site's is of {engine()}. Set "
            "DATABASE_URL to one of that kind."
        )
    return postgresql if saved == "postgresql" else sqlite


@contextmanager
def _database_of(archive: Archive, progress: Progress) -> Iterator[Path]:
    kind = _kind(archive)
    if archive.database != kind.FILE:
        raise BackupError(f"The archive does not hold the file {kind.FILE}.")
    with tempfile.TemporaryDirectory(prefix="restore-") as folder:
        dump = Path(folder) / kind.FILE
        archive.extract(kind.FILE, dump, progress)
        yield dump


def _refuse_differences(archive: Archive, tables: dict[str, dict]) -> None:
    saved = archive.manifest["tables"]
    different = [
        f"  {name}: saved {saved.get(name, 'nothing')}, restored {tables.get(name, 'nothing')}"
        for name in sorted(saved.keys() | tables.keys())
        if saved.get(name) != tables.get(name)
    ]
    if different:
        raise BackupError("\n".join(["These tables are not what was saved:", *different]))


def _refuse_newer(archive: Archive) -> None:
    known = MigrationLoader(None).disk_migrations
    unknown = [
        f"{app}.{name}" for app, name in archive.manifest["migrations"] if (app, name) not in known
    ]
    if unknown:
        raise BackupError(
            "The backup is of a newer version of the site, which had these migrations: "
            f"{', '.join(unknown)}. Install that version first."
        )


def _refuse_what_is_there() -> None:
    there = []
    if connection.introspection.table_names():
        there.append(f"the database {connection.settings_dict['NAME']} has tables")
    folder = media_folder()
    if folder and next(media_files(folder), None):
        there.append(f"{folder} has files")
    if there:
        raise BackupError(
            f"Nothing was restored: {' and '.join(there)}. With --replace all of it is replaced "
            "by the backup; make one of what is there first."
        )


def _restore_media(archive: Archive, folder: Path, progress: Progress) -> None:
    for name in archive.media:
        archive.extract(name, folder / name.removeprefix(MEDIA), progress)
    for name, path in list(media_files(folder)):
        if name not in archive.files:
            path.unlink()
