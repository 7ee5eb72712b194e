"""What the counter answers to."""

from django.urls import path

from boundaries.intake.counter.views import faults
from boundaries.intake.counter.views.call import call, start
from boundaries.intake.counter.views.signing import sign_in, sign_out
from boundaries.intake.views.home import colour

urlpatterns = [
    path("", start, name="start"),
    path("call/", call, name="call"),
    path("sign-in/", sign_in, name="sign-in"),
    path("sign-out/", sign_out, name="sign-out"),
    path("colour.css", colour, name="colour"),
]
handler400 = faults.bad_request
handler404 = faults.not_found
handler500 = faults.fault
