"""A value that counters which all players share begin with."""

NEVER_CHANGED = "RINCON_FFFFFFFFFFFF99999,0"
"""A counter that no player has changed yet (client-derived, home-assistant/core#168015)."""
