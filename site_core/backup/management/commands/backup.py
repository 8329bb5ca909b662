from argparse import ArgumentTypeError
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from site_core.backup.archive import BackupError
from site_core.backup.progress import bytes_done
from site_core.backup.saving import keep_newest, make_backup, media_files, media_folder


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError("expected a whole number from 1")
    return int(text)


class Command(BaseCommand):
    help = (
        "Writes database and uploads into one archive that only its owner may read. The site may "
        "run meanwhile. `restore FILE --check` tries an archive."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "var" / "backups")
        parser.add_argument(
            "--keep", type=_number, metavar="N", help="delete all but the newest N in the folder"
        )

    def handle(self, *, folder: Path, keep: int | None, **options) -> None:
        media = media_folder()
        expected = sum(path.stat().st_size for _, path in media_files(media)) if media else 0
        try:
            with bytes_done("Backup", expected) as progress:
                path = make_backup(folder, progress)
        except (BackupError, OSError) as error:
            raise CommandError(f"There is no new backup. {error}") from error
        self.stdout.write(f"{path} ({path.stat().st_size:,} bytes)")
        if media is None:
            self.stdout.write(
                "The uploads are not in it: they are in the bucket of S3_URL. Let the bucket "
                "keep versions, or copy it."
            )
        if keep:
            for old in keep_newest(folder, keep):
                self.stdout.write(f"Deleted {old}")
