"""The page of answers that a reader's browser keeps for later; the server knows nothing of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from site_core.foundation.headers import kept_publicly


@require_safe
@kept_publicly
def saved_answers(request: HttpRequest) -> HttpResponse:
    """Show the page that a script fills in from the browser's own storage."""
    return render(request, "qa/saved_answers.html")
