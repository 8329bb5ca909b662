"""What the process itself hands out below /media/, and what it never does."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.factories import ImageFactory

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def uploads(tmp_path: Path, settings) -> Path:
    """An empty folder of uploads, beside a secret."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    (tmp_path / "secret.png").write_bytes(PNG)
    return settings.MEDIA_ROOT


def fetch(client, address: str, **headers: str):
    """Return the response, its content read to the end as a server would."""
    response = client.get(address, headers=headers)
    if response.streaming:
        response.body = b"".join(response.streaming_content)
    return response


def put(uploads: Path, path: str) -> None:
    file = uploads / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(PNG)


@pytest.mark.django_db
def test_a_picture_from_the_library_is_served(client) -> None:
    response = fetch(client, ImageFactory().file.url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert response.body.startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    ("name", "kind"), [("a.png", "png"), ("a.webp", "webp"), ("a.avif", "avif"), ("A.JPG", "jpeg")]
)
def test_every_kind_of_picture_is_served_as_what_it_is(
    name: str, kind: str, uploads: Path, client
) -> None:
    put(uploads, f"images/{name}")
    response = fetch(client, f"/media/images/{name}")
    assert response["Content-Type"] == f"image/{kind}"


def test_a_picture_can_run_nothing_and_is_not_sniffed(uploads: Path, client) -> None:
    put(uploads, "original_images/a.png")
    response = fetch(client, "/media/original_images/a.png")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_picture_is_kept_for_a_day(uploads: Path, client) -> None:
    put(uploads, "images/a.png")
    response = fetch(client, "/media/images/a.png")
    assert response["Cache-Control"] == "public, max-age=86400"


def test_a_picture_that_did_not_change_is_not_sent_again(uploads: Path, client) -> None:
    put(uploads, "images/a.png")
    first = fetch(client, "/media/images/a.png")
    second = fetch(client, "/media/images/a.png", if_modified_since=first["Last-Modified"])
    assert second.status_code == 304


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "images/a.html",
        "images/a.svg",
        "images/a.svgz",
        "images/a.png.html",
        "images/a.xml",
        "images/a",
        "documents/a.pdf",
        "documents/a.png",
        "a.png",
    ],
)
def test_anything_but_a_picture_of_the_library_is_not_found(
    path: str, uploads: Path, client
) -> None:
    put(uploads, path)
    assert fetch(client, f"/media/{path}").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "images/../documents/a.png",
        "images/%2e%2e/documents/a.png",
        "images/..%2fdocuments/a.png",
        "images/../../secret.png",
        "images//../../secret.png",
        "../secret.png",
    ],
)
def test_no_way_leads_out_of_the_folders_of_pictures(path: str, uploads: Path, client) -> None:
    put(uploads, "images/a.png")
    put(uploads, "documents/a.png")
    assert fetch(client, f"/media/{path}").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["images/", "images/none.png"])
def test_what_is_not_there_is_not_found(path: str, uploads: Path, client) -> None:
    put(uploads, "images/a.png")
    assert fetch(client, f"/media/{path}").status_code == 404


def test_documents_are_handed_out_only_by_the_view_that_checks() -> None:
    assert settings.WAGTAILDOCS_SERVE_METHOD == "serve_view"


@pytest.mark.django_db
def test_a_name_too_long_for_any_file_is_not_found(client) -> None:
    assert client.get(f"/media/images/{'a' * 300}.jpg").status_code == 404
