"""What was imported from where: lets a file be imported again without doubling anything."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportedPage(models.Model):
    """An answer that came from a file.

    ``source_slug`` is the slug of the title in the file: it finds the page again after an
    editor changed the page's own title or slug. ``article_digests`` holds a digest for
    each part of the article as the file had it, so that only what changed *in the file*
    is written over what editors did since.
    """

    page = models.OneToOneField(
        "qa.QAPage",
        verbose_name=_("page"),
        on_delete=models.CASCADE,
        related_name="imported_from",
    )
    source_name = models.CharField(_("file name"), max_length=255)
    source_slug = models.SlugField(_("slug in the file"), max_length=255)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    options = models.CharField(_("options used"), max_length=200, blank=True)
    article_digests = models.JSONField(_("digests of the article's parts"), default=dict)
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        verbose_name=_("revision the import published"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    imported_at = models.DateTimeField(_("imported at"), auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("imported page")
        verbose_name_plural = _("imported pages")

    def __str__(self) -> str:
        return self.source_name


class ImportedComment(models.Model):
    """A comment that came from a file.

    ``comment`` is null once the comment was deleted here: the row stays, so that the next
    import does not bring back what someone had a right to have erased.
    """

    imported_page = models.ForeignKey(
        ImportedPage,
        verbose_name=_("imported page"),
        on_delete=models.CASCADE,
        related_name="comments",
    )
    comment = models.OneToOneField(
        "qa_comments.Comment",
        verbose_name=_("comment"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    source_key = models.CharField(_("key in the file"), max_length=100)
    text_digest = models.CharField(_("SHA-256 of its text and quote"), max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("imported comment")
        verbose_name_plural = _("imported comments")
        constraints = [
            models.UniqueConstraint(
                fields=["imported_page", "source_key"], name="imported_comment_once"
            )
        ]

    def __str__(self) -> str:
        return self.source_key
