"""Who may sign in, by what, and what holds off those who guess."""

from typing import ClassVar

from django.db import models

from boundaries.casework.roles import Role
from boundaries.handover.ids import new_id


class AccountState(models.TextChoices):
    """Where an account stands: invited, then active, then disabled when its holder leaves."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


class Account(models.Model):
    """One person's way in.

    No password and no hash of one is kept: `sign_in_box` holds the secret of the one-time codes, locked under a key that only
    the password gives. `opening_box` holds the private key, locked under a key that only the passphrase gives.
    `is_admitted` where a leader of the unit has vouched for the key: until then nothing is sealed to it, so that nobody who may make
    accounts can make one that reads. `epoch` counts the times that all sessions were ended.
    `person` tells those of one name apart whom no member's id does: what somebody said at the invitation, empty for the first of a name.
    `is_taking_over` while keys that others made for it go over: meanwhile nobody is shown half of a list.
    `losing` while its wraps go, since it lost its key: how many it held then. They open for nobody any more and count for nothing.
    `weighed_to` while what it holds is weighed anew, since it may not open all of it any more: the id of the last safe that was weighed;
    `weighed_out` is how many keys have gone by then. Meanwhile its pages show nothing.
    """

    account_id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    name = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    member_id = models.CharField(max_length=64, blank=True)
    person = models.CharField(max_length=26, blank=True)
    state = models.CharField(max_length=10, choices=AccountState.choices, default=AccountState.INVITED)
    sign_in_salt = models.BinaryField(default=b"")
    sign_in_box = models.BinaryField(default=b"")
    last_code_step = models.BigIntegerField(default=0)
    oidc_subject = models.CharField(max_length=255, blank=True)
    sealing_key = models.TextField(blank=True)
    opening_salt = models.BinaryField(default=b"")
    opening_box = models.BinaryField(default=b"")
    is_admitted = models.BooleanField(default=False)
    is_taking_over = models.BooleanField(default=False)
    losing = models.IntegerField(null=True)
    weighed_to = models.CharField(max_length=26, null=True)
    weighed_out = models.IntegerField(default=0)
    epoch = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["display_name", "account_id"]

    def __str__(self) -> str:
        return self.display_name

    @property
    def as_role(self) -> Role:
        """Its role as the enum."""
        return Role(self.role)

    @property
    def is_active(self) -> bool:
        """Whether its holder may sign in."""
        return self.state == AccountState.ACTIVE


class Parting(models.Model):
    """That two accounts were taken to be of one person until then; a row for either way round.

    What was done before that moment is still one person's work: neither of the two is a second person to it.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="partings", db_index=False)
    other = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    parted_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["account", "parted_at", "other"], name="partings_of_account"),)


class Invitation(models.Model):
    """A one-time link; only its hash is kept. `renews` says what an existing account does with it."""

    class Renews(models.TextChoices):
        """What the link is for: a new account, a new sign-in, a new key as well, or a device that is let through."""

        ALL = "all"
        SIGN_IN = "sign_in"
        KEY = "key"
        DEVICE = "device"

    token_hash = models.CharField(primary_key=True, max_length=64)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    renews = models.CharField(max_length=10, choices=Renews.choices)
    expires_at = models.DateTimeField()


class Passkey(models.Model):
    """A passkey; `opening_box` holds the private key under what the passkey's PRF gives, where the browser has it."""

    passkey_id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.CharField(max_length=1400, unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    label = models.CharField(max_length=60)
    opening_box = models.BinaryField(default=b"")
    added_at = models.DateTimeField()


class Device(models.Model):
    """A browser that an account has signed in with before: guesses from elsewhere do not slow it down."""

    token_hash = models.CharField(primary_key=True, max_length=64)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    seen_on = models.DateField()


class Reminder(models.Model):
    """Where someone gets the daily reminder, and the day of the last one."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="reminder")
    email = models.CharField(max_length=254)
    sent_on = models.DateField(null=True)


class Delay(models.Model):
    """How long a source, a name from unknown devices, or one device must wait after failures; `bucket` is a keyed hash."""

    bucket = models.CharField(primary_key=True, max_length=64)
    failures = models.IntegerField(default=0)
    until_at = models.DateTimeField()
