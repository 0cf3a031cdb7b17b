"""AVTransport's verbs of playback, its settings, and what starts by itself."""

from __future__ import annotations

from sonos_sim.household import playback, programs, sleep_timer
from sonos_sim.household.loading import set_uri
from sonos_sim.services.base import Service
from sonos_sim.services.evidence import client_derived, inferred
from sonos_sim.services.tracks import client_track


class PlaybackHandlers(Service):
    """Handlers of what loads, plays, and ends."""

    @client_derived(
        "SoCo core.py join and switch_to_line_in; nrs notifications; sonos-api-docs#42 (714)",
        errors=(402, 714, 800, 1001),
        inferred="800, the answer for sources of other players, an empty URI",
    )
    def set_av_transport_uri(self, current_uri: str, current_uri_meta_data: str) -> None:
        """Load a source, or join a group with ``x-rincon:``."""
        track = client_track(self.household, current_uri, current_uri_meta_data)
        set_uri(self.player, current_uri, current_uri_meta_data, track)

    @client_derived(
        "music-assistant players call it; 701 on an S1 player",
        errors=(714, 800),
        inferred="both codes, and that it plays after the whole queue",
    )
    def set_next_av_transport_uri(self, next_uri: str, next_uri_meta_data: str) -> None:
        """Have something play when what is loaded has ended."""
        track = client_track(self.household, next_uri, next_uri_meta_data)
        playback.set_next(self.player, next_uri, next_uri_meta_data, track)

    # Verbs

    @client_derived(
        "duncan3dc/sonos#21 (701), node-red-contrib-sonos-plus#31 (members), home-assistant/core#56724 (1024)",
        errors=(701, 717, 800, 1024),
        inferred="717, 800",
    )
    def play(self, speed: str) -> None:
        """Sound what is loaded."""
        playback.play(self.player, speed)

    @client_derived(
        "homebridge-zp#13 by source, SoCo#454, duncan3dc/sonos#106", errors=(701, 800, 1024), inferred="800"
    )
    def pause(self) -> None:
        """Pause tracks, stop streams."""
        playback.pause(self.player)

    @client_derived(
        "SoCo#805 (TV), node-red-contrib-sonos-plus#31 (members)", errors=(701, 800, 1024), inferred="800, RelTime 0"
    )
    def stop(self) -> None:
        """Stop."""
        playback.stop(self.player)

    @client_derived("SoCo/socos#7, SoCo core.py next", errors=(701, 711, 800, 1024), inferred="701 on members, 800")
    def next(self) -> None:
        """Go to the next track."""
        playback.step(self.player, 1)

    @client_derived(
        "SoCo/socos#8, node-red-contrib-sonos-plus#281", errors=(701, 711, 800, 1024), inferred="701 on members, 800"
    )
    def previous(self) -> None:
        """Go to the previous track, always."""
        playback.step(self.player, -1)

    @client_derived(
        "bencevans/node-sonos#433 and #367 (711, captured), sonos-api-docs, SoCo core.py seek",
        errors=(701, 710, 711, 800, 1024),
        inferred="711 past the end, TIME_DELTA over the ends",
    )
    def seek(self, unit: str, target: str) -> None:
        """Go to a track or a time."""
        playback.seek(self.player, unit, target)

    @inferred("UPnP AVTransport; our choice: nothing is kept of it")
    def notify_deleted_uri(self, deleted_uri: str) -> None:
        """Learn that something is gone; nothing happens."""

    @client_derived("SoCo core.py end_direct_control_session", inferred="what is loaded afterwards")
    def end_direct_control_session(self) -> None:
        """End what a music service plays into the player."""
        playback.end_session(self.player)

    # Settings

    @client_derived(
        "SoCo core.py play_mode; sonos-api-docs", errors=(712, 800, 1024), inferred="NORMAL without a queue"
    )
    def set_play_mode(self, new_play_mode: str) -> None:
        """Choose the order of play."""
        playback.set_play_mode(self.player, new_play_mode)

    @client_derived("SoCo core.py cross_fade; sonos-api-docs", errors=(800, 1024))
    def set_crossfade_mode(self, crossfade_mode: bool) -> None:
        """Let tracks fade into each other."""
        playback.set_crossfade(self.player, crossfade_mode)

    @client_derived(
        "SoCo core.py set_sleep_timer; sonos-api-docs", errors=(402, 800, 1024), inferred="how the sound ends"
    )
    def configure_sleep_timer(self, new_sleep_timer_duration: str) -> None:
        """Set or, with an empty text, cancel the sleep timer."""
        sleep_timer.configure(self.player, new_sleep_timer_duration)

    # What starts by itself

    @inferred("our choice: what an alarm does to a room", errors=(402, 800))
    def run_alarm(
        self,
        alarm_id: int,
        logged_start_time: str,
        duration: str,
        program_uri: str,
        program_meta_data: str,
        play_mode: str,
        volume: int,
        include_linked_zones: bool,
    ) -> None:
        """Ring an alarm now."""
        program = self._program(program_uri, program_meta_data, volume, include_linked_zones)
        programs.run_alarm(self.player, alarm_id, logged_start_time, duration, play_mode, program)

    @client_derived(
        "soco-cli snooze_alarm (402, 701)", errors=(402, 701, 800, 1024), inferred="800, when it rings again"
    )
    def snooze_alarm(self, duration: str) -> None:
        """Silence the alarm that rings, for a while."""
        programs.snooze(self.player, duration)

    @inferred("our choice", errors=(402, 714, 800))
    def start_autoplay(
        self,
        program_uri: str,
        program_meta_data: str,
        volume: int,
        include_linked_zones: bool,
        reset_volume_after: bool,
    ) -> None:
        """Play a source that began to sound."""
        program = self._program(program_uri, program_meta_data, volume, include_linked_zones)
        programs.start_autoplay(self.player, program, reset_volume_after=reset_volume_after)

    def _program(self, uri: str, metadata: str, volume: int, linked_rooms: bool) -> programs.Program:
        return programs.Program(uri, metadata, client_track(self.household, uri, metadata), volume, linked_rooms)
