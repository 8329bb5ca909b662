"""The addresses below a page where readers add something."""

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from .querysets import LARGEST_NUMBER
from .views.respond import HelpfulView, ReportView, SameQuestionView
from .views.write import WriteView


class WritingRoutes(RoutablePageMixin):
    """The form, the report of a comment, "I have this question too", and whether it helped."""

    class Meta:
        abstract = True

    @path("comment/")
    def write_comment(self, request: HttpRequest) -> HttpResponse:
        """Show or take the form for a comment or a reply."""
        self._must_show_discussion(request)
        return WriteView.as_view()(request, page=self)

    @path("comments/c<int:comment_id>/report/")
    def report_comment(self, request: HttpRequest, comment_id: int) -> HttpResponse:
        """Show or take the form that tells moderators of a comment."""
        self._must_show_discussion(request)
        if comment_id > LARGEST_NUMBER:
            raise Http404("No such comment.")
        return ReportView.as_view()(request, page=self, comment_id=comment_id)

    @path("same-question/")
    def same_question(self, request: HttpRequest) -> HttpResponse:
        """Show or take "I have this question too"."""
        if not self.has_discussion:
            raise Http404("Nothing can be said here.")
        return SameQuestionView.as_view()(request, page=self)

    @path("helpful/")
    def helpful(self, request: HttpRequest) -> HttpResponse:
        """Show or take "Was this answer helpful?"."""
        if not self.has_discussion:
            raise Http404("Nothing can be said here.")
        return HelpfulView.as_view()(request, page=self)

    def _must_show_discussion(self, request: HttpRequest) -> None:
        if not self.shows_discussion(request):
            raise Http404("There is no discussion here.")
