"""The ledger: who is in the workforce, who was trained, when, on what, and what they passed; append-only, each line chained."""
