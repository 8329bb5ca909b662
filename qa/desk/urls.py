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
from .queue import TABS, QueueView

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
    path("<int:comment_id>/decide/", DecideView.as_view(), name="decide"),
    path("<int:comment_id>/undo/", UndoView.as_view(), name="undo"),
    path("bulk/<uuid:batch>/undo/", UndoBulkView.as_view(), name="undo_bulk"),
    path("<int:comment_id>/redact/", RedactView.as_view(), name="redact"),
    path("<int:comment_id>/hold-author/", HoldAuthorView.as_view(), name="hold_author"),
    path("held-authors/", HeldAuthorsView.as_view(), name="held_authors"),
    path("held-authors/<int:held_id>/release/", ReleaseAuthorView.as_view(), name="release"),
]
