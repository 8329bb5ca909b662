"""The addresses of the desk, below the admin's own."""

from django.urls import path

from .queue import DecideView, DeskView

app_name = "qa_desk"

urlpatterns = [
    path("", DeskView.as_view(), name="queue"),
    path("<int:comment_id>/", DecideView.as_view(), name="decide"),
]
