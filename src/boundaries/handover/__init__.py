"""What crosses between the public's side, the scan and the unit's side: plain values, sealed."""
