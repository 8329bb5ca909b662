"""The HTML that readers get is valid, as the Nu checker (validator.github.io) sees it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tests.browser.test_reading import ADDRESSES, article  # noqa: F401 - a fixture
from tests.qa.search.searching import build_index

CHECKER = Path(os.environ.get("VNU_JAR", settings.BASE_DIR / "var" / "vnu.jar"))
BESIDE = {
    "form": "comment/",
    "same question": "same-question/",
    "helpful": "helpful/",
    "oldest first": "comments/oldest/",
}
# An article without a heading is a comment that was taken back, a section without one the question.
NOT_A_FAULT = "lacks heading"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not CHECKER.exists() or not shutil.which("java"),
        reason="needs Java and the checker: make var/vnu.jar, or VNU_JAR",
    ),
]


def test_every_page_is_valid(client, article, tmp_path: Path) -> None:  # noqa: F811
    build_index()
    addresses = {kind: address(article) for kind, address in ADDRESSES.items()}
    addresses |= {kind: article.url + path for kind, path in BESIDE.items()}
    for kind, address in addresses.items():
        (tmp_path / f"{kind}.html").write_bytes(client.get(address).content)
    command = [shutil.which("java"), "-jar", CHECKER, "--format", "gnu", *tmp_path.glob("*.html")]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    found = [line for line in checked.stderr.splitlines() if NOT_A_FAULT not in line]
    assert found == []
    assert NOT_A_FAULT in checked.stderr  # it ran, and looked at the article
