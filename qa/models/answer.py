"""The answer page: a reader's question and what a named expert says to it."""

from datetime import date
from itertools import dropwhile, takewhile

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.blocks import PageChooserBlock, StreamValue, StructValue
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageManager
from wagtail.search import index

from qa.blocks import PROSE_FEATURES, BodyBlock, CorrectionBlock
from qa.blocks.body import give_anchors
from qa.blocks.citations import Citations
from qa.blocks.section import SectionValue
from qa.comments.policy import DiscussionRulesMixin
from qa.comments.routes import DiscussionMixin
from qa.querysets import QAPageQuerySet
from site_core.foundation.kept import kept
from site_core.foundation.models import BasePage

from .forms import QAPageForm
from .panels import ResponsesPanel
from .reading import reading_minutes
from .topics import Topic

CONTENTS_FROM = 3  # sections
RELATED_SHOWN = 4
RELATED_LOOKED_AT = 50
# Of the page, in order, as the templates of qa/ are named: all that no comment changes.
PIECES = ("breadcrumb", "byline", "facts", "tags", "tools", "question", "answer", "related")


class QAPage(DiscussionMixin, DiscussionRulesMixin, BasePage):
    """One question with its answer and discussion."""

    question = RichTextField(
        _("question"),
        features=PROSE_FEATURES,
        help_text=_("In the reader's own words, without anything that shows who they are."),
    )
    asker_name = models.CharField(
        _("asker's name"),
        max_length=80,
        blank=True,
        help_text=_("As it may be shown: a first name, initials or “A reader”."),
    )
    asked_on = models.DateField(_("asked on"), null=True, blank=True, default=date.today)
    expert = models.ForeignKey(
        "qa_experts.ExpertPage",
        verbose_name=_("expert"),
        null=True,
        on_delete=models.PROTECT,
        related_name="answers",
        help_text=_("Who answers; their name and qualifications stand under the title."),
    )
    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=PROSE_FEATURES,
        help_text=_("The short answer, for readers who read no further."),
    )
    body = StreamField(
        BodyBlock(),
        verbose_name=_("answer"),
        blank=True,
        help_text=_("Begin with key points; give each part of the answer a section of its own."),
    )
    topics = ParentalManyToManyField(
        Topic, verbose_name=_("topics"), blank=True, related_name="answers"
    )
    # A stream rather than a table of links: what readers see next costs no query of its own.
    related_answers = StreamField(
        [("answer", PageChooserBlock(page_type="qa.QAPage", label=_("Answer")))],
        verbose_name=_("related answers"),
        blank=True,
        help_text=_("Your choice comes first; answers that share topics fill up the rest."),
    )
    updated_on = models.DateField(_("updated on"), default=date.today, editable=False)
    reviewed_on = models.DateField(
        _("reviewed on"),
        null=True,
        blank=True,
        help_text=_("When somebody last checked the whole answer against the evidence."),
    )
    reviewer = models.ForeignKey(
        "qa_experts.ExpertPage",
        verbose_name=_("reviewer"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reviews",
        help_text=_("Who checked it: another expert than the one who answers."),
    )
    corrections = StreamField(
        [("correction", CorrectionBlock())],
        verbose_name=_("corrections"),
        blank=True,
        help_text=_("Mistakes that readers may have seen, the newest first."),
    )
    reading_minutes = models.PositiveSmallIntegerField(
        _("reading time"), default=1, editable=False, help_text=_("In minutes.")
    )

    objects = PageManager.from_queryset(QAPageQuerySet)()
    read_anew = (*BasePage.read_anew, "comment_policy", "close_after_days")

    base_form_class = QAPageForm
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("question"),
                FieldRowPanel([FieldPanel("asker_name"), FieldPanel("asked_on")]),
                ResponsesPanel(heading=_("What readers say of it")),
            ],
            heading=_("Question"),
        ),
        MultiFieldPanel(
            [FieldPanel("expert"), FieldPanel("introduction"), FieldPanel("body")],
            heading=_("Answer"),
        ),
        MultiFieldPanel(
            [FieldPanel("topics"), FieldPanel("related_answers")],
            heading=_("Where it belongs"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("reviewer"), FieldPanel("reviewed_on")]),
                FieldPanel("corrections"),
            ],
            heading=_("Checked and corrected"),
        ),
        MultiFieldPanel(
            [FieldPanel("updated_on", read_only=True), FieldPanel("minor_edit")],
            heading=_("Updated date"),
        ),
    ]
    settings_panels = [*BasePage.settings_panels, *DiscussionRulesMixin.discussion_panels]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("question", boost=2),
        index.SearchField("introduction", boost=2),
        index.SearchField("body"),
        index.SearchField("search_description", boost=2),
        index.RelatedFields("topics", [index.SearchField("name", boost=2)]),
        index.RelatedFields("expert", [index.SearchField("title")]),
        index.FilterField("updated_on"),
        index.FilterField("expert_id"),
    ]
    parent_page_types = ["qa.QAIndexPage"]
    subpage_types: list[str] = []
    page_description = _("A reader's question, answered by a named expert.")
    template = "qa/answer_page.html"

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        # Lists, feeds and the home page begin with the newest.
        indexes = [
            models.Index(fields=["-updated_on", "-page_ptr"], name="answer_newest"),
            # Counted from end to end, beside lists: without the long texts.
            models.Index(fields=["expert", "updated_on", "page_ptr"], name="answer_by_expert"),
        ]

    def clean(self) -> None:
        super().clean()
        give_anchors(self.body)
        self.reading_minutes = reading_minutes(self.question, self.introduction, body=self.body)
        self._check_review()

    def _check_review(self) -> None:
        if self.reviewer_id and not self.reviewed_on:
            raise ValidationError({"reviewed_on": _("Say when it was checked.")})
        if self.reviewed_on and self.reviewed_on > timezone.localdate():
            raise ValidationError({"reviewed_on": _("This day is still to come.")})
        if self.reviewer_id and self.reviewer_id == self.expert_id:
            raise ValidationError(
                {"reviewer": _("Choose somebody else than the expert who answers.")}
            )

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        # Pages of the discussion have the same context, and never look at the body.
        context["citations"] = SimpleLazyObject(lambda: Citations(len(self.references())))
        return context

    def apart_from_discussion(self, request: HttpRequest, *, has_discussion: bool) -> dict:
        """Return each of ``PIECES`` as HTML."""

        def make() -> dict[str, SafeString]:
            context = self.get_context(request) | {"has_discussion": has_discussion}
            return {part: render_to_string(f"qa/{part}.html", context, request) for part in PIECES}

        return {"pieces": kept("answer", self.pk, has_discussion, make=make)}

    def get_cached_paths(self) -> list[str]:
        """Return what caches in front know of this page: the answer, its feed, its Markdown."""
        return ["/", "/feed/", "/index.md"]

    def references(self) -> list[StructValue]:
        """Return the sources the answer rests on, in the order of their numbers."""
        blocks = [child.value for child in self.body if child.block_type == "references"]
        return [reference for block in blocks for reference in block]

    def opening(self) -> list[StreamValue.StreamChild]:
        """Return the key points that the answer begins with; readers see them before all else."""
        return list(takewhile(_is_key_points, self.body))

    def main_part(self) -> list[StreamValue.StreamChild]:
        """Return what follows the opening."""
        return list(dropwhile(_is_key_points, self.body))

    @cached_property
    def topic_list(self) -> list[Topic]:
        """The topics, by name, fetched once for everything that shows or uses them."""
        return list(self.topics.all())

    def sections(self) -> list[SectionValue]:
        """Return the values of the sections, in order."""
        return [child.value for child in self.body if child.block_type == "section"]

    def contents(self) -> list[SectionValue]:
        """Return the sections to list at the head of the answer; none when they are few."""
        sections = self.sections()
        return sections if len(sections) >= CONTENTS_FROM else []

    def related(self) -> list["QAPage"]:
        """Return published answers to read next: the editor's choice, then shared topics."""
        chosen = [child["value"] for child in self.related_answers.raw_data if child["value"]]
        wanted = list(dict.fromkeys([*chosen, *self._on_the_same_topics()]))
        readable = QAPage.objects.published().filter(pk__in=wanted, locale=self.locale_id)
        answers = {answer.pk: answer for answer in readable.exclude(pk=self.pk).for_cards()}
        return [answers[pk] for pk in wanted if pk in answers][:RELATED_SHOWN]

    def _on_the_same_topics(self) -> list[int]:
        """Return the keys of the answers that share the most topics, the last updated first.

        Enough of them that some are left to show; who may read them is asked of these few only.
        """
        filed = QAPage.topics.through.objects.filter(topic__in=self.topic_list)
        near = filed.exclude(qapage=self.pk)
        near = near.filter(qapage__live=True, qapage__locale=self.locale_id)
        shared = near.values("qapage").annotate(shared=Count("pk"))
        best = shared.order_by("-shared", "-qapage__updated_on", "-qapage")
        return list(best.values_list("qapage", flat=True)[:RELATED_LOOKED_AT])


def _is_key_points(child: StreamValue.StreamChild) -> bool:
    return child.block_type == "key_points"
