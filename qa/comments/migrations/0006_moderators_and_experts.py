"""Groups to begin with: moderators of every discussion, and experts who reply in all of them."""

from django.db import migrations

GROUPS = {
    "Moderators": {
        "moderate_comment": "Moderate comments",
        "see_personal_data": "See personal data",
    },
    "Experts": {
        "reply_as_expert": "Reply as expert",
        "publish_expert_reply": "Publish expert replies without an editor",
    },
}


def make_groups(apps, schema_editor) -> None:
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    GroupCommentPermission = apps.get_model("qa_comments", "GroupCommentPermission")
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    # Django makes permissions after all migrations only; these are the same ones.
    comments, _ = ContentType.objects.get_or_create(app_label="qa_comments", model="comment")
    admin, _ = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    enter, _ = Permission.objects.get_or_create(
        content_type=admin, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
    )
    for name, rights in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(enter)
        for codename, label in rights.items():
            permission, _ = Permission.objects.get_or_create(
                content_type=comments, codename=codename, defaults={"name": label}
            )
            if root is not None:
                GroupCommentPermission.objects.get_or_create(
                    group=group, page_id=root.pk, permission=permission
                )


def keep_experts(apps, schema_editor) -> None:
    """Let the accounts of experts go on replying, which took no right so far."""
    experts = apps.get_model("auth", "Group").objects.get(name="Experts")
    linked = apps.get_model("qa_experts", "ExpertPage").objects.exclude(user=None)
    experts.user_set.add(*linked.values_list("user_id", flat=True))


class Migration(migrations.Migration):
    dependencies = [
        ("qa_comments", "0005_the_desk"),
        ("qa_experts", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    operations = [
        migrations.RunPython(make_groups, migrations.RunPython.noop),
        migrations.RunPython(keep_experts, migrations.RunPython.noop),
    ]
