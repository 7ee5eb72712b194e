"""What can be done in the unit's workspace: every look and every change has its name here."""

from enum import StrEnum


class Act(StrEnum):
    """One kind of look or change. A value stands in the trail for ever, so it is never renamed or used for something else."""

    # the site itself
    CLOCK_WENT_BACK = "clock_went_back"
    TRAIL_VERIFIED = "trail_verified"
    TRAIL_BROKEN = "trail_broken"
    TRAIL_VIEWED = "trail_viewed"
    TRAIL_DOWNLOADED = "trail_downloaded"
    ACKNOWLEDGEMENT_CHECKED = "acknowledgement_checked"
    ANOMALIES_VIEWED = "anomalies_viewed"
    BACKED_UP = "backed_up"
    RESTORED = "restored"

    # accounts and keys
    INVITED = "invited"
    JOINED = "joined"
    LEFT = "left"
    KEYS_TAKEN = "keys_taken"
    ROLE_GIVEN = "role_given"
    MEMBER_ID_GIVEN = "member_id_given"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCK_LIFTED = "lock_lifted"
    SIGNED_OUT = "signed_out"
    UNLOCKED = "unlocked"
    UNLOCK_FAILED = "unlock_failed"
    CREDENTIAL_ADDED = "credential_added"
    CREDENTIAL_REMOVED = "credential_removed"
    ACCOUNT_VIEWED = "account_viewed"

    # sealed content
    COLLECTED = "collected"
    RECEIVED = "received"
    VOUCHED = "vouched"
    SEALED = "sealed"
    CONTENT_OPENED = "content_opened"
    GRANT_ASKED = "grant_asked"
    GRANTED = "granted"
    GRANT_REFUSED = "grant_refused"
    RECUSED = "recused"
    ROUTED_ELSEWHERE = "routed_elsewhere"
    RECOVERED = "recovered"

    # the register, the review and the cases
    LISTED = "listed"
    SEARCHED = "searched"
    ENTRY_VIEWED = "entry_viewed"
    ENTRY_CREATED = "entry_created"
    ENTRY_CHANGED = "entry_changed"
    LINKED = "linked"
    ALLOCATED = "allocated"
    FINDING_VIEWED = "finding_viewed"
    NAMES_SHOWN = "names_shown"
    VERDICT_GIVEN = "verdict_given"
    CASE_VIEWED = "case_viewed"
    CASE_OPENED = "case_opened"
    CASE_CHANGED = "case_changed"
    CASE_MOVED = "case_moved"
    DECIDED = "decided"
    REFERRED = "referred"
    REPLIED = "replied"
    REGISTER_CHANGED = "register_changed"

    # retention and exports
    HELD = "held"
    HOLD_LIFTED = "hold_lifted"
    KEPT = "kept"
    DISPOSAL_PROPOSED = "disposal_proposed"
    DISPOSAL_REFUSED = "disposal_refused"
    DISPOSED = "disposed"
    EXPORTED = "exported"
    REMINDED = "reminded"
    SETTINGS_CHANGED = "settings_changed"
