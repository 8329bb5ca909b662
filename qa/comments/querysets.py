"""Read rules of comments. The recursive queries are the same on SQLite and PostgreSQL."""

from collections.abc import Sequence
from functools import cache

from django.apps import apps
from django.db import connection, models
from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    Func,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django_comments.managers import CommentManager as DjangoCommentManager
from wagtail.models import Page, PageQuerySet

from site_core.foundation.querysets import published

from .policy import CommentPolicy, DiscussionRulesMixin
from .states import SHOWN_STATES, CommentState

# Databases refuse to compare with numbers beyond their own.
LARGEST_NUMBER = models.BigIntegerField.MAX_BIGINT

_ANCESTORS = """
WITH RECURSIVE up(id) AS (
    SELECT reply_to_id FROM qa_comments_comment WHERE xtdcomment_ptr_id = %s
    UNION ALL
    SELECT c.reply_to_id FROM qa_comments_comment c JOIN up ON c.xtdcomment_ptr_id = up.id
)
SELECT id FROM up WHERE id IS NOT NULL
"""

# Databases find the few hidden comments in the index by the states they are in, but would read the
# whole discussion to find those that are in none of the shown ones.
HIDDEN_STATES = tuple(state for state in CommentState if state not in SHOWN_STATES)

# Seeded by the answers to hidden comments, which are few: hidden comments can hardly be answered.
_BELOW_HIDDEN = """
WITH RECURSIVE down(id) AS (
    SELECT r.xtdcomment_ptr_id
    FROM qa_comments_comment h JOIN qa_comments_comment r ON r.reply_to_id = h.xtdcomment_ptr_id
    WHERE h.page_id = %s AND h.state IN (%s, %s, %s, %s){among}
    UNION ALL
    SELECT c.xtdcomment_ptr_id FROM qa_comments_comment c JOIN down ON c.reply_to_id = down.id
)
SELECT id FROM down
"""

_AROUND = """
WITH RECURSIVE below(id) AS (
    SELECT CAST(%s AS bigint)
    UNION ALL
    SELECT c.xtdcomment_ptr_id FROM qa_comments_comment c JOIN below ON c.reply_to_id = below.id
)
SELECT id FROM below UNION ALL SELECT CAST(%s AS bigint)
"""

# Asked for one row at a time, so only where few rows are wanted. Django puts in what the row
# answers, under the name its table has in that query.
_IS_BELOW_HIDDEN = """
EXISTS (
    WITH RECURSIVE up(id, state) AS (
        SELECT p.reply_to_id, p.state FROM qa_comments_comment p
        WHERE p.xtdcomment_ptr_id = %(expressions)s
        UNION ALL
        SELECT c.reply_to_id, c.state
        FROM qa_comments_comment c JOIN up ON c.xtdcomment_ptr_id = up.id
    )
    SELECT 1 FROM up WHERE up.state IN (%(states)s)
)
"""

# Lists of paths are read once; asking about each page in turn takes the square of the pages.
_SAYING = """{path} IN (
    SELECT p.path FROM {table} rules JOIN wagtailcore_page p ON p.id = rules.page_ptr_id
    WHERE rules.comment_policy {what}
)"""

# Whether a site that the page belongs to, in whatever language, hides its discussions.
_SITE_HIDES = """
EXISTS (
    SELECT 1 FROM wagtailcore_page home
    WHERE %(expressions)s LIKE home.path || '%%%%' AND home.translation_key IN (
        SELECT root.translation_key FROM qa_comments_commentsettings said
        JOIN wagtailcore_site site ON site.id = said.site_id
        JOIN wagtailcore_page root ON root.id = site.root_page_id
        WHERE said.comment_policy = 'hidden'
    )
)
"""


