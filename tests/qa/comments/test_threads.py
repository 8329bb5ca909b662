from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Q

from qa.comments import threads
from qa.comments.counts import count_anew
from qa.comments.models import Comment, CommentCount
from qa.comments.services import set_state
from qa.comments.states import CommentState
from qa.models import QAPage
from tests.factories import CommentFactory, QAPageFactory

pytestmark = pytest.mark.django_db

DAY_ONE = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def answer() -> QAPage:
    return QAPageFactory()


def shape(nodes: list[threads.Node]) -> list:
    """Return the texts as nested lists: [text, [replies]]."""
    return [[node.comment.comment, shape(node.replies)] for node in nodes]


def test_the_newest_conversation_comes_first(answer) -> None:
    CommentFactory(page=answer, text="old", posted_at=DAY_ONE)
    CommentFactory(page=answer, text="new", posted_at=DAY_ONE + timedelta(days=1))
    assert shape(threads.page_of_thread(answer).nodes) == [["new", []], ["old", []]]


def test_a_conversation_added_late_stands_where_its_date_puts_it(answer) -> None:
    CommentFactory(page=answer, text="new", posted_at=DAY_ONE + timedelta(days=1))
    CommentFactory(page=answer, text="old", posted_at=DAY_ONE)
    assert [node.comment.comment for node in threads.page_of_thread(answer).nodes] == ["new", "old"]


def test_replies_are_in_the_order_they_came(answer) -> None:
    root = CommentFactory(page=answer, text="root")
    CommentFactory(reply_to=root, text="first")
    CommentFactory(reply_to=root, text="second")
    assert shape(threads.page_of_thread(answer).nodes) == [
        ["root", [["first", []], ["second", []]]]
    ]


def test_replies_below_the_second_indent_are_flat_and_say_whom_they_answer(answer) -> None:
    above = CommentFactory(page=answer, name="Root")
    for name in ("One", "Two", "Three", "Four"):
        above = CommentFactory(reply_to=above, name=name)
    shelf = threads.page_of_thread(answer).nodes[0].replies[0].replies
    assert [(node.comment.user_name, node.in_reply_to) for node in shelf] == [
        ("Two", ""),
        ("Three", "Two"),
        ("Four", "Three"),
    ]


def test_a_page_holds_twenty_conversations(answer) -> None:
    for number in range(45):
        CommentFactory(page=answer, posted_at=DAY_ONE + timedelta(days=number))
    sizes = [len(threads.page_of_thread(answer, number).nodes) for number in (1, 2, 3)]
    assert sizes == [20, 20, 5]
    assert threads.page_of_thread(answer).page_count == 3


def test_a_discussion_can_be_read_from_its_beginning(answer) -> None:
    start = [CommentFactory(page=answer, posted_at=DAY_ONE + timedelta(days=n)) for n in range(21)]
    first, second = (threads.page_of_thread(answer, n, threads.Order.OLDEST) for n in (1, 2))
    assert [node.comment for node in first.nodes + second.nodes] == start


def test_replies_stay_in_the_order_they_came_when_the_oldest_conversation_is_first(answer) -> None:
    root = CommentFactory(page=answer, text="root")
    CommentFactory(reply_to=root, text="first")
    CommentFactory(reply_to=root, text="second")
    oldest = threads.page_of_thread(answer, order=threads.Order.OLDEST)
    assert shape(oldest.nodes) == [["root", [["first", []], ["second", []]]]]


def test_the_pages_before_and_after_keep_the_order(answer) -> None:
    for _ in range(41):
        CommentFactory(page=answer)
    first, second = (threads.page_of_thread(answer, n, threads.Order.OLDEST) for n in (1, 2))
    base = f"{answer.url}comments/oldest/"
    assert (first.previous_url, first.next_url) == ("", f"{base}2/")
    assert (second.previous_url, second.next_url) == (base, f"{base}3/")


@pytest.mark.parametrize("number", [0, 2, -1, 10**30])
def test_a_page_that_the_discussion_has_not_is_refused(answer, number: int) -> None:
    CommentFactory(page=answer)
    with pytest.raises(LookupError):
        threads.page_of_thread(answer, number)


def test_an_empty_discussion_has_one_empty_page(answer) -> None:
    first = threads.page_of_thread(answer)
    assert (first.page_count, first.total, first.nodes) == (1, 0, [])


