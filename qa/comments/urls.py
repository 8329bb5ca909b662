"""What is done with comments away from their pages; everything else is a route of the page."""

from django.urls import path

from .views import approve, confirm, follow, manage

app_name = "comments"

urlpatterns = [
    path("manage/<str:token>/", manage.ReceiptView.as_view(), name="manage"),
    path("manage/<str:token>/edit/", manage.EditView.as_view(), name="edit"),
    path("manage/<str:token>/withdraw/", manage.WithdrawView.as_view(), name="withdraw"),
    path("manage/<str:token>/erase/", manage.EraseView.as_view(), name="erase"),
    path("manage/<str:token>/mail/", manage.MailView.as_view(), name="mail"),
    path("manage/<str:token>/data/", manage.DataView.as_view(), name="data"),
    path("manage/<str:token>/renew/", manage.RenewView.as_view(), name="renew"),
    path("manage/<str:token>/resend/", manage.ResendView.as_view(), name="resend"),
    path("approve/<str:token>/", approve.ApproveView.as_view(), name="approve"),
    path("confirm/<str:token>/", confirm.ConfirmView.as_view(), name="confirm"),
    path("follow/<str:token>/", follow.FollowView.as_view(), name="follow"),
]
