"""A household: its players, their groups, and what they share."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sonos_sim.catalogue import Profile, profile
from sonos_sim.household import inputs
from sonos_sim.household.accounts import Accounts
from sonos_sim.household.alarms import Alarms
from sonos_sim.household.battery import SLEEPING
from sonos_sim.household.behaviour import Behaviour, resolve
from sonos_sim.household.clock import Clock
from sonos_sim.household.content import Content
from sonos_sim.household.groups import Groups
from sonos_sim.household.identity import Identity
from sonos_sim.household.maintenance import Maintenance
from sonos_sim.household.music_services import MusicServices
from sonos_sim.household.observed import Aspect, Observed
from sonos_sim.household.player import Player
from sonos_sim.household.randomness import Randomness
from sonos_sim.household.time_settings import TimeSettings
from sonos_sim.household.timetable import Timetable
from sonos_sim.household.topology import Topology, survey

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sonos_sim.household.clock import Timer
    from sonos_sim.household.fetching import Fetcher
    from sonos_sim.household.snapshot import Snapshot

DEFAULT_PROFILE = "S18"
_IN_TOPOLOGY = frozenset({Aspect.TOPOLOGY, Aspect.DEVICE, Aspect.TRANSPORT})
"""Aspects that show in ZoneGroupState: IdleState comes from the transport, names and BootSeq from the device."""


class Household:
    """Players that know each other.

    ``seed`` fixes every random value, ``clock`` the time (default: real). Changes of any part are reported to
    :attr:`listeners` as (player, aspect), with None for what all players share.
    """

    def __init__(self, *, seed: int = 0, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.random = Randomness(seed)
        self.players: dict[str, Player] = {}
        """By UUID, in the order they were added."""
        self.behaviour_overrides: dict[str, Any] = {}
        self.listeners: list[Callable[[Player | None, Aspect], None]] = []
        self.fetcher: Fetcher | None = None
        """Who asks the network for media; None: everything plays as it is declared."""
        self.checkpoints: list[Callable[[], None]] = []
        """Called when a state that lasts no time has to be seen all the same."""
        self.power_listeners: list[Callable[[Player, str], None]] = []
        """Called with a player that went off or came on, and the reason it gave."""
        self.start: Snapshot | None = None
        """Where :func:`~sonos_sim.household.snapshot.reset` leads back to."""
        self.id = self.random.household_short_id
        """The short household id, as GetHouseholdID and SSDP tell it."""
        self._muse_suffix = self.random.token("muse household", 20)
        self.location_id = "lc_" + self.random.hexadecimal("location", 32)
        self.groups = Groups(self)
        self.vanished: dict[str, str] = {}
        """Reasons of the players listed as vanished, by UUID."""
        self.vanished_since: dict[str, str] = {}
        self.mobile_devices: dict[str, tuple[str, str]] = {}
        """Registered controllers: UDN to name and address."""
        self.media_servers = "2:" + self.random.token("media servers", 256)
        """ThirdPartyMediaServersX: the accounts, enciphered on real players; here letters that mean nothing."""
        self.net_settings_version = 1
        """NetsettingsUpdateID (its start is inferred)."""
        self.maintenance, self.time, self.alarms = Maintenance(), TimeSettings(self.clock), Alarms(self)
        self.accounts, self.music_services, self.content = Accounts(self), MusicServices(self), Content(self)
        parts: tuple[Observed, ...] = (
            self.maintenance, self.time, self.alarms, self.accounts, self.music_services, self.content,
        )  # fmt: skip
        for part in parts:
            part.observe(partial(self.touch, None))
        self.timetable = Timetable(self)
        self._truth: Topology | None = None
        self._surveyed: Topology | None = None
        """The truth when somebody last looked: what a lagging view goes on showing."""
        self._views: dict[str, Topology] = {}
        self._lagging: dict[str, Timer] = {}
        self._vanishing: dict[str, Timer] = {}

    @classmethod
    def generate(
        cls,
        rooms: int | Sequence[str] = 5,
        seed: int | None = None,
        models: Sequence[str] | None = None,
        clock: Clock | None = None,
        library: int = 0,
    ) -> Household:
        """A made-up household; see :func:`sonos_sim.household.generate.generate`."""
        from sonos_sim.household.generate import generate

        return generate(rooms, seed, models, clock, library)

    @classmethod
    def generate_split(cls, **options: Any) -> tuple[Household, Household]:
        """A made-up S1 and a made-up S2 household; see :func:`sonos_sim.household.generate.generate_split`."""
        from sonos_sim.household.generate import generate_split

        return generate_split(**options)

    @classmethod
    def load(cls, path: str | Path) -> Household:
        """The household that a YAML file describes; see :func:`sonos_sim.household.file.load`."""
        from sonos_sim.household.file import load

        return load(path)

    def save(self, path: str | Path) -> None:
        """Describe this household in a YAML file; see :func:`sonos_sim.household.file.save`."""
        from sonos_sim.household.file import save

        save(self, path)

    def __repr__(self) -> str:
        return f"<Household {self.id}: {', '.join(p.name for p in self.players.values())}>"

    def __getitem__(self, key: str) -> Player:
        """The player called ``key``: a room name or a UUID. Raises KeyError naming the rooms there are."""
        if (found := self.players.get(key)) is not None:
            return found
        rooms = [p for p in self.players.values() if p.device.name == key]
        visible = [p for p in rooms if not p.is_invisible]
        if visible or rooms:
            return (visible or rooms)[0]
        raise KeyError(f"no room {key!r}; there are {', '.join(sorted({p.name for p in self.players.values()}))}")

    @property
    def muse_id(self) -> str:
        """The long household id: the short one, a dot and 20 characters; empty where nobody has set players up."""
        return f"{self.id}.{self._muse_suffix}" if self.id else ""

    @property
    def first_uuid(self) -> str:
        """The player that household-wide counters name before anybody changed them: the first one."""
        return next(iter(self.players))

    @property
    def visible(self) -> list[Player]:
        """Players that apps show: one a room."""
        return [p for p in self.players.values() if not p.is_invisible]

    def add(self, name: str, model: str | Profile = DEFAULT_PROFILE, *, uuid: str | None = None) -> Player:
        """Add a player in the room ``name``, in a group of its own.

        ``model`` is a profile or its key; without ``uuid`` the seed makes one up. Raises ValueError for a UUID that
        is malformed or taken, UnknownProfileError for an unknown key.
        """
        kind = profile(model) if isinstance(model, str) else model
        identity = Identity.from_uuid(uuid) if uuid else Identity.draw(self.random.stream("identity"))
        if identity.uuid in self.players:
            raise ValueError(f"{identity.uuid} is taken by {self.players[identity.uuid].name}")
        player = Player(self, identity, kind, name)
        self.players[player.uuid] = player
        self.groups.add_alone(player)
        return player

    def remove(self, player: Player) -> None:
        """Take ``player`` out of the household for good."""
        self.groups.remove(player)
        del self.players[player.uuid]
        self.vanished.pop(player.uuid, None)
        self.touch(None, Aspect.TOPOLOGY)

    @property
    def behaviour(self) -> Behaviour:
        """The switches in force for what no single player does."""
        return resolve(self.behaviour_overrides)

    def override(self, **switches: Any) -> None:
        """Set behaviour switches for all players that have no own value.

        Raises UnknownBehaviourError for a name that is no field of Behaviour.
        """
        resolve(switches)
        self.behaviour_overrides |= switches
        for player in self.players.values():
            player.forget_behaviour()

    # Change and topology

    def touch(self, player: Player | None, aspect: Aspect) -> None:
        """Report that ``aspect`` of ``player``, or of what all share, may look different."""
        if aspect in _IN_TOPOLOGY:
            self._age_views()
        self._tell(player, aspect)

    def checkpoint(self) -> None:
        """Let everybody who listens see the state as it is now, before it changes again."""
        for look in self.checkpoints:
            look()

    def _tell(self, player: Player | None, aspect: Aspect) -> None:
        for listener in self.listeners:
            listener(player, aspect)

    @property
    def truth(self) -> Topology:
        """The topology as it is."""
        if self._truth is None:
            self._truth = self._surveyed = survey(self)
        return self._truth

    def view(self, player: Player) -> Topology:
        """The topology as ``player`` believes it is."""
        return self._views.get(player.uuid) or self.truth

    def hold_view(self, player: Player, view: Topology | None = None) -> None:
        """Let ``player`` go on believing ``view`` (default: what it believes now) until it is released."""
        self._cancel_lag(player)
        self._views[player.uuid] = view or self.view(player)
        self._tell(player, Aspect.TOPOLOGY)

    def release_view(self, player: Player) -> None:
        """Let ``player`` see the truth again."""
        self._cancel_lag(player)
        if self._views.pop(player.uuid, None) is not None:
            # The truth is what it was: telling it as a change would make the player lag behind it again.
            self._tell(player, Aspect.TOPOLOGY)

    def forget_views(self) -> None:
        """Survey the topology anew: it has become another one without a change that could be lagged behind."""
        self._truth = None
        if self._surveyed is not None:
            _ = self.truth

    def _age_views(self) -> None:
        self._truth = None
        if self._surveyed is None:
            return
        for player in self.players.values():
            lag = player.behaviour.topology_lag
            if lag > 0 and player.uuid not in self._views:
                self._views[player.uuid] = self._surveyed
                self._lagging[player.uuid] = self.clock.call_later(lag, partial(self.release_view, player))

    def _cancel_lag(self, player: Player) -> None:
        if (timer := self._lagging.pop(player.uuid, None)) is not None:
            timer.cancel()

    # Power

    def power_off(self, player: Player, reason: str = "") -> None:
        """``player`` leaves the network.

        With a ``reason`` (``powered off``, ``sleeping``, ...) it says goodbye and is listed as vanished at once;
        without, the others list it as ``UNKNOWN`` after ``vanish_after`` seconds.
        """
        player.is_running = False
        player.transport.lose_power()
        inputs.lose(player)
        self.tell_power(player, reason)

        self.touch(player, Aspect.DEVICE)
        if reason:
            self._vanish(player, reason)
        else:
            later = self.clock.call_later(player.behaviour.vanish_after, partial(self._vanish, player, "UNKNOWN"))
            self._vanishing[player.uuid] = later

    def report_unresponsive(self, player: Player) -> None:
        """List ``player`` as vanished now if it is unreachable; one that runs stays (inferred)."""
        if not player.is_running and player.uuid not in self.vanished:
            self._vanish(player, "UNKNOWN")

    def _vanish(self, player: Player, reason: str) -> None:
        if (timer := self._vanishing.pop(player.uuid, None)) is not None:
            timer.cancel()
        self.vanished[player.uuid] = reason
        self.vanished_since[player.uuid] = self.clock.utc().strftime("%Y-%m-%d %H:%M:%S")
        self.groups.give_up(player)
        self.touch(None, Aspect.TOPOLOGY)

    def power_on(self, player: Player) -> None:
        """``player`` comes back after a boot: BootSeq rises, and it stands in a new group of its own."""
        if (timer := self._vanishing.pop(player.uuid, None)) is not None:
            timer.cancel()
        self.vanished.pop(player.uuid, None)
        player.is_running = True
        player.device.boot_seq += 1
        player.update_counters.boot()
        self.tell_power(player, "")
        if player.primary is player:
            self.groups.leave(player)
        self.touch(None, Aspect.TOPOLOGY)

    def sleep(self, player: Player) -> None:
        """A battery model falls asleep: it says goodbye, and comes back with power, or by :meth:`power_on`.

        Raises ValueError for a model without a battery.
        """
        if player.battery is None:
            raise ValueError(f"{player.name} is a {player.profile.model_name}, which has no battery and never sleeps")
        self.power_off(player, SLEEPING)

    def reboot(self, player: Player) -> None:
        """Power ``player`` off and on again: its subscriptions are lost, its group goes on without it."""
        self.power_off(player)
        self.power_on(player)

    def tell_power(self, player: Player, reason: str) -> None:
        """Report that ``player`` went off or came on."""
        for listener in self.power_listeners:
            listener(player, reason)

    # Values of new players

    def first_group_number(self, player: Player) -> int:
        """Where ``player`` starts to count the groups it makes (both forms are captured)."""
        if player.profile.firmware.small_group_numbers:
            return 1
        return self.random.stream("group ids").randrange(2**31, 2**32)

    def default_icon(self, kind: Profile) -> str:
        """The Icon of a new player: empty on S2, a room icon on S1, one of its own on a bridge (captured)."""
        return kind.room_icon or ("x-rincon-roomicon:living" if kind.generation == 1 else "")