def ancestors_of(comment_id: int) -> list[int]:
    """Return the ids of every comment above *comment_id*, up to its root.

    Not a subquery: PostgreSQL expects many rows of a recursive one, and reads the whole table for
    the few there are.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ANCESTORS, [comment_id])
        return [row[0] for row in cursor]


def below_hidden_on(page_id: int, roots: Sequence[int] = ()) -> RawSQL:
    """Return a subquery of the ids below hidden comments of the page.

    :param roots: the first comments of the conversations to look at; all of them if left out
    """
    places = ", ".join(["%s"] * len(roots))
    among = f" AND (h.root_id IN ({places}) OR h.xtdcomment_ptr_id IN ({places}))" if roots else ""
    values = [page_id, *HIDDEN_STATES, *roots, *roots]
    return RawSQL(_BELOW_HIDDEN.format(among=among), values)  # noqa: S611 - no value is in it


class _IsOneOf(Func):
    """Whether the first is one of the rows of a subquery that nothing else is asked of.

    PostgreSQL expects a hundred thousand rows of a recursive subquery that returns hardly any. As a
    list it is planned by itself; as a condition it would make whatever else a query does look
    cheap beside it, even reading all pages for the name of each expert.
    """

    template = "(%(expressions)s)"
    arg_joiner = " IN "
    output_field = BooleanField()

    def as_postgresql(self, compiler, connection, **context):
        return super().as_sql(
            compiler,
            connection,
            template="(%(expressions)s))",
            arg_joiner=" = ANY(ARRAY",
            **context,
        )


def is_below_hidden() -> Func:
    """Return whether any comment above the row is hidden."""
    states = ", ".join(f"'{state}'" for state in HIDDEN_STATES)
    return Func("reply_to", template=_IS_BELOW_HIDDEN, states=states, output_field=BooleanField())


def discussion_is_hidden() -> Func:
    """Whether the discussion of a page is hidden, as policy_of() finds for one page."""
    return Func("path", template=_discussion_is_hidden(), output_field=BooleanField())


def silent_pages() -> PageQuerySet:
    """Return the pages whose discussion is hidden, found by the few that say so where that is all.

    What a section or a site says holds for all below it that say nothing: then each is asked.
    """
    kinds = [kind for kind in apps.get_models() if issubclass(kind, DiscussionRulesMixin)]
    own = [kind.objects.filter(comment_policy=CommentPolicy.HIDDEN) for kind in kinds]
    sites = apps.get_model("qa_comments", "CommentSettings").objects
    is_said_above = sites.filter(comment_policy=CommentPolicy.HIDDEN).exists() or any(
        pages.filter(numchild__gt=0).exists() for pages in own
    )
    if is_said_above:
        return Page.objects.filter(discussion_is_hidden()).values("pk")
    keys = (pages.order_by().values_list("pk") for pages in own)
    return next(keys).union(*keys)


@cache
def _discussion_is_hidden() -> str:
    """Return that as a template; putting it together from querysets took longer than its query."""
    path = "%(expressions)s"
    parent = f"SUBSTR({path}, 1, LENGTH({path}) - {Page.steplen})"
    kinds = (kind for kind in apps.get_models() if issubclass(kind, DiscussionRulesMixin))
    tables = [kind._meta.db_table for kind in kinds]

    def say(path: str, what: str) -> str:
        lists = (_SAYING.format(path=path, table=table, what=what) for table in tables)
        return f"({' OR '.join(lists)})"

    hidden, anything = f"= '{CommentPolicy.HIDDEN}'", "<> ''"
    by_parent = f"({say(parent, hidden)} OR NOT {say(parent, anything)} AND {_SITE_HIDES})"
    return f"({say(path, hidden)} OR NOT {say(path, anything)} AND {by_parent})"


def can_be_read() -> Q:
    """Return whether a comment is public with nothing hidden above it, on whatever page."""
    # One after the other: ancestors are looked at of what is public.
    nothing_above = ExpressionWrapper(~Q(is_below_hidden()), BooleanField())
    is_public = Q(state=CommentState.PUBLIC, published_at__isnull=False)
    return Q(Case(When(is_public, then=nothing_above), default=Value(False)))


def waits_for_expert() -> Q:
    """Return whether a comment is one that an expert may want to reply to, and nobody has.

    A reader's, it begins a conversation or answers an expert, can be read, and nobody has declined
    it or sent a reply that an editor is still to decide on.
    """
    comments = apps.get_model("qa_comments", "Comment").objects
    experts = comments.filter(expert__isnull=False)
    answered = experts.filter(pk=OuterRef("reply_to"), state=CommentState.PUBLIC)
    replies = experts.filter(
        reply_to=OuterRef("pk"), state__in=(CommentState.PUBLIC, CommentState.PENDING)
    )
    # One after the other: the ancestors of few rows are looked at.
    asks = Case(
        When(expert__isnull=False, then=Value(False)),
        When(~is_any(answered), root__isnull=False, then=Value(False)),
        When(is_any(replies), then=Value(False)),
        When(root=None, then=Value(True)),
        default=ExpressionWrapper(~Q(is_below_hidden()), BooleanField()),
    )
    return Q(asks, state=CommentState.PUBLIC, decline=None)


def is_any(rows: models.QuerySet) -> Q:
    """Return whether there is any of *rows*, looked for anew for each row of the query around it.

    For EXISTS, PostgreSQL may read all that experts ever said before it looks at the first row.
    """
    first: Subquery = Subquery(
        rows.order_by().values(found=Value(True))[:1], output_field=BooleanField()
    )
    return Q(Coalesce(first, Value(False)))


class CommentQuerySet(models.QuerySet):
    def shown_on(self, page_id: int, roots: Sequence[int] = ()) -> "CommentQuerySet":
        """Return what readers of the page see: shown states, nothing below a hidden comment.

        What was withdrawn before anybody saw it leaves no tombstone.

        :param roots: whoever wants some conversations only names their first comments, so that
            hidden comments are looked for nowhere else, however long the discussion is
        """
        return self._of_page(page_id).exclude(_IsOneOf("pk", below_hidden_on(page_id, roots)))

    def shown_one(self, page_id: int, pk: int) -> "CommentQuerySet":
        """Return the comment *pk* if readers of the page see it, by the same rule as shown_on().

        It looks at what stands above the comment only, however long the discussion is.
        """
        return self._of_page(page_id).filter(pk=pk).exclude(is_below_hidden())

    def shown_roots_on(self, page_id: int) -> "CommentQuerySet":
        """Return the first comments of conversations that readers of the page see."""
        return self._of_page(page_id).filter(root=None)  # nothing stands above them

    def _of_page(self, page_id: int) -> "CommentQuerySet":
        return self.filter(page_id=page_id, state__in=SHOWN_STATES, published_at__isnull=False)

    def readable(self, pages: PageQuerySet | None = None) -> "CommentQuerySet":
        """Return the public comments that anybody may read now, on whatever page or on *pages*.

        The page is published and its discussion not hidden. Made for a few at a time: every row is
        asked for its ancestors. Who knows the pages saves looking at all there are.
        """
        pages = published(Page.objects.all() if pages is None else pages)
        with_discussion = pages.exclude(discussion_is_hidden()).values("pk")
        return self.unhidden().filter(page__in=with_discussion)

    def unhidden(self) -> "CommentQuerySet":
        """Return the public comments with nothing hidden above them, on whatever page.

        What may be read of their pages is up to the caller to ask. Made for a few at a time.
        """
        return self.filter(state=CommentState.PUBLIC).exclude(is_below_hidden())

    def around(self, pk: int | None, reply_to: int | None) -> "CommentQuerySet":
        """Return the comment *pk* with all that is below it, and the comment that it answers."""
        tree = RawSQL(_AROUND, [pk, reply_to])  # noqa: S611 - constant SQL
        return self.filter(_IsOneOf("pk", tree))

    def awaiting_expert(self) -> "CommentQuerySet":
        """Return the readers' comments on live pages that wait for an expert."""
        pages = Page.objects.live().exclude(discussion_is_hidden())
        return self.filter(waits_for_expert(), page__in=pages.values("pk"))


class CommentManager(DjangoCommentManager.from_queryset(CommentQuerySet)):
    """Keeps for_model() and in_moderation() of django-comments beside our own rules."""
