"""How much is said on a page."""

from django.db import models


class CommentCount(models.Model):
    """The numbers of one discussion, kept right by ``counts.py`` whenever a comment changes.

    They say nothing of the page: whether it is published, and whether its discussion is hidden.
    """

    page = models.OneToOneField(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="counted", primary_key=True
    )
    # Not positive ones: a number that is wrong must not keep anybody from posting.
    public = models.IntegerField(default=0)  # comments that can be read, nothing hidden above them
    unanswered = models.IntegerField(default=0)  # that an expert may want to reply to

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["-public", "-page"], name="comment_count_most")]

    def __str__(self) -> str:
        return f"Page {self.page_id}: {self.public}"