def test_only_what_can_be_read_is_counted(answer) -> None:
    CommentFactory(page=answer)
    CommentFactory(page=answer, state=CommentState.REMOVED)
    CommentFactory(page=answer, state=CommentState.PENDING)
    assert threads.page_of_thread(answer).total == 1


@pytest.mark.parametrize(
    "state",
    [CommentState.UNCONFIRMED, CommentState.PENDING, CommentState.REJECTED, CommentState.SPAM],
)
def test_a_hidden_comment_hides_everything_below_it(answer, state: str) -> None:
    root = CommentFactory(page=answer, text="root")
    hidden = CommentFactory(reply_to=root, text="hidden")
    CommentFactory(reply_to=CommentFactory(reply_to=hidden))
    type(hidden).objects.filter(pk=hidden.pk).update(state=state)
    count_anew(answer.pk)
    first = threads.page_of_thread(answer)
    assert (shape(first.nodes), first.total) == ([["root", []]], 1)


def test_how_many_comments_there_are_is_not_counted_again(answer) -> None:
    CommentFactory(page=answer)
    CommentCount.objects.update(public=1_234)
    assert threads.page_of_thread(answer).total == 1_234


@pytest.mark.parametrize("replies", [2, 52], ids=["short", "long"])
def test_what_is_hidden_in_one_conversation_is_hidden_beside_others(answer, replies: int) -> None:
    for number, root in enumerate(CommentFactory.create_batch(3, page=answer)):
        for _ in range(replies):
            CommentFactory(reply_to=root)
        hidden = CommentFactory(page=answer, reply_to=root if number else None)
        CommentFactory(reply_to=CommentFactory(reply_to=hidden))
        Comment.objects.filter(pk=hidden.pk).update(state=CommentState.SPAM)
    found = threads.page_of_thread(answer).nodes
    assert [node.reply_count for node in found] == [replies] * 3
    conversations = [threads.conversation(answer, node.comment.pk).node for node in found]
    assert [node.reply_count for node in conversations] == [replies] * 3


def test_some_conversations_are_what_they_are_among_all(answer) -> None:
    roots = CommentFactory.create_batch(3, page=answer)
    for number, root in enumerate(roots):
        replies = CommentFactory.create_batch(2, reply_to=root)
        CommentFactory.create_batch(2, reply_to=replies[0])
        hidden = [root, replies[0], replies[1]][number]
        Comment.objects.filter(pk=hidden.pk).update(state=CommentState.PENDING)
    every = set(Comment.objects.shown_on(answer.pk))
    assert len(every) == 6
    for root in roots:
        shown = Comment.objects.shown_on(answer.pk, [root.pk])
        alone = shown.filter(Q(pk=root.pk) | Q(root=root))
        assert set(alone) == {one for one in every if root.pk in (one.pk, one.root_id)}


def test_what_stood_below_a_hidden_comment_comes_back_with_it(answer) -> None:
    root = CommentFactory(page=answer, text="root")
    CommentFactory(reply_to=root, text="reply")
    CommentFactory(reply_to=root, text="held", state=CommentState.PENDING)
    set_state(comment=root, to=CommentState.SPAM)
    set_state(comment=root, to=CommentState.PUBLIC)
    assert shape(threads.page_of_thread(answer).nodes) == [["root", [["reply", []]]]]


@pytest.mark.parametrize("state", [CommentState.REMOVED, CommentState.WITHDRAWN])
def test_a_tombstone_keeps_its_replies_in_place(answer, state: str) -> None:
    root = CommentFactory(page=answer, text="root")
    CommentFactory(reply_to=root, text="reply")
    set_state(comment=root, to=state)
    assert shape(threads.page_of_thread(answer).nodes) == [["root", [["reply", []]]]]


def test_fifty_replies_are_shown_and_the_rest_is_counted(answer) -> None:
    root = CommentFactory(page=answer)
    for _ in range(53):
        CommentFactory(reply_to=root)
    node = threads.page_of_thread(answer).nodes[0]
    assert (len(node.replies), node.hidden_replies) == (50, 3)


def test_replies_of_every_depth_are_counted_for_their_first_comment(answer) -> None:
    above = root = CommentFactory(page=answer)
    for _ in range(4):
        above = CommentFactory(reply_to=above)
    assert threads.page_of_thread(answer).nodes[0].reply_count == 4
    assert threads.conversation(answer, root.pk).node.reply_count == 4


