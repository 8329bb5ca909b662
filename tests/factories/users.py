import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page

from qa.comments.models import GroupCommentPermission

from .pages import home_page


class UserFactory(factory.django.DjangoModelFactory):
    """A user without any rights; trait ``admin`` for a superuser."""

    class Meta:
        model = get_user_model()

    class Params:
        admin = factory.Trait(is_superuser=True, is_staff=True)

    username = factory.Sequence("user{}".format)
    password = factory.django.Password("correct horse")


def grant(user, *rights: str, page: Page | None = None):
    """Give *user* rights on the comments of *page* and below, or everywhere; return *user*."""
    group = Group.objects.create(name=f"Group of {user}, {Group.objects.count()}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)
    for right in rights:
        GroupCommentPermission.objects.create(
            group=group,
            page=page or home_page().get_root(),
            permission=Permission.objects.get(
                codename=right, content_type__app_label="qa_comments"
            ),
        )
    return user


def expert_user(*, page: Page | None = None):
    """Return a user who replies as an expert, and publishes that, on *page* or everywhere."""
    return grant(UserFactory(), "reply_as_expert", "publish_expert_reply", page=page)


def editor(*rights: str, page: Page | None = None):
    """Return a user who edits every page, with *rights* on the comments of *page* or everywhere."""
    user = grant(UserFactory(), *rights, page=page)
    GroupPagePermission.objects.create(
        group=user.groups.get(),
        page=home_page().get_root(),
        permission=Permission.objects.get(
            codename="change_page", content_type__app_label="wagtailcore"
        ),
    )
    return user
