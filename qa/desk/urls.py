"""The addresses of the desk, below the admin's own."""

from django.urls import path

from .decisions import (
    DecideView,
    HeldAuthorsView,
    HoldAuthorView,
    RedactView,
    ReleaseAuthorView,
    UndoView,
)
from .log_report import LogView
from .queue import TABS, QueueView
from .reports import CommentsReportView

app_name = "qa_desk"

urlpatterns = [
    *(
        path(f"{tab}/{part}" if tab else part, view, name=f"{tab or 'queue'}{suffix}")
        for tab in TABS
        for part, suffix, view in (
            ("", "", QueueView.as_view(tab=tab)),
            ("results/", "_results", QueueView.as_view(tab=tab, results_only=True)),
        )
    ),
    path("report/", CommentsReportView.as_view(), name="report"),
    path("report/results/", CommentsReportView.as_view(results_only=True), name="report_results"),
    path("log/", LogView.as_view(), name="log"),
    path("log/results/", LogView.as_view(results_only=True), name="log_results"),
    path("<int:comment_id>/decide/", DecideView.as_view(), name="decide"),
    path("<int:comment_id>/undo/", UndoView.as_view(), name="undo"),
    path("<int:comment_id>/redact/", RedactView.as_view(), name="redact"),
    path("<int:comment_id>/hold-author/", HoldAuthorView.as_view(), name="hold_author"),
    path("held-authors/", HeldAuthorsView.as_view(), name="held_authors"),
    path("held-authors/<int:held_id>/release/", ReleaseAuthorView.as_view(), name="release"),
]
