"""Verbs: one module a UPnP service; handlers call the household and say what is evented."""
