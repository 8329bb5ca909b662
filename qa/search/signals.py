"""Keeps the vocabulary in step with what is published. The index keeps itself in step."""

from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from .vocabulary import forget, learn


@receiver(page_published)
def take_up_words(instance: Page, **kwargs) -> None:
    learn(instance)


@receiver(page_unpublished)
def drop_words(instance: Page, **kwargs) -> None:
    forget(instance)
