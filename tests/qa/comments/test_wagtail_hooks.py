import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from qa.comments.history import MAIL_LINK
from qa.comments.models import Comment, Report
from qa.comments.moderation import decide
from qa.comments.services import set_state
from qa.models import QAPage
from tests.factories import CommentFactory, CommentSettingsFactory, QAPageFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(UserFactory(admin=True))
    return client


def test_deleting_a_page_says_how_many_comments_go_with_it(editor) -> None:
    comment = CommentFactory(reply_to=CommentFactory())
    response = editor.get(reverse("wagtailadmin_pages:delete", args=[comment.page_id]))
    assert "2 comments will be deleted with it" in response.text


def test_discussed_pages_are_not_deleted_in_bulk(editor) -> None:
    comment = CommentFactory()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    response = editor.post(f"{address}?id={comment.page_id}", follow=True)
    assert "Nothing was deleted: 1 comment hangs on these pages" in response.text
    assert Comment.objects.filter(pk=comment.pk).exists()


def test_pages_without_comments_are_deleted_in_bulk(editor) -> None:
    page = QAPageFactory()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    editor.post(f"{address}?id={page.pk}")
    assert not QAPage.objects.exists()


def test_a_page_without_comments_is_deleted_without_that_warning(editor) -> None:
    response = editor.get(reverse("wagtailadmin_pages:delete", args=[QAPageFactory().pk]))
    assert "will be deleted with it" not in response.text


def test_a_change_of_state_is_readable_in_the_log_of_the_site(editor) -> None:
    set_state(comment=CommentFactory(), to="removed", reason="Advertisement")
    response = editor.get(reverse("wagtailadmin_reports:site_history"))
    assert "State changed from Public to Removed by a moderator: Advertisement" in response.text


@pytest.mark.parametrize("state", ["pending", "public"])
def test_the_card_says_that_a_decision_was_taken_by_a_link(editor, state: str) -> None:
    comment = CommentFactory(state=state)
    Report.objects.create(comment=comment, reason="spam")
    decide(comment=comment, version=0, to="public", via=MAIL_LINK, reason="Kind")
    address = f"{reverse('qa_desk:queue')}?comment={comment.pk}"
    assert "(by mail link): Kind" in editor.get(address).text


def test_the_card_does_not_say_so_of_a_decision_at_the_desk(editor) -> None:
    comment = CommentFactory(state="pending")
    decide(comment=comment, version=0, to="public")
    address = f"{reverse('qa_desk:queue')}?comment={comment.pk}"
    assert "by mail link" not in editor.get(address).text


WARNING = "alert-warning"


def test_the_dashboard_warns_where_nobody_is_told_of_a_crisis(editor) -> None:
    site = CommentSettingsFactory().site
    page = editor.get(reverse("wagtailadmin_home")).text
    assert WARNING in page
    assert reverse("wagtailsettings:edit", args=["qa_comments", "commentsettings", site.pk]) in page


def test_the_dashboard_does_not_warn_where_somebody_is_told(editor) -> None:
    CommentSettingsFactory(alert_addresses="one@example.org")
    assert WARNING not in editor.get(reverse("wagtailadmin_home")).text


def test_the_dashboard_does_not_warn_those_who_do_not_manage_the_rules(client) -> None:
    CommentSettingsFactory()
    user = UserFactory()
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client.force_login(user)
    assert WARNING not in client.get(reverse("wagtailadmin_home")).text
