"""A table of redirects is sent to one process, and what to make of it to another."""

import os
import tempfile
from pathlib import Path
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from redis import Redis
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.utils import get_file_storage

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

IMPORT = "/admin/redirects/import/"
NEW = "https://www.example.org/new/"


@pytest.fixture(params=["files", "redis"])
def shared_cache(request, settings, tmp_path: Path) -> None:
    """Keep what the processes share as production does, without Redis or with it."""
    kept = {"BACKEND": "site_core.cache.FileCache", "LOCATION": tmp_path / "cache"}
    if request.param == "redis":
        server: Redis = request.getfixturevalue("redis")
        where = server.connection_pool.connection_kwargs
        kept = {
            "BACKEND": "site_core.cache.RedisCache",
            "LOCATION": f"redis://{where['host']}:{where['port']}/{where.get('db', 0)}",
            "KEY_PREFIX": f"test-{uuid4()}",
            "TIMEOUT": 60,
        }
    settings.CACHES = {**settings.CACHES, "default": kept}


@pytest.fixture
def another_process(monkeypatch, settings, tmp_path: Path):
    """Return what makes this process another one: no files and no connections of its own yet."""

    def become() -> None:
        own = tmp_path / f"private-{uuid4()}"
        own.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(own))
        settings.CACHES = dict(settings.CACHES)

    become()
    return become


def test_redirects_are_imported_by_two_processes(client, shared_cache, another_process) -> None:
    client.force_login(UserFactory(admin=True))
    table = SimpleUploadedFile("old.csv", f"from,to\n/old/,{NEW}\n/older/,{NEW}\n".encode())

    asked = client.post(IMPORT, {"import_file": table})
    form = BeautifulSoup(asked.content, "html.parser").select_one("form[action$='import/process/']")
    hidden = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    another_process()
    done = client.post(form["action"], {**hidden, "from_index": "0", "to_index": "1"})

    assert done.status_code == 302
    assert set(Redirect.objects.values_list("old_path", "redirect_link")) == {
        ("/old", NEW),
        ("/older", NEW),
    }


def test_the_largest_table_that_is_taken_waits_whole(shared_cache, another_process) -> None:
    table = os.urandom(configured.LARGEST_UPLOAD)
    kept = get_file_storage()()
    kept.save(table)

    another_process()
    found = get_file_storage()(name=kept.name)

    assert found.read() == table
    found.remove()
    assert found.read() is None
