"""What a change touches: signals of whatever readers see, and the names that it is shown under.

Whatever else is saved by the ORM and stands on every page touches the whole site. What is written
past the ORM has no signal; who does so sends one (``comments_added``).
"""

from itertools import chain

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver
from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import page_slug_changed, page_unpublished, post_page_move, pre_page_move

from qa.comments.models import Comment, SameQuestion
from qa.comments.signals import comments_added, numbers_put_right
from qa.experts.models import ExpertPage
from qa.models import QAPage, Topic
from site_core.foundation import shown
from site_core.foundation.models import BasePage

from .addresses import of_page
from .purging import touch

# What saving a draft writes to the row of its page: nothing that readers see.
OF_A_DRAFT = {
    "draft_title",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
}
# What publishing writes to the row of a page that is published already.
WHEN_PUBLISHED = {"first_published_at", "last_published_at", "go_live_at", "live_revision"}
ON_EVERY_PAGE = (BaseSiteSetting, BaseGenericSetting, Site, Locale, PageViewRestriction)


@receiver([post_save, post_delete])
def row_changed(sender: type[Model], instance: Model, **kwargs) -> None:
    """Touch what a row that was saved or deleted stands on."""
    if isinstance(instance, Page):
        page_changed(instance, **kwargs)
    elif isinstance(instance, Comment):
        comment_changed(instance)
    elif isinstance(instance, Topic):
        touch(shown.topic(instance.pk), shown.ANSWERS)
    elif isinstance(instance, SameQuestion):
        touch(shown.same_question(instance.page_id))
    elif isinstance(instance, ON_EVERY_PAGE) or _is_shown_picture(instance, **kwargs):
        touch(shown.SITE)


def page_changed(page: Page, *, created: bool = False, update_fields=None, **kwargs) -> None:
    """Touch what a page that was saved or deleted stands on."""
    is_seen_by_nobody = created and not page.live
    if (
        type(page) is Page
        or is_seen_by_nobody
        or (update_fields and set(update_fields) <= OF_A_DRAFT)
    ):
        return
    if isinstance(page, QAPage):
        topics = [shown.topic(topic.pk) for topic in page.topics.all()] if page.pk else []
        touch(*_versions(page), shown.ANSWERS, *topics, addresses=of_page(page))
    elif isinstance(page, ExpertPage):
        touch(*_versions(page), shown.EXPERTS, addresses=of_page(page))
    elif _changed_only_here(page):
        touch(*_versions(page), shown.MAPS, addresses=of_page(page))
    else:  # it stands in menus and above other pages
        touch(shown.SITE)


@receiver(pre_save)
def remember_what_was(sender: type[Model], instance: Model, **kwargs) -> None:
    """Remember what a page that is about to be saved shows on others, before it is too late."""
    if isinstance(instance, BasePage) and not isinstance(instance, QAPage | ExpertPage):
        instance.__dict__["_shown_before"] = (
            sender.objects.filter(pk=instance.pk).values(*_shown_elsewhere(sender)).first()
        )


def _shown_elsewhere(kind: type[BasePage]) -> list[str]:
    apart = {*kind.only_here, *OF_A_DRAFT, *WHEN_PUBLISHED}
    return [field.attname for field in kind._meta.concrete_fields if field.name not in apart]


def _changed_only_here(page: Page) -> bool:
    """Return whether other pages show of this one, which was saved, what they did before."""
    before = page.__dict__.pop("_shown_before", None)
    return before is not None and all(
        getattr(page, name) == value for name, value in before.items()
    )


def _versions(page: Page) -> list[str]:
    """Return the names of the page in each language: each links to all others."""
    same = Page.objects.filter(translation_key=page.translation_key)
    return [shown.page(page.pk), *map(shown.page, same.values_list("pk", flat=True))]


def comment_changed(comment: Comment) -> None:
    """Touch what a comment stands on, once readers have seen something of it."""
    if comment.published_at is None:
        return
    conversation = shown.conversation(comment.root_id or comment.pk)
    touch(shown.discussion(comment.page_id), conversation, shown.COMMENTS)
    if comment.expert_id:
        touch(shown.replies(comment.expert.translation_key))


@receiver(comments_added)
def many_comments_added(page: Page, **kwargs) -> None:
    touch(shown.discussion(page.pk), shown.any_conversation(page.pk), shown.COMMENTS)


@receiver(numbers_put_right)
def other_numbers_shown(pages: list[int], **kwargs) -> None:
    touch(*map(shown.discussion, pages), shown.COMMENTS)


@receiver(m2m_changed, sender=QAPage.topics.through)
def filed_anew(instance: QAPage, action: str, pk_set: set[int] | None, **kwargs) -> None:
    """Touch the topics that an answer was taken from, too."""
    if action.startswith("post_") and isinstance(instance, QAPage) and pk_set:
        touch(shown.ANSWERS, *map(shown.topic, pk_set))


@receiver(page_unpublished)
def page_withdrawn(instance: Page, **kwargs) -> None:
    """Touch an alias, too: Wagtail saves it as a bare page, of which nobody knows what it shows."""
    page_changed(instance)


@receiver(pre_page_move)
@receiver(post_page_move)
def page_moved(instance: Page, **kwargs) -> None:
    """Touch everything: the pages below have moved along, and links to them with them."""
    below = instance.get_descendants(inclusive=True).specific(defer=True)
    touch(shown.SITE, addresses=chain.from_iterable(map(of_page, below)))


@receiver(page_slug_changed)
def address_changed(instance_before: Page, **kwargs) -> None:
    """Touch where the page stood; saving it touches where it stands."""
    touch(shown.SITE, addresses=of_page(instance_before))


def _is_shown_picture(instance: Model, created: bool = False, **kwargs) -> bool:
    return isinstance(instance, get_image_model()) and not created
