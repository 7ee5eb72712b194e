"""What Django knows this app by."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from boundaries.casework.figures.middle import teach
from boundaries.casework.figures.moments import teach_moments


class CaseworkConfig(AppConfig):
    """The app's name and label."""

    name = "boundaries.casework"
    label = "casework"

    def ready(self) -> None:
        """Teach every connection what its database cannot do by itself, or not quickly."""
        connection_created.connect(teach, dispatch_uid="boundaries.middle")
        connection_created.connect(teach_moments, dispatch_uid="boundaries.moments")
