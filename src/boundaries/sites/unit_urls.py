"""What the unit's site answers to: the workspace, and the training below its own path."""

from django.urls import include, path

handler400 = "boundaries.casework.pages.faults.bad_request"
handler500 = "boundaries.casework.pages.faults.fault"
handler404 = "boundaries.casework.guard.not_there"
urlpatterns = [path("training/", include("boundaries.training.urls")), path("", include("boundaries.casework.urls"))]
