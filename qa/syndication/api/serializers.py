"""What the API says of each thing. Addresses are absolute, texts plain unless called HTML."""

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from wagtail.rich_text import expand_db_html, get_text_for_indexing

from qa.comments.models import Comment
from qa.comments.states import CommentState
from qa.comments.templatetags.comment_tags import comment_text
from qa.experts.models import ExpertPage
from qa.models import QAPage, Topic
from site_core.foundation.models import SiteSettings

from ..cards import card_address
from ..document import answer_document, to_markdown, with_whole_addresses
from ..pictures import as_told, picture_ids, shown_pictures, with_pictures
from ..view_of_page import published_on


class _Serializer(serializers.Serializer):
    """Knows the site that is asked."""

    @property
    def site_url(self) -> str:
        return self.context["site"].root_url

    def html(self, stored: str) -> str:
        return with_whole_addresses(expand_db_html(stored), self.site_url)

    def api(self, name: str, *args, query: str = "") -> str:
        return self.site_url + reverse(f"api:{name}", args=args) + query


class TopicSerializer(_Serializer):
    name = serializers.CharField()
    slug = serializers.CharField()


class TopicDetailSerializer(TopicSerializer):
    description = serializers.CharField()
    answer_count = serializers.IntegerField(
        source="number", help_text="Published answers on the topic."
    )
    answers = serializers.SerializerMethodField(help_text="Where the API lists them.")

    def get_answers(self, topic: Topic) -> str:
        return self.api("answers", query=f"?topic={topic.slug}")


class ExpertSerializer(_Serializer):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField(source="title")
    post_nominals = serializers.CharField()
    role = serializers.CharField()
    url = serializers.SerializerMethodField(help_text="The profile, if readers can see one.")

    def get_url(self, expert: ExpertPage) -> str | None:
        return expert.full_url if expert.live else None


class PictureSerializer(serializers.Serializer):
    url = serializers.CharField()
    width = serializers.IntegerField(help_text="Pixels.")
    height = serializers.IntegerField(help_text="Pixels.")


class ExpertDetailSerializer(ExpertSerializer):
    portrait = serializers.SerializerMethodField(help_text="If a page has shown it.")
    biography_html = serializers.SerializerMethodField()
    specialisms = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField(help_text="Where the API lists their answers.")

    @extend_schema_field(PictureSerializer(allow_null=True))
    def get_portrait(self, expert: ExpertPage) -> dict | None:
        return as_told(shown_pictures([expert.portrait_id]).get(expert.portrait_id))

    def get_biography_html(self, expert: ExpertPage) -> str:
        return self.html(expert.biography)

    def get_specialisms(self, expert: ExpertPage) -> list[str]:
        return [specialism.name for specialism in expert.specialism_list]

    def get_answers(self, expert: ExpertPage) -> str:
        return self.api("answers", query=f"?expert={expert.slug}")


class AnswerSerializer(_Serializer):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField(source="search_description")
    url = serializers.SerializerMethodField()
    api_url = serializers.SerializerMethodField()
    expert = ExpertSerializer(allow_null=True)
    topics = TopicSerializer(many=True, source="topic_list")
    asked_on = serializers.DateField(allow_null=True)
    published_on = serializers.SerializerMethodField()
    updated_on = serializers.DateField()

    def get_url(self, answer: QAPage) -> str:
        return answer.full_url

    def get_api_url(self, answer: QAPage) -> str:
        return self.api("answer", answer.pk)

    @extend_schema_field(serializers.DateField())
    def get_published_on(self, answer: QAPage) -> str:
        return published_on(answer).isoformat()


class BodySerializer(serializers.Serializer):
    """One answer in three forms."""

    html = serializers.CharField()
    markdown = serializers.CharField(help_text="The whole document, from its title on.")
    blocks = serializers.ListField(
        child=serializers.DictField(), help_text="As the editor built it; texts are HTML."
    )


