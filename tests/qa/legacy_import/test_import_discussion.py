"""The comments part in the database: added once, updated singly, never brought back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qa.comments.models import Comment
from qa.comments.services import set_state
from qa.comments.states import CommentState
from qa.experts.models import ExpertPage
from qa.legacy_import.document import FindingKind
from qa.legacy_import.importer import import_file
from qa.legacy_import.models import ImportedComment
from qa.legacy_import.report import Outcome
from qa.models import QAPage
from tests.qa.legacy_import.samples import (
    ACCOUNT,
    ASKED,
    NEWEST,
    OLDEST,
    REPLIED,
    STRAY,
    TALK,
    Said,
    answered,
    at,
    crowd,
    with_comments,
)

pytestmark = pytest.mark.django_db


def by(name: str) -> Comment:
    return Comment.objects.get(user_name=name)


def reply_to_ned() -> Comment:
    return Comment.objects.get(user_name=ACCOUNT, quoted_name="Ned")


def messages(report, kind=FindingKind.ODD) -> str:
    return " / ".join(one.message for one in report.of_kind(kind))


def test_comments_arrive_public_with_name_text_and_time(bring):
    bring()
    ned = by("Ned")
    assert (ned.comment, ned.state) == (ASKED.text, CommentState.PUBLIC)
    assert ned.posted_at == datetime(2016, 5, 2, 8, 15, tzinfo=UTC)
    assert ned.page_id == QAPage.objects.get().pk
    assert Comment.objects.count() == 5


def test_an_expert_reply_stands_under_its_question_with_the_quote(bring):
    bring()
    reply, ned = reply_to_ned(), by("Ned")
    assert (reply.reply_to_id, reply.quotes_id, reply.root_id) == (ned.pk, ned.pk, ned.pk)
    assert (reply.quoted_text, reply.expert.title) == (ASKED.text, ACCOUNT)
    assert reply.comment == "Egg white holds until it is washed."


def test_a_reply_whose_question_is_gone_keeps_quote_and_asker(bring):
    bring()
    stray = Comment.objects.get(quoted_name="Gus")
    assert (stray.reply_to_id, stray.quotes_id) == (None, None)
    assert stray.quoted_text == "Is tin safe to drink from?"


def test_a_quoted_name_longer_than_stored_is_cut(bring):
    bring(with_comments(answered("x" * 60, "Why?", "So.", at(2016, 1, 1, 9))))
    assert Comment.objects.get().quoted_name == "x" * 50


def test_replies_under_their_questions_are_counted(bring):
    report = bring(with_comments(REPLIED, ASKED))
    said = "2 added, 1 of them expert replies (1 under the comment they answer)"
    assert ("comments", said) in report.made


def test_progress_counts_every_comment_old_or_new(bring, section, write):
    bring(with_comments(ASKED, OLDEST))
    seen = Counted()
    import_file(path=write(), parent=section, progress=seen)
    assert (seen.total, seen.done) == (5, 5)


class Counted:
    done = 0

    def begin(self, name: str, total: int) -> None:
        self.total = total

    def advance(self, number: int) -> None:
        self.done += number


def test_replies_can_be_credited_to_an_expert(bring, section):
    bring(with_comments())
    ada = ExpertPage.objects.get(title="Ada Kettle")
    bring(replies_by=ada)
    assert reply_to_ned().expert_id == ada.pk
    assert reply_to_ned().user_name == ACCOUNT
    assert not ExpertPage.objects.filter(title=ACCOUNT).exists()


def test_importing_twice_adds_no_comment(bring):
    bring()
    assert bring().outcome is Outcome.UNCHANGED
    assert (Comment.objects.count(), ImportedComment.objects.count()) == (5, 5)


def test_new_comments_are_added_also_below_old_ones(bring):
    bring(with_comments(ASKED, OLDEST))
    ned = by("Ned").pk
    report = bring(TALK)
    assert reply_to_ned().reply_to_id == ned
    assert (report.outcome, Comment.objects.count()) == (Outcome.UPDATED, 5)


def test_a_comment_changed_in_the_file_is_changed_here(bring):
    bring(with_comments(NEWEST, ASKED))
    report = bring(with_comments(replace(NEWEST, text="Still whole."), ASKED))
    assert by("Zoë").comment == "Still whole."
    assert ("comments", "1 updated") in report.made


def test_a_changed_quote_is_changed_here(bring):
    bring(with_comments(STRAY))
    bring(with_comments(replace(STRAY, text=STRAY.text.replace("Is tin", "Is old tin"))))
    assert Comment.objects.get().quoted_text.startswith("Is old tin")


def test_an_edit_made_here_survives_a_change_elsewhere_in_the_file(bring):
    bring()
    Comment.objects.filter(pk=by("Ned").pk).update(comment="Edited by a moderator.")
    bring(with_comments(replace(NEWEST, text="Still whole."), REPLIED, ASKED, OLDEST, STRAY))
    assert by("Ned").comment == "Edited by a moderator."
    assert by("Zoë").comment == "Still whole."


def test_an_edit_made_here_wins_over_a_change_of_the_same_comment(bring):
    bring(with_comments(NEWEST))
    Comment.objects.filter(pk=by("Zoë").pk).update(comment="Edited by a moderator.")
    report = bring(with_comments(replace(NEWEST, text="Still whole.")))
    assert by("Zoë").comment == "Edited by a moderator."
    assert "it was edited here" in messages(report)


def test_an_edit_made_here_is_reported_once_a_change(bring):
    bring(with_comments(NEWEST))
    Comment.objects.filter(pk=by("Zoë").pk).update(comment="Edited by a moderator.")
    changed = replace(NEWEST, text="Still whole.")
    bring(with_comments(changed))
    assert "it was edited here" not in messages(bring(with_comments(changed, OLDEST)))


def test_a_comment_its_author_withdrew_is_not_written_to(bring):
    bring(with_comments(NEWEST))
    set_state(comment=by("Zoë"), to=CommentState.WITHDRAWN)
    report = bring(with_comments(replace(NEWEST, text="Still whole.")))
    assert by("Zoë").comment == NEWEST.text
    assert "withdrew it" in messages(report)


def test_a_moderators_decision_survives_a_changed_text(bring):
    bring(with_comments(NEWEST))
    set_state(comment=by("Zoë"), to=CommentState.REMOVED)
    bring(with_comments(replace(NEWEST, text="Still whole.")))
    assert by("Zoë").state == CommentState.REMOVED


def test_a_comment_deleted_here_is_not_brought_back(bring):
    bring()
    by("Zoë").delete()
    report = bring(with_comments(NEWEST, REPLIED, ASKED, OLDEST))
    assert not Comment.objects.filter(user_name="Zoë").exists()
    assert "1 comments that were deleted here since" in messages(report, FindingKind.LEFT_OUT)


def test_a_reply_to_a_comment_deleted_here_stands_alone(bring):
    bring(with_comments(ASKED))
    by("Ned").delete()
    bring(with_comments(REPLIED, ASKED), expert_account=ACCOUNT)
    assert (reply_to_ned().reply_to_id, reply_to_ned().quoted_name) == (None, "Ned")


def test_a_comment_gone_from_the_file_stays_and_is_reported(bring):
    bring()
    report = bring(with_comments(REPLIED, ASKED, OLDEST, STRAY))
    assert by("Zoë").state == CommentState.PUBLIC
    assert 'no longer in the file, kept here: "Zoë", 2017-01-09T00:05' in messages(report)


def test_a_question_that_comes_later_is_reported(bring):
    bring(with_comments(REPLIED))
    report = bring(with_comments(REPLIED, ASKED))
    assert reply_to_ned().reply_to_id is None
    assert "the question of Ned came into the file later" in messages(report)


def test_other_options_import_the_same_file_anew(bring):
    bring(with_comments(replace(REPLIED, name="Eve"), STRAY))
    assert not Comment.objects.filter(expert__isnull=False).exists()
    report = bring(with_comments(replace(REPLIED, name="Eve"), STRAY), expert_account=ACCOUNT)
    assert report.outcome is Outcome.UPDATED
    assert Comment.objects.get(expert__isnull=False).comment == "Lined tin is safe."


def test_the_same_name_twice_in_a_minute_makes_two_comments(bring):
    twice = [Said("Ned", ASKED.when, text) for text in ("Again.", "First.")]
    bring(with_comments(*twice))
    assert list(Comment.objects.order_by("pk").values_list("comment", flat=True)) == [
        "First.",
        "Again.",
    ]


def test_the_count_of_answers_follows_replies_that_came_later(bring):
    bring(with_comments(ASKED))
    bring(with_comments(REPLIED, ASKED))
    assert by("Ned").nested_count == 1


def test_markup_in_a_comment_is_stored_as_typed(bring):
    bring(with_comments(replace(NEWEST, text="<script>alert(1)</script> & [bold]")))
    assert by("Zoë").comment == "<script>alert(1)</script> & [bold]"


def test_deleting_the_page_takes_the_records_with_it(bring):
    bring()
    QAPage.objects.get().delete()
    assert not ImportedComment.objects.exists()
    assert bring().outcome is Outcome.CREATED


def test_statements_grow_by_inserts_not_by_lookups(bring):
    bring(replace(crowd(10), title="Warm"))  # experts and topics exist from here on
    counts = []
    for number in (100, 600):
        with CaptureQueriesContext(connection) as caught:
            bring(replace(crowd(number), title=f"Pots {number}"), name=f"{number}.txt")
        counts.append(len(caught))
    # Two inserts a comment are the comment engine's; the import adds a few a batch.
    assert counts[1] - counts[0] <= 2 * 500 + 20


def test_an_update_of_one_comment_among_many_takes_few_statements(
    bring, django_assert_max_num_queries
):
    bring(crowd(600))
    top = Said("Late", at(2019, 6, 2), "One more.")
    with django_assert_max_num_queries(60):
        bring(with_comments(top, *crowd(600).comments))


def test_times_across_a_clock_change_stay_in_order(bring):
    back = at(2015, 10, 25, 1, 50)
    bring(
        with_comments(Said("Eve", back - timedelta(minutes=40), "Later."), Said("Ned", back, "Hm."))
    )
    assert by("Ned").posted_at < by("Eve").posted_at
