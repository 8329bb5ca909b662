import pytest

from tests.factories import QAPageFactory, UserFactory

pytestmark = pytest.mark.django_db


def policy_of(client, path: str) -> str:
    return client.get(path)["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/no/such/page/", "/saved/"])
def test_public_pages_run_and_load_only_what_is_ours(client, path: str) -> None:
    policy = policy_of(client, path)
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy.split("; ")
    assert "unsafe" not in policy


def test_an_answer_may_show_the_players_of_its_videos(client) -> None:
    assert "frame-src https://www.youtube-nocookie.com" in policy_of(client, QAPageFactory().url)


def test_the_admin_may_show_its_own_previews(client) -> None:
    client.force_login(UserFactory(admin=True))
    assert "frame-ancestors 'self'" in policy_of(client, "/admin/")


def test_a_preview_may_be_framed_by_the_admin_that_asks_for_it(client) -> None:
    client.force_login(UserFactory(admin=True))
    page = QAPageFactory()
    page.save_revision()
    draft = client.get(f"/admin/pages/{page.pk}/view_draft/")
    assert "frame-ancestors 'self'" in draft["Content-Security-Policy"]
