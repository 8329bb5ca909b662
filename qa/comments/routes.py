"""The addresses of a discussion below its page."""

from collections.abc import Callable

from django.db.models import BigIntegerField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from site_core.foundation.models import CommentPolicy, SiteSettings

from . import threads
from .latest import latest_comments

# Databases refuse to compare with numbers beyond their own.
LARGEST_NUMBER = BigIntegerField.MAX_BIGINT


class DiscussionMixin(RoutablePageMixin):
    """Gives a page type a discussion. Mix in before the page class."""

    @property
    def has_discussion(self) -> bool:
        """Whether comments can hang on this very page.

        A page that was never saved has none yet, and an alias shows another page's content.
        """
        return self.pk is not None and self.alias_of_id is None

    def discussion_policy(self, request: HttpRequest) -> str:
        """Return the :class:`CommentPolicy` that holds for this page."""
        return SiteSettings.for_request(request).comment_policy

    def shows_discussion(self, request: HttpRequest) -> bool:
        """Whether readers see a discussion on this page."""
        return self.has_discussion and self.discussion_policy(request) != CommentPolicy.HIDDEN

    def discussion(self, request: HttpRequest, number: int = 1) -> threads.ThreadPage | None:
        """Return one page of the discussion, None where none is shown.

        :raises LookupError: when the discussion has no page *number*
        """
        return threads.page_of_thread(self, number) if self.shows_discussion(request) else None

    @path("")
    def index_route(self, request: HttpRequest) -> HttpResponse:
        """Show the page with the first part of its discussion."""
        return self.render(
            request,
            context_overrides={
                "discussion": self.discussion(request),
                "discussion_is_closed": self.discussion_policy(request) == CommentPolicy.CLOSED,
                "latest_comments": latest_comments(),
            },
        )

    @path("comments/<int:number>/")
    def comments_page(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show page *number* of the discussion; the first one is the article itself."""
        if number == 1:
            return redirect(f"{self.get_url(request)}#comments", permanent=True)
        discussion = self._found(request, threads.page_of_thread, number)
        return self.render(
            request,
            context_overrides={"discussion": discussion},
            template="comments/thread_page.html",
        )

    @path("comments/thread/<int:root_id>/")
    @path("comments/thread/<int:root_id>/<int:number>/")
    def conversation(self, request: HttpRequest, root_id: int, number: int = 1) -> HttpResponse:
        """Show all replies to one first comment."""
        conversation = self._found(request, threads.conversation, root_id, number)
        return self.render(
            request,
            context_overrides={"conversation": conversation},
            template="comments/conversation_page.html",
        )

    @path("comments/c<int:comment_id>/")
    def comment_permalink(self, request: HttpRequest, comment_id: int) -> HttpResponse:
        """Lead to the place of one comment, which changes as the discussion grows."""
        return redirect(self._found(request, threads.place_of, comment_id))

    def _found(self, request: HttpRequest, look_up: Callable, *which: int):
        """Return what *look_up* finds in the discussion; raise Http404 where it finds nothing."""
        if not self.shows_discussion(request) or max(which) > LARGEST_NUMBER:
            raise Http404("There is no discussion here.")
        try:
            return look_up(self, *which)
        except LookupError as error:
            raise Http404(str(error)) from error
