"""Answers that are there already take as long to read as they do."""

import re

from django.db import migrations

WORDS_A_MINUTE = 200


def words_in(value) -> int:
    if isinstance(value, str):
        return len(re.sub(r"<[^>]*>", " ", value).split())
    if isinstance(value, dict):
        return sum(words_in(item) for key, item in value.items() if key not in {"id", "type", "anchor"})
    if isinstance(value, list):
        return sum(words_in(item) for item in value)
    return 0


def fill(apps, schema_editor):
    pages = apps.get_model("qa", "QAPage").objects.only("question", "introduction", "body")
    for page in pages.iterator(chunk_size=200):
        parts = [block for block in page.body.raw_data if block["type"] != "references"]
        words = words_in(page.question) + words_in(page.introduction) + words_in(parts)
        minutes = max(1, round(words / WORDS_A_MINUTE))
        type(page).objects.filter(pk=page.pk).update(reading_minutes=minutes)


class Migration(migrations.Migration):

    dependencies = [("qa", "0004_checked_and_corrected")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
