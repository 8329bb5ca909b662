"""From the site to an archive and back, on the database the tests run on."""

import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from qa.comments.models import Comment
from site_core.backup import postgresql, restoring, saving
from site_core.backup.archive import Archive, BackupError, open_archive
from tests.factories import CommentFactory

PICTURE = b"\x89PNG\r\n\x1a\n"


def nobody(number: int) -> None:
    pass


@pytest.fixture
def uploads(tmp_path: Path, settings) -> Path:
    """A folder of uploads with one picture."""
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "images").mkdir(parents=True)
    (settings.MEDIA_ROOT / "images" / "a.png").write_bytes(PICTURE)
    return settings.MEDIA_ROOT


@pytest.fixture
def backup(transactional_db, uploads: Path, tmp_path: Path) -> Path:
    """A backup of a site with one comment and one picture."""
    CommentFactory(text="It passed after a winter.")
    return saving.make_backup(tmp_path / "backups", nobody)


@contextmanager
def changed_manifest(backup: Path, **changes) -> Iterator[Archive]:
    with open_archive(backup) as archive:
        archive.manifest.update(changes)
        yield archive


def scratch_databases() -> set[str]:
    """Return those of this site's database; other processes of the tests have theirs."""
    with connection.cursor() as cursor:
        own = postgresql.scratch_prefix(connection.settings_dict["NAME"])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [own])
        return {name for (name,) in cursor}


def test_what_was_deleted_since_is_back(backup: Path, uploads: Path) -> None:
    Comment.objects.all().delete()
    (uploads / "images" / "a.png").unlink()
    (uploads / "images" / "newer.png").write_bytes(PICTURE)
    call_command("restore", backup, replace=True)
    assert Comment.objects.get().comment == "It passed after a winter."
    assert [path.name for path in uploads.rglob("*.png")] == ["a.png"]


def test_what_was_kept_of_the_site_before_is_forgotten(backup: Path) -> None:
    caches["renditions"].set("picture", "that is gone")
    call_command("restore", backup, replace=True)
    assert caches["renditions"].get("picture") is None


def test_a_trial_counts_what_was_saved_and_leaves_the_site_alone(
    backup: Path, uploads: Path, capsys
) -> None:
    Comment.objects.all().delete()
    call_command("restore", backup, check=True)
    assert "Can be restored" in capsys.readouterr().out
    assert not Comment.objects.exists()
    assert connection.vendor != "postgresql" or scratch_databases() == set()


def test_a_trial_names_the_table_that_is_not_what_was_saved(backup: Path) -> None:
    with open_archive(backup) as archive:
        archive.manifest["tables"]["auth_group"]["rows"] += 1
        with pytest.raises(BackupError, match="not what was saved:\n  auth_group: "):
            restoring.check(archive, nobody)
    assert connection.vendor != "postgresql" or scratch_databases() == set()


def test_a_database_that_is_in_use_is_not_replaced_without_a_word(backup: Path) -> None:
    Comment.objects.all().delete()
    with pytest.raises(CommandError, match=r"has tables and .* has files\. With --replace"):
        call_command("restore", backup)
    assert not Comment.objects.exists()


def test_a_tampered_archive_changes_nothing(backup: Path, uploads: Path) -> None:
    backup.write_bytes(backup.read_bytes().replace(PICTURE, b"\x89PNG\r\n\x1a\r"))
    Comment.objects.all().delete()
    with pytest.raises(CommandError, match=r"“media/images/a\.png” is not what was saved"):
        call_command("restore", backup, replace=True)
    assert not Comment.objects.exists()


def test_a_backup_of_a_newer_version_is_refused(backup: Path) -> None:
    newer = [["qa", "9999_from_the_future"]]
    with (
        changed_manifest(backup, migrations=newer) as archive,
        pytest.raises(BackupError, match=r"newer version .* qa\.9999_from_the_future"),
    ):
        restoring.restore(archive, nobody, replace=True)


def test_a_database_of_another_kind_is_refused(backup: Path) -> None:
    with (
        changed_manifest(backup, engine="oracle") as archive,
        pytest.raises(BackupError, match="a database of oracle"),
    ):
        restoring.check(archive, nobody)


def test_the_manifest_says_what_made_the_backup(backup: Path) -> None:
    with tarfile.open(backup) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
    assert manifest["engine"] == connection.vendor
    assert manifest["tables"]["auth_group"]["rows"] >= 0
    assert set(manifest["versions"]) == {"python", "django", "wagtail", "database"}
    assert any(app == "qa" for app, _ in manifest["migrations"])


def test_nothing_half_made_stays_in_the_folder(backup: Path) -> None:
    assert list(backup.parent.iterdir()) == [backup]


def test_a_backup_that_fails_leaves_nothing(tmp_path: Path, monkeypatch, db) -> None:
    def full_disk(*arguments) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(saving, "write_archive", full_disk)
    with pytest.raises(CommandError, match=r"There is no new backup\. No space left"):
        call_command("backup", folder=tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_only_the_newest_backups_are_kept(tmp_path: Path) -> None:
    for day in "123":
        (tmp_path / f"ask-our-experts-2026110{day}T000000Z.tar").touch()
    (tmp_path / "holiday.tar").touch()
    saving.keep_newest(tmp_path, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "ask-our-experts-20261102T000000Z.tar",
        "ask-our-experts-20261103T000000Z.tar",
        "holiday.tar",
    ]


def test_what_a_link_among_the_uploads_leads_to_is_not_saved(uploads: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (uploads / "images" / "link.png").symlink_to(tmp_path / "secret")
    assert [name for name, _ in saving.media_files(uploads)] == ["media/images/a.png"]


@override_settings(
    STORAGES={"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}},
)
def test_uploads_in_a_bucket_stay_there_and_the_command_says_so(
    transactional_db, tmp_path: Path, capsys
) -> None:
    call_command("backup", folder=tmp_path)
    assert "The uploads are not in it" in capsys.readouterr().out


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has such programs")
class TestPrograms:
    def test_a_missing_program_is_named_with_its_package(self, db, monkeypatch, tmp_path) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(CommandError, match=r"pg_dump was not found.*postgresql-client"):
            call_command("backup", folder=tmp_path)

    def test_a_program_older_than_the_server_is_refused(self, db, monkeypatch, tmp_path) -> None:
        monkeypatch.setattr(postgresql, "_run", lambda *command: "pg_dump (PostgreSQL) 9.6")
        with pytest.raises(CommandError, match=r"pg_dump is of version 9.*postgresql-client-"):
            call_command("backup", folder=tmp_path)
