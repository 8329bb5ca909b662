"""A disk is full: editors are told and lose nothing, readers notice nothing."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection

from qa.delivery import purging
from qa.delivery.clock import FileClock
from qa.delivery.shelf import Shelf
from qa.models import QAPage
from site_core import uploads
from site_core.cache import FileCache
from tests.factories import CommentFactory, ImageFactory, QAPageFactory, UserFactory
from tests.reading import Reader

pytestmark = pytest.mark.django_db


class Disk:
    """A disk with little room."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def fill(self) -> None:
        with (self.root / "filler").open("wb", buffering=0) as filler, suppress(OSError):
            while True:
                filler.write(bytes(4096))

    def empty(self) -> None:
        (self.root / "filler").unlink()

    def files(self) -> list[str]:
        found = (path for path in self.root.rglob("*") if path.is_file())
        return sorted(path.name for path in found if path.name != "filler")


@pytest.fixture
def disk(tmp_path) -> Iterator[Disk]:
    tried = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=800k", "tmpfs", tmp_path],
        capture_output=True,
        check=False,
    )
    if tried.returncode:
        pytest.skip("Whoever runs these tests may not mount a small disk.")
    yield Disk(tmp_path)
    subprocess.run(["umount", "--lazy", tmp_path], check=True)


@pytest.fixture
def media(disk, settings) -> Disk:
    settings.MEDIA_ROOT = disk.root
    return disk


@pytest.fixture
def editor(client) -> Client:
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    client.force_login(UserFactory(admin=True))
    return client


def picture() -> SimpleUploadedFile:
    data = BytesIO()
    Picture.frombytes("RGB", (100, 100), os.urandom(30_000)).save(data, "PNG")
    return SimpleUploadedFile("knee.png", data.getvalue(), "image/png")


def article_with_a_picture() -> QAPage:
    shown = {"image": ImageFactory().pk, "alt_text": "A knee"}
    content = [{"type": "image", "value": shown}]
    section = {"heading": "Knees", "anchor": "knees", "content": content}
    return QAPageFactory(body=[{"type": "section", "value": section}])


def upload(editor: Client, file, *, kind: str = "images"):
    address = reverse(f"wagtail{kind}:add_multiple")
    return editor.post(
        address,
        {"title": "Knee", "files[]": file, "collection": Collection.objects.get().pk},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )


def test_picture_is_taken_while_there_is_room(media, editor) -> None:
    assert upload(editor, picture()).json()["success"]


def test_picture_for_which_there_is_no_room_is_refused_with_a_reason(media, editor) -> None:
    media.fill()
    answer = upload(editor, picture()).json()
    assert not answer["success"]
    assert "no room left" in answer["error_message"]
    assert (Image.objects.count(), media.files()) == (0, [])


def test_document_that_cannot_be_replaced_stays(media, editor) -> None:
    old = Document.objects.create(title="Plan", file=ContentFile(b"old", "plan.txt"))
    media.fill()
    new = SimpleUploadedFile("new.txt", bytes(10_000), "text/plain")
    address = reverse("wagtaildocs:edit", args=[old.pk])
    sent = {"title": "Plan", "file": new, "collection": old.collection_id}
    answer = editor.post(address, sent)
    assert "no room left" in answer.content.decode()
    assert Path(Document.objects.get().file.path).read_bytes() == b"old"


@pytest.mark.django_db(transaction=True)
def test_disk_that_is_full_only_while_the_file_is_written_keeps_no_half_of_it(
    media, editor, monkeypatch
) -> None:
    media.fill()
    os.truncate(media.root / "filler", 800_000)
    monkeypatch.setattr(uploads, "has_room", lambda size: True)
    editor.raise_request_exception = False
    answer = upload(editor, picture())
    assert answer.status_code == 507
    assert "There is no room left on our disk" in answer.content.decode()
    assert (Image.objects.count(), media.files()) == (0, [])


def test_readers_of_pages_with_pictures_notice_nothing(media, reader) -> None:
    article = article_with_a_picture()
    before = reader.made_anew(article.url)
    media.fill()
    after = reader.made_anew(article.url)
    assert b"<picture" in before.body
    assert (after.status, after.body) == (200, before.body)


@pytest.mark.django_db(transaction=True)
def test_page_whose_picture_is_yet_to_be_made_says_so_until_there_is_room(media) -> None:
    article = article_with_a_picture()
    reader = Reader(in_transaction=False)
    media.fill()
    full = reader.made_anew(article.url).status
    media.empty()
    assert (full, reader.made_anew(article.url).status) == (507, 200)


@pytest.fixture
def shelf(disk) -> Shelf:
    shelf = Shelf()
    shelf._cache = FileCache(disk.root / "cache", {})
    shelf.clock = FileClock(disk.root / "clock")
    return shelf


def test_pages_are_made_for_each_reader_while_there_is_no_room_for_the_clock(disk, shelf) -> None:
    article, reader = QAPageFactory(), Reader(shelf)
    disk.fill()
    answers = [reader.get(article.url) for _ in range(2)]
    assert [(answer.status, answer.was_made) for answer in answers] == [(200, True)] * 2


def test_change_is_seen_at_once_while_there_is_no_room_for_copies(
    disk, shelf, published, monkeypatch
) -> None:
    article, reader = QAPageFactory(), Reader(shelf)
    monkeypatch.setattr(purging, "shelf", shelf)
    reader.get(article.url)
    disk.fill()
    with published:
        CommentFactory(page=article, text="No room needed.")
    assert b"No room needed." in reader.get(article.url).body
