"""django-comments-xtd fails silently when it is set up wrongly; each check says one such thing."""

import pytest
from django.conf import settings

from qa.comments import checks
from qa.comments.checks import comments_are_set_up


def ids() -> list[str]:
    return [error.id for error in comments_are_set_up(None)]


def test_our_own_set_up_is_right() -> None:
    assert ids() == []


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("COMMENTS_APP", "django_comments", "E001"),
        ("COMMENTS_XTD_MODEL", "django_comments_xtd.models.XtdComment", "E002"),
        ("COMMENTS_XTD_SALT", "a string", "E003"),
        ("COMMENTS_XTD_SALT", b"", "E003"),
        ("SITE_ID", None, "E006"),
        ("SITE_ID", "1", "E006"),
    ],
)
def test_a_wrong_setting_is_an_error(name: str, value, error: str, monkeypatch) -> None:
    monkeypatch.setattr(settings, name, value)
    assert ids() == [f"qa_comments.{error}"]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("COMMENTS_APP", "E001"),
        ("COMMENTS_XTD_MODEL", "E002"),
        ("COMMENTS_XTD_SALT", "E003"),
        ("SITE_ID", "E006"),
    ],
)
def test_a_missing_setting_is_an_error_too(name: str, error: str, monkeypatch) -> None:
    monkeypatch.delattr(settings, name)
    assert ids() == [f"qa_comments.{error}"]


def test_a_missing_rest_framework_is_an_error(monkeypatch) -> None:
    monkeypatch.setattr(checks.apps, "is_installed", lambda name: name != "rest_framework")
    assert ids() == ["qa_comments.E004"]


def test_the_noisy_application_of_xtd_is_an_error(monkeypatch) -> None:
    installed = [
        "django_comments_xtd" if "QuietCommentsXtdConfig" in name else name
        for name in settings.INSTALLED_APPS
    ]
    monkeypatch.setattr(settings, "INSTALLED_APPS", installed)
    assert ids() == ["qa_comments.E005"]


def test_every_error_says_how_to_mend_it(monkeypatch) -> None:
    monkeypatch.setattr(settings, "COMMENTS_APP", "")
    monkeypatch.setattr(settings, "SITE_ID", None)
    assert [bool(error.hint) for error in comments_are_set_up(None)] == [True, True]
