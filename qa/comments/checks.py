"""django-comments-xtd fails silently when it is set up wrongly; these checks say so aloud."""

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def comments_are_set_up(app_configs, **kwargs) -> list[CheckMessage]:
    """Check each setting of django-comments-xtd that only shows when it is too late."""
    salt = getattr(settings, "COMMENTS_XTD_SALT", None)
    rules = [
        (
            getattr(settings, "COMMENTS_APP", "") == "django_comments_xtd",
            "COMMENTS_APP is not django_comments_xtd: comments would be public unconfirmed.",
            'Set COMMENTS_APP = "django_comments_xtd".',
        ),
        (
            getattr(settings, "COMMENTS_XTD_MODEL", "") == "qa.comments.models.Comment",
            "COMMENTS_XTD_MODEL is not our comment.",
            'Set COMMENTS_XTD_MODEL = "qa.comments.models.Comment".',
        ),
        (
            isinstance(salt, bytes) and salt,
            "COMMENTS_XTD_SALT must be non-empty bytes.",
            'Write it as b"…".',
        ),
        (
            apps.is_installed("rest_framework"),
            "rest_framework is not installed: django-comments-xtd crashes when first used.",
            'Add "rest_framework" to INSTALLED_APPS.',
        ),
        (
            "qa.comments.apps.QuietCommentsXtdConfig" in settings.INSTALLED_APPS,
            "django-comments-xtd runs its own pre_save handler, which publishes held replies.",
            'List "qa.comments.apps.QuietCommentsXtdConfig" instead of "django_comments_xtd".',
        ),
        (
            isinstance(getattr(settings, "SITE_ID", None), int),
            "SITE_ID is missing: every comment needs it.",
            "Set SITE_ID = 1.",
        ),
    ]
    return [
        Error(message, hint=hint, id=f"qa_comments.E{number:03}")
        for number, (holds, message, hint) in enumerate(rules, start=1)
        if not holds
    ]
