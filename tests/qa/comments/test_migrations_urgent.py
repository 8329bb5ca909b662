"""0010: comments that showed signs of a crisis before there was a mark for it."""

from importlib import import_module

import pytest
from django.apps import apps

from qa.comments.models import Comment
from tests.factories import ReceiptFactory

pytestmark = pytest.mark.django_db

migration = import_module("qa.comments.migrations.0010_urgent_comments")


def test_only_signs_of_a_crisis_make_older_comments_urgent() -> None:
    findings = {
        rule: [{"rule": rule, "verdict": 2, "reason": "Because."}] for rule in ("crisis", "prices")
    }
    made = {rule: ReceiptFactory(findings=found) for rule, found in findings.items()}
    migration.mark_urgent(apps, None)
    urgent = Comment.objects.filter(is_urgent=True)
    assert [comment.pk for comment in urgent] == [made["crisis"].pk]
