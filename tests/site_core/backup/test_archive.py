"""The file a backup is: what is in it, and what of a strange one is refused."""

import io
import json
import stat
import tarfile
from pathlib import Path

import pytest

from site_core.backup.archive import FORMAT, BackupError, open_archive, write_archive


def nobody(number: int) -> None:
    pass


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of a database of nine bytes and one picture."""
    (tmp_path / "dump").write_bytes(b"the words")
    (tmp_path / "picture").write_bytes(b"\x89PNG")
    files = [("database.dump", tmp_path / "dump"), ("media/a/b.png", tmp_path / "picture")]
    write_archive(tmp_path / "backup.tar", files, {"format": FORMAT}, nobody)
    return tmp_path / "backup.tar"


def rewritten(archive: Path, *, change) -> Path:
    """Return a copy of the archive, each member as *change* returns it: (TarInfo, bytes) pairs."""
    copy = archive.with_name("changed.tar")
    with tarfile.open(archive) as old, tarfile.open(copy, "w") as new:
        members = [(member, old.extractfile(member).read()) for member in old]
        for member, data in change(members):
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    return copy


def refusal(path: Path) -> str:
    with pytest.raises(BackupError) as refused, open_archive(path) as opened:
        opened.verify(nobody)
    return str(refused.value)


def test_an_archive_can_be_read_by_its_owner_only(archive: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600


def test_what_was_written_is_verified(archive: Path) -> None:
    seen = []
    with open_archive(archive) as opened:
        opened.verify(seen.append)
    assert sum(seen) == len(b"the words") + len(b"\x89PNG")


def test_a_file_is_extracted_as_it_was(archive: Path, tmp_path: Path) -> None:
    with open_archive(archive) as opened:
        opened.extract("media/a/b.png", tmp_path / "out" / "b.png", nobody)
    assert (tmp_path / "out" / "b.png").read_bytes() == b"\x89PNG"


def test_a_picture_deleted_meanwhile_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "dump").touch()
    files = [("database.dump", tmp_path / "dump"), ("media/gone.png", tmp_path / "gone.png")]
    write_archive(tmp_path / "backup.tar", files, {"format": FORMAT}, nobody)
    with open_archive(tmp_path / "backup.tar") as opened:
        assert list(opened.files) == ["database.dump"]


def test_one_changed_byte_is_noticed(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes().replace(b"the words", b"the worms"))
    assert "“database.dump” is not what was saved" in refusal(archive)


def test_a_damaged_file_is_not_left_behind(archive: Path, tmp_path: Path) -> None:
    archive.write_bytes(archive.read_bytes().replace(b"the words", b"the worms"))
    with open_archive(archive) as opened, pytest.raises(BackupError):
        opened.extract("database.dump", tmp_path / "out" / "dump", nobody)
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("kept", [0, 700, 1500, 2600])
def test_an_archive_that_was_cut_off_is_refused(kept: int, archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:kept])
    assert refusal(archive)


@pytest.mark.parametrize(
    "name", ["../outside.png", "media/../../outside.png", "/etc/outside.png", "media//a.png"]
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, archive: Path) -> None:
    def renamed(members):
        for member, data in members:
            if member.name == "media/a/b.png":
                member.name = name
            yield member, data

    assert f"it holds “{name}”" in refusal(rewritten(archive, change=renamed))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE])
def test_what_is_no_plain_file_is_refused(kind: bytes, archive: Path) -> None:
    def linked(members):
        for member, data in members:
            if member.name == "media/a/b.png":
                member.type, member.linkname = kind, "/etc/passwd"
                yield member, b""
            else:
                yield member, data

    assert "it holds “media/a/b.png”" in refusal(rewritten(archive, change=linked))


def test_a_file_the_manifest_does_not_list_is_refused(archive: Path) -> None:
    def more(members):
        return [(tarfile.TarInfo("media/more.png"), b"more"), *members]

    assert "does not hold the files its manifest lists" in refusal(rewritten(archive, change=more))


def test_a_file_that_is_there_twice_is_refused(archive: Path) -> None:
    def twice(members):
        return [members[0], *members]

    assert "“database.dump” twice" in refusal(rewritten(archive, change=twice))


@pytest.mark.parametrize(
    "manifest", [b"", b"[]", b"{}", json.dumps({"format": 99, "files": {}}).encode()]
)
def test_a_manifest_that_makes_no_sense_is_refused(manifest: bytes, archive: Path) -> None:
    def replaced(members):
        return [*members[:-1], (members[-1][0], manifest)]

    assert "no manifest that can be read" in refusal(rewritten(archive, change=replaced))
