"""The part of Wagtail's group form that gives rights on comments, page by page."""

from itertools import groupby

from django import forms
from django.contrib.auth.models import Group, Permission
from django.db.transaction import atomic
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import BaseGroupPagePermissionFormSet, PagePermissionsForm

from qa.comments.models import GroupCommentPermission
from qa.comments.permissions import Right


class CommentPermissionsForm(PagePermissionsForm):
    """The rights of a group on the comments of one page and of all pages below it."""

    permissions = forms.ModelMultipleChoiceField(
        queryset=Permission.objects.filter(
            content_type__app_label="qa_comments",
            content_type__model="comment",
            codename__in=list(Right),
        ).order_by("codename"),
        to_field_name="codename",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class _FormSet(BaseGroupPagePermissionFormSet):
    # As in the columns of the table: codename, short label, long label; in the order of the boxes.
    permission_types = (
        (Right.MODERATE, _("Moderate"), _("Decide on comments")),
        (Right.PUBLISH_REPLY, _("Publish replies"), _("Publish expert replies without an editor")),
        (Right.REPLY, _("Reply as expert"), _("Reply in the name of the linked expert profile")),
        (Right.SEE_PERSONAL_DATA, _("Personal data"), _("See addresses of readers")),
    )

    def __init__(self, data=None, files=None, instance=None, prefix="comment_permissions") -> None:
        self.instance = Group() if instance is None else instance
        # Past the base class, which reads the permissions on pages.
        super(BaseGroupPagePermissionFormSet, self).__init__(
            data, files, initial=self._granted(), prefix=prefix
        )

    def _granted(self) -> list[dict]:
        if self.instance.pk is None:
            return []
        rows = self.instance.comment_permissions.select_related("page", "permission")
        return [
            {"page": page, "permissions": [row.permission for row in rows_of_page]}
            for page, rows_of_page in groupby(rows.order_by("page"), lambda row: row.page)
        ]

    @atomic
    def save(self) -> None:
        """Grant what is ticked and take back what is not."""
        kept = [form for form in self.forms if form not in self.deleted_forms]
        wanted = {
            (form.cleaned_data["page"].pk, permission.pk)
            for form in kept
            if form.cleaned_data.get("page")
            for permission in form.cleaned_data["permissions"]
        }
        for row in self.instance.comment_permissions.all():
            place = (row.page_id, row.permission_id)
            if place in wanted:
                wanted.remove(place)
            else:
                row.delete()
        GroupCommentPermission.objects.bulk_create(
            GroupCommentPermission(group=self.instance, page_id=page, permission_id=permission)
            for page, permission in wanted
        )

    def as_admin_panel(self) -> str:
        return render_to_string("desk/group_permissions.html", {"formset": self})


CommentPermissionFormSet = forms.formset_factory(
    CommentPermissionsForm, formset=_FormSet, extra=0, can_delete=True
)
