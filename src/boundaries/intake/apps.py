"""What Django knows this app by."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The app's name and label."""

    name = "boundaries.intake"
    label = "intake"
