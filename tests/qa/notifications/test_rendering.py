import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from wagtail.models import Site

from qa.notifications.registry import Letter
from qa.notifications.rendering import WIDTH, message_of, wrapped
from site_core.foundation.models import SiteSettings
from tests.factories import home_page

from .samples import ADDRESS, letter

pytestmark = pytest.mark.django_db

STOP = "http://localhost/comments/follow/abc/"


def sent(letter: Letter) -> EmailMessage:
    """Return what the mail server would get, read as a mail program reads it."""
    raw = message_of(letter, identity="a1").message().as_bytes()
    return message_from_bytes(raw, policy=policy.default)


def text_of(letter: Letter) -> str:
    return sent(letter).get_body(["plain"]).get_content()


def html_of(letter: Letter) -> str:
    return sent(letter).get_body(["html"]).get_content()


def test_a_mail_has_text_and_html() -> None:
    parts = [part.get_content_type() for part in sent(letter()).iter_parts()]
    assert parts == ["text/plain", "text/html"]


def test_it_is_for_one_reader_and_from_the_site(settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Answers <answers@example.org>"
    mail = sent(letter())
    assert (mail["To"], mail["From"]) == (ADDRESS, "Answers <answers@example.org>")


@pytest.mark.parametrize("to", ["", "ada", f"{ADDRESS}, b@example.org", f"{ADDRESS}\nBcc: b@c.org"])
def test_what_is_not_one_address_is_refused(to) -> None:
    with pytest.raises(ValidationError):
        message_of(letter(to=to), identity="a1")


def test_what_a_reader_wrote_is_escaped_in_html() -> None:
    html = html_of(letter(context={"name": "<b>&"}))
    assert "Hello &lt;b&gt;&amp;" in html


def test_what_a_reader_wrote_is_plain_in_text() -> None:
    assert "Hello <b>&'," in text_of(letter(context={"name": "<b>&'"}))


def test_a_subject_cannot_bring_headers_of_its_own() -> None:
    mail = sent(letter(subject="News\r\nBcc: all@example.org\n\n  x"))
    assert mail["Subject"] == "News Bcc: all@example.org x"
    assert mail["Bcc"] is None


def test_another_header_cannot_bring_headers_either() -> None:
    with pytest.raises(ValueError, match="newlines"):
        sent(letter(unsubscribe_url=STOP + "\nBcc: all@example.org"))


def test_a_mail_that_can_be_stopped_says_so_to_mail_programs() -> None:
    mail = sent(letter(unsubscribe_url=STOP + "x" * 200))
    assert mail["List-Unsubscribe"].strip() == f"<{STOP}{'x' * 200}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_mail_that_can_be_stopped_says_so_to_readers() -> None:
    assert f"\n{STOP}\n" in text_of(letter(unsubscribe_url=STOP))
    assert f'href="{STOP}"' in html_of(letter(unsubscribe_url=STOP))


def test_a_mail_that_cannot_be_stopped_does_not_pretend() -> None:
    mail = sent(letter())
    assert mail["List-Unsubscribe"] is None
    assert "stop such mail" not in mail.as_string().lower()


def test_out_of_office_notes_are_asked_to_stay_away() -> None:
    mail = sent(letter())
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"


def test_the_message_id_is_of_the_site_and_the_same_each_time(settings) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://www.example.org:8443"
    assert sent(letter())["Message-ID"] == "<a1@www.example.org>"


def test_a_letter_adds_headers_of_its_own() -> None:
    assert sent(letter(headers={"Reply-To": "desk@example.org"}))["Reply-To"] == "desk@example.org"


def test_the_site_is_named_in_text_and_html() -> None:
    site = home_page().get_site()
    SiteSettings.objects.update_or_create(site=site, defaults={"site_name": "Ask <Us>"})
    assert "\nAsk <Us>\n" in text_of(letter())
    assert "Ask &lt;Us&gt;</a>" in html_of(letter())


def test_a_mail_goes_out_even_where_no_site_is_the_default() -> None:
    Site.objects.all().delete()
    assert settings.WAGTAIL_SITE_NAME in text_of(letter())


def test_every_mail_says_why_it_came() -> None:
    assert "You get this mail because" in text_of(letter())
    assert "You get this mail because" in html_of(letter())


def test_long_lines_of_text_are_broken_between_words() -> None:
    lines = wrapped("word " * 40).splitlines()
    assert len(lines) > 1
    assert max(map(len, lines)) <= WIDTH


def test_a_link_is_never_broken() -> None:
    link = "http://localhost/" + "first-last/" * 20
    assert wrapped(f"See\n{link}\nthere.") == f"See\n{link}\nthere.\n"


def test_blank_lines_do_not_pile_up() -> None:
    assert wrapped("\n\nOne  \n\n\n\nTwo\n\n") == "One\n\nTwo\n"


def test_a_broken_line_keeps_its_indent() -> None:
    assert all(line.startswith("  ") for line in wrapped("x\n  " + "word " * 40).splitlines()[1:])


def test_the_html_loads_nothing_and_uses_no_table() -> None:
    assert not re.search(r"<(table|img|link|script)|url\(|@import", html_of(letter()))


def test_the_colours_of_mail_are_those_of_the_site() -> None:
    colours = set(re.findall(r"#[0-9a-f]{6}\b", html_of(letter())))
    style = (settings.BASE_DIR / "static/css/site.css").read_text()
    assert colours <= set(re.findall(r"#[0-9a-f]{6}\b", style))
