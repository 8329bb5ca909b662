"""The addresses of the desk, below the admin's own."""

from django.urls import path

from .bulk import BulkView, UndoBulkView
from .decisions import (
    DecideView,
    HeldAuthorsView,
    HoldAuthorView,
    RedactView,
    ReleaseAuthorView,
    UndoView,
)
from .expert_queue import TABS as EXPERT_TABS
from .expert_queue import ExpertQueueView
from .log_report import LogView
from .queue import TABS, QueueView
from .replies import DeclineView, ReplyPreviewView, ReplyView, TakeBackDeclineView
from .reports import CommentsReportView

app_name = "qa_desk"

urlpatterns = [
    *(
        path(f"{tab}/{part}" if tab else part, view, name=f"{tab or 'queue'}{suffix}")
        for tab in TABS
        for part, suffix, view in (
            ("", "", QueueView.as_view(tab=tab)),
            ("results/", "_results", QueueView.as_view(tab=tab, results_only=True)),
            ("bulk/", "_bulk", BulkView.as_view(tab=tab)),
        )
    ),
    *(
        path(f"{tab.replace('_', '/')}/{part}", view, name=f"{tab}{suffix}")
        for tab in EXPERT_TABS
        for part, suffix, view in (
            ("", "", ExpertQueueView.as_view(tab=tab)),
            ("results/", "_results", ExpertQueueView.as_view(tab=tab, results_only=True)),
        )
    ),
    path("<int:comment_id>/reply/", ReplyView.as_view(), name="reply"),
    path("<int:comment_id>/reply/preview/", ReplyPreviewView.as_view(), name="reply_preview"),
    path("<int:comment_id>/decline/", DeclineView.as_view(), name="decline"),
    path("<int:comment_id>/take-back/", TakeBackDeclineView.as_view(), name="take_back"),
    path("report/", CommentsReportView.as_view(), name="report"),
    path("report/results/", CommentsReportView.as_view(results_only=True), name="report_results"),
    path("log/", LogView.as_view(), name="log"),
    path("log/results/", LogView.as_view(results_only=True), name="log_results"),
    path("<int:comment_id>/decide/", DecideView.as_view(), name="decide"),
    path("<int:comment_id>/undo/", UndoView.as_view(), name="undo"),
    path("bulk/<uuid:batch>/undo/", UndoBulkView.as_view(), name="undo_bulk"),
    path("<int:comment_id>/redact/", RedactView.as_view(), name="redact"),
    path("<int:comment_id>/hold-author/", HoldAuthorView.as_view(), name="hold_author"),
    path("held-authors/", HeldAuthorsView.as_view(), name="held_authors"),
    path("held-authors/<int:held_id>/release/", ReleaseAuthorView.as_view(), name="release"),
]
