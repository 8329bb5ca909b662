"""Experts and topics an imported page needs: found, or made and reported."""

from __future__ import annotations

from collections.abc import Iterable

from wagtail.coreutils import cautious_slugify
from wagtail.models import Page

from qa.experts.models import ExpertIndexPage, ExpertPage
from qa.models import QAIndexPage, Topic
from site_core.foundation.names import first_free

from .document import clip
from .report import FileReport

ACCOUNT_ROLE = "Editorial account"
_LONGEST_SLUG = 200  # characters


def find_or_make_expert(
    *,
    name: str,
    parent: QAIndexPage,
    report: FileReport,
    post_nominals: str = "",
    role: str = "",
) -> ExpertPage:
    """Return the expert called ``name`` on the site of ``parent``, made if missing.

    The profile of an expert who exists is not changed; letters that differ are reported.
    """
    found = experts_near(parent).filter(title__iexact=name).order_by("-live").first()
    if found is None:
        return _make_expert(name, post_nominals, role, parent, report)
    if post_nominals and found.post_nominals != post_nominals:
        report.notes.odd(
            None,
            f'"{name}" has "{found.post_nominals}" after the name here, '
            f'"{post_nominals}" in the file; left as it is',
        )
    if not found.live:
        report.notes.odd(None, f'the profile of "{name}" is not published')
    return found


def experts_near(parent: QAIndexPage):
    """Return all expert profiles on the site that ``parent`` belongs to."""
    site = parent.get_site()
    experts = ExpertPage.objects.all()
    return experts.descendant_of(site.root_page) if site else experts


def _make_expert(
    name: str, post_nominals: str, role: str, parent: QAIndexPage, report: FileReport
) -> ExpertPage:
    longest = ExpertPage._meta.get_field("post_nominals").max_length
    index = _find_or_make_index(parent, report)
    expert = ExpertPage(
        title=name,
        slug=_free_slug(index, name, "expert"),
        post_nominals=post_nominals[:longest],
        role=role,
    )
    if len(post_nominals) > longest:
        report.notes.odd(None, f'the letters "{clip(post_nominals)}" were cut')
    index.add_child(instance=expert)
    expert.save_revision().publish()
    report.add("expert", f'new profile "{name}" at {expert.url}')
    return expert


def _find_or_make_index(parent: QAIndexPage, report: FileReport) -> ExpertIndexPage:
    site = parent.get_site()
    indexes = ExpertIndexPage.objects.order_by("-live", "path")
    found = (indexes.descendant_of(site.root_page) if site else indexes).first()
    if found:
        return found
    above = parent.get_parent()
    index = ExpertIndexPage(title="Our experts", slug=_free_slug(above, "experts", "experts"))
    above.add_child(instance=index)
    index.save_revision().publish()
    report.add("experts", f'new list "{index.title}" at {index.url}')
    return index


def find_or_make_topics(names: Iterable[str], line: int, report: FileReport) -> list[Topic]:
    """Return the topics called ``names``, made if missing; ``line`` is for the report."""
    longest = Topic._meta.get_field("name").max_length
    topics, new = [], []
    for name in names:
        if len(name) > longest:
            report.notes.left_out(line, f'topic "{clip(name)}": over {longest} characters')
            continue
        topic = Topic.objects.filter(name__iexact=name).first()
        if topic is None:
            topic = Topic.objects.create(name=name)
            new.append(name)
        topics.append(topic)
    if new:
        report.add("topics", f"new: {', '.join(new)}")
    return topics


def _free_slug(parent: Page, text: str, otherwise: str) -> str:
    """Return a slug made from ``text`` that no child of ``parent`` has."""
    taken = set(parent.get_children().values_list("slug", flat=True))
    wanted = cautious_slugify(text) or otherwise
    return first_free(wanted, lambda slug: slug not in taken, _LONGEST_SLUG)
