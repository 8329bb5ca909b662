from itertools import pairwise

import pytest
from django.forms.models import model_to_dict
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from qa.notifications.letters import failed_letters, letters
from qa.notifications.queue import send_later
from qa.notifications.registry import mail_kind
from qa.notifications.tasks import ATTEMPTS, DELAYS, URGENT

from .samples import ADDRESS, letter

pytestmark = pytest.mark.django_db


def use_up_attempts(deliver_mail) -> None:
    """Let every attempt be made, each when it is due."""
    deliver_mail()
    for delay in DELAYS:
        deliver_mail(at=timezone.now() + delay)


def waiting() -> list[DBTaskResult]:
    return list(letters().filter(status="READY"))


def everything_stored() -> str:
    return "\n".join(
        f"{model_to_dict(row)} {row.traceback} {row.return_value}"
        for row in DBTaskResult.objects.all()
    )


def test_a_letter_with_nothing_to_tell_any_more_is_not_sent(deliver_mail) -> None:
    mail_kind("moot")(lambda **ids: None)
    send_later("moot", comment=7)
    assert deliver_mail() == []
    assert letters().get().status == "SUCCESSFUL"


def test_a_mail_that_was_taken_is_not_sent_again(greeting, deliver_mail) -> None:
    send_later("greeting", comment=7)
    deliver_mail()
    assert len(deliver_mail(at=timezone.now() + DELAYS[-1])) == 1


def test_while_the_server_is_dead_the_next_attempt_waits_for_its_time(
    greeting, dead_server, deliver_mail
) -> None:
    send_later("greeting", comment=7)
    before = timezone.now()
    deliver_mail()
    (row,) = waiting()
    assert before + DELAYS[0] <= row.run_after <= timezone.now() + DELAYS[0]
    assert not failed_letters()


def test_each_attempt_waits_longer_than_the_one_before(greeting, dead_server, deliver_mail) -> None:
    send_later("greeting", comment=7)
    deliver_mail()
    for delay, longer in pairwise(DELAYS):
        assert longer > delay
        before = timezone.now()
        deliver_mail(at=before + delay)
        (row,) = waiting()
        assert before + longer <= row.run_after <= timezone.now() + longer


def test_a_mail_goes_out_once_the_server_is_back(
    greeting, dead_server, deliver_mail, server_is_back
) -> None:
    send_later("greeting", comment=7)
    deliver_mail()
    server_is_back()
    assert len(deliver_mail(at=timezone.now() + DELAYS[0])) == 1
    assert not waiting()


def test_all_attempts_have_one_message_id(
    greeting, dead_server, deliver_mail, server_is_back
) -> None:
    send_later("greeting", comment=7)
    identity = letters().get().args_kwargs["kwargs"]["identity"]
    deliver_mail()
    server_is_back()
    (mail,) = deliver_mail(at=timezone.now() + DELAYS[0])
    assert mail.extra_headers["Message-ID"] == f"<{identity}@localhost>"


def test_what_is_urgent_stays_so_in_every_attempt(greeting, dead_server, deliver_mail) -> None:
    send_later("greeting", urgent=True, comment=7)
    deliver_mail()
    deliver_mail(at=timezone.now() + DELAYS[0])
    assert [row.priority for row in letters()] == [URGENT] * 3


def test_a_mail_queued_before_there_was_urgency_still_goes(greeting, deliver_mail) -> None:
    send_later("greeting", comment=7)
    row = letters().get()
    del row.args_kwargs["kwargs"]["urgent"]
    row.save()
    assert len(deliver_mail()) == 1


def test_after_the_last_attempt_a_mail_is_given_up(greeting, dead_server, deliver_mail) -> None:
    send_later("greeting", comment=7)
    use_up_attempts(deliver_mail)
    assert len(greeting) == ATTEMPTS
    assert failed_letters().get().exception_class_path == "qa.notifications.tasks.MailFailed"
    assert not waiting()


def test_neither_queue_nor_log_ever_holds_the_address(
    greeting, refusing_server, deliver_mail, caplog
) -> None:
    caplog.set_level("DEBUG")
    send_later("greeting", comment=7)
    use_up_attempts(deliver_mail)
    assert "SMTPRecipientsRefused" in failed_letters().get().traceback
    for word in (ADDRESS, "ada", "example.org"):
        assert word not in everything_stored().lower()
        assert word not in caplog.text.lower()


def test_the_error_that_is_passed_on_has_no_memory_of_the_one_before(
    greeting, refusing_server, deliver_mail, caplog
) -> None:
    send_later("greeting", comment=7)
    use_up_attempts(deliver_mail)
    (error,) = [record.exc_info[1] for record in caplog.records if record.exc_info]
    assert (error.__cause__, error.__context__) == (None, None)


def test_a_failed_attempt_is_in_the_log(greeting, dead_server, deliver_mail, caplog) -> None:
    send_later("greeting", comment=7)
    deliver_mail()
    expected = f"Attempt 1 of {ATTEMPTS} to send a mail of kind greeting failed: ConnectionRefused"
    assert expected in caplog.text


@pytest.mark.parametrize(
    "trouble",
    [
        LookupError(ADDRESS),  # the builder breaks
        SystemExit(1),  # whoever asks for the end of the program
        letter(template="mail/no-such-template"),
        letter(headers={"X-Note": f"two\nlines {ADDRESS}"}),
        letter(to=f"{ADDRESS}, and another"),
        letter(to=""),
    ],
    ids=["builder", "stop", "template", "header", "address", "nobody"],
)
def test_whatever_goes_wrong_the_mail_is_tried_again(trouble, deliver_mail, caplog) -> None:
    @mail_kind("troubled")
    def build(**ids):
        if isinstance(trouble, BaseException):
            raise trouble
        return trouble

    send_later("troubled", comment=7)
    assert deliver_mail() == []
    assert len(waiting()) == 1
    assert ADDRESS not in caplog.text + everything_stored()


def test_what_follows_a_mail_is_done_once_it_is_taken(
    dead_server, deliver_mail, server_is_back
) -> None:
    followed = []
    mail_kind("noted")(lambda **ids: letter(sent=lambda: followed.append(ids["comment"])))
    send_later("noted", comment=7)
    deliver_mail()
    assert followed == []
    server_is_back()
    deliver_mail(at=timezone.now() + DELAYS[0])
    assert followed == [7]


def test_if_what_follows_fails_the_mail_does_not_go_out_again(deliver_mail, caplog) -> None:
    def fail() -> None:
        raise LookupError(ADDRESS)

    mail_kind("noted")(lambda **ids: letter(sent=fail))
    send_later("noted", comment=7)
    deliver_mail()
    assert len(deliver_mail(at=timezone.now() + DELAYS[-1])) == 1
    assert "what follows it failed: LookupError" in caplog.text
    assert ADDRESS not in caplog.text
