"""What the public site answers to; the long walks each have one path that tells nothing."""

from django.urls import path

from boundaries.intake.views import faults
from boundaries.intake.views.home import colour, home, language, way_out
from boundaries.intake.views.partner import invited, partner
from boundaries.intake.views.report import report
from boundaries.intake.views.thread import thread

urlpatterns = [
    path("", home, name="home"),
    path("a/", report, name="report"),
    path("b/", thread, name="thread"),
    path("c/", partner, name="partner"),
    path("c/<slug:token>/", invited, name="invited"),
    path("exit/", way_out, name="exit"),
    path("language/<slug:code>/<slug:back_to>/", language, name="language"),
    path("colour.css", colour, name="colour"),
]
handler400 = faults.bad_request
handler403 = faults.forbidden
handler404 = faults.not_found
handler500 = faults.fault
