"""What is sealed: the safe of one entry or case, its keys as each holder has them, and what lies in it."""

from django.db import models

from boundaries.casework.models.accounts import Account
from boundaries.handover.ids import new_id


class Safe(models.Model):
    """What holds the sealed compartments of one entry or case; its id is theirs.

    `letterbox` is the public key to which what comes later is sealed by a process that cannot open the safe.
    `is_stale` where someone lost their access while nobody was there to rotate: the next who opens it rotates; `is_source_stale` is
    the same for the source's identity, which takes two to open. `unit_share` is a share of its key for who joined later and has none yet;
    it is used only once a second person has granted.
    `generation` counts the rotations. `is_alternate` where too few handlers remained.
    """

    safe_id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    letterbox = models.TextField(blank=True)
    generation = models.IntegerField(default=1)
    is_stale = models.BooleanField(default=False)
    is_source_stale = models.BooleanField(default=False)
    is_alternate = models.BooleanField(default=False)
    escrow_wrap = models.BinaryField()
    escrow_source = models.BinaryField(default=b"")
    unit_share = models.BinaryField(default=b"")


class Form(models.TextChoices):
    """How something is closed: locked with a key both ends hold, or sealed to a public key."""

    LOCKED = "locked"
    SEALED = "sealed"


class Wrap(models.Model):
    """A safe's keys as one account has them. Who has no row here cannot see that the safe exists.

    `is_indexed` where the account's search index holds all that the safe says, or the safe is no entry's.
    """

    safe = models.ForeignKey(Safe, on_delete=models.CASCADE, related_name="wraps")
    # The index of one wrap each begins with the account. With one of its own, SQLite, once it has counted its tables, entered by that
    # for what is not read yet, and went through every wrap of the account.
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="wraps", db_index=False)
    form = models.CharField(max_length=6, choices=Form.choices, default=Form.SEALED)
    held = models.BinaryField()
    is_indexed = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "safe"], name="one_wrap_each"),)
        indexes = (models.Index(fields=["account", "id", "safe"], condition=models.Q(is_indexed=False), name="wraps_to_read"),)


class Giving(models.Model):
    """One account that is being given access, by someone who vouched for its key, role and member as they stand here.

    `most` is how many safes there were to look at when it began, `handed` how many keys have gone over; null until all were there.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="giving")
    sealing_key = models.TextField()
    role = models.CharField(max_length=20)
    member_id = models.CharField(max_length=64, blank=True)
    most = models.IntegerField()
    begun_at = models.DateTimeField()
    handed = models.IntegerField(null=True)


class Given(models.Model):
    """One safe that was looked at while an account is being given access, with its keys sealed to the account.

    Nobody has these until all of a giving are there; then they go over. `held` is empty where the account may not have them.
    As soon as its safe is rotated or who may see it changes, it is stale and the safe is looked at anew, unless the account, admitted
    by then, was given the fresh keys by whoever rotated.
    """

    giving = models.ForeignKey(Giving, on_delete=models.CASCADE, related_name="given")
    safe = models.ForeignKey(Safe, on_delete=models.CASCADE, related_name="given")
    held = models.BinaryField()
    is_stale = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["giving", "safe"], name="given_once"),)


class LeftBehind(models.Model):
    """That an account held a safe's keys when it lost its own: what two custodians can give to whoever takes its work over."""

    safe = models.ForeignKey(Safe, on_delete=models.CASCADE, related_name="left_behind")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="left_behind", db_index=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "safe"], name="left_behind_once"),)


class IndexSegment(models.Model):
    """A part of one account's search index, locked under a key that only the account's own gives.

    `held` is what so many entries say.
    """

    segment_id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="segments")
    entries = models.IntegerField()
    held = models.BinaryField()


class SegmentFacts(models.Model):
    """What is counted of the entries of one segment, locked as the segment is, each column by itself; see `content.facts`.

    `facts` has it by entry, `lately` which were read anew, the others what a page counts; `written` is another one each time. They stand
    apart from the segment, which is read past for no page.
    """

    segment = models.OneToOneField(IndexSegment, on_delete=models.CASCADE, primary_key=True, related_name="counted")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="counted", db_index=False)
    form = models.SmallIntegerField()
    written = models.CharField(max_length=26, default=new_id)
    tables = models.BinaryField()
    people = models.BinaryField()
    others = models.BinaryField()
    places = models.BinaryField()
    alone = models.BinaryField(default=b"")
    facts = models.BinaryField()
    lately = models.BinaryField(default=b"")

    class Meta:
        # Whether anything changed is asked at every look, and would be read past all that is locked.
        indexes = (models.Index(fields=["account", "written"], name="facts_written"),)


class KeptOrder(models.Model):
    """An order of members, or what else an account's facts gave, locked as they are; `state` stands for all that it was worked out from.

    It goes as soon as the account loses anything.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="orders")
    what = models.CharField(max_length=12)
    state = models.CharField(max_length=64, blank=True)
    held = models.BinaryField(default=b"")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "what"], name="one_order_each"),)


class Indexed(models.Model):
    """Which segment holds what one wrap opens. While it does, neither the wrap nor its safe can be deleted: the segment goes first."""

    wrap = models.OneToOneField(Wrap, on_delete=models.PROTECT, primary_key=True, related_name="indexed")
    segment = models.ForeignKey(IndexSegment, on_delete=models.CASCADE, related_name="indexed")


class Share(models.Model):
    """One account's share of the key to the source's identity: any two shares give it, one gives nothing."""

    safe = models.ForeignKey(Safe, on_delete=models.CASCADE, related_name="shares")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="shares")
    held = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "safe"], name="one_share_each"),)


class Sealed(models.Model):
    """One piece of sealed content in a compartment. Pieces are added and withdrawn, never changed."""

    sealed_id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    safe = models.ForeignKey(Safe, on_delete=models.CASCADE, related_name="pieces")
    compartment = models.CharField(max_length=12)
    kind = models.CharField(max_length=40)
    form = models.CharField(max_length=6, choices=Form.choices, default=Form.LOCKED)
    held = models.BinaryField()
    made_at = models.DateTimeField()
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=["safe", "compartment"], name="pieces_of_safe"),
            models.Index(fields=["-made_at"], condition=models.Q(kind="case_learning"), name="what_was_learnt"),
        )


class Exclusion(models.Model):
    """Who must never be given a safe's keys; why is sealed in the safe itself."""

    safe = models.ForeignKey(Safe, on_delete=models.CASCADE, related_name="exclusions")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="exclusions")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["safe", "account"], name="excluded_once"),)


class SubjectMark(models.Model):
    """A keyed hash of one way in which a safe's content names a member; the roster is marked with the same key."""

    safe = models.ForeignKey(Safe, on_delete=models.CASCADE, related_name="marks")
    mark = models.CharField(max_length=64, db_index=True)
    spares_line = models.BooleanField(default=False)


class Grant(models.Model):
    """One account's wish to see a source's identity, and a colleague's share of its key while the grant lasts.

    What it is wanted for is a note in the safe, under the same id.
    """

    class State(models.TextChoices):
        """Asked, then granted or refused; it ends by itself."""

        ASKED = "asked"
        GRANTED = "granted"
        REFUSED = "refused"

    grant_id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    safe = models.ForeignKey(Safe, on_delete=models.CASCADE, related_name="grants")
    asked_by = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="asked")
    granted_by = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="granted", null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    share = models.BinaryField(default=b"")
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
