"""What the unit's site answers to in this app. Every view goes through `guard`."""

from django.urls import path, register_converter

from boundaries.casework.ids import IdConverter
from boundaries.casework.pages import (
    entry,
    inbox,
    invitation,
    people,
    recusing,
    retention,
    reviewing,
    searching,
    signing_in,
    sources,
    trail,
)

register_converter(IdConverter, "id")

urlpatterns = [
    path("", inbox.home, name="home"),
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("unlock/", signing_in.unlock, name="unlock"),
    path("lock/", signing_in.lock, name="lock"),
    path("invitation/<slug:token>/", invitation.invitation, name="invitation"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("held/", inbox.held, name="held"),
    path("search/", searching.search_entries, name="search"),
    path("entries/<id:entry_id>/", entry.entry, name="entry"),
    path("entries/<id:entry_id>/looks/", trail.looks, name="looks"),
    path("entries/<id:entry_id>/note/", entry.note, name="note"),
    path("entries/<id:entry_id>/reply/", entry.reply, name="reply"),
    path("entries/<id:entry_id>/recuse-self/", recusing.recuse_self, name="recuse_self"),
    path("entries/<id:entry_id>/recuse-colleague/", recusing.recuse_colleague, name="recuse_colleague"),
    path("entries/<id:entry_id>/ask-for-source/", sources.ask_for_source, name="ask_for_source"),
    path("entries/<id:entry_id>/source/", sources.source, name="source"),
    path("source-requests/", sources.grants, name="grants"),
    path("source-requests/<id:grant_id>/", sources.decide_grant, name="decide_grant"),
    path("review/", reviewing.review, name="review"),
    path("review/<id:pair_id>/", reviewing.pair, name="pair"),
    path("review/<id:pair_id>/names/", reviewing.show_names, name="show_names"),
    path("review/<id:pair_id>/verdict/", reviewing.give_verdict, name="give_verdict"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<id:account_id>/", people.person, name="person"),
    path("people/<id:account_id>/change/", people.change, name="change"),
    path("people/<id:account_id>/reset/", people.reset, name="reset"),
    path("people/<id:account_id>/give-access/", people.give, name="give_access"),
    path("account/", people.account, name="account"),
    path("retention/", retention.retention, name="retention"),
    path("retention/certificates/", retention.certificates, name="certificates"),
    path("retention/<id:entry_id>/", retention.decide, name="retention_of"),
    path("retention/<id:entry_id>/decide/", retention.answer, name="decide_retention"),
    path("disposals/<id:disposal_id>/", retention.disposal, name="disposal"),
    path("trail/", trail.trail, name="trail"),
    path("trail/download/", trail.download, name="trail_download"),
    path("trail/check/", trail.check, name="trail_check"),
    path("anomalies/", trail.anomalies, name="anomalies"),
]
