"""The protocolInfo that players give to a resource, told by the scheme of its URI.

Recorded for files, TuneIn stations, Spotify, HLS, saved queues and library containers; the rest follows the pattern.
"""

from __future__ import annotations

_MIME_BY_ENDING = {
    "aif": "audio/aiff", "aiff": "audio/aiff", "asx": "audio/mpegurl", "flac": "audio/flac", "m3u": "audio/mpegurl",
    "m3u8": "audio/mpegurl", "m4a": "audio/mp4", "mp4": "audio/mp4", "ogg": "application/ogg", "pls": "audio/mpegurl",
    "wav": "audio/wav", "wma": "audio/x-ms-wma", "wpl": "audio/mpegurl",
}  # fmt: skip
_BY_SCHEME = {
    # ``{}`` stands for the MIME type that the ending of the URI tells.
    "http": "http-get:*:{}:*",
    "https": "http-get:*:{}:*",
    "file": "file:*:audio/mpegurl:*",
    "x-file-cifs": "x-file-cifs:*:{}:*",
    "x-sonos-http": "sonos.com-http:*:{}:*",
    "x-sonosprog-http": "sonos.com-http:*:{}:*",
    "x-sonos-spotify": "sonos.com-spotify:*:audio/x-spotify:*",
    "x-sonosapi-stream": "sonos.com-http:*:application/octet-stream:*",
    "x-sonosapi-radio": "sonos.com-http:*:application/octet-stream:*",
    "pndrradio": "sonos.com-http:*:application/octet-stream:*",
    "hls-radio": "sonos.com-hls-radio:*:audio/mpegurl:*",
    "x-sonosapi-hls": "sonos.com-hls-radio:*:audio/mpegurl:*",
    "x-sonosapi-hls-static": "sonos.com-hls-radio:*:audio/mpegurl:*",
    "aac": "aac:*:application/octet-stream:*",
    "mms": "aac:*:application/octet-stream:*",
}


def protocol_info(uri: str) -> str:
    """The protocolInfo of ``uri``; ``<scheme>:*:*:*`` where nothing better is known."""
    scheme, _, rest = uri.partition(":")
    scheme = scheme.lower()
    ending = rest.partition("?")[0].rpartition(".")[2].lower()
    return _BY_SCHEME.get(scheme, f"{scheme}:*:*:*").format(_MIME_BY_ENDING.get(ending, "audio/mpeg"))
