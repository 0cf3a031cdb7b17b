"""SystemProperties: the household's strings and accounts; the handlers are still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.household.observed import Aspect
from sonos_sim.services.base import Service

if TYPE_CHECKING:
    from sonos_sim.services.base import Value


class SystemProperties(Service):
    """Evented variables of SystemProperties."""

    name = "SystemProperties"
    pending = frozenset(
        {
            "SetString", "GetString", "Remove", "GetWebCode", "ProvisionCredentialedTrialAccountX", "AddAccountX",
            "AddOAuthAccountX", "RemoveAccount", "EditAccountPasswordX", "SetAccountNicknameX",
            "RefreshAccountCredentialsX", "EditAccountMd", "DoPostUpdateTasks", "ResetThirdPartyCredentials",
            "EnableRDM", "GetRDM", "ReplaceAccountX",
        }
    )  # fmt: skip
    household_aspects = frozenset({Aspect.ACCOUNTS})

    def evented(self) -> dict[str, Value]:
        """The account counters (order recorded, the place of VoiceUpdateID inferred)."""
        accounts = self.household.accounts
        return {
            "CustomerID": accounts.customer_id,
            "UpdateID": accounts.update_id,
            "UpdateIDX": accounts.update_id_x,
            "VoiceUpdateID": accounts.voice_update_id,
            "ThirdPartyHash": accounts.third_party_hash,
        }
