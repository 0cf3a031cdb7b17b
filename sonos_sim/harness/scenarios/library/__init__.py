"""One module a scenario; each has a ``SCENARIO``."""
