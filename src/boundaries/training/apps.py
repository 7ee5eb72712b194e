"""What Django knows this app by."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """The app's name and label."""

    name = "boundaries.training"
    label = "training"
