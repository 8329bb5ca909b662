"""What readers say without words of their own: reports, "me too", and whether it helped."""

from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from .comment import Comment


class ReportReason(models.TextChoices):
    HARMFUL = "harmful", _("It gives advice that could harm somebody")
    PERSONAL = "personal", _("It shows who somebody is, or how to reach them")
    ABUSIVE = "abusive", _("It is abusive or hateful")
    SPAM = "spam", _("It is advertising or spam")
    CRISIS = "crisis", _("Somebody may be in danger")
    OTHER = "other", _("Something else")


class Report(models.Model):
    """A reader's word to the moderators about one comment."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(_("reason"), max_length=10, choices=ReportReason)
    detail = models.TextField(_("in the reader's words"), blank=True)
    network_key = models.CharField(max_length=64, blank=True)
    reported_at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [
            models.Index(fields=["network_key", "reported_at"], name="report_network"),
            # The few that wait among all that ever came.
            models.Index(
                fields=["reported_at", "comment"],
                condition=models.Q(handled_at__isnull=True),
                name="report_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"Comment {self.comment_id}: {self.get_reason_display()}"


class SameQuestion(models.Model):
    """One browser that said "I have this question too" on a page."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    browser = models.UUIDField()
    network_key = models.CharField(max_length=64, blank=True)
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reader with the same question")
        verbose_name_plural = _("readers with the same question")
        constraints = [
            models.UniqueConstraint(fields=["page", "browser"], name="same_question_once")
        ]
        indexes = [models.Index(fields=["network_key", "said_at"], name="same_question_network")]

    def __str__(self) -> str:
        return f"Page {self.page_id}"

    @classmethod
    def count(cls) -> Coalesce:
        """Return how many have the question of a page, as a column to annotate pages with."""
        here = cls.objects.filter(page_id=OuterRef("pk")).order_by().values("page_id")
        return Coalesce(Subquery(here.annotate(number=Count("pk")).values("number")), 0)


class Helpfulness(models.Model):
    """How many readers said that a page helped them; nothing else is kept of what they said."""

    page = models.OneToOneField(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    yes = models.PositiveIntegerField(_("it helped"), default=0)
    no = models.PositiveIntegerField(_("it did not help"), default=0)

    class Meta:
        verbose_name = _("helpfulness")
        verbose_name_plural = _("helpfulness")

    def __str__(self) -> str:
        return f"Page {self.page_id}: {self.yes}/{self.no}"

    @property
    def share(self) -> int:
        """Per cent of those who said something whom it helped; at least one must have."""
        return round(100 * self.yes / (self.yes + self.no))
