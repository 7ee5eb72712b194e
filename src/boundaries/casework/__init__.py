"""The unit's side: reports and findings worked from receipt to referral and outcome."""
