"""What someone is still writing: locked under a key that only their browser's cookie holds, wiped when they leave or stay away."""

from boundaries.intake.drafts.content import Draft, Stage, Thread
from boundaries.intake.drafts.keys import DraftKey
from boundaries.intake.drafts.store import begin, change, drop_blobs, forget, opened, sweep, sweep_files

__all__ = ["Draft", "DraftKey", "Stage", "Thread", "begin", "change", "drop_blobs", "forget", "opened", "sweep", "sweep_files"]
