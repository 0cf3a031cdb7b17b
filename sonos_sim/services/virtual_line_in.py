"""VirtualLineIn: sources such as AirPlay and Spotify Connect that play into a player."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import INVALID_ARGS, UPnPError
from sonos_sim.household import virtual_line_in
from sonos_sim.household.observed import Aspect
from sonos_sim.services.base import Service
from sonos_sim.services.evidence import inferred
from sonos_sim.services.virtual_track import virtual_track
from sonos_sim.wire.events import TRANSPORT_NS, render_last_change

if TYPE_CHECKING:
    from sonos_sim.household import Player
    from sonos_sim.services.base import Outputs, Value


class VirtualLineIn(Service):
    """Handlers of VirtualLineIn: what they do, they do to the session that the player has loaded, if any.

    No call of these actions has been recorded: players and phones use them among themselves.
    """

    name = "VirtualLineIn"
    own_aspects = frozenset({Aspect.TRANSPORT})
    household_aspects = frozenset({Aspect.LINE_IN})

    def evented(self) -> dict[str, Value]:
        """CurrentTrackMetaData of the virtual source, or an empty LastChange on old builds (values inferred)."""
        return self.declared(
            {
                "LastChange": render_last_change(TRANSPORT_NS, ()),
                "CurrentTrackMetaData": virtual_track(self.player),
            }
        )

    @inferred("our choice: the coordinator of a group asks the player with the session for its sound", errors=(402,))
    def start_transmission(self, coordinator_id: str) -> Outputs:
        """The group of ``coordinator_id`` plays the session of this player too; without a session nothing happens."""
        coordinator = self._coordinator(coordinator_id)
        session = virtual_line_in.session_of(self.player)
        if session is not None and coordinator is not self.player:
            virtual_line_in.transmit(session, coordinator)
        return {"CurrentTransportSettings": ""}

    @inferred("our choice", errors=(402,))
    def stop_transmission(self, coordinator_id: str) -> None:
        """The group of ``coordinator_id`` stops playing the session of this player."""
        coordinator = self._coordinator(coordinator_id)
        if coordinator.transport.source.uri == self.player.transport.source.uri:
            virtual_line_in.stop(coordinator)

    @inferred("our choice", errors=(402,))
    def play(self, speed: str) -> None:
        """Go on; 402 for another speed than ``1``."""
        if speed != "1":
            raise UPnPError(INVALID_ARGS, f"speed {speed!r}; there is only 1")
        virtual_line_in.play(self.player)

    @inferred("our choice")
    def pause(self) -> None:
        """Pause."""
        virtual_line_in.pause(self.player)

    @inferred("our choice", errors=(711,))
    def next(self) -> None:
        """Go to the next track of the phone; 711 after its last."""
        virtual_line_in.skip(self.player, 1)

    @inferred("our choice", errors=(711,))
    def previous(self) -> None:
        """Go to the previous track of the phone; 711 before its first."""
        virtual_line_in.skip(self.player, -1)

    @inferred("our choice")
    def stop(self) -> None:
        """Stop."""
        virtual_line_in.stop(self.player)

    @inferred("our choice: the slider of the phone", errors=(402, 501))
    def set_volume(self, desired_volume: int) -> None:
        """Set the volume of the room, 0..100, if a session is loaded."""
        if virtual_line_in.session_of(self.player) is not None:
            virtual_line_in.set_volume(self.player, desired_volume)

    def _coordinator(self, uuid: str) -> Player:
        player = self.household.players.get(uuid)
        if player is None or not player.is_coordinator:
            raise UPnPError(INVALID_ARGS, f"{uuid!r} coordinates no group of this household")
        return player
