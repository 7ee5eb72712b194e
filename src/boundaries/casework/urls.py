"""What the unit's site answers to in this app."""

from django.urls import path

from boundaries.casework.views import home

urlpatterns = [path("", home, name="casework")]
