"""What members declare to the force: relationships, gifts and devices, kept for the next scan."""
