"""The ways in: what each is called."""

ROUTES = {
    "web": "Web", "phone": "Phone", "counter": "Front counter", "mailbox": "Mailbox", "partner": "Partner agency",
    "finding": "Scan", "intelligence": "Intelligence",
}  # fmt: skip
