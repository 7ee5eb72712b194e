"""What Django knows this app by."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The app's name and label."""

    name = "boundaries.casework"
    label = "casework"
