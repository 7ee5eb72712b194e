"""The roster's lines: from how members are named to everyone who must not see it."""

from collections.abc import Mapping

from django.db import connection

from boundaries.casework.models import RosterIdentifier, RosterMember, RosterTie

_ASKED = """
WITH RECURSIVE told(mark, spares) AS (VALUES {told}),
named(member, spares) AS (
    SELECT identifier.member_id, told.spares FROM told JOIN {identifiers} identifier ON identifier.mark = told.mark
),
whole(mark) AS (SELECT mark FROM told WHERE spares = 0 UNION SELECT member FROM named WHERE spares = 0),
above(mark) AS (
    SELECT one.supervisor_mark FROM whole JOIN {members} one ON one.mark = whole.mark WHERE one.supervisor_mark <> ''
    UNION
    SELECT one.supervisor_mark FROM above JOIN {members} one ON one.mark = above.mark WHERE one.supervisor_mark <> ''
),
below(mark) AS (
    SELECT one.mark FROM whole JOIN {members} one ON one.supervisor_mark = whole.mark
    UNION
    SELECT one.mark FROM below JOIN {members} one ON one.supervisor_mark = below.mark
)
SELECT mark FROM told UNION SELECT member FROM named UNION SELECT mark FROM above UNION SELECT mark FROM below
UNION SELECT tie.member_id FROM whole JOIN {ties} tie ON tie.member_id = whole.mark
UNION SELECT tie.other_mark FROM whole JOIN {ties} tie ON tie.member_id = whole.mark
UNION SELECT tie.member_id FROM whole JOIN {ties} tie ON tie.other_mark = whole.mark
UNION SELECT tie.other_mark FROM whole JOIN {ties} tie ON tie.other_mark = whole.mark
"""
"""Each line of it is one thing that keeps out. Rows of a line that have been seen are not followed again, so a ring comes to an end."""


def kept_out(marks: Mapping[str, bool]) -> set[str]:
    """The marks of all members whom these marks keep out; a mark may be of a way to name a member, or of the member's own id.

    A named member, those above and below in his line, and declared associates either way, with whoever declared it; only the member
    himself where the mark says so.
    """
    if not marks:
        return set()
    tables = {
        name: model._meta.db_table
        for name, model in (("identifiers", RosterIdentifier), ("members", RosterMember), ("ties", RosterTie))
    }
    asked = _ASKED.format(told=", ".join(["(%s, %s)"] * len(marks)), **tables)
    # One question for all, since nearly every page asks it and a question for each step of a line costs more than its answer.
    with connection.cursor() as cursor:
        cursor.execute(asked, [part for mark, is_spared in marks.items() for part in (mark, int(is_spared))])
        return {mark for (mark,) in cursor.fetchall()}