def test_replies_on_further_pages_are_counted_too(answer) -> None:
    root = CommentFactory(page=answer)
    for _ in range(53):
        CommentFactory(reply_to=root)
    assert threads.page_of_thread(answer).nodes[0].reply_count == 53


def test_replies_that_cannot_be_read_are_not_counted(answer) -> None:
    root = CommentFactory(page=answer)
    CommentFactory(reply_to=root)
    for state in (CommentState.SPAM, CommentState.PENDING, CommentState.REMOVED):
        set_state(comment=CommentFactory(reply_to=root), to=state)
    assert threads.page_of_thread(answer).nodes[0].reply_count == 1
    assert threads.conversation(answer, root.pk).node.reply_count == 1


def test_a_reply_count_is_that_of_its_own_conversation(answer) -> None:
    older = CommentFactory(page=answer, posted_at=DAY_ONE)
    CommentFactory(reply_to=older)
    CommentFactory(page=answer)
    assert [node.reply_count for node in threads.page_of_thread(answer).nodes] == [0, 1]


def test_the_rest_of_a_long_conversation_is_on_its_second_page(answer) -> None:
    root = CommentFactory(page=answer)
    replies = [CommentFactory(reply_to=root) for _ in range(53)]
    second = threads.conversation(answer, root.pk, 2)
    assert [node.comment.pk for node in second.node.replies] == [c.pk for c in replies[50:]]


def test_a_reply_whose_question_is_on_an_earlier_page_says_whom_it_answers(answer) -> None:
    root = CommentFactory(page=answer)
    early = CommentFactory(reply_to=root, name="Early")
    for _ in range(50):
        CommentFactory(reply_to=root)
    CommentFactory(reply_to=early)
    last = threads.conversation(answer, root.pk, 2).node.replies[-1]
    assert last.in_reply_to == "Early"


def test_a_permalink_leads_to_the_page_the_comment_is_on(answer) -> None:
    comments = [
        CommentFactory(page=answer, posted_at=DAY_ONE + timedelta(days=number))
        for number in range(25)
    ]
    assert threads.place_of(answer, comments[-1].pk) == f"{answer.url}#c{comments[-1].pk}"
    assert threads.place_of(answer, comments[0].pk) == f"{answer.url}comments/2/#c{comments[0].pk}"


def test_a_permalink_of_a_reply_leads_to_the_page_of_its_conversation(answer) -> None:
    first = CommentFactory(page=answer, posted_at=DAY_ONE)
    reply = CommentFactory(reply_to=first)
    for number in range(1, 21):
        CommentFactory(page=answer, posted_at=DAY_ONE + timedelta(days=number))
    assert threads.place_of(answer, reply.pk) == f"{answer.url}comments/2/#c{reply.pk}"


def test_a_permalink_of_a_late_reply_leads_into_the_conversation(answer) -> None:
    root = CommentFactory(page=answer)
    replies = [CommentFactory(reply_to=root) for _ in range(51)]
    place = f"{answer.url}comments/thread/{root.pk}/2/#c{replies[-1].pk}"
    assert threads.place_of(answer, replies[-1].pk) == place


def test_a_hidden_comment_has_no_place(answer) -> None:
    with pytest.raises(LookupError):
        threads.place_of(answer, CommentFactory(page=answer, state=CommentState.SPAM).pk)


def test_a_comment_far_below_a_hidden_one_has_no_place(answer) -> None:
    root = CommentFactory(page=answer)
    below = CommentFactory(reply_to=CommentFactory(reply_to=root))
    Comment.objects.filter(pk=root.pk).update(state=CommentState.SPAM)
    with pytest.raises(LookupError):
        threads.place_of(answer, below.pk)


def test_a_comment_of_another_page_has_no_place(answer) -> None:
    with pytest.raises(LookupError):
        threads.place_of(answer, CommentFactory().pk)


def test_one_comment_is_shown_exactly_where_all_are_shown_with_it(answer) -> None:
    root = CommentFactory(page=answer)
    CommentFactory(reply_to=root)
    for state in CommentState:
        hidden = CommentFactory(page=answer)
        CommentFactory(reply_to=hidden)
        Comment.objects.filter(pk=hidden.pk).update(state=state)
    shown = set(Comment.objects.shown_on(answer.pk))
    every = Comment.objects.values_list("pk", flat=True)
    assert {one for pk in every for one in Comment.objects.shown_one(answer.pk, pk)} == shown
    roots = {one for one in shown if one.root_id is None}
    assert set(Comment.objects.shown_roots_on(answer.pk)) == roots
