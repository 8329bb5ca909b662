"""What only HTTPS can carry follows from the address of the site."""

import json
import os
import subprocess
import sys

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


def settings_of(address: str) -> dict:
    """Return the production settings of a site at *address*."""
    variables = {"PATH": os.environ["PATH"], "SECRET_KEY": "k" * 50, "SITE_URL": address}
    printed = subprocess.run(
        [sys.executable, "-c", PRINT],
        cwd=settings.BASE_DIR,
        env=variables,
        capture_output=True,
        check=True,
    )
    return json.loads(printed.stdout)


@pytest.fixture(scope="module")
def https() -> dict:
    return settings_of("https://www.example.org/")


@pytest.fixture(scope="module")
def http() -> dict:
    return settings_of("http://www.example.org:8001")


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
