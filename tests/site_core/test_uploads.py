"""What editors may upload, and what they are told where they may not."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.documents.forms import get_document_form
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

HTML = b"<html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
ODT = b"application/vnd.oasis.opendocument.text"


def archive(**members: bytes) -> bytes:
    """Return a ZIP file; "__" in a name stands for "/", and "_" for "."."""
    made = BytesIO()
    with ZipFile(made, "w") as written:
        for name, content in members.items():
            written.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    made = BytesIO()
    Picture.new("1" if kind == "PNG" else "RGB", (width, height)).save(made, kind)
    return made.getvalue()


def errors(kind: str, name: str, content: bytes) -> str:
    """Return what is said of the file, "" where it is taken."""
    model, form_of = {
        "document": (get_document_model(), get_document_form),
        "image": (get_image_model(), get_image_form),
    }[kind]
    given = {"title": "T", "collection": Collection.get_first_root_node().pk}
    files = {"file": SimpleUploadedFile(name, content)}
    form = form_of(model)(given, files, user=UserFactory(admin=True))
    return " ".join(form.errors.get("file", []))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7 and more"),
        ("A.PDF", b"%PDF-1.4"),
        ("a.txt", "Grüße".encode()),
        ("a.csv", "a;b\nä;1".encode("cp1252")),
        ("a.docx", archive(word__document_xml=b"<w/>")),
        ("a.xlsx", archive(xl__workbook_xml=b"<x/>")),
        ("a.pptx", archive(ppt__presentation_xml=b"<p/>")),
        ("a.odt", archive(mimetype=ODT)),
    ],
)
def test_documents_that_are_what_their_names_say_are_taken(name: str, content: bytes) -> None:
    assert errors("document", name, content) == ""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", HTML),
        ("a.pdf", b""),
        ("a.txt", b"MZ\x90\0"),
        ("a.csv", b"\0"),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.docx", archive(xl__workbook_xml=b"")),
        ("a.xlsx", archive(xl__workbook_xml=b"", xl__vbaProject_bin=b"")),
        ("a.odt", archive(mimetype=ODT + b"-template")),
        ("a.odt", archive(content_xml=b"")),
    ],
)
def test_others_are_refused_and_the_editor_is_told_why(name: str, content: bytes) -> None:
    told = errors("document", name, content)
    assert "not that of" in told or "empty" in told


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.exe", "a.docm", "a.pdf.js", "a"])
def test_other_kinds_of_documents_are_not_taken(name: str) -> None:
    assert "File extension" in errors("document", name, b"%PDF-1.7")


@pytest.mark.parametrize(("name", "content"), [("a.svg", SVG), ("a.png", SVG), ("a.png", HTML)])
def test_a_drawing_with_a_script_is_no_picture(name: str, content: bytes) -> None:
    assert errors("image", name, content)


def test_a_picture_is_of_the_kind_that_its_name_says() -> None:
    assert "does not match" in errors("image", "a.png", picture(9, 9, "JPEG"))


def test_a_picture_that_would_fill_the_memory_is_refused() -> None:
    bomb = picture(8000, 8000)
    assert len(bomb) < 100_000
    assert "too many pixels" in errors("image", "a.png", bomb)


def test_pictures_and_documents_beyond_ten_megabytes_are_refused() -> None:
    large = 10 * 1024 * 1024 + 1
    assert "too big" in errors("document", "a.pdf", b"%PDF-".ljust(large))
    assert "too big" in errors("image", "a.png", picture(9, 9).ljust(large))
