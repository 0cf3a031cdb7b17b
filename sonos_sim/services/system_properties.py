"""SystemProperties: strings and accounts that all players of the household tell alike.

Passwords, tokens, keys and codes are taken and dropped at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import UPnPError
from sonos_sim.household.observed import Aspect
from sonos_sim.services.base import Service
from sonos_sim.services.evidence import client_derived, inferred

if TYPE_CHECKING:
    from sonos_sim.household.accounts import Accounts
    from sonos_sim.services.base import Outputs, Value

WEB_CODE_LENGTH = 6
"""Letters and digits of a web code (inferred)."""
_ADD_ERRORS = (802, 803, 809)
"""Unknown service type, account there already, too many."""
_UNKNOWN_ACCOUNT = (806,)


class SystemProperties(Service):
    """Handlers of SystemProperties."""

    name = "SystemProperties"
    household_aspects = frozenset({Aspect.ACCOUNTS})

    @property
    def accounts(self) -> Accounts:
        """Strings and accounts of the household."""
        return self.household.accounts

    def evented(self) -> dict[str, Value]:
        """The account counters (order recorded, the place of VoiceUpdateID inferred)."""
        return {
            "CustomerID": self.accounts.customer_id,
            "UpdateID": self.accounts.update_id,
            "UpdateIDX": self.accounts.update_id_x,
            "VoiceUpdateID": self.accounts.voice_update_id,
            "ThirdPartyHash": self.accounts.third_party_hash,
        }

    # Strings

    @client_derived("node-sonos-ts keeps its accounts so", inferred="811 too long, 812 too many", errors=(811, 812))
    def set_string(self, variable_name: str, string_value: str) -> None:
        """Keep a string for the household."""
        self.accounts.set_string(variable_name, string_value)

    @client_derived("SoCo music_service.py reads R_TrialZPSerial; node-sonos-ts (800)", errors=(800,))
    def get_string(self, variable_name: str) -> Outputs:
        """A string that any player was given."""
        return {"StringValue": self.accounts.string(variable_name)}

    @inferred("our choice: as GetString", errors=(800,))
    def remove(self, variable_name: str) -> None:
        """Forget a string."""
        self.accounts.remove_string(variable_name)

    # Accounts

    @inferred("our choice: letters and digits that mean nothing", errors=(802,))
    def get_web_code(self, account_type: int) -> Outputs:
        """A code to type in at the web page of a service."""
        service = self.accounts.service(account_type)
        code = self.household.random.digest(f"web code {service.type}")[:WEB_CODE_LENGTH]
        return {"WebCode": code.upper()}

    @inferred("weak notes of build 86.10: declared and refused with 401")
    def provision_credentialed_trial_account_x(
        self, account_type: int, account_id: str, account_password: str
    ) -> Outputs:
        """Always refused."""
        raise UPnPError(self.behaviour.withdrawn_action_code, "there are no trial accounts any more")

    @inferred("our choice; the form of the UDN: SoCo music_service.py desc", errors=_ADD_ERRORS)
    def add_account_x(self, account_type: int, account_id: str, account_password: str) -> Outputs:
        """Link an account by its user name."""
        return {"AccountUDN": self.accounts.add(account_type, account_id).udn}

    @inferred("our choice; the form of the UDN: SoCo music_service.py desc", errors=_ADD_ERRORS)
    def add_oauth_account_x(
        self,
        account_type: int,
        account_token: str,
        account_key: str,
        oauth_device_id: str,
        authorization_code: str,
        redirect_uri: str,
        user_id_hash_code: str,
        account_tier: int,
    ) -> Outputs:
        """Link an account by a token; every call makes another account."""
        account = self.accounts.add_by_token(account_type, oauth_device_id, account_tier)
        return {"AccountUDN": account.udn, "AccountNickname": account.nickname}

    @inferred("our choice", errors=_UNKNOWN_ACCOUNT)
    def remove_account(self, account_type: int, account_id: str) -> None:
        """Unlink an account."""
        self.accounts.remove(self.accounts.find(type=account_type, id=account_id))

    @inferred("our choice: counts as a change", errors=_UNKNOWN_ACCOUNT)
    def edit_account_password_x(self, account_type: int, account_id: str, new_account_password: str) -> None:
        """Take a new password, which is not kept."""
        self.accounts.edit(self.accounts.find(type=account_type, id=account_id))

    @inferred("our choice", errors=_UNKNOWN_ACCOUNT)
    def set_account_nickname_x(self, account_udn: str, account_nickname: str) -> None:
        """Give an account the name that apps show."""
        self.accounts.edit(self.accounts.find(udn=account_udn), nickname=account_nickname)

    @inferred("our choice: AccountUID is the serial number, counts as a change", errors=_UNKNOWN_ACCOUNT)
    def refresh_account_credentials_x(
        self, account_type: int, account_uid: int, account_token: str, account_key: str
    ) -> None:
        """Take a new token, which is not kept."""
        self.accounts.edit(self.accounts.find(type=account_type, serial=account_uid))

    @inferred("our choice", errors=_UNKNOWN_ACCOUNT)
    def edit_account_md(self, account_type: int, account_id: str, new_account_md: str) -> None:
        """Change the metadata of an account."""
        self.accounts.edit(self.accounts.find(type=account_type, id=account_id), metadata=new_account_md)

    @inferred("our choice", errors=(802, 803, 806))
    def replace_account_x(
        self,
        account_udn: str,
        new_account_id: str,
        new_account_password: str,
        account_token: str,
        account_key: str,
        oauth_device_id: str,
    ) -> Outputs:
        """Put another user in the place of an account; nickname and serial number stay."""
        account = self.accounts.hand_over(self.accounts.find(udn=account_udn), new_account_id, oauth_device_id)
        return {"NewAccountUDN": account.udn}

    @inferred("weak notes of build 86.10: declared and refused with 401")
    def reset_third_party_credentials(self) -> None:
        """Always refused."""
        raise UPnPError(self.behaviour.withdrawn_action_code, "credentials are not to be reset from outside")

    # The rest

    @inferred("our choice: no effect")
    def do_post_update_tasks(self) -> None:
        """Nothing is left to do after an update."""

    @inferred("the name of the action; a household-wide switch is our choice")
    def enable_rdm(self, rdm_value: bool) -> None:
        """Switch RDM."""
        self.accounts.rdm = rdm_value

    @inferred("the name of the action; on at first is our choice")
    def get_rdm(self) -> Outputs:
        """Whether RDM is on."""
        return {"RDMValue": self.accounts.rdm}
