"""The public's side: a concern is told, sealed and handed over; nothing here can read it back."""
