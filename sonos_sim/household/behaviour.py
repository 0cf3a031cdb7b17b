"""Switches and guessed defaults: every behaviour that nobody has settled is a named value here.

Looked up player, then profile, then household, then the default below, so that a test can change one player.
The defaults and their evidence are those of the project's decision table; *inferred* ones are marked so.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How players behave where sources are silent, disagree, or a test wants the other way."""

    # HTTP
    keep_alive: bool = False
    """Keep connections open; real players close after each response (captured)."""
    chunked_actions: frozenset[str] = frozenset({"ContentDirectory.Browse"})
    """Actions whose answer is chunked whatever its size (captured)."""
    missing_service: Literal["405", "404", "fault401"] = "405"
    """The answer where the model lacks the service; 405 is captured for a Boost, inferred for others."""
    missing_action: Literal["401", "405"] = "401"
    """The answer for an action that the profile does not declare (inferred)."""
    strict_soapaction: bool = False
    """Refuse a SOAPACTION that names another action than the body (401)."""
    strict_service_type: bool = False
    """Refuse a service type with another domain than the declared one (401)."""
    strict_host: bool = False
    """Answer 400 when Host is a DNS name (client-derived, node-sonos-ts#151)."""
    max_body: int = 1024 * 1024
    """Bytes of a request body; more is 413 (inferred)."""
    max_headers: int = 16 * 1024
    """Bytes of a request's path and header lines, more is 431 (inferred); a single line never has more than 64 KiB."""
    upnp_enabled: bool = True
    """Off: 403 pages on port 1400 (captured, home-assistant/core#151258)."""
    upnp_off_ssdp: bool = False
    """Whether discovery goes on while UPnP is off (inferred: silent)."""

    # Arguments
    range_code: int = 402
    """Fault for a bad argument."""
    strict_arguments: bool = False
    """Refuse unknown extra arguments; real players ignore them (client-derived)."""
    lenient_names: bool = False
    """Take SoCo's ChannelMapSet for AddHTSatellite's HTSatChanMapSet."""
    string_caps: bool = True
    """Refuse over-long strings with 402 (inferred)."""
    bad_instance_code: int | None = None
    """Fault for an InstanceID other than 0; None: 718 or 702 by service."""

    # Events
    max_timeout: int | None = None
    """Upper bound of a granted subscription in seconds; real players echo what is asked (captured)."""
    default_timeout: int = 86400
    """Seconds granted when TIMEOUT is missing, malformed, 0 or infinite (client-derived, SoCo)."""
    subscription_slots: int = 32
    """Subscriptions a service holds; one more is 503 (32 client-derived, 503 inferred)."""
    peer_slots: int = 0
    """Slots taken by other players of the household."""
    allow_foreign_callbacks: bool = False
    """Let callbacks go to other addresses than the subscriber's own (the CallStranger flaw)."""
    first_event_delay: float = 0.0
    """Seconds on the clock between the SUBSCRIBE answer and the first NOTIFY."""
    moderation: float = 0.2
    """Seconds within which further changes of one service are merged; none with a stopped clock (inferred)."""
    delivery_failures: int = 3
    """Failed deliveries in a row after which a subscription is dropped (inferred).

    A callback that answers 5xx has failed too (a maintainer's remark, node-sonos-http-api#393).
    """
    delivery_timeout: float = 5.0
    """Real seconds for connecting to a callback and for its answer (inferred)."""
    delivery_queue: int = 4096
    """Undelivered NOTIFYs a subscription holds; one more drops the subscription (inferred).

    A day of playback that a stopped clock is moved by has several hundred.
    """
    avtransport_events: Literal["block", "full"] = "block"
    """Later AVTransport events: the block of 13 and what changed, or everything."""
    rendering_events: Literal["group", "full"] = "group"
    """Later RenderingControl events: the groups that changed, or everything."""

    # Discovery
    ssdp_repeat: int = 1
    """How often a search answer is sent (inferred)."""
    ssdp_period: float = 900.0
    """Seconds between announcements, +-10 % (inferred)."""
    ssdp_max_delay: float = 1.0
    """Upper bound in seconds of the random delay of a search answer (inferred)."""
    ssdp_source_port: int = 1900
    """Port that search answers leave from, if it can be bound."""

    # Description
    description_style: Literal["device", "compact"] = "device"
    """White space of the device description: as recorded, or none."""
    scpd_flaws: bool = False
    """Serve the recorded flaw of the Queue description, a variable declared twice."""

    # Topology
    shuffle_topology: bool = False
    """List groups and members in another order on each player (captured that it varies)."""
    zgs_limit: int | None = 16384
    """Bytes of the unescaped ZoneGroupState above which GetZoneGroupState faults 501 (client-derived, HA#82513)."""
    topology_lag: float = 0.0
    """Seconds by which a player's view of the topology lags (client-derived: 8 to 60 is possible)."""
    vanish_after: float = 60.0
    """Seconds until an unreachable player is listed as vanished (inferred)."""
    new_id_on_noop_leave: bool = False
    """BecomeCoordinatorOfStandaloneGroup on a player that is alone gives it a new group id."""

    # Groups
    self_join: Literal[402, 701, 200] = 402
    """Answer when a player is told to join itself (captured 402)."""
    join_to_member: Literal["fault", "follow"] = "fault"
    """Joining a player that is no coordinator: fault 800, or join its coordinator (inferred)."""
    leaver_source: Literal["empty", "own_queue"] = "empty"
    """What a player has loaded after it left its group (inferred)."""
    standalone_leave_code: int = 0
    """Fault of BecomeCoordinatorOfStandaloneGroup on a player that is alone; 0: success (client-derived, SoCo)."""
    member_transport_code: int = 701
    """Fault of Pause, Next and Previous on a member (inferred)."""
    internal_actions: bool = False
    """Let player-to-player actions act when called from outside (inferred: 800 or 401)."""
    bond_delay: float = 0.0
    """Seconds between the answer to a bonding action and the change of topology (real: 0.5 to several)."""
    bond_refused_code: int = 402
    """Fault when players cannot be bonded so (inferred; 1035 is captured for a refused pair, pair-sonos#2)."""
    separated_suffix: str = " 2"
    """What the room name gets when a player that never had another leaves its set (inferred)."""
    config_mode_state: str = ""
    """State that EnterConfigMode answers (inferred)."""

    # Sound
    volume_range: Literal["fault", "clamp"] = "fault"
    """Volume out of 0..100 (client-derived: a fault; its code is inferred)."""
    tone_range: Literal["fault", "clamp"] = "clamp"
    """Bass and treble out of -10..10 (client-derived, rahims/SoCo#18)."""
    eq_unsupported_code: int = 402
    """GetEQ or SetEQ of a type that the player lacks (client-derived, SoCo#421)."""
    sub_gain_range: int = 15
    """Bound of SubGain: 15 in SoCo and Home Assistant, 10 in the documentation."""
    fixed_member_fails: bool = False
    """SetGroupVolume faults 501 when a member has fixed output."""
    ramp_tick: float = 0.2
    """Shortest time in seconds between two volumes that a ramp shows (inferred)."""
    lowest_volume_db: int = -15360
    """Volume 0 in the VolumeDB actions, in 1/256 dB; volume 100 is 0, linear between (invented: inferred)."""
    sub_crossover: int = 80
    """SubCrossover in Hz of a new player with a sub output (inferred; others show 0, captured)."""
    rear_delay_range: int = 2
    """Upper bound of AudioDelayLeftRear and AudioDelayRightRear (inferred)."""
    initial_volume: int = 20
    """Volume of a new player (inferred)."""

    # Transport
    unavailable_source_code: int = 714
    """Fault for a queue, TV or line-in that is not there or not the player's own (inferred)."""
    transition_time: float = 0.0
    """Seconds in TRANSITIONING after Play (ours: none)."""
    radio_pause: Literal["stop", "701"] = "stop"
    """Pause on a radio stream or line-in: it stops with success (client-derived, homebridge-zp#13), or fault 701."""
    next_starts_playback: bool = False
    """Next, Previous and Seek to a track start a player that is paused or stopped (inferred: they do not)."""
    track_duration: float = 180.0
    """Seconds that a track plays whose duration neither metadata nor a fetch tells (ours)."""
    crossfade_time: float = 5.0
    """Seconds by which a track that fades into the next one ends early (inferred)."""
    sleep_fade: bool = True
    """The sleep timer fades the sound out before playback pauses (inferred)."""

    # Queue
    max_uris: int = 16
    """URIs that one AddMultipleURIs action takes (client-derived: SoCo, noson)."""
    max_queue: int = 65535
    """Tracks that a queue holds; more is 804 (declared range of NumberOfTracks; the fault is inferred)."""
    max_queues: int = 16
    """Queues that a player holds; CreateQueue answers 402 for more (ours)."""
    linked_services: frozenset[int] | None = None
    """Ids of the music services whose items can be enqueued, others are 800 (captured, soco-cli#80); None: all."""

    # Battery
    battery_drain: float = 10.0
    """Percent an hour that a battery loses, playing or not; 0: none (inferred)."""
    battery_charge: float = 50.0
    """Percent an hour that a battery gains on a charger; 0: none (inferred)."""

    # Media
    fetch_media: bool = True
    """Ask the network for what is played, as real players do; off: durations are those that metadata declares."""
    fetch_hosts: frozenset[str] = frozenset()
    """Hosts that may be asked besides loopback: names, addresses, networks such as ``172.16.0.0/12``, ``*`` for any."""
    fetch_timeout: float = 10.0
    """Real seconds until a medium that sends nothing has failed (inferred)."""
    fetch_patience: float = 2.0
    """Real seconds a file may take to come whole before it plays from what is there (inferred)."""
    fetch_limit: int = 4 * 1024 * 1024
    """Bytes of a file that are read; of a longer one also its end, with a Range (ours)."""

    # Content
    browse_cap: int = 1000
    """Objects that one Browse returns at most, also when 0 are asked for (documentation; 600 on older builds)."""
    search_mode: Literal["word", "prefix", "substring"] = "word"
    """What a search term must match: the start of any word (fits the recorded answer), of the title, or anything."""
    favorites_limit: int = 70
    """Favourites a household holds; one more is 805 (the fault client-derived, the number inferred)."""
    stale_update_code: int = 1028
    """Fault for an UpdateID that is neither 0 nor the present one (inferred)."""
    index_time: float = 5.0
    """Seconds on the clock that reading the shares anew takes (inferred)."""
    service_container_tracks: int = 12
    """Tracks that are made up for an album or playlist of a music service (ours)."""

    # Accounts, services and inputs
    service_without_policy: bool = False
    """List one more service, without a Policy (captured once; naive parsers, SoCo's among them, fail on it)."""
    unknown_service_code: int = 802
    """Fault of the account actions for a type that no service has (inferred)."""
    duplicate_account_code: int = 803
    """Fault for an account that is there already (inferred)."""
    unknown_account_code: int = 806
    """Fault for an account that is not there (inferred)."""
    withdrawn_action_code: int = 401
    """Fault of ProvisionCredentialedTrialAccountX and ResetThirdPartyCredentials: declared, refused (inferred)."""
    max_accounts: int = 32
    """Accounts that a household keeps; one more is 809 (inferred)."""
    max_string: int = 16384
    """Characters of a string's name or value; more is 811 (ours)."""
    max_strings: int = 1000
    """Strings that a household keeps; one more is 812 (ours)."""
    line_in_levels: int = 15
    """Highest level of a line-in; the lowest is 0 (inferred)."""
    ir_repeater_code: int = 401
    """Fault of SetIRRepeaterState on a player without a repeater (inferred)."""

    # Alarms
    max_alarms: int = 100
    """Alarms that a household keeps; one more is 402 (ours)."""
    skipped_hour_alarms: Literal["shift", "drop"] = "shift"
    """An alarm at a time that the clocks skip: as much later by the new clocks, or not that night (inferred)."""
    repeated_hour_alarms: Literal["first", "both"] = "first"
    """An alarm at a time that the clocks repeat: the first time, or both times (inferred)."""


DEFAULT = Behaviour()
NAMES = frozenset(f.name for f in fields(Behaviour))


class UnknownBehaviourError(LookupError):
    """There is no switch of that name."""


def resolve(*layers: Mapping[str, Any]) -> Behaviour:
    """The behaviour that ``layers``, the strongest first, make of the defaults.

    Raises UnknownBehaviourError for a name that is no switch.
    """
    merged: dict[str, Any] = {}
    for layer in reversed(layers):
        merged |= layer
    if unknown := merged.keys() - NAMES:
        raise UnknownBehaviourError(f"no behaviour {min(unknown)!r}; there are {', '.join(sorted(NAMES))}")
    return replace(DEFAULT, **merged) if merged else DEFAULT
