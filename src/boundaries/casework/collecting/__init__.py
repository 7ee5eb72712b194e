"""What comes in: envelopes from the drop, sealed again under keys of their own, registered, and only then let go."""
