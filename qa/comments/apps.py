from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django_comments_xtd.apps import CommentsXtdConfig


class CommentsConfig(AppConfig):
    default = True
    name = "qa.comments"
    label = "qa_comments"
    verbose_name = _("Comments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import (  # noqa: F401 - registers checks, mails and receivers
            checks,
            news,
            notices,
            replying,
            retention,
            signals,
            waiting,
        )


class QuietCommentsXtdConfig(CommentsXtdConfig):
    """django-comments-xtd without its pre_save handler.

    That handler publishes or hides every reply whenever a comment is saved, whatever the state of
    the reply; here a reply's state is its own, and hiding a subtree is decided when reading.
    """

    def ready(self) -> None:
        pass
