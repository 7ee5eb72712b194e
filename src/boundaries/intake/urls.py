"""What the public site answers to."""

from django.urls import path

from boundaries.intake.views import home

urlpatterns = [path("", home, name="home")]
