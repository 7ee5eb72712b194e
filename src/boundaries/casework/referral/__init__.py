"""The referral: which matters must go to the independent office, and by when."""
