"""Partner agencies: an invitation link, and a list of what came by it that only the link opens."""

from boundaries.intake.partners.invitations import Invited, all_partners, invite, invited_by, revoke, was_sent

__all__ = ["Invited", "all_partners", "invite", "invited_by", "revoke", "was_sent"]
