"""Where the project's SQL runs: one protocol, a tiny dialect, an adapter per engine."""
