"""django-comments-xtd: its model and tables are the base of ours; none of its views are mounted."""

COMMENTS_APP = "django_comments_xtd"
COMMENTS_XTD_MODEL = "qa.comments.models.Comment"
# Only xtd's own form signs with the salt, and no page shows that form.
COMMENTS_XTD_SALT = b"ask-our-experts"
COMMENTS_XTD_CONFIRM_EMAIL = True
COMMENTS_XTD_THREADED_EMAILS = False
# Replies deeper than this are refused; pages indent two levels and list the rest flat.
COMMENTS_XTD_MAX_THREAD_LEVEL = 20
COMMENT_MAX_LENGTH = 3000  # characters

# django.contrib.sites, which django-comments needs: one row, kept in step with the Wagtail site.
SITE_ID = 1
