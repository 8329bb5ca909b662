"""While no mail leaves, readers notice nothing; once it does, they get theirs."""

import re
import socket
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from qa.comments.models import Comment
from qa.comments.states import CommentState
from tests.factories import QAPageFactory, comment_form
from tests.qa.notifications.samples import dead_port

CONFIRM_PATH = re.compile(r"/comments/confirm/[^\s/]+/")


@pytest.fixture
def article(db):
    return QAPageFactory()


def post(article):
    form = comment_form(email="ada@example.org", follow="on")
    return Client().post(f"{article.url}comment/", form)


@pytest.fixture
def mail_goes_to(settings):
    """Return a function that has mail go to a port of this machine."""

    def choose(port: int) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port

    return choose


def test_posting_does_not_wait_for_a_mail_server_that_hangs(article, mail_goes_to) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.setblocking(False)
        mail_goes_to(silent.getsockname()[1])
        assert post(article).status_code == 302
        with pytest.raises(BlockingIOError):  # nobody has called
            silent.accept()


def test_the_receipt_is_shown_while_the_mail_server_is_down(article, mail_goes_to) -> None:
    mail_goes_to(dead_port())
    assert Client().get(post(article).url).status_code == 200
    assert Comment.objects.get().state == CommentState.UNCONFIRMED


def test_the_mail_goes_out_once_the_server_is_back(
    article, mail_goes_to, deliver_mail, settings
) -> None:
    mail_goes_to(dead_port())
    post(article)
    assert deliver_mail() == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert deliver_mail() == []  # its next attempt is not due yet
    [mail] = deliver_mail(at=timezone.now() + timedelta(minutes=2))
    assert mail.to == ["ada@example.org"]
    [path] = set(CONFIRM_PATH.findall(mail.body))
    assert Client().post(path).status_code == 302
    assert Comment.objects.get().state == CommentState.PENDING


def test_a_server_that_is_down_for_a_day_costs_no_mail(
    article, mail_goes_to, deliver_mail, settings
) -> None:
    mail_goes_to(dead_port())
    post(article)
    day = [timezone.now() + timedelta(hours=hours) for hours in (0, 1, 2, 5, 12, 24)]
    for moment in day:
        deliver_mail(at=moment)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert len(deliver_mail(at=timezone.now() + timedelta(hours=48))) == 1
