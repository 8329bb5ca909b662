"""Topics: a curated vocabulary, so that readers find every answer on a subject in one place."""

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.coreutils import string_to_ascii
from wagtail.search import index

from site_core.foundation.names import first_free

LONGEST_SLUG = 60  # characters


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
        help_text=_("One or two sentences at the head of the topic's page. Plain text."),
    )

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("description")]

    search_fields = [
        index.SearchField("name", boost=3),
        index.AutocompleteField("name"),
        index.SearchField("description"),
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
