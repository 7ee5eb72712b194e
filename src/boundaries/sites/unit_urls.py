"""What the unit's site answers to: the workspace, and the training below its own path."""

from django.urls import include, path

handler404 = "boundaries.casework.guard.not_there"
urlpatterns = [path("training/", include("boundaries.training.urls")), path("", include("boundaries.casework.urls"))]
