"""The comment itself: what readers see, and its place in the thread."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_comments_xtd.models import XtdComment

from site_core.foundation import shown

from ..querysets import CommentManager, ancestors_of, is_below_hidden
from ..states import SHOWN_STATES, CommentState


class Comment(XtdComment):
    """One contribution to the discussion of a page.

    ``reply_to`` and ``root`` are null for the first comment of a thread. Save new ones through
    ``services.post_comment`` and change ``state`` through ``services.set_state`` only.
    """

    # Named, because the default reverse name is that of xtd's own column "comment".
    xtdcomment_ptr = models.OneToOneField(
        XtdComment,
        on_delete=models.CASCADE,
        parent_link=True,
        primary_key=True,
        related_name="qa_comment",
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        on_delete=models.CASCADE,
        related_name="discussion_comments",
    )
    state = models.CharField(
        _("state"), max_length=12, choices=CommentState, default=CommentState.PENDING
    )
    reply_to = models.ForeignKey(
        "self",
        verbose_name=_("in reply to"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="replies",
    )
    root = models.ForeignKey(
        "self",
        verbose_name=_("thread"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    # The same moment as submit_date, which stands two joins away from every index here.
    posted_at = models.DateTimeField(_("posted at"))
    # When readers could first see it; null until then.
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True, editable=False)
    expert = models.ForeignKey(
        "qa_experts.ExpertPage",
        verbose_name=_("expert"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replies",
    )
    quotes = models.ForeignKey(
        "self",
        verbose_name=_("quoted comment"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Kept as they were quoted: the comment itself may be edited, withdrawn or never have been here.
    quoted_name = models.CharField(_("quoted name"), max_length=50, blank=True)
    quoted_text = models.TextField(_("quoted text"), blank=True)
    # Counts every change of text or state, so that whoever decides on a stale copy is told.
    version = models.PositiveIntegerField(default=0, editable=False)
    # Somebody may be in danger: moderators see it before everything else.
    is_urgent = models.BooleanField(default=False, editable=False)

    objects = CommentManager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering: list[str] = []  # every listing says its own order
        # Given page by page: see permissions.py.
        permissions = [
            ("moderate_comment", _("Moderate comments")),
            ("reply_as_expert", _("Reply as expert")),
            ("publish_expert_reply", _("Publish expert replies without an editor")),
            ("see_personal_data", _("See personal data")),
        ]
        indexes = [
            models.Index(fields=["page", "state", "root", "-posted_at"], name="comment_thread"),
            models.Index(fields=["state", "-posted_at"], name="comment_latest"),
            models.Index(fields=["page", "posted_at", "xtdcomment_ptr"], name="comment_of_page"),
            models.Index(fields=["-posted_at", "-xtdcomment_ptr"], name="comment_newest"),
            models.Index(fields=["state", "-is_urgent", "posted_at"], name="comment_queue"),
            # How many can be read on a page is counted without the rows themselves.
            models.Index(
                fields=["page", "state", "published_at", "xtdcomment_ptr"], name="comment_shown"
            ),
            # Where each conversation of a page begins; read from either end.
            models.Index(
                fields=["page", "posted_at", "xtdcomment_ptr"],
                condition=models.Q(
                    root__isnull=True, published_at__isnull=False, state__in=SHOWN_STATES
                ),
                name="comment_first",
            ),
            # What experts said lately, for the report.
            models.Index(
                fields=["published_at"],
                condition=models.Q(expert__isnull=False),
                name="comment_by_expert",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.display_name}: {self.comment[:50]}"

    @classmethod
    def from_db(cls, db: str, field_names: list[str], values: list) -> "Comment":
        comment = super().from_db(db, field_names, values)
        comment.note_shown()
        return comment

    def note_shown(self) -> None:
        """Note that the comment, as far as it is loaded, stands on what is being made."""
        loaded = self.__dict__
        if (page_id := loaded.get("page_id")) is not None:
            shown.note(shown.page(page_id))
            if "root_id" in loaded:
                shown.note(shown.conversation(self.root_id or self.pk))
            else:
                shown.note(shown.discussion(page_id))

    @property
    def display_name(self) -> str:
        """Who speaks: the expert's own name, or the name a reader gave."""
        return self.expert.title if self.expert_id else self.user_name

    @property
    def is_tombstone(self) -> bool:
        """Whether readers see only that something stood here."""
        return self.state in {CommentState.REMOVED, CommentState.WITHDRAWN}

    @property
    def takes_replies(self) -> bool:
        """Whether an answer would not stand deeper than threads go."""
        return self.level < settings.COMMENTS_XTD_MAX_THREAD_LEVEL

    @property
    def is_shown(self) -> bool:
        """Whether readers see it, or what is left of it."""
        return self.state in SHOWN_STATES and self.published_at is not None

    def get_absolute_url(self) -> str:
        """Return the permalink: a path that leads to the right page of the thread."""
        return f"{self.page.url}comments/c{self.pk}/"

    def save(self, *args, **kwargs) -> None:
        """Save; a new comment joins its thread safely however many arrive at once.

        Raises ValidationError when a reply may not stand where it wants to.
        """
        # xtd's own save() numbers siblings in two steps and loses or doubles replies under load.
        save_plain = super(XtdComment, self).save
        if not self._state.adding:
            save_plain(*args, **kwargs)
            return
        with atomic(savepoint=False):
            parent = self._lock_thread()
            self._take_place_below(parent)
            save_plain(force_insert=True, using=kwargs.get("using"))
            self._number()

    def _lock_thread(self) -> "Comment | None":
        """Lock the thread's first comment and return the answered one, read after the lock."""
        if self.reply_to_id is None:
            return None
        parent = Comment.objects.get(pk=self.reply_to_id)
        # Inserting a reply already shares a lock on the keys it points to; "no key" agrees with it.
        locked = Comment.objects.select_for_update(of=("self",), no_key=True)
        locked.get(pk=parent.root_id or parent.pk)
        parent = Comment.objects.annotate(below_hidden=is_below_hidden()).get(pk=parent.pk)
        if parent.page_id != self.page_id:
            raise ValidationError(_("That comment stands on another page."), code="other_page")
        if not parent.is_shown or parent.below_hidden:
            raise ValidationError(_("That comment is not shown."), code="parent_hidden")
        if parent.level >= settings.COMMENTS_XTD_MAX_THREAD_LEVEL:
            raise ValidationError(_("This conversation is too deep."), code="too_deep")
        return parent

    def _take_place_below(self, parent: "Comment | None") -> None:
        self.content_type_id = self.page.content_type_id  # that of the specific page class
        self.object_pk = str(self.page_id)
        self.site_id = self.site_id or settings.SITE_ID
        self.posted_at = self.submit_date = self.submit_date or timezone.now()
        self.root_id = (parent.root_id or parent.pk) if parent else None
        self.parent_id = parent.pk if parent else 0
        self.thread_id = self.root_id or 0
        self.level = parent.level + 1 if parent else 0
        mirror_state(self)

    def _number(self) -> None:
        """Number the row by its own key, which no other comment can take, and count it upwards."""
        self.order = self.pk
        self.thread_id = self.thread_id or self.pk
        self.parent_id = self.parent_id or self.pk
        rows = XtdComment.norel_objects
        rows.filter(pk=self.pk).update(
            order=self.order, thread_id=self.thread_id, parent_id=self.parent_id
        )
        if self.reply_to_id:
            rows.filter(pk__in=ancestors_of(self.pk)).update(nested_count=F("nested_count") + 1)


def mirror_state(comment: Comment) -> None:
    """Set what tools that read django-comments look at from the state."""
    comment.is_public = comment.state == CommentState.PUBLIC
    comment.is_removed = comment.is_tombstone
