"""What Django knows this app by."""

from django.apps import AppConfig


class CounterConfig(AppConfig):
    """The app's name and label."""

    name = "boundaries.intake.counter"
    label = "counter"
