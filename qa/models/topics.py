"""Topics: a curated vocabulary, so that readers find every answer on a subject in one place."""

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.coreutils import string_to_ascii
from wagtail.fields import RichTextField
from wagtail.search import index

from qa.blocks import PROSE_FEATURES
from site_core.foundation import shown
from site_core.foundation.names import first_free

LONGEST_SLUG = 60  # characters


class TopicQuerySet(models.QuerySet):
    def with_answers(self, answers: models.QuerySet) -> "TopicQuerySet":
        """Return the names of topics of *answers*, each with the ``number`` it has of them."""
        filed = self.filter(answers__in=answers.order_by().values("pk")).only("name", "slug")
        return filed.annotate(number=models.Count("answers")).order_by("name")


class Topic(index.Indexed, models.Model):
    """A subject that answers are filed under."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(
        _("slug"),
        max_length=LONGEST_SLUG,
        unique=True,
        blank=True,
        help_text=_("The end of the topic's address. Left empty, it is made from the name."),
    )
    description = models.TextField(
        _("description"),
        blank=True,
        help_text=_(
            "One or two sentences of plain text, for search engines and wherever the topic is "
            "listed. They stand at the head of its page if it has no introduction."
        ),
    )
    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=PROSE_FEATURES,
        help_text=_("At the head of the topic's page: what a newcomer to it should know first."),
    )

    objects = TopicQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("description"),
        FieldPanel("introduction"),
    ]

    search_fields = [
        index.SearchField("name", boost=3),
        index.AutocompleteField("name"),
        index.SearchField("description"),
        index.SearchField("introduction"),
    ]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        if not self.slug:
            wanted = slugify(string_to_ascii(self.name)) or "topic"
            others = Topic.objects.exclude(pk=self.pk)
            self.slug = first_free(
                wanted, lambda slug: not others.filter(slug=slug).exists(), LONGEST_SLUG
            )
        super().save(*args, **kwargs)

    @classmethod
    def from_db(cls, db: str, field_names: list[str], values: list) -> "Topic":
        topic = super().from_db(db, field_names, values)
        shown.note(shown.topic(topic.pk))
        return topic
