"""The mailbox: messages are fetched, sealed whole, read as well as they can be, handed over, and only then deleted."""
