"""Small forms: report a comment, "I have this question too", and whether an answer helped."""

from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import F
from django.db.transaction import atomic
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View
from django.views.generic.edit import FormView
from wagtail.models import Page

from site_core.errors import too_many_requests
from site_core.foundation.client import client_address
from site_core.foundation.headers import keep_private
from site_core.foundation.rows import single

from .. import notices
from ..forms import ReportForm
from ..limits import network_key, seconds_until_response
from ..models import Comment, CommentSettings, Helpfulness, SameQuestion
from ..models.responses import ReportReason
from ..states import CommentState
from ..throttle import seconds_to_wait

COOKIE = "reader"  # a random id, set when a reader says so and for nothing else
COOKIE_AGE = 2 * 365 * 24 * 60 * 60  # seconds


class _RespondView(View):
    """Takes no more from one network than people send."""

    page: Page

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "POST":
            wait = seconds_until_response(client_address(request))
            if wait:
                message = _("Very many answers came from your network.")
                return keep_private(too_many_requests(request, wait, message))
        return keep_private(super().dispatch(request, *args, **kwargs))


class ReportView(_RespondView, FormView):
    """Tells the moderators what is wrong with a comment; nobody needs an account for it."""

    template_name = "comments/report.html"
    form_class = ReportForm

    def setup(self, request: HttpRequest, *args, page: Page, comment_id: int, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.page = page
        shown = Comment.objects.shown_one(page.pk, comment_id).filter(state=CommentState.PUBLIC)
        self.comment = single(shown.select_related("expert"))
        if self.comment is None:
            raise Http404("No such comment.")

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(page=self.page, comment=self.comment, **kwargs)

    def form_invalid(self, form: ReportForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form: ReportForm) -> HttpResponse:
        report = form.save(commit=False)
        report.comment = self.comment
        report.network_key = network_key(client_address(self.request))
        with atomic():
            # Whoever is about to decide on the comment has not seen this report.
            Comment.objects.filter(pk=self.comment.pk).update(version=F("version") + 1)
            if report.reason == ReportReason.CRISIS:
                self._alert()
            report.save()
        return self.render_to_response(self.get_context_data(form=None, is_sent=True))

    def _alert(self) -> None:
        """Tell the moderators at once, but not again while the first such report waits for them."""
        waiting = self.comment.reports.filter(reason=ReportReason.CRISIS, handled_at=None)
        if not waiting.exists():
            rules = CommentSettings.for_site(self.page.get_site())
            notices.alert_moderators(self.comment, rules, is_reported=True)


class SameQuestionView(_RespondView):
    """Counts the readers who have the same question, one a browser."""

    def setup(self, request: HttpRequest, *args, page: Page, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.page = page

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        said = SameQuestion.objects.filter(page=self.page, browser=self._browser()).exists()
        return self._show(is_said=said)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        browser = self._browser() or uuid4()
        with atomic():
            SameQuestion.objects.get_or_create(
                page_id=self.page.pk,
                browser=browser,
                defaults={"network_key": network_key(client_address(request))},
            )
        response = self._show(is_said=True)
        response.set_cookie(
            COOKIE,
            str(browser),
            max_age=COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response

    def _browser(self) -> UUID | None:
        try:
            return UUID(self.request.COOKIES.get(COOKIE, ""))
        except ValueError:
            return None

    def _show(self, *, is_said: bool) -> HttpResponse:
        context = {"page": self.page, "is_said": is_said, "number": number_of(self.page)}
        return render(self.request, "comments/same_question.html", context)


class HelpfulView(View):
    """Counts whether an answer helped, and keeps nothing of who said so."""

    def get(self, request: HttpRequest, *, page: Page) -> HttpResponse:
        context = {"page": page, "is_said": "said" in request.GET}
        return keep_private(render(request, "comments/helpful.html", context))

    def post(self, request: HttpRequest, *, page: Page) -> HttpResponse:
        answer = request.POST.get("helpful")
        if answer not in {"yes", "no"}:
            return self.get(request, page=page)
        wait = seconds_to_wait(request, scope="helpful")
        if wait:
            message = _("Very many answers came from your network.")
            return keep_private(too_many_requests(request, wait, message))
        with atomic():
            counted, _created = Helpfulness.objects.get_or_create(page_id=page.pk)
            Helpfulness.objects.filter(pk=counted.pk).update(**{answer: F(answer) + 1})
        return keep_private(redirect(f"{page.get_url(request)}helpful/?said"))


def number_of(page: Page) -> int:
    """Return how many readers said that they have the question of *page* too."""
    return SameQuestion.objects.filter(page_id=page.pk).count()
