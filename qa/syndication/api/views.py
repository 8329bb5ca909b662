"""The doors of the API. Whatever comes out of one is published and public when it is asked for."""

from functools import cache

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404
from django.urls import include, path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from qa.comments.nodes import Node
from qa.comments.threads import ThreadPage
from qa.experts.models import ExpertPage
from qa.models import QAPage, Topic
from qa.models.tally import topics_below
from site_core.foundation import shown
from site_core.foundation.headers import keep_publicly
from site_core.foundation.paging import KeyPaginator

from ..finding import answers_below, home_at, site_of
from . import serializers
from .throttle import NetworkThrottle

PROBLEMS = {
    "400": "A parameter makes no sense; the body says which.",
    "404": "There is no such thing, or not for everybody.",
    "429": "Too many requests from one network. Retry-After says for how many seconds to wait.",
}
LONGEST_NUMBER = 18  # digits that every database can compare with


class Pages(PageNumberPagination):
    django_paginator_class = KeyPaginator
    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100


class ShortPages(Pages):
    """Of a list that is in memory as a whole."""

    django_paginator_class = Paginator


class PublicView(APIView):
    """Asks nobody who they are, takes nothing in, and may be read by scripts of any site."""

    authentication_classes: list = []
    permission_classes = [AllowAny]
    parser_classes: list = []
    renderer_classes = [JSONRenderer]
    throttle_classes = [NetworkThrottle]
    pagination_class = Pages
    http_method_names = ["get", "head", "options"]

    def finalize_response(self, request: Request, response: Response, *args, **kwargs) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["X-Robots-Tag"] = "noindex"
        return keep_publicly(response, can_be_purged=False)

    @property
    def site(self):
        return site_of(self.request._request)

    @property
    def home(self):
        return home_at(self.request._request)

    def get_serializer_context(self) -> dict:
        return {"request": self.request, "site": self.site}

    def get_object(self) -> Model:
        return _found(self.get_queryset(), self.kwargs["key"])

    def answers(self) -> QuerySet[QAPage]:
        return answers_below(self.home).select_related("expert")


class AnswerListView(PublicView, ListAPIView):
    serializer_class = serializers.AnswerSerializer

    @extend_schema(parameters=[serializers.AnswerFilters], operation_id="answers")
    def get(self, request: Request) -> Response:
        """List the published answers, the last updated first."""
        return self.list(request)

    def get_queryset(self) -> QuerySet[QAPage]:
        asked = serializers.AnswerFilters(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        columns = {"topic": "topics__slug", "expert": "expert__slug", "year": "updated_on__year"}
        wanted = {columns[name]: value for name, value in asked.validated_data.items()}
        return self.answers().filter(**wanted).for_cards()

    def paginate_queryset(self, queryset: QuerySet[QAPage]) -> list[QAPage]:
        answers = super().paginate_queryset(queryset)
        _fetch_topics(answers)
        return answers


class AnswerView(PublicView, RetrieveAPIView):
    serializer_class = serializers.AnswerDetailSerializer

    @extend_schema(operation_id="answer")
    def get(self, request: Request, key: str) -> Response:
        """Give one answer by its number or slug."""
        return self.retrieve(request)

    def get_queryset(self) -> QuerySet[QAPage]:
        return self.answers().select_related("reviewer")


class CommentsView(PublicView):
    @extend_schema(
        parameters=[serializers.ThreadFilters],
        responses=serializers.ThreadSerializer,
        operation_id="comments",
    )
    def get(self, request: Request, key: str) -> Response:
        """Give one page of an answer's discussion, the newest conversations first."""
        asked = serializers.ThreadFilters(data=request.query_params)
        asked.is_valid(raise_exception=True)
        answer = _found(self.answers(), key)
        try:
            thread = answer.discussion(request._request, asked.validated_data["page"])
        except LookupError as error:
            raise Http404(str(error)) from error
        if thread is None:
            raise Http404("There is no discussion here.")
        return Response(self._said(answer, thread))

    def _said(self, answer: QAPage, thread: ThreadPage) -> dict:
        here = self.request.build_absolute_uri(self.request.path)
        context = {**self.get_serializer_context(), "address": answer.full_url}
        comments = [comment for node in thread.nodes for comment in _in_order(node)]
        return {
            "count": thread.total,
            "conversations": thread.conversations,
            "next": f"{here}?page={thread.number + 1}" if thread.next_url else None,
            "previous": f"{here}?page={thread.number - 1}" if thread.previous_url else None,
            "results": serializers.CommentSerializer(comments, many=True, context=context).data,
        }


class TopicListView(PublicView, ListAPIView):
    serializer_class = serializers.TopicDetailSerializer
    pagination_class = ShortPages

    @extend_schema(operation_id="topics")
    def get(self, request: Request) -> Response:
        """List the topics that published answers are filed under, by name."""
        return self.list(request)

    def get_queryset(self) -> list[Topic]:
        return topics_below(self.home, aliases=False)


class ExpertListView(PublicView, ListAPIView):
    serializer_class = serializers.ExpertSerializer

    @extend_schema(operation_id="experts")
    def get(self, request: Request) -> Response:
        """List the experts with a published profile, by name."""
        return self.list(request)

    def get_queryset(self) -> QuerySet[ExpertPage]:
        shown.note(shown.EXPERTS)
        experts = ExpertPage.objects.descendant_of(self.home).published()
        return experts.order_by("title", "pk")


class ExpertView(PublicView, RetrieveAPIView):
    serializer_class = serializers.ExpertDetailSerializer
    get_queryset = ExpertListView.get_queryset

    @extend_schema(operation_id="expert")
    def get(self, request: Request, key: str) -> Response:
        """Give one expert by their number or slug."""
        return self.retrieve(request)


class SchemaView(PublicView):
    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """Describe the API as OpenAPI 3."""
        return Response(_schema())


@cache
def _schema() -> dict:
    prefixed = [path("api/v1/", include("qa.syndication.api.urls"))]
    schema = SchemaGenerator(patterns=prefixed).get_schema(request=None, public=True)
    for operations in schema["paths"].values():
        for status, words in PROBLEMS.items():
            operations["get"]["responses"][status] = {"description": words}
    return schema


def _found(things: QuerySet, key: str) -> Model:
    """Return the one whose number or slug *key* is.

    :raises Http404: where there is none
    """
    if "\0" in key:  # PostgreSQL compares with none
        raise Http404("There is no such thing.")
    is_number = key.isdecimal() and len(key) <= LONGEST_NUMBER
    found = things.filter(**({"pk": int(key)} if is_number else {"slug": key})).first()
    if found is None:
        raise Http404("There is no such thing.")
    return found


def _fetch_topics(answers: list[QAPage]) -> None:
    """Fetch the topics of all *answers* by one query."""
    filed = QAPage.topics.through.objects.filter(qapage__in=[answer.pk for answer in answers])
    by_answer: dict[int, list[Topic]] = {answer.pk: [] for answer in answers}
    for row in filed.select_related("topic").order_by("topic__name"):
        by_answer[row.qapage_id].append(row.topic)
    for answer in answers:
        answer.topic_list = by_answer[answer.pk]


def _in_order(node: Node) -> list:
    return [node.comment, *(comment for reply in node.replies for comment in _in_order(reply))]
