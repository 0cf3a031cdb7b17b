"""Runs of pytest inside a test."""

from __future__ import annotations

import pytest
import soco  # noqa: F401

# Each run forgets what it imported; what was there before it, the next one need not import again.
import sonos_sim.harness.setup
import sonos_sim.live_log
import sonos_sim.simulator  # noqa: F401
from tests.support.plugin_runs import Run


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    return Run(pytester)
