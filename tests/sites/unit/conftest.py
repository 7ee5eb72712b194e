"""The unit's site in this process, on a home folder of its own that is removed afterwards."""

from tests.sites.home import become

become("unit")
