"""Sessions as Django keeps them in the database; which one a request is of, on which every page waits, is a question made once."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from boundaries.casework.models.prepared import Prepared

_SESSION = Prepared(lambda session_key: Session.objects.filter(session_key=session_key))


class SessionStore(db.SessionStore):
    """A session of the unit's site."""

    def _get_session_from_db(self) -> Session | None:
        found = _SESSION.first(session_key=self.session_key or "")
        if found is None or found.expire_date <= timezone.now():
            self._session_key = None
            return None
        return found
