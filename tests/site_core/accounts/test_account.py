"""What staff change of their own account, and that it is no door for files."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from wagtail.admin.templatetags.wagtailadmin_tags import avatar_url
from wagtail.users.models import UserProfile

from tests.factories import UserFactory, grant

pytestmark = pytest.mark.django_db

ACCOUNT = "/admin/account/"
FIELDS = {
    "name_email-first_name": "Ada",
    "name_email-last_name": "Byron",
    "name_email-email": "ada@example.org",
    "theme-theme": "system",
    "theme-contrast": "system",
    "theme-density": "default",
}
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n%%EOF\n"


@pytest.fixture
def staff(client):
    """Whoever may enter the admin and nothing more, signed in."""
    user = grant(UserFactory())
    client.force_login(user)
    return user


def png() -> bytes:
    made = BytesIO()
    Picture.new("RGB", (9, 9)).save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"), [("a.png", png()), ("a.eps", EPS)], ids=["png", "eps"]
)
def test_a_picture_sent_with_an_account_is_not_even_opened(
    name: str, content: bytes, client, staff, monkeypatch
) -> None:
    opened = []
    monkeypatch.setattr(Picture, "open", lambda *args, **kwargs: opened.append(args))

    answer = client.post(ACCOUNT, {**FIELDS, "avatar-avatar": SimpleUploadedFile(name, content)})

    assert answer.status_code == 302
    staff.refresh_from_db()
    assert staff.get_full_name() == "Ada Byron"
    assert not UserProfile.get_for_user(staff).avatar
    assert not default_storage.exists("avatar_images")
    assert opened == []


def test_the_page_of_the_account_asks_for_no_picture(client, staff) -> None:
    page = client.get(ACCOUNT).content.decode()
    assert "name_email-first_name" in page
    assert 'type="file"' not in page
    assert "avatar-avatar" not in page


def test_a_picture_of_before_is_not_shown_as_it_is_not_served(staff) -> None:
    profile = UserProfile.get_for_user(staff)
    profile.avatar = "avatar_images/ada.png"
    profile.save()
    assert "default-user-avatar" in avatar_url(staff)


def test_the_account_is_for_those_who_may_enter_the_admin(client) -> None:
    assert client.get(ACCOUNT).status_code == 302
    client.force_login(UserFactory())
    assert client.post(ACCOUNT, FIELDS).status_code == 302
    assert not UserProfile.objects.exists()
