"""An async client library for Sonos players, real and simulated."""
