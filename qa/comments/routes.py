"""The addresses of a discussion below its page."""

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.contrib.routable_page.models import path

from site_core.foundation import shown
from site_core.foundation.headers import keep_publicly

from . import threads
from .feeds import page_feed
from .models import CommentSettings
from .policy import CLOSED_POLICIES, CommentPolicy, policy_of
from .querysets import LARGEST_NUMBER
from .writing_routes import WritingRoutes


class DiscussionMixin(WritingRoutes):
    """Gives a page type a discussion. Mix in before the page class."""

    @property
    def has_discussion(self) -> bool:
        """Whether comments can hang on this very page.

        A page that was never saved has none yet, and an alias shows another page's content.
        """
        return self.pk is not None and self.alias_of_id is None

    def discussion_policy(self, request: HttpRequest) -> str:
        """Return the :class:`CommentPolicy` that holds for this page now."""
        return policy_of(self, CommentSettings.for_request(request))

    def shows_discussion(self, request: HttpRequest) -> bool:
        """Whether readers see a discussion on this page."""
        return self.has_discussion and self.discussion_policy(request) != CommentPolicy.HIDDEN

    def discussion_is_closed(self, request: HttpRequest) -> bool:
        """Whether nobody can add anything."""
        return self.discussion_policy(request) in CLOSED_POLICIES

    def discussion(self, request: HttpRequest, number: int = 1) -> threads.ThreadPage | None:
        """Return one page of the discussion, None where none is shown.

        :raises LookupError: when the discussion has no page *number*
        """
        return threads.page_of_thread(self, number) if self.shows_discussion(request) else None

    @path("")
    def index_route(self, request: HttpRequest) -> HttpResponse:
        """Show the page with the first part of its discussion."""
        discussion = self.discussion(request)
        return self.render(
            request,
            context_overrides={
                # First, as it is kept while readers go on to talk.
                **self.apart_from_discussion(request, has_discussion=discussion is not None),
                "discussion": discussion,
                "discussion_is_closed": self.discussion_is_closed(request),
            },
        )

    def apart_from_discussion(self, request: HttpRequest, *, has_discussion: bool) -> dict:
        """Return what the template shows that no comment changes."""
        return {}

    @path("comments/<int:number>/")
    def comments_page(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show page *number*, newest conversations first; the first one is the article itself."""
        if number == 1:
            return redirect(f"{self.get_url(request)}#comments", permanent=True)
        return self._thread_page(request, number, threads.Order.NEWEST)

    @path("comments/oldest/")
    @path("comments/oldest/<int:number>/")
    def oldest_first(self, request: HttpRequest, number: int | None = None) -> HttpResponse:
        """Show page *number* of the discussion, oldest conversations first."""
        if number == 1:
            return redirect(f"{self.get_url(request)}comments/oldest/", permanent=True)
        return self._thread_page(request, 1 if number is None else number, threads.Order.OLDEST)

    def _thread_page(self, request: HttpRequest, number: int, order: threads.Order) -> HttpResponse:
        look_up = partial(threads.page_of_thread, order=order)
        response = self.render(
            request,
            context_overrides={
                "discussion": self._found(request, look_up, number),
                "discussion_is_closed": self.discussion_is_closed(request),
            },
            template="comments/thread_page.html",
        )
        return keep_publicly(response, can_be_purged=False)

    @path("comments/thread/<int:root_id>/")
    @path("comments/thread/<int:root_id>/<int:number>/")
    def conversation(self, request: HttpRequest, root_id: int, number: int = 1) -> HttpResponse:
        """Show all replies to one first comment."""
        conversation = self._found(request, threads.conversation, root_id, number)
        response = self.render(
            request,
            context_overrides={
                "conversation": conversation,
                "discussion_is_closed": self.discussion_is_closed(request),
            },
            template="comments/conversation_page.html",
        )
        return keep_publicly(response, can_be_purged=False)

    @path("feed/")
    def comment_feed(self, request: HttpRequest) -> HttpResponse:
        """Send the newest comments on this page as an Atom feed."""
        shown.note(shown.discussion(self.pk))
        if not self.shows_discussion(request):
            raise Http404("There is no discussion here.")
        return page_feed(request, page=self)

    @path("comments/c<int:comment_id>/")
    def comment_permalink(self, request: HttpRequest, comment_id: int) -> HttpResponse:
        """Lead to the place of one comment, which changes as the discussion grows."""
        return redirect(self._found(request, threads.place_of, comment_id))

    def _found(self, request: HttpRequest, look_up: Callable, *which: int):
        """Return what *look_up* finds in the discussion; raise Http404 where it finds nothing."""
        shown.note(shown.discussion(self.pk))
        if not self.shows_discussion(request) or max(which) > LARGEST_NUMBER:
            raise Http404("There is no discussion here.")
        try:
            return look_up(self, *which)
        except LookupError as error:
            raise Http404(str(error)) from error
