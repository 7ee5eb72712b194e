"""A force's own columns: a mapping file says which of them stand for which column of the contract."""
