"""What should be kept beside discussions, found out from every comment, in plain Python."""

from collections import defaultdict

from qa.comments.models import Comment, CommentCount, Decline

HIDDEN = {"unconfirmed", "pending", "rejected", "spam"}


def real_numbers() -> dict[int, tuple[int, int]]:
    """Return how many comments of each page can be read, and how many wait for an expert."""
    comments = {comment.pk: comment for comment in Comment.objects.all()}
    declined = set(Decline.objects.values_list("pk", flat=True))
    replied = {
        one.reply_to_id
        for one in comments.values()
        if one.expert_id and one.state in {"public", "pending"}
    }
    numbers: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for comment in comments.values():
        if comment.state != "public" or is_below_hidden(comment, comments):
            continue
        numbers[comment.page_id][0] += 1
        answered = comments.get(comment.reply_to_id)
        is_asked = answered is None or (answered.expert_id and answered.state == "public")
        if is_asked and not comment.expert_id and comment.pk not in declined | replied:
            numbers[comment.page_id][1] += 1
    return {page: (public, waiting) for page, (public, waiting) in numbers.items()}


def is_below_hidden(comment: Comment, comments: dict[int, Comment]) -> bool:
    while comment.reply_to_id:
        comment = comments[comment.reply_to_id]
        if comment.state in HIDDEN:
            return True
    return False


def kept_numbers() -> dict[int, tuple[int, int]]:
    """Return those that are kept, but of discussions in which there is nothing to count."""
    rows = CommentCount.objects.all()
    kept = {row.page_id: (row.public, row.unanswered) for row in rows}
    return {page: numbers for page, numbers in kept.items() if any(numbers)}
