"""Where an expert replies to one comment, keeps a draft, or declines."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from qa.comments.models import Comment, Decline, ReplyDraft
from qa.comments.replying import newest_reply
from qa.comments.services import set_state
from qa.models import QAPage
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    ExpertPageFactory,
    QAPageFactory,
    ReceiptFactory,
    UserFactory,
    expert_user,
    grant,
)

pytestmark = pytest.mark.django_db

LATER = timedelta(minutes=1)


@pytest.fixture
def expert(client):
    """Return an expert who may publish, whose account is logged in."""
    expert = ExpertPageFactory(title="Dr Jane Roe", post_nominals="MD", user=expert_user())
    client.force_login(expert.user)
    return expert


@pytest.fixture
def question() -> Comment:
    return CommentFactory(name="Ada", text="Is it safe? I am afraid. Thank you.")


def send(client, comment: Comment, action: str = "publish", **fields):
    current = Comment.objects.get(pk=comment.pk)
    sent = {
        "version": current.version,
        "newest": newest_reply(current),
        "text": "Yes, it is.",
        "quoted_text": "",
        "action": action,
        **fields,
    }
    return client.post(reverse("qa_desk:reply", args=[comment.pk]), sent, follow=True)


def decline(client, comment: Comment, **fields):
    current = Comment.objects.get(pk=comment.pk)
    sent = {"version": current.version, "reason": "see_doctor", **fields}
    return client.post(reverse("qa_desk:decline", args=[comment.pk]), sent, follow=True)


def replies_to(comment: Comment) -> list[Comment]:
    return list(Comment.objects.filter(reply_to=comment).order_by("pk"))


def test_the_reply_appears_under_its_comment(client, expert, question) -> None:
    send(client, question, quoted_text="Is it safe?")
    page = BeautifulSoup(client.get(question.page.url).content, "html.parser")
    reply = page.select_one(f"#c{question.pk}").parent.select_one(".comment--expert")
    words = reply.get_text(" ", strip=True)
    for expected in ("Dr Jane Roe", "MD", "Expert reply", "Ada wrote", "Yes, it is."):
        assert expected in words
    assert "General information, not advice" in words
    assert reply.blockquote["cite"] == f"#c{question.pk}"
    assert reply.blockquote.a["href"] == f"#c{question.pk}"


def test_without_the_right_to_publish_the_reply_waits_for_an_editor(client, question) -> None:
    expert = ExpertPageFactory(user=grant(UserFactory(), "reply_as_expert"))
    client.force_login(expert.user)
    send(client, question, action="publish")
    assert [reply.state for reply in replies_to(question)] == ["pending"]


def test_an_expert_may_ask_an_editor_all_the_same(client, expert, question) -> None:
    send(client, question, action="send")
    assert [reply.state for reply in replies_to(question)] == ["pending"]


@pytest.mark.parametrize(
    ("quoted", "is_right"),
    [
        ("Is it safe?", True),
        ("Is  it\nsafe?", True),
        ("Is it safe? […] Thank you.", True),
        ("[…] I am afraid.", True),
        ("", True),
        ("Is it good?", False),
        ("Thank you. […] Is it safe?", False),
    ],
)
def test_a_quote_is_taken_from_the_comment(client, expert, question, quoted, is_right) -> None:
    send(client, question, quoted_text=quoted)
    assert bool(replies_to(question)) is is_right


def test_what_was_typed_comes_back_with_a_wrong_quote(client, expert, question) -> None:
    response = send(client, question, quoted_text="Never said.", text="My long reply.")
    assert response.status_code == 422
    assert "My long reply." in response.text
    assert "does not stand in the comment" in response.text


def test_who_is_second_is_told_before_readers_see_two_replies(client, expert, question) -> None:
    other = ExpertPageFactory(title="Dr Li", user=expert_user())
    CommentFactory(reply_to=question, expert=other, text="Let me say it first.")
    response = send(client, question, newest=0, text="My long reply.")
    assert response.status_code == 409
    assert "Let me say it first." in response.text
    assert "My long reply." in response.text
    assert len(replies_to(question)) == 1


def test_pressing_twice_replies_once(client, expert, question) -> None:
    for _ in range(2):
        send(client, question, newest=0)
    assert len(replies_to(question)) == 1


def test_a_changed_comment_is_read_again_first(client, expert, question) -> None:
    response = send(client, question, version=question.version + 1)
    assert response.status_code == 409
    assert replies_to(question) == []


def test_nobody_replies_to_what_is_not_public(client, expert, question) -> None:
    set_state(comment=question, to="removed")
    send(client, question)
    assert replies_to(question) == []


@pytest.mark.parametrize("change", [{"comment_policy": "hidden"}, {"live": False}])
def test_nobody_replies_where_readers_would_not_see_it(client, expert, question, change) -> None:
    QAPage.objects.filter(pk=question.page_id).update(**change)
    send(client, question)
    assert replies_to(question) == []


def test_an_expert_replies_where_the_discussion_is_closed_to_readers(
    client, expert, question
) -> None:
    QAPage.objects.filter(pk=question.page_id).update(comment_policy="closed")
    send(client, question)
    assert len(replies_to(question)) == 1


@pytest.mark.parametrize("version", ["", "x", "9" * 5000])
def test_a_version_that_is_none_declines_nothing(client, expert, question, version: str) -> None:
    assert decline(client, question, version=version).status_code == 200
    assert not Decline.objects.exists()


def test_what_no_database_takes_is_left_out_of_a_note(client, expert, question) -> None:
    decline(client, question, detail="They know\x00 your scans.")
    assert Decline.objects.get().detail == "They know your scans."


def test_a_number_beyond_the_database_is_no_comment(client, expert) -> None:
    assert client.get(reverse("qa_desk:reply", args=[int("9" * 30)])).status_code == 404


def test_a_draft_is_kept_and_found_again(client, expert, question) -> None:
    send(client, question, action="save", text="Half a rep", quoted_text="Is it safe?")
    html = client.get(reverse("qa_desk:reply", args=[question.pk])).text
    assert "Half a rep" in html
    assert replies_to(question) == []


def test_nobody_else_sees_a_draft(client, expert, question) -> None:
    send(client, question, action="save", text="Half a rep")
    client.force_login(ExpertPageFactory(user=expert_user()).user)
    for name in ("qa_desk:reply", "qa_desk:reply_preview"):
        assert "Half a rep" not in client.get(reverse(name, args=[question.pk])).text


def test_the_reply_takes_the_place_of_its_draft(client, expert, question) -> None:
    send(client, question, action="save")
    send(client, question)
    assert not ReplyDraft.objects.exists()


def test_a_draft_can_be_deleted_though_the_comment_is_gone(client, expert, question) -> None:
    send(client, question, action="save")
    set_state(comment=question, to="removed")
    send(client, question, action="discard")
    assert not ReplyDraft.objects.exists()


def test_a_reply_that_was_given_back_is_where_the_expert_goes_on(client, expert, question) -> None:
    send(client, question, action="send", text="Too short.")
    set_state(comment=replies_to(question)[0], to="rejected", reason="Say more.")
    assert "Too short." in client.get(reverse("qa_desk:reply", args=[question.pk])).text


def test_a_canned_reply_is_added_with_its_places_filled_in(client, expert, question) -> None:
    text = "Dear {name}, on {title}, yours {expert}"
    rules = CommentSettingsFactory(
        canned_replies=[{"type": "reply", "value": {"title": "Hello", "text": text}, "id": "a1"}]
    )
    assert rules.canned_replies[0].id == "a1"
    response = send(client, question, action="insert", canned="a1", text="First.")
    written = BeautifulSoup(response.content, "html.parser").select_one("#id_text").text
    assert written.strip() == f"First.\n\nDear Ada, on {question.page.title}, yours Dr Jane Roe"
    assert replies_to(question) == []


def test_a_name_that_looks_like_a_placeholder_is_only_a_name(client, expert) -> None:
    question = CommentFactory(name="{expert}")
    CommentSettingsFactory(
        canned_replies=[
            {"type": "reply", "value": {"title": "Hello", "text": "Dear {name}"}, "id": "a1"}
        ]
    )
    response = send(client, question, action="insert", canned="a1", text="")
    assert "Dear {expert}" in response.text


def test_the_preview_shows_what_readers_will_see(client, expert, question) -> None:
    address = reverse("qa_desk:reply_preview", args=[question.pk])
    fields = {"text": "Yes <b>it</b> is.", "quoted_text": "Is it safe?", "version": 0, "newest": 0}
    shown = BeautifulSoup(client.post(address, fields).content, "html.parser")
    reply = shown.select_one(".comment--expert")
    assert "Yes <b>it</b> is." in reply.text
    assert "Is it safe?" in reply.blockquote.text
    assert replies_to(question) == []


def test_declining_tells_who_asked(client, expert, deliver_mail) -> None:
    question = ReceiptFactory(confirmed=True, email="ada@example.org").comment
    decline(client, question, detail="They know your scans.")
    (mail,) = deliver_mail(at=timezone.now() + LATER)
    assert mail.to == ["ada@example.org"]
    assert "Please see your own doctor about this. They know your scans." in " ".join(
        mail.body.split()
    )


def test_what_needs_no_reply_is_closed_without_a_word(client, expert, deliver_mail) -> None:
    question = ReceiptFactory(confirmed=True).comment
    decline(client, question, reason="no_question")
    assert Decline.objects.filter(comment=question).exists()
    assert deliver_mail(at=timezone.now() + LATER) == []


def test_a_decline_that_is_taken_back_is_told_to_nobody(client, expert, deliver_mail) -> None:
    question = ReceiptFactory(confirmed=True).comment
    decline(client, question)
    client.post(reverse("qa_desk:take_back", args=[question.pk]))
    assert not Decline.objects.exists()
    assert deliver_mail(at=timezone.now() + LATER) == []


def test_the_page_of_the_comment_says_that_it_was_declined(client, expert) -> None:
    from qa.comments.links import manage_path

    receipt = ReceiptFactory(confirmed=True)
    decline(client, receipt.comment, detail="They know your scans.")
    assert "They know your scans." in client.get(manage_path(receipt, by_owner=True)).text


@pytest.mark.parametrize("reason", ["", "nonsense"])
def test_a_decline_needs_a_reason(client, expert, question, reason: str) -> None:
    decline(client, question, reason=reason)
    assert not Decline.objects.exists()


VIEWS = ["reply", "reply_preview", "decline", "take_back"]


@pytest.mark.parametrize("view", VIEWS)
def test_rights_on_another_section_open_nothing_here(client, question, view: str) -> None:
    elsewhere = QAPageFactory()
    client.force_login(ExpertPageFactory(user=expert_user(page=elsewhere)).user)
    response = client.post(reverse(f"qa_desk:{view}", args=[question.pk]), {"version": 0})
    assert response.status_code != 200
    assert not Decline.objects.exists()


@pytest.mark.parametrize("view", VIEWS)
def test_moderators_do_not_speak_as_experts(client, question, view: str) -> None:
    client.force_login(grant(UserFactory(), "moderate_comment"))
    response = client.post(reverse(f"qa_desk:{view}", args=[question.pk]), {"version": 0})
    assert response.status_code != 200
    assert not Decline.objects.exists()


@pytest.mark.parametrize("view", ["reply", "reply_preview"])
def test_who_has_no_profile_is_told_what_to_do(client, question, view: str) -> None:
    client.force_login(expert_user())
    response = client.get(reverse(f"qa_desk:{view}", args=[question.pk]))
    assert response.status_code == 403
    assert "no published expert profile is linked" in response.text
