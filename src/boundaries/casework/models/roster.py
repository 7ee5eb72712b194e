"""The force's roster as keyed hashes: enough to tell who must not see a report, not enough to read a name."""

from django.db import models


class RosterMember(models.Model):
    """One member, by the mark of their id, and the mark of who supervises them."""

    mark = models.CharField(primary_key=True, max_length=64)
    supervisor_mark = models.CharField(max_length=64, blank=True, db_index=True)


class RosterIdentifier(models.Model):
    """One way to name a member: a mark of it."""

    mark = models.CharField(max_length=64, db_index=True)
    member = models.ForeignKey(RosterMember, on_delete=models.CASCADE, related_name="identifiers")


class RosterWord(models.Model):
    """One word of a member's name, or another way to write a part of it: a mark of it, by which texts are masked and nobody is found."""

    mark = models.CharField(max_length=64)
    member = models.ForeignKey(RosterMember, on_delete=models.CASCADE, related_name="words")


class RosterTie(models.Model):
    """Two members of whom one declared the other an associate."""

    member = models.ForeignKey(RosterMember, on_delete=models.CASCADE, related_name="ties")
    other_mark = models.CharField(max_length=64, db_index=True)
