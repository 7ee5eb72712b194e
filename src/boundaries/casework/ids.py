"""Ids in addresses: random, so that nothing can be counted or guessed from one."""


class IdConverter:
    """Django's way of naming what an id in an address looks like."""

    regex = "[a-z2-7]{26}"

    def to_python(self, value: str) -> str:
        """The id of an address."""
        return value

    def to_url(self, value: str) -> str:
        """An id for an address."""
        return value
