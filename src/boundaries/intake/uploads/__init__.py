"""Files that people send: sealed while they stream in, never in the clear on disk, never whole in memory."""

from boundaries.intake.uploads.handler import RefusedUpload, SealedUpload, SealingUploads
from boundaries.intake.uploads.kinds import ACCEPTED, LARGEST_BYTES, LARGEST_MIB, MOST_FILES, Refusal

__all__ = ["ACCEPTED", "LARGEST_BYTES", "LARGEST_MIB", "MOST_FILES", "Refusal", "RefusedUpload", "SealedUpload", "SealingUploads"]
