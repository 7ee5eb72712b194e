"""What a force holds: the contract, loading it, the moment, the check."""
