"""Sockets: one player's HTTP server, and discovery."""
