"""The referral: which matters must go to the independent office, by when, and the pack that goes there."""
