"""A file for which there is no room is not kept by half."""

import os
from collections.abc import Iterator
from errno import EACCES, EDQUOT, ENOSPC
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from site_core import disk
from site_core.disk import WholeFileStorage


class TooLong(ContentFile):
    """A file whose second half the disk does not take."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"first half"
        raise OSError(ENOSPC, "No space left on device")


@pytest.fixture
def storage(tmp_path: Path) -> WholeFileStorage:
    return WholeFileStorage(tmp_path)


def test_file_is_kept_under_its_name_with_all_that_is_in_it(storage) -> None:
    name = storage.save("images/knee.png", ContentFile(b"a knee"))
    assert name == "images/knee.png"
    assert Path(storage.path(name)).read_bytes() == b"a knee"


def test_file_of_the_same_name_is_left_alone(storage) -> None:
    first = storage.save("knee.png", ContentFile(b"left"))
    second = storage._save("knee.png", ContentFile(b"right"))  # both asked for a free name at once
    contents = [Path(storage.path(name)).read_bytes() for name in (first, second)]
    assert contents == [b"left", b"right"]


def test_nothing_is_left_of_a_file_that_does_not_fit(storage, tmp_path) -> None:
    with pytest.raises(OSError, match="No space left"):
        storage.save("images/knee.png", TooLong(b""))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(("error", "found"), [(ENOSPC, False), (EDQUOT, False), (EACCES, True)])
def test_only_a_full_disk_is_one(settings, tmp_path, monkeypatch, error, found) -> None:
    settings.MEDIA_ROOT = tmp_path

    def fail(*args) -> None:
        raise OSError(error, "")

    monkeypatch.setattr(os, "posix_fallocate", fail)
    assert disk.has_room(10) is found
