"""A Sonos household in one process."""
