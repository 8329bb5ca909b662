"""What only HTTPS can carry follows from the address of the site."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ONLY_WITH_HTTPS = [
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_PROXY_SSL_HEADER",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
]
ALWAYS = ["ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "WAGTAILADMIN_BASE_URL", "DEBUG"]
PRINT = (
    "import json; from site_core.settings import base;"
    f"print(json.dumps({{name: getattr(base, name) for name in {ONLY_WITH_HTTPS + ALWAYS}}}))"
)


def settings_of(address: str, folder: Path) -> dict:
    """Return the production settings of a site at *address*.

    They are copied to *folder*, away from the ``var/local.env`` this machine may have.
    """
    shutil.copytree(settings.BASE_DIR / "site_core", folder / "site_core")
    printed = subprocess.run(
        [sys.executable, "-c", PRINT],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "SECRET_KEY": "k" * 50, "SITE_URL": address},
        capture_output=True,
        check=True,
    )
    return json.loads(printed.stdout)


@pytest.fixture(scope="module")
def https(tmp_path_factory) -> dict:
    return settings_of("https://www.example.org/", tmp_path_factory.mktemp("https"))


@pytest.fixture(scope="module")
def http(tmp_path_factory) -> dict:
    return settings_of("http://www.example.org:8001", tmp_path_factory.mktemp("http"))


@pytest.mark.parametrize("name", ONLY_WITH_HTTPS)
def test_an_https_address_turns_it_on(name: str, https: dict) -> None:
    assert https[name]


@pytest.mark.parametrize("name", ONLY_WITH_HTTPS)
def test_an_http_address_leaves_it_off(name: str, http: dict) -> None:
    assert not http[name]


def test_browsers_remember_https_for_a_year(https: dict) -> None:
    assert https["SECURE_HSTS_SECONDS"] == 31_536_000


def test_the_host_of_the_address_is_allowed_and_not_every_host(https: dict) -> None:
    assert "www.example.org" in https["ALLOWED_HOSTS"]
    assert "*" not in https["ALLOWED_HOSTS"]


def test_forms_are_trusted_from_the_address_with_its_port(http: dict) -> None:
    assert http["CSRF_TRUSTED_ORIGINS"] == ["http://www.example.org:8001"]


def test_the_final_slash_of_the_address_does_not_matter(https: dict) -> None:
    assert https["WAGTAILADMIN_BASE_URL"] == "https://www.example.org"


def test_debug_is_off(http: dict, https: dict) -> None:
    assert (http["DEBUG"], https["DEBUG"]) == (False, False)