class AnswerDetailSerializer(AnswerSerializer):
    reviewed_on = serializers.DateField(allow_null=True)
    reviewer = ExpertSerializer(allow_null=True)
    asker_name = serializers.CharField()
    question_html = serializers.SerializerMethodField()
    question_text = serializers.SerializerMethodField()
    introduction_html = serializers.SerializerMethodField()
    body = serializers.SerializerMethodField()
    markdown_url = serializers.SerializerMethodField()
    card_url = serializers.SerializerMethodField(help_text="A picture of 1200 × 630 pixels.")
    comments = serializers.SerializerMethodField(help_text="Where the API has the discussion.")

    def get_question_html(self, answer: QAPage) -> str:
        return self.html(answer.question)

    def get_question_text(self, answer: QAPage) -> str:
        return get_text_for_indexing(answer.question)

    def get_introduction_html(self, answer: QAPage) -> str:
        return self.html(answer.introduction)

    @extend_schema_field(BodySerializer())
    def get_body(self, answer: QAPage) -> dict:
        document = answer_document(answer, self.context["request"]._request)
        stream = answer.body
        pictures = shown_pictures(picture_ids(stream.get_prep_value()))
        blocks = stream.stream_block.get_api_representation(stream)
        return {
            "html": with_whole_addresses(str(stream.render_as_block()), self.site_url),
            "markdown": to_markdown(document, self.site_url),
            "blocks": with_pictures(blocks, pictures),
        }

    def get_markdown_url(self, answer: QAPage) -> str:
        return f"{answer.full_url}index.md"

    def get_card_url(self, answer: QAPage) -> str:
        settings = SiteSettings.for_site(self.context["site"])
        return card_address(answer, answer.full_url, settings)

    def get_comments(self, answer: QAPage) -> str:
        return self.api("comments", answer.pk)


class CommentSerializer(_Serializer):
    """One comment, or what is left of it: then nobody is named and nothing is said."""

    id = serializers.IntegerField(source="pk")
    url = serializers.SerializerMethodField()
    in_reply_to = serializers.IntegerField(source="reply_to_id", allow_null=True)
    state = serializers.ChoiceField(
        choices=[CommentState.PUBLIC, CommentState.REMOVED, CommentState.WITHDRAWN]
    )
    author_name = serializers.SerializerMethodField()
    expert = serializers.SerializerMethodField()
    posted_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    text = serializers.SerializerMethodField()
    html = serializers.SerializerMethodField()

    def get_url(self, comment: Comment) -> str:
        return f"{self.context['address']}comments/c{comment.pk}/"

    def get_author_name(self, comment: Comment) -> str:
        return "" if comment.is_tombstone else comment.display_name

    @extend_schema_field(ExpertSerializer(allow_null=True))
    def get_expert(self, comment: Comment) -> dict | None:
        if comment.is_tombstone or comment.expert is None:
            return None
        return ExpertSerializer(comment.expert, context=self.context).data

    def get_text(self, comment: Comment) -> str:
        return "" if comment.is_tombstone else comment.comment

    def get_html(self, comment: Comment) -> str:
        return "" if comment.is_tombstone else comment_text(comment.comment)


class ThreadSerializer(serializers.Serializer):
    """One page of a discussion, each conversation followed by its replies."""

    count = serializers.IntegerField(help_text="Comments that can be read, on all pages.")
    conversations = serializers.IntegerField(help_text="First comments, on all pages.")
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = CommentSerializer(many=True)


class AnswerFilters(serializers.Serializer):
    """How the list of answers is narrowed down."""

    topic = serializers.SlugField(required=False, max_length=60, help_text="Slug of a topic.")
    expert = serializers.SlugField(
        required=False, max_length=255, allow_unicode=True, help_text="Slug of an expert."
    )
    year = serializers.IntegerField(
        required=False, min_value=1, max_value=9999, help_text="Year of the last update."
    )


class ThreadFilters(serializers.Serializer):
    """Which page of a discussion."""

    page = serializers.IntegerField(required=False, default=1, min_value=1, max_value=1_000_000)
