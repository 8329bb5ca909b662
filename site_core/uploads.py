"""Wagtail's forms for documents and pictures: what is refused, and why, before it is kept.

Documents are what their names say; Wagtail checks that of pictures itself. For both there must be
room: otherwise the file that a document replaces would be gone when its successor fails.
"""

from collections.abc import Callable
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from .disk import has_room

MACROS = "vbaproject.bin"  # in no file without an "m" at the end of its extension
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.text"


def _is_pdf(file: BinaryIO) -> bool:
    return file.read(5) == b"%PDF-"


def _is_text(file: BinaryIO) -> bool:
    return all(b"\0" not in chunk for chunk in iter(lambda: file.read(64 * 1024), b""))


def _holds(part: str) -> Callable[[BinaryIO], bool]:
    """Return a check for an Office Open XML file (ECMA-376) whose main part is *part*."""

    def check(file: BinaryIO) -> bool:
        with ZipFile(file) as archive:
            names = archive.namelist()
        return part in names and not any(name.lower().endswith(MACROS) for name in names)

    return check


def _is_open_document(file: BinaryIO) -> bool:
    with ZipFile(file) as archive, archive.open("mimetype") as kind:
        return kind.read(len(OPEN_DOCUMENT) + 1) == OPEN_DOCUMENT


CHECKS = {
    "csv": _is_text,
    "docx": _holds("word/document.xml"),
    "odt": _is_open_document,
    "pdf": _is_pdf,
    "pptx": _holds("ppt/presentation.xml"),
    "txt": _is_text,
    "xlsx": _holds("xl/workbook.xml"),
}


def is_what_it_says(file: UploadedFile) -> bool:
    """Whether the content of *file* is of the kind that its extension names; False for others."""
    check = CHECKS.get(file.name.rpartition(".")[2].lower())
    file.seek(0)
    try:
        return check is not None and check(file)
    except (BadZipFile, KeyError, NotImplementedError, RuntimeError):  # broken, odd or encrypted
        return False
    finally:
        file.seek(0)


class _NeedsRoom:
    def clean_file(self):
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile) and not has_room(file.size):
            raise ValidationError(
                _(
                    "The server has no room left for this file. Nothing was saved. Please tell "
                    "whoever looks after the site."
                )
            )
        return file


class ImageForm(_NeedsRoom, BaseImageForm):
    """Every form of the admin that takes a picture."""


class DocumentForm(_NeedsRoom, BaseDocumentForm):
    """Every form of the admin that takes a document."""

    def clean_file(self):
        file = super().clean_file()
        if isinstance(file, UploadedFile) and not is_what_it_says(file):
            extension = file.name.rpartition(".")[2].lower()
            message = _("The content of this file is not that of a .%(extension)s document.")
            raise ValidationError(message, params={"extension": extension})
        return file
