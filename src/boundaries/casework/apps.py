"""What Django knows this app by."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from boundaries.casework.figures.middle import teach


class CaseworkConfig(AppConfig):
    """The app's name and label."""

    name = "boundaries.casework"
    label = "casework"

    def ready(self) -> None:
        """Teach every connection what its database cannot do by itself."""
        connection_created.connect(teach, dispatch_uid="boundaries.middle")
