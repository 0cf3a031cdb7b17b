"""Rings once in the household that the environment names: what ``sonos-sim gauntlet`` runs.

``python doorbell.py [--naive] [--wait SECONDS]``; exits with 1 when a room that answered did not hear it. Seconds are
the household's: ``SONOS_SIM_SPEED`` of them pass in one of ours.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time

import naive
import soco
from announcer import announce

CLIP = "http://clips.example.invalid/doorbell.mp3"


def player() -> soco.SoCo:
    """Some player of the household: one that we are told of, else one that is found."""
    if hosts := os.environ.get("SONOS_SIM_HOSTS"):
        return soco.SoCo(hosts.split(",")[0])
    found = soco.discover(interface_addr="127.0.0.1", household_id=os.environ.get("SONOS_SIM_HOUSEHOLD", ""))
    if not found:
        raise SystemExit("no player was found")
    return found.pop()


def main() -> int:
    """Ring; returns the exit status."""
    parser = argparse.ArgumentParser(description="Rings once.")
    parser.add_argument("--naive", action="store_true", help="as people write it first")
    parser.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="before it rings")
    options = parser.parse_args()
    speed = float(os.environ.get("SONOS_SIM_SPEED", "1"))
    first = player()
    print("in", first.household_id)  # noqa: T201 -- with this question the gauntlet's clock begins to run
    time.sleep(options.wait / speed)
    if options.naive:
        naive.announce(first.ip_address, CLIP, seconds=10 / speed)
        return 0
    report = asyncio.run(announce(first.ip_address, CLIP))
    print(report)  # noqa: T201 -- that is what it is for
    return 1 if report.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
