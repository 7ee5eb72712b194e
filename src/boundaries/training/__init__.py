"""Training that proves itself: courses, attempts, the ledger and the leaflet."""
