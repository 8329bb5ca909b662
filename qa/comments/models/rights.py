"""What groups may do with comments, page by page, as Wagtail grants rights on pages."""

from django.contrib.auth.models import Group, Permission
from django.db import models
from django.utils.translation import gettext_lazy as _


class GroupCommentPermission(models.Model):
    """Gives a group one right on the comments of a page and of all pages below it."""

    group = models.ForeignKey(
        Group,
        verbose_name=_("group"),
        on_delete=models.CASCADE,
        related_name="comment_permissions",
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        on_delete=models.CASCADE,
        related_name="group_comment_permissions",
    )
    permission = models.ForeignKey(
        Permission, verbose_name=_("permission"), on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        verbose_name = _("group comment permission")
        verbose_name_plural = _("group comment permissions")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "page", "permission"], name="group_comment_permission_once"
            )
        ]

    def __str__(self) -> str:
        return f"Group {self.group_id}: {self.permission.codename} on page {self.page_id}"
