"""A section of answers to import into, and a way to put sample files there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from wagtail.models import Site

from tests.qa.legacy_import.samples import TALK, Sample


@pytest.fixture
def section(db):
    """Return the section of answers at /old-answers/."""
    from qa.models import QAIndexPage

    home = Site.objects.get(is_default_site=True).root_page
    return home.add_child(instance=QAIndexPage(title="Old answers", slug="old-answers"))


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a sample, or bytes, and gives the file's path."""

    def write_file(sample: Sample | bytes = TALK, name: str = "teapots.txt") -> Path:
        path = tmp_path / name
        path.write_bytes(sample if isinstance(sample, bytes) else sample.data())
        return path

    return write_file


@pytest.fixture
def bring(section, write) -> Callable[..., object]:
    """Return a function that imports a sample and gives the report."""
    from qa.legacy_import.importer import ImportOptions, import_file

    def bring_file(sample: Sample | bytes = TALK, name: str = "teapots.txt", **options):
        how = ImportOptions(**options)
        return import_file(path=write(sample, name), parent=section, options=how)

    return bring_file
