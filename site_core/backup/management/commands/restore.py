from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from site_core.backup import restoring
from site_core.backup.archive import Archive, BackupError, open_archive
from site_core.backup.progress import bytes_done


class Command(BaseCommand):
    help = (
        "Puts database and uploads back from an archive that `backup` made. With --check it only "
        "tries: into a scratch database, which is dropped again."
    )
    # They may ask a database that is not there yet.
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--check", action="store_true", help="try it; change nothing")
        how.add_argument(
            "--replace", action="store_true", help="even if there are data, which are then gone"
        )

    def handle(self, *, file: Path, check: bool, replace: bool, **options) -> None:
        try:
            with open_archive(file) as archive, bytes_done("Read", 2 * archive.size()) as progress:
                if check:
                    restoring.check(archive, progress)
                else:
                    restoring.restore(archive, progress, replace=replace)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self._report(archive, "Can be restored" if check else "Restored")
        if not check:
            self.stdout.write(
                "If it is of an older version, `manage.py prepare` brings the database up to date; "
                "`make run` does so by itself."
            )

    def _report(self, archive: Archive, what: str) -> None:
        manifest = archive.manifest
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(
            f"{what}: the backup of {manifest['created']}, {len(manifest['tables'])} tables with "
            f"{rows:,} rows and {len(archive.media):,} uploads, all as they were saved."
        )
        if not manifest["has_media"]:
            self.stdout.write("The uploads are not in it: they were in a bucket.")
