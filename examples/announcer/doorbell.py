"""Rings once in the household that the environment names: what ``sonos-sim gauntlet`` runs.

``python doorbell.py [--naive] [--wait SECONDS]``; exits with 1 when a room that answered did not hear it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time

import naive
from announcer import announce

CLIP = "http://clips.example.invalid/doorbell.mp3"


def main() -> int:
    """Ring; returns the exit status."""
    parser = argparse.ArgumentParser(description="Rings once.")
    parser.add_argument("--naive", action="store_true", help="as people write it first")
    parser.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="before it rings")
    options = parser.parse_args()
    time.sleep(options.wait)
    address = os.environ["SONOS_SIM_HOSTS"].split(",")[0]
    if options.naive:
        naive.announce(address, CLIP, seconds=0.3)
        return 0
    report = asyncio.run(announce(address, CLIP))
    print(report)  # noqa: T201 -- that is what it is for
    return 1 if report.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
