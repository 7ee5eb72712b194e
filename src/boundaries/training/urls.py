"""What the unit's site answers to in this app."""

from django.urls import path

from boundaries.training.views import home

urlpatterns = [path("", home, name="training")]
