"""The answer page: a reader's question and what a named expert says to it."""

from datetime import date

from django.db import models
from django.db.models import Case, Count, Q, When
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.blocks import PageChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageManager
from wagtail.search import index

from qa.blocks import PROSE_FEATURES, BodyBlock
from qa.blocks.body import give_anchors
from qa.blocks.section import SectionValue
from qa.comments.policy import DiscussionRulesMixin
from qa.comments.routes import DiscussionMixin
from qa.querysets import QAPageQuerySet
from site_core.foundation.models import BasePage

from .forms import QAPageForm
from .panels import SameQuestionPanel
from .topics import Topic

CONTENTS_FROM = 3  # sections
RELATED_SHOWN = 4


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

    objects = PageManager.from_queryset(QAPageQuerySet)()

    base_form_class = QAPageForm
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("question"),
                FieldRowPanel([FieldPanel("asker_name"), FieldPanel("asked_on")]),
                SameQuestionPanel(heading=_("Readers with the same question")),
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

    def clean(self) -> None:
        super().clean()
        give_anchors(self.body)

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
        topic_ids = [topic.pk for topic in self.topic_list]
        wanted = Q(pk__in=chosen) | Q(topics__in=topic_ids)
        place = Case(
            *(When(pk=pk, then=number) for number, pk in enumerate(chosen)), default=len(chosen)
        )
        answers = QAPage.objects.published().filter(wanted, locale=self.locale_id).for_cards()
        if self.pk:
            answers = answers.exclude(pk=self.pk)
        return list(
            answers.annotate(
                place=place, shared=Count("topics", filter=Q(topics__in=topic_ids), distinct=True)
            ).order_by("place", "-shared", "-updated_on", "-pk")[:RELATED_SHOWN]
        )
