"""The addresses of the API. What is given here stays; what changes its meaning becomes v2."""

from django.urls import path

from . import views

app_name = "api"

urlpatterns = [
    path("openapi.json", views.SchemaView.as_view(), name="schema"),
    path("answers/", views.AnswerListView.as_view(), name="answers"),
    path("answers/<str:key>/", views.AnswerView.as_view(), name="answer"),
    path("answers/<str:key>/comments/", views.CommentsView.as_view(), name="comments"),
    path("topics/", views.TopicListView.as_view(), name="topics"),
    path("experts/", views.ExpertListView.as_view(), name="experts"),
    path("experts/<str:key>/", views.ExpertView.as_view(), name="expert"),
]
