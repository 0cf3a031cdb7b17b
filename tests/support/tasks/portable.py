"""Players that come and go."""

from __future__ import annotations

from tests.support.tasks import Part

PARTS = {
    "roam-sleep-offline": Part(step=60.0),
    "roam-return-same-or-new-ip": Part(step=30.0),
}
