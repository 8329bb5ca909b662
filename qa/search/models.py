"""What the search knows beside the index: which words mean the same, and which words there are."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from .words import words_of

LONGEST_WORD = 40  # characters


class Synonyms(models.Model):
    """Words and phrases that mean the same: a search for one finds the others, too."""

    phrases = models.CharField(
        _("words that mean the same"),
        max_length=250,
        unique=True,
        help_text=_(
            "With “=” between them: “MS = multiple sclerosis”. A search for one finds the others, "
            "too. Capitals and accents make no difference."
        ),
    )

    panels = [FieldPanel("phrases")]

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["phrases"]

    def __str__(self) -> str:
        return self.phrases

    def clean(self) -> None:
        """Refuse what would find nothing new, and a phrase that stands in two entries."""
        phrases = self.as_words()
        if len(set(phrases)) < 2 or "=" not in self.phrases:  # noqa: PLR2004 - a pair
            raise ValidationError(
                {"phrases": _("Give at least two different ones, with “=” between them.")}
            )
        if len(set(phrases)) < len(self.phrases.split("=")):
            raise ValidationError({"phrases": _("One of them is empty or stands there twice.")})
        for other in Synonyms.objects.exclude(pk=self.pk):
            both = set(phrases) & set(other.as_words())
            if both:
                phrase = " ".join(both.pop())
                raise ValidationError(
                    {
                        "phrases": _("“%(phrase)s” already stands in “%(other)s”; add to that one.")
                        % {"phrase": phrase, "other": other}
                    }
                )

    def as_words(self) -> list[tuple[str, ...]]:
        """Return each phrase as its words, in the form searches have them."""
        phrases = (tuple(words_of(phrase)) for phrase in self.phrases.split("="))
        return [phrase for phrase in phrases if phrase]


class Word(models.Model):
    """A word of pages that were published: what the spelling help may propose.

    ``pages`` says where it stands, so that only words which readers can find are ever proposed.
    """

    text = models.CharField(max_length=LONGEST_WORD, unique=True)
    pages = models.ManyToManyField("wagtailcore.Page", related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")

    def __str__(self) -> str:
        return self.text
